package ffi

import (
	"encoding"
	"strconv"
)

// What generated code is made of; used by hand, it is of little use.

// Missing returns the error for a message that is nil where the schema requires one.
func Missing(name string) error {
	return New(ErrBadRequest, name+" is nil, and the schema requires one")
}

// Optional returns a pointer to a value that is there, and nil for one that is not.
func Optional[T any](v T, ok bool) *T {
	if !ok {
		return nil
	}
	return &v
}

// Mapped returns a pointer to what f makes of a value, and nil for nil.
func Mapped[T, U any](v *T, f func(T) U) *U {
	if v == nil {
		return nil
	}
	u := f(*v)
	return &u
}

// Encoded returns a message as a buffer. It takes what a function returns that makes the message.
func Encoded(m encoding.BinaryAppender, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return m.AppendBinary(nil)
}

// CaseText is the text of a case of a schema's error.
func CaseText(domain, name string, code uint32) string {
	if name == "" {
		name = "code " + strconv.FormatUint(uint64(code), 10)
	}
	return domain + ": " + name
}

// Payload returns the message that an error carries, where it is of that case and carries one that can
// be read.
func Payload[M any](e *Error, of Case, decode func([]byte) (*M, error)) (*M, bool) {
	if e.Payload == nil || !e.Is(of) {
		return nil, false
	}
	m, err := decode(e.Payload)
	return m, err == nil
}
