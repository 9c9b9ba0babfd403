package halflap

import (
	"encoding/binary"
	"math"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// This file changes values of fixed size in a checked buffer, for the edits of generated code. Each
// method compares the field's end with the block's length, as those that read do: nothing is
// written where the writer did not know the field, or to the zero Block.

// Reseal computes the checksum of a buffer again where it has one, and leaves it as it is where it
// has none. Generated code calls it when an edit ends; see Seal.
func Reseal(b []byte) {
	if len(b) >= HeaderSize && binary.LittleEndian.Uint16(b[wire.AtFlags:])&wire.FlagChecksum != 0 {
		binary.LittleEndian.PutUint32(b[wire.AtChecksum:], wire.Checksum(b))
	}
}

// NotInVersion is the error of setting a field that the writer's version does not have.
func NotInVersion(name string) error { return &Error{Kind: ErrNotInVersion, Path: name} }

// BadEnum is the error of setting a field to a value that a closed enum does not have.
func BadEnum(name string) error { return &Error{Kind: ErrEncodeBadEnum, Path: name} }

// Closed refuses values of fixed size that hold what a closed enum does not have; refuse looks at
// one.
func Closed[T any](name string, v T, refuse func(*Writer, string, T)) error {
	w := writers.Get().(*Writer)
	defer w.release()
	refuse(w, name, v)
	return w.err()
}

// SetBool writes a bool.
func (b Block) SetBool(at int, v bool) {
	if at < len(b.data) {
		b.data[at] = 0
		if v {
			b.data[at] = 1
		}
	}
}

// SetUint8 writes a uint8.
func (b Block) SetUint8(at int, v uint8) {
	if at < len(b.data) {
		b.data[at] = v
	}
}

// SetUint16 writes a uint16.
func (b Block) SetUint16(at int, v uint16) {
	if at+2 <= len(b.data) {
		binary.LittleEndian.PutUint16(b.data[at:], v)
	}
}

// SetUint32 writes a uint32.
func (b Block) SetUint32(at int, v uint32) {
	if at+4 <= len(b.data) {
		binary.LittleEndian.PutUint32(b.data[at:], v)
	}
}

// SetUint64 writes a uint64.
func (b Block) SetUint64(at int, v uint64) {
	if at+8 <= len(b.data) {
		binary.LittleEndian.PutUint64(b.data[at:], v)
	}
}

// SetInt8 writes an int8.
func (b Block) SetInt8(at int, v int8) { b.SetUint8(at, uint8(v)) }

// SetInt16 writes an int16.
func (b Block) SetInt16(at int, v int16) { b.SetUint16(at, uint16(v)) }

// SetInt32 writes an int32.
func (b Block) SetInt32(at int, v int32) { b.SetUint32(at, uint32(v)) }

// SetInt64 writes an int64.
func (b Block) SetInt64(at int, v int64) { b.SetUint64(at, uint64(v)) }

// SetFloat32 writes a float32.
func (b Block) SetFloat32(at int, v float32) { b.SetUint32(at, math.Float32bits(v)) }

// SetFloat64 writes a float64.
func (b Block) SetFloat64(at int, v float64) { b.SetUint64(at, math.Float64bits(v)) }

// SetUint128 writes a Uint128.
func (b Block) SetUint128(at int, v Uint128) {
	b.SetUint64(at, v.Lo)
	b.SetUint64(at+8, v.Hi)
}

// SetInt128 writes an Int128.
func (b Block) SetInt128(at int, v Int128) {
	b.SetUint64(at, v.Lo)
	b.SetInt64(at+8, v.Hi)
}

// SetUUID writes a UUID.
func (b Block) SetUUID(at int, v UUID) {
	if at+len(v) <= len(b.data) {
		copy(b.data[at:], v[:])
	}
}

// SetZero writes n bytes of zero: an absent field.
func (b Block) SetZero(at, n int) {
	if at+n <= len(b.data) {
		clear(b.data[at : at+n])
	}
}

// SetHas sets or clears a presence bit.
func (b Block) SetHas(at int, mask byte, present bool) {
	if at >= len(b.data) {
		return
	}
	if present {
		b.data[at] |= mask
	} else {
		b.data[at] &^= mask
	}
}

// Set writes a value of a type of fixed size that lies in the block itself.
func Set[T any](b Block, at int, v T, e *Element[T]) {
	if at+e.size <= len(b.data) {
		replace(b.data[at:at+e.size], []T{v}, e)
	}
}

// SetArray writes a fixed array that lies in the block itself.
func SetArray[T any](b Block, at int, values []T, e *Element[T]) {
	if n := len(values) * e.size; at+n <= len(b.data) {
		replace(b.data[at:at+n], values, e)
	}
}

// replace writes values over others. The Writer writes to zeros only.
func replace[T any](to []byte, values []T, e *Element[T]) {
	clear(to)
	w := Writer{buf: to}
	putAll(&w, 0, values, e)
}
