//go:build cgo

package native

import (
	"encoding"
	"strconv"
	"sync"

	halflap "github.com/halflap/halflap/go-codec"

	"github.com/halflap/halflap/ffi"
)

// Incoming is a call by the library: of a callback, or of a method of an object. Generated code reads the
// parameters, calls what the program gave, and answers. What it reads is good until the call returns.
type Incoming struct {
	method  uint32
	words   []uint64
	next    int
	request []byte
	space   []byte
	value   [2]uint64
	data    []byte
	wrong   string
}

var incomings = sync.Pool{New: func() any { return new(Incoming) }}

// Method is the number of the object's method; 0 for a callback.
func (in *Incoming) Method() uint32 { return in.method }

// Word reads the next parameter.
func (in *Incoming) Word() uint64 {
	if in.next == len(in.words) {
		in.wrong = "there are too few parameters"
		return 0
	}
	in.next++
	return in.words[in.next-1]
}

// Bool reads the next parameter.
func (in *Incoming) Bool() bool {
	word := in.Word()
	if word > 1 {
		in.wrong = "a bool is neither 0 nor 1"
	}
	return word == 1
}

// UUID reads the next parameter.
func (in *Incoming) UUID() halflap.UUID {
	first := in.Word()
	return UUIDOf(first, in.Word())
}

// Uint128 reads the next parameter.
func (in *Incoming) Uint128() halflap.Uint128 {
	low := in.Word()
	return halflap.Uint128{Lo: low, Hi: in.Word()}
}

// Int128 reads the next parameter.
func (in *Incoming) Int128() halflap.Int128 {
	low := in.Word()
	return halflap.Int128{Lo: low, Hi: int64(in.Word())}
}

// Refuse says that a parameter is not what its type allows.
func (in *Incoming) Refuse(why string) { in.wrong = why }

// Check returns whether all parameters were read, and as they should be.
func (in *Incoming) Check() error {
	if in.wrong == "" && in.next < len(in.words) {
		in.wrong = "there are too many parameters"
	}
	if in.wrong != "" {
		return ffi.New(ffi.ErrBadRequest, in.wrong)
	}
	return nil
}

// Request reads the buffer that the library gives: read is a generated function. A view of it is good
// until the call returns.
func Request[T any](in *Incoming, read func([]byte) (T, error)) (T, error) {
	v, err := read(in.request)
	if err != nil {
		return v, ffi.From(err)
	}
	return v, nil
}

// Unimplemented is the error of a method that the client does not know.
func (in *Incoming) Unimplemented() error {
	return ffi.New(ffi.ErrUnimplemented, "this program knows no method "+strconv.FormatUint(uint64(in.method), 10))
}

// Answer sets a result that crosses in words.
func (in *Incoming) Answer(first, second uint64) { in.value = [2]uint64{first, second} }

// AnswerMessage sets a result that crosses as a buffer.
func (in *Incoming) AnswerMessage(m encoding.BinaryAppender) error {
	data, err := m.AppendBinary(in.space[:0])
	if err != nil {
		return ffi.From(err)
	}
	in.data = data
	return nil
}
