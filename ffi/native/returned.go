//go:build cgo

package native

import (
	"errors"
	"strings"
	"sync"

	"github.com/halflap/halflap/ffi"
)

// returned holds what the callbacks of a call returned as errors: each as it was and as it crossed, so
// that the call can return the very value that the library passes on.
type returned struct {
	mutex  sync.Mutex
	errors []crossing
}

type crossing struct {
	err error
	as  *ffi.Error
}

// keep adds an error.
func (r *returned) keep(err error, as *ffi.Error) {
	crossed := *as
	crossed.Message = strings.ToValidUTF8(as.Message, "\uFFFD") // As it crosses.
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.errors = append(r.errors, crossing{err, &crossed})
}

// find returns the last error that crossed as err did; nil where there is none.
func (r *returned) find(err error) error {
	var e *ffi.Error
	if r == nil || !errors.As(err, &e) {
		return nil
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for i := len(r.errors) - 1; i >= 0; i-- {
		as := r.errors[i].as
		if as.Domain == e.Domain && as.Code == e.Code && as.Message == e.Message {
			return r.errors[i].err
		}
	}
	return nil
}
