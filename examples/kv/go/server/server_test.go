package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/halflap/halflap/examples/kv/go/kv"
	"github.com/halflap/halflap/examples/kv/go/server"
	"github.com/halflap/halflap/ffi"
)

// ask makes a request of a handler.
func ask(h http.Handler, method, path, body string, match string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// A mock is a store that a test makes up: no library, and no cgo.
func TestStatusOfErrors(t *testing.T) {
	conflict := &kv.ConflictError{Payload: &kv.Conflict{Current: 7}, Message: "the revision is 7"}
	for _, c := range []struct {
		err    error
		status int
	}{
		{kv.ErrNotFound, http.StatusNotFound},
		{kv.ErrBadSize, http.StatusBadRequest},
		{conflict, http.StatusPreconditionFailed},
		{ffi.ErrPanic, http.StatusInternalServerError},
		{ffi.ErrCancelled, http.StatusServiceUnavailable},
	} {
		mock := &kv.StoreMock{
			PutFunc: func(context.Context, string, []byte, uint64) (uint64, error) { return 0, c.err },
		}
		mock.Expect("Put", 1)
		w := ask(server.New(kv.NewStoreLoopback(mock)), "PUT", "/keys/a", "value", `"3"`)
		if w.Code != c.status {
			t.Errorf("%v gives the status %d, not %d", c.err, w.Code, c.status)
		}
		if c.err == error(conflict) && w.Header().Get("ETag") != `"7"` {
			t.Errorf("a conflict has the tag %s", w.Header().Get("ETag"))
		}
		if calls := mock.Calls("Put"); calls[0].Args[2] != uint64(3) {
			t.Errorf("the store was called by %v", calls)
		}
		mock.Verify(t)
	}
}
