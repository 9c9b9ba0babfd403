package ffi

import (
	"fmt"
	"runtime"
	"strings"
)

// Panicked returns the error of a panic with v, for the deferred function that has recovered it: with the
// place where the panic began. An error that was panicked with is its cause.
func Panicked(v any) *Error {
	e := New(ErrPanic, fmt.Sprint(v))
	if cause, ok := v.(error); ok {
		e.Cause = cause
	}
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	for raised := false; ; {
		frame, more := frames.Next()
		inRuntime := strings.HasPrefix(frame.Function, "runtime.")
		if raised && !inRuntime {
			e.Location = fmt.Sprintf("%s:%d", frame.File, frame.Line)
			return e
		}
		raised = raised || frame.Function == "runtime.gopanic"
		if !more {
			return e
		}
	}
}
