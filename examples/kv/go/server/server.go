// Package server speaks HTTP for a store. It knows the store's interface alone: in the program that is
// the Rust library, in tests it may be a mock.
//
//	GET    /keys/{key}            the value; its revision is the ETag
//	PUT    /keys/{key}            sets it; with If-Match only that revision
//	DELETE /keys/{key}            removes it; with If-Match only that revision
//	GET    /keys?prefix=P         lines of JSON, one for each entry
//	GET    /snapshot?prefix=P     the same, of one moment
//	GET    /stats                 how much there is
package server

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/halflap/halflap/examples/kv/go/kv"
	"github.com/halflap/halflap/ffi"
	halflap "github.com/halflap/halflap/go-codec"
)

// maxBody is the longest body of a request, in bytes; the store has a limit of its own below it.
const maxBody = 8 << 20

// batch is how many entries of a snapshot are asked for at a time.
const batch = 256

// New returns a handler that serves the store.
func New(store kv.Store) http.Handler {
	s := &server{store}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /keys/{key}", s.get)
	mux.HandleFunc("PUT /keys/{key}", s.put)
	mux.HandleFunc("DELETE /keys/{key}", s.remove)
	mux.HandleFunc("GET /keys", s.scan)
	mux.HandleFunc("GET /snapshot", s.snapshot)
	mux.HandleFunc("GET /stats", s.stats)
	return mux
}

type server struct {
	store kv.Store
}

func (s *server) get(w http.ResponseWriter, r *http.Request) {
	entry, err := s.store.Get(r.Context(), r.PathValue("key"))
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("ETag", tag(entry.Revision))
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(entry.Value)
}

func (s *server) put(w http.ResponseWriter, r *http.Request) {
	expected, ok := expected(w, r)
	if !ok {
		return
	}
	value, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	revision, err := s.store.Put(r.Context(), r.PathValue("key"), value, expected)
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("ETag", tag(revision))
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) remove(w http.ResponseWriter, r *http.Request) {
	expected, ok := expected(w, r)
	if !ok {
		return
	}
	if _, err := s.store.Delete(r.Context(), r.PathValue("key"), expected); err != nil {
		fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// scan has the store call back: entries are read where the library has put them, and written to the
// client before the library may use that memory again.
func (s *server) scan(w http.ResponseWriter, r *http.Request) {
	lines := json.NewEncoder(w)
	each := func(entries halflap.List[kv.EntryView]) (bool, error) {
		for _, entry := range entries.All() {
			if err := lines.Encode(line{entry.Key(), entry.Value(), entry.Revision()}); err != nil {
				return false, err
			}
		}
		return true, nil
	}
	if err := s.store.Scan(r.Context(), r.FormValue("prefix"), each); err != nil {
		fail(w, err)
	}
}

// snapshot holds an object of the library, and closes it.
func (s *server) snapshot(w http.ResponseWriter, r *http.Request) {
	snapshot, err := s.store.Snapshot(r.Context(), r.FormValue("prefix"))
	if err != nil {
		fail(w, err)
		return
	}
	defer func() { _ = snapshot.Close() }()
	lines := json.NewEncoder(w)
	for {
		entries, err := snapshot.Next(r.Context(), batch)
		if err != nil {
			fail(w, err)
			return
		}
		if len(entries) == 0 {
			return
		}
		for _, entry := range entries {
			if err := lines.Encode(line{entry.Key, entry.Value, entry.Revision}); err != nil {
				return
			}
		}
	}
}

func (s *server) stats(w http.ResponseWriter, r *http.Request) {
	stats, err := s.store.Stats(r.Context())
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]uint64{
		"entries":  stats.Entries,
		"size":     stats.Size,
		"revision": stats.Revision,
	})
}

// line is an entry in JSON.
type line struct {
	Key      string `json:"key"`
	Value    []byte `json:"value"`
	Revision uint64 `json:"revision"`
}

// fail answers with the status that an error of the store deserves.
func fail(w http.ResponseWriter, err error) {
	var conflict *kv.ConflictError
	switch {
	case errors.As(err, &conflict):
		w.Header().Set("ETag", tag(conflict.Payload.Current))
		http.Error(w, err.Error(), http.StatusPreconditionFailed)
	case errors.Is(err, kv.ErrNotFound):
		http.Error(w, err.Error(), http.StatusNotFound)
	case errors.Is(err, kv.ErrBadSize), errors.Is(err, ffi.ErrBadRequest):
		http.Error(w, err.Error(), http.StatusBadRequest)
	case errors.Is(err, ffi.ErrCancelled), errors.Is(err, ffi.ErrDeadlineExceeded), errors.Is(err, ffi.ErrStaleHandle):
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	default:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// tag is a revision as an ETag.
func tag(revision uint64) string {
	return `"` + strconv.FormatUint(revision, 10) + `"`
}

// expected is the revision that If-Match asks for, 0 for any.
func expected(w http.ResponseWriter, r *http.Request) (uint64, bool) {
	match := r.Header.Get("If-Match")
	if match == "" || match == "*" {
		return 0, true
	}
	revision, err := strconv.ParseUint(strings.Trim(match, `"`), 10, 64)
	if err != nil || revision == 0 {
		http.Error(w, "If-Match is no revision", http.StatusBadRequest)
		return 0, false
	}
	return revision, true
}
