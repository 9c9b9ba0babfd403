package ffi

import (
	"context"
	"errors"
	"strconv"
)

// domain is that of the boundary itself.
const domain = "halflap"

// System says why the boundary itself refused a call. A System is an error, so that
// errors.Is(err, ffi.ErrStaleHandle) asks whether err is, or wraps, that refusal. Its numbers and
// names are those of the specification and the same in every language.
type System uint32

// Why a call was refused, or broke off.
const (
	ErrCancelled        System = 1  // the caller cancelled the call; also context.Canceled
	ErrDeadlineExceeded System = 2  // the call's time is over; also context.DeadlineExceeded
	ErrPanic            System = 3  // the callee panicked; message and location say where
	ErrStaleHandle      System = 4  // the object was closed
	ErrWrongHandleType  System = 5  // the handle is of another interface
	ErrWrongLibrary     System = 6  // the object is not one of this library
	ErrPoisoned         System = 7  // a call on this object panicked before
	ErrABIMismatch      System = 8  // client and library were generated from schemas that do not fit
	ErrUnknownMethod    System = 9  // the library is older than the method
	ErrBadRequest       System = 10 // an argument is not what its type allows
	ErrBadResponse      System = 11 // the answer can't be read
	ErrOutOfMemory      System = 12 // there was no memory for the answer
	ErrTooManyHandles   System = 13 // the library's table of handles is full
	ErrNoHost           System = 14 // a host interface is missing, or the host is not there
	ErrUnimplemented    System = 15 // a mock, or an object that lacks the method; also errors.ErrUnsupported
	ErrUnexpectedCall   System = 16 // a replay, or a mock, has no such call
)

// codec is what the codes of the codec's kinds of errors begin behind.
const codec = 100

var systems = [...]struct{ name, text string }{
	ErrCancelled:        {"cancelled", "the call was cancelled"},
	ErrDeadlineExceeded: {"deadline_exceeded", "the call's time is over"},
	ErrPanic:            {"panic", "the callee panicked"},
	ErrStaleHandle:      {"stale_handle", "the handle was closed, or never was one"},
	ErrWrongHandleType:  {"wrong_handle_type", "the handle is of another interface"},
	ErrWrongLibrary:     {"wrong_library", "the handle is of another library"},
	ErrPoisoned:         {"poisoned", "a call on this object panicked before"},
	ErrABIMismatch:      {"abi_mismatch", "client and library do not fit"},
	ErrUnknownMethod:    {"unknown_method", "the library is older than the method"},
	ErrBadRequest:       {"bad_request", "an argument is not what its type allows"},
	ErrBadResponse:      {"bad_response", "the answer can't be read"},
	ErrOutOfMemory:      {"out_of_memory", "there was no memory for the answer"},
	ErrTooManyHandles:   {"too_many_handles", "the table of handles is full"},
	ErrNoHost:           {"no_host", "a host interface is missing, or the host is not there"},
	ErrUnimplemented:    {"unimplemented", "the method is not implemented"},
	ErrUnexpectedCall:   {"unexpected_call", "there is no such call"},
}

func (s System) known() bool { return s > 0 && int(s) < len(systems) }

// String returns the specification's name, such as stale_handle.
func (s System) String() string {
	if s.known() {
		return systems[s].name
	}
	return "system_" + strconv.FormatUint(uint64(s), 10)
}

// text is a sentence for people.
func (s System) text() string {
	if s.known() {
		return systems[s].text
	}
	return s.String()
}

// Error returns a sentence with the name.
func (s System) Error() string { return "halflap: " + s.text() + " (" + s.String() + ")" }

// ErrorCase returns the domain halflap, and the code.
func (s System) ErrorCase() (string, uint32) { return domain, uint32(s) }

// Is says whether the standard library's name for it is meant.
func (s System) Is(target error) bool {
	switch target {
	case context.Canceled:
		return s == ErrCancelled
	case context.DeadlineExceeded:
		return s == ErrDeadlineExceeded
	case errors.ErrUnsupported:
		return s == ErrUnimplemented
	}
	return false
}
