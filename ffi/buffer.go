package ffi

import (
	"strings"

	halflap "github.com/halflap/halflap/go-codec"

	abi "github.com/halflap/halflap/ffi/internal/halflap/abi"
)

// AppendBinary appends the error as a buffer of halflap.abi.Error, as it crosses the boundary. What is
// not UTF-8 in its texts is replaced.
func (e *Error) AppendBinary(b []byte) ([]byte, error) {
	m := e.message()
	return m.AppendBinary(b)
}

func (e *Error) message() *abi.Error {
	m := &abi.Error{Domain: valid(e.Domain), Code: e.Code, Message: valid(e.Message), Payload: e.Payload}
	if e.Location != "" {
		m.Location = halflap.Pointer(valid(e.Location))
	}
	if e.isCodec() {
		m.Offset = halflap.Pointer(uint64(max(e.Offset, 0)))
		m.Path = halflap.Pointer(valid(e.Path))
	}
	return m
}

// isCodec says whether it is an error of the codec.
func (e *Error) isCodec() bool { return e.Domain == domain && e.Code > codec }

func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// Parse reads a buffer of halflap.abi.Error, and keeps nothing of it. A buffer that can't be read
// makes an ErrBadResponse.
func Parse(b []byte) *Error {
	m, err := abi.DecodeError(b)
	if err != nil {
		return Wrap(ErrBadResponse, err)
	}
	return fromMessage(m)
}

func fromMessage(m *abi.Error) *Error {
	e := &Error{Domain: m.Domain, Code: m.Code, Message: m.Message, Payload: m.Payload}
	if m.Location != nil {
		e.Location = *m.Location
	}
	if m.Offset != nil {
		e.Offset = int64(*m.Offset)
	}
	if m.Path != nil {
		e.Path = *m.Path
	}
	switch kind := e.Code - codec; {
	case e.isCodec() && kind <= 255:
		wrong := &halflap.Error{Kind: halflap.Kind(kind), Offset: e.Offset, Path: e.Path}
		e.Name, e.Cause = wrong.Kind.String(), wrong
	case e.Domain == domain && System(e.Code).known():
		e.Name = System(e.Code).String()
	}
	return e
}
