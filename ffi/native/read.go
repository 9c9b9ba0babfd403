//go:build cgo

package native

import (
	"encoding/binary"
	"fmt"

	halflap "github.com/halflap/halflap/go-codec"

	"github.com/halflap/halflap/ffi"
)

// Read reads an answer: read is a generated function. What it refuses is ErrBadResponse.
func Read[T any](data []byte, read func([]byte) (T, error)) (T, error) {
	v, err := read(data)
	if err != nil {
		return v, ffi.Wrap(ffi.ErrBadResponse, err)
	}
	return v, nil
}

// ReadOptional is Read for an answer that may be missing: nil is the zero value, and no answer.
func ReadOptional[T any](data []byte, read func([]byte) (T, error)) (T, bool, error) {
	if data == nil {
		var zero T
		return zero, false, nil
	}
	v, err := Read(data, read)
	return v, err == nil, err
}

// Unknown is the error of an answer that no value of its type has: of a closed enum.
func Unknown(method string) error {
	return ffi.New(ffi.ErrBadResponse, method+" answered with a value that its type does not have")
}

// Byte is how a bool crosses.
func Byte(v bool) uint8 {
	if v {
		return 1
	}
	return 0
}

// UUIDWords is how a UUID crosses.
func UUIDWords(id halflap.UUID) (uint64, uint64) {
	return binary.LittleEndian.Uint64(id[:8]), binary.LittleEndian.Uint64(id[8:])
}

// UUIDOf is what crossed by UUIDWords.
func UUIDOf(first, second uint64) halflap.UUID {
	var id halflap.UUID
	binary.LittleEndian.PutUint64(id[:8], first)
	binary.LittleEndian.PutUint64(id[8:], second)
	return id
}

// Deref returns the message that a pointer points at, for a request that holds it. A nil pointer makes
// the call fail.
func Deref[T any](c *Call, m *T, name string) T {
	if m == nil {
		c.Refuse(ffi.Missing(name))
		var zero T
		return zero
	}
	return *m
}

// Foreign is the error of an object that is passed to a library that does not know it: nil, or one that
// is no object of a library.
func Foreign(object any, name string) error {
	if object == nil {
		return ffi.New(ffi.ErrBadRequest, "the "+name+" is nil")
	}
	return ffi.New(ffi.ErrWrongLibrary, fmt.Sprintf("%T is no %s of this library", object, name))
}
