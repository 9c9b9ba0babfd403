//go:build cgo

package native

// #include "shims.h"
import "C"

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"

	"github.com/halflap/halflap/ffi"
	"github.com/halflap/halflap/ffi/internal/leaks"
)

// Handle is a share in an object of a library. Generated types embed one; what they call has to keep it
// alive until the library is done.
type Handle struct {
	number  uint64
	name    string
	library *Library
	closed  atomic.Bool
	cleanup runtime.Cleanup
}

// orphan is what is left of a handle that became garbage.
type orphan struct {
	number  uint64
	name    string
	library *Library
	created []uintptr
}

// Own makes a handle of a number that is the caller's to close; name is the interface's.
func (l *Library) Own(number uint64, name string) *Handle {
	h := &Handle{number: number, name: name, library: l}
	left := &orphan{number: number, name: name, library: l}
	if leaks.Report.Load() != nil {
		left.created = make([]uintptr, 32)
		left.created = left.created[:runtime.Callers(3, left.created)]
	}
	h.cleanup = runtime.AddCleanup(h, (*orphan).close, left)
	return h
}

// Returned is Own for a number that a reply holds.
func (l *Library) Returned(number uint64, name string) (*Handle, error) {
	if number == 0 {
		return nil, ffi.New(ffi.ErrBadResponse, "the library returned no "+name)
	}
	return l.Own(number, name), nil
}

// Number is what C calls a handle; 0, which no library knows, for nil.
func Number(h *Handle) uint64 {
	if h == nil {
		return 0
	}
	return h.number
}

// Close ends the handle. The object is destroyed when its last handle is closed and no call on it runs
// any more. To close a handle twice is ErrStaleHandle.
func (h *Handle) Close() error {
	if h == nil || !h.closed.CompareAndSwap(false, true) {
		return ffi.New(ffi.ErrStaleHandle, "")
	}
	h.cleanup.Stop()
	table := h.library.table.Load()
	return h.library.failure(table, C.halflap_close(table, C.uint64_t(h.number)))
}

// Clone returns another handle of the same object, to be closed for itself.
func Clone(h *Handle) (*Handle, error) {
	if h == nil {
		return nil, ffi.New(ffi.ErrStaleHandle, "")
	}
	table := h.library.table.Load()
	reply := C.halflap_clone(table, C.uint64_t(h.number))
	runtime.KeepAlive(h)
	if reply.status != 0 {
		return nil, h.library.reply(context.Background(), reply, h.name+".clone")
	}
	return h.library.Own(uint64(reply.value[0]), h.name), nil
}

// close closes what nobody else did, and says so.
func (o *orphan) close() {
	table := o.library.table.Load()
	reply := C.halflap_close(table, C.uint64_t(o.number))
	_ = o.library.failure(table, reply) // Nobody is there to be told.
	if report := leaks.Report.Load(); report != nil {
		(*report)(o.name, o.stack())
	}
}

// stack tells where the object was made: one line for each function.
func (o *orphan) stack() string {
	if len(o.created) == 0 {
		return "\ta call before ffi.OnLeak\n"
	}
	var text strings.Builder
	frames := runtime.CallersFrames(o.created)
	for {
		frame, more := frames.Next()
		fmt.Fprintf(&text, "\t%s (%s:%d)\n", frame.Function, frame.File, frame.Line)
		if !more {
			return text.String()
		}
	}
}
