package ffi

import (
	"context"
	"errors"
	"strconv"

	halflap "github.com/halflap/halflap/go-codec"
)

// Error is why a call failed, as it crosses the boundary.
type Error struct {
	// Domain says who the code belongs to: "halflap" for the boundary itself and the codec, the
	// full name of a schema's error, such as "shop.StoreError", or "go" and "rust" for errors that
	// have no code.
	Domain string
	// Code is the case's number in its domain.
	Code uint32
	// Name is the case's name in the schema; empty where the schema that this program was built with
	// does not know it. It does not cross.
	Name string
	// Message is for people.
	Message string
	// Payload is what the case carries, a buffer of its message; nil where it carries nothing.
	Payload []byte
	// Location is where the callee panicked: file, line and column.
	Location string
	// Offset and Path are those of a codec's error: the byte, and the field.
	Offset int64
	Path   string
	// Cause is the Go error behind it: a codec's error, or why a context was cancelled. It does not
	// cross.
	Cause error
}

// Case is an error with a number: a case of a schema's error, a [System], or an [*Error]. It is what
// errors are compared by, since values don't survive the way to another language and back.
type Case interface {
	error
	// ErrorCase returns the domain, and the code in it.
	ErrorCase() (domain string, code uint32)
}

// carrier is a case that carries a message.
type carrier interface {
	Case
	// ErrorPayload returns what the case carries, as a buffer.
	ErrorPayload() ([]byte, error)
}

// New returns an error of the boundary itself with a message for people.
func New(s System, message string) *Error {
	return &Error{Domain: domain, Code: uint32(s), Name: s.String(), Message: message}
}

// Wrap returns an error of the boundary itself that is due to another one.
func Wrap(s System, cause error) *Error {
	e := New(s, cause.Error())
	e.Cause = cause
	return e
}

// Error returns the message with the case, and where it happened.
func (e *Error) Error() string {
	text := e.Message
	if text == "" && e.Domain == domain {
		text = System(e.Code).text()
	}
	name := e.Name
	if name == "" {
		name = "code " + strconv.FormatUint(uint64(e.Code), 10)
	}
	name = e.Domain + ": " + name
	if text == "" {
		text = name
	} else {
		text += " (" + name + ")"
	}
	if e.Location != "" {
		text += " at " + e.Location
	}
	return text
}

// ErrorCase returns the domain and the code.
func (e *Error) ErrorCase() (string, uint32) { return e.Domain, e.Code }

// Is says whether target is the same case: of a schema's error, of the boundary, or of the codec.
func (e *Error) Is(target error) bool {
	if t, ok := target.(Case); ok {
		domain, code := t.ErrorCase()
		return e.Domain == domain && e.Code == code
	}
	if e.Domain != domain {
		return false
	}
	if kind, ok := target.(halflap.Kind); ok {
		return e.Code == codec+uint32(kind)
	}
	return System(e.Code).Is(target)
}

// Unwrap returns the Go error behind it.
func (e *Error) Unwrap() error { return e.Cause }

// From returns err as it crosses the boundary: with the case that it is or wraps, and with its own
// text. Errors of contexts and of the codec have cases; what has none gets the domain "go".
func From(err error) *Error {
	var found Case
	if errors.As(err, &found) {
		return fromCase(err, found)
	}
	e := &Error{Domain: "go", Message: err.Error(), Cause: err}
	var wrong *halflap.Error
	switch {
	case errors.As(err, &wrong):
		e.set(codec+uint32(wrong.Kind), wrong.Kind.String())
		e.Offset, e.Path = wrong.Offset, wrong.Path
	case errors.Is(err, context.Canceled):
		e.set(uint32(ErrCancelled), ErrCancelled.String())
	case errors.Is(err, context.DeadlineExceeded):
		e.set(uint32(ErrDeadlineExceeded), ErrDeadlineExceeded.String())
	}
	return e
}

// set makes it an error of the boundary itself.
func (e *Error) set(code uint32, name string) { e.Domain, e.Code, e.Name = domain, code, name }

func fromCase(err error, found Case) *Error {
	if e, ok := found.(*Error); ok {
		if error(e) == err {
			return e
		}
		wrapped := *e
		wrapped.Message, wrapped.Cause = err.Error(), err
		return &wrapped
	}
	e := &Error{Message: err.Error(), Cause: err}
	e.Domain, e.Code = found.ErrorCase()
	if with, ok := found.(carrier); ok {
		payload, wrong := with.ErrorPayload()
		if wrong != nil {
			return From(wrong)
		}
		e.Payload = payload
	}
	return e
}
