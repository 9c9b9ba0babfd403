package halflap

import (
	"encoding/binary"
	"math"
)

// Block is a message's block in a checked buffer: what a view is made of. Generated code reads
// it; the place of a field is counted from the block's start.
//
// Each accessor compares the field's end with the block's length. So a field that the writer did
// not know reads as absent, zero or empty, and the zero Block is an empty message.
type Block struct {
	// data holds the block; its capacity reaches to the end of the buffer, where slots point.
	data []byte
	// limit is 0 where the writer's version is known. Else it is the version of the block's
	// package that has been checked: no block below may be looked at further.
	limit uint32
}

// clamp cuts a block of a newer writer to the part that has been checked.
func (b Block) clamp(t *Type) Block {
	if n := t.block(b.limit); b.limit != 0 && uint64(len(b.data)) > n {
		b.data = b.data[:n]
	}
	return b
}

// In returns the block of an imported package's message: versions are that package's by version
// of the importing one.
func (b Block) In(versions []uint32) Block {
	if b.limit != 0 {
		b.limit = imported(versions, b.limit)
	}
	return b
}

// Since says whether the reader may look at what version n of the block's package added.
func (b Block) Since(n uint32) bool { return b.limit == 0 || b.limit >= n }

// Holds says whether the block is at least end bytes long: whether its writer knew the field that
// ends there.
func (b Block) Holds(end int) bool { return len(b.data) >= end }

// Has says whether a presence bit is set.
func (b Block) Has(at int, mask byte) bool { return at < len(b.data) && b.data[at]&mask != 0 }

// Present says whether the slot of an optional field points at something.
func (b Block) Present(at int) bool {
	return at+8 <= len(b.data) && binary.LittleEndian.Uint64(b.data[at:]) != 0
}

// Bool reads a bool.
func (b Block) Bool(at int) bool { return at < len(b.data) && b.data[at] != 0 }

// Uint8 reads a uint8.
func (b Block) Uint8(at int) uint8 {
	if at < len(b.data) {
		return b.data[at]
	}
	return 0
}

// Uint16 reads a uint16.
func (b Block) Uint16(at int) uint16 {
	if at+2 <= len(b.data) {
		return binary.LittleEndian.Uint16(b.data[at:])
	}
	return 0
}

// Uint32 reads a uint32.
func (b Block) Uint32(at int) uint32 {
	if at+4 <= len(b.data) {
		return binary.LittleEndian.Uint32(b.data[at:])
	}
	return 0
}

// Uint64 reads a uint64.
func (b Block) Uint64(at int) uint64 {
	if at+8 <= len(b.data) {
		return binary.LittleEndian.Uint64(b.data[at:])
	}
	return 0
}

// Int8 reads an int8.
func (b Block) Int8(at int) int8 { return int8(b.Uint8(at)) }

// Int16 reads an int16.
func (b Block) Int16(at int) int16 { return int16(b.Uint16(at)) }

// Int32 reads an int32.
func (b Block) Int32(at int) int32 { return int32(b.Uint32(at)) }

// Int64 reads an int64.
func (b Block) Int64(at int) int64 { return int64(b.Uint64(at)) }

// Float32 reads a float32.
func (b Block) Float32(at int) float32 { return math.Float32frombits(b.Uint32(at)) }

// Float64 reads a float64.
func (b Block) Float64(at int) float64 { return math.Float64frombits(b.Uint64(at)) }

// Uint128 reads a Uint128.
func (b Block) Uint128(at int) Uint128 { return Uint128{Lo: b.Uint64(at), Hi: b.Uint64(at + 8)} }

// Int128 reads an Int128.
func (b Block) Int128(at int) Int128 { return Int128{Lo: b.Uint64(at), Hi: b.Int64(at + 8)} }

// UUID reads a UUID.
func (b Block) UUID(at int) UUID {
	var id UUID
	if at+len(id) <= len(b.data) {
		copy(id[:], b.data[at:])
	}
	return id
}

// Fixed reads n bytes that lie in the block itself, nil where the writer did not know them.
func (b Block) Fixed(at, n int) []byte {
	if at+n <= len(b.data) {
		return b.data[at : at+n : at+n]
	}
	return nil
}

// target returns what the slot at the given place points at, from its start to the end of the
// buffer, and the slot's length; nil where the slot is absent or unknown to the writer.
func (b Block) target(at int) ([]byte, int) {
	if at+8 > len(b.data) {
		return nil, 0
	}
	slot := binary.LittleEndian.Uint64(b.data[at:])
	offset, length := int(slot&math.MaxUint32), int(slot>>32)
	if offset == 0 {
		return nil, 0
	}
	return b.data[at+offset : cap(b.data)], length
}

// Bytes reads bytes. They alias the buffer; appending to them copies.
func (b Block) Bytes(at int) []byte {
	data, n := b.target(at)
	return data[:n:n]
}

// String reads a string. It aliases the buffer, except under the build tag halflap_safe.
//
// It is so short that the accessors of generated code, which call it, are inlined too.
func (b Block) String(at int) string {
	if at+8 > len(b.data) {
		return ""
	}
	slot := binary.LittleEndian.Uint64(b.data[at:])
	// An absent slot is zero: then the text is empty.
	return text(b.data[:cap(b.data)], at+int(slot&mask32), int(slot>>32))
}

// CloneBytes is Bytes, but returns a copy; nil where there are none.
func (b Block) CloneBytes(at int) []byte {
	data, n := b.target(at)
	if n == 0 {
		return nil
	}
	clone := make([]byte, n)
	copy(clone, data)
	return clone
}

// CloneString is String, but always returns a copy.
func (b Block) CloneString(at int) string {
	data, n := b.target(at)
	return string(data[:n])
}

// Message reads the block of a message of type t, the zero Block where it is absent.
func (b Block) Message(at int, t *Type) Block {
	data, n := b.target(at)
	return Block{data: data[:n], limit: b.limit}.clamp(t)
}

// Union reads the slot of a union, the zero Union where it is absent.
func (b Block) Union(at int) Union {
	data, n := b.target(at)
	if data == nil {
		return Union{}
	}
	length := int(binary.LittleEndian.Uint32(data))
	size := int(binary.LittleEndian.Uint32(data[4:]))
	return Union{
		arm:  Block{data: data[8 : 8+length], limit: b.limit},
		size: size,
		tag:  uint32(n),
	}
}

// As cuts the block of an arm or of a list's element to what is known of type t.
func (b Block) As(t *Type) Block { return b.clamp(t) }

// Secret reads secret bytes or a secret string. It aliases the buffer.
func (b Block) Secret(at int) Secret { return NewSecret(b.Bytes(at)) }

// SecretArray reads a secret array of n bytes that lies in the block itself. It aliases the buffer.
func (b Block) SecretArray(at, n int) Secret { return NewSecret(b.Fixed(at, n)) }
