package halflap

import (
	"encoding/binary"
	"math"
)

// Bool writes a bool.
func (w *Writer) Bool(at int, v bool) {
	if w.buf != nil {
		var b byte // Also where it is 0: the elements of a vector are not cleared before.
		if v {
			b = 1
		}
		w.buf[at] = b
	}
}

// Uint8 writes a uint8.
func (w *Writer) Uint8(at int, v uint8) {
	if w.buf != nil {
		w.buf[at] = v
	}
}

// Uint16 writes a uint16.
func (w *Writer) Uint16(at int, v uint16) {
	if w.buf != nil {
		binary.LittleEndian.PutUint16(w.buf[at:], v)
	}
}

// Uint32 writes a uint32.
func (w *Writer) Uint32(at int, v uint32) {
	if w.buf != nil {
		binary.LittleEndian.PutUint32(w.buf[at:], v)
	}
}

// Uint64 writes a uint64.
func (w *Writer) Uint64(at int, v uint64) {
	if w.buf != nil {
		binary.LittleEndian.PutUint64(w.buf[at:], v)
	}
}

// Int8 writes an int8.
func (w *Writer) Int8(at int, v int8) { w.Uint8(at, uint8(v)) }

// Int16 writes an int16.
func (w *Writer) Int16(at int, v int16) { w.Uint16(at, uint16(v)) }

// Int32 writes an int32.
func (w *Writer) Int32(at int, v int32) { w.Uint32(at, uint32(v)) }

// Int64 writes an int64.
func (w *Writer) Int64(at int, v int64) { w.Uint64(at, uint64(v)) }

// Float32 writes a float32.
func (w *Writer) Float32(at int, v float32) { w.Uint32(at, math.Float32bits(v)) }

// Float64 writes a float64.
func (w *Writer) Float64(at int, v float64) { w.Uint64(at, math.Float64bits(v)) }

// Uint128 writes a Uint128.
func (w *Writer) Uint128(at int, v Uint128) {
	w.Uint64(at, v.Lo)
	w.Uint64(at+8, v.Hi)
}

// Int128 writes an Int128.
func (w *Writer) Int128(at int, v Int128) {
	w.Uint64(at, v.Lo)
	w.Int64(at+8, v.Hi)
}

// UUID writes a UUID.
func (w *Writer) UUID(at int, v UUID) {
	if w.buf != nil {
		copy(w.buf[at:], v[:])
	}
}

// WriteArray writes a fixed array that lies in a block.
func WriteArray[T any](w *Writer, at int, values []T, e *Element[T]) {
	if w.kind == 0 && w.buf != nil {
		putAll(w, at, values, e)
	}
}

// SecretArray writes a secret array of n bytes that lies in a block. A Secret without bytes stands
// for n zeros; one of another length is refused.
func (w *Writer) SecretArray(at, n int, name string, s Secret) {
	switch {
	case s.Len() > n:
		w.fail(ErrTooLarge, name)
	case s.Len() != 0 && s.Len() < n:
		w.fail(ErrMissingRequired, name)
	case w.buf != nil:
		copy(w.buf[at:at+n], s.Reveal())
	}
}
