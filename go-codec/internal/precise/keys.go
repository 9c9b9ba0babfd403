package precise

import (
	"bytes"
	"cmp"
	"encoding/binary"

	"github.com/halflap/halflap/go-codec/internal/desc"
)

// CompareKeys compares two keys of a map that has been checked, by where they lie in its entries:
// numbers by value, uuids and strings by their bytes.
func CompareKeys(s *desc.Schema, t *desc.Type, b []byte, x, y uint64) int {
	repr := t.Kind
	switch t.Kind {
	case desc.String:
		return bytes.Compare(slotBytes(b, x), slotBytes(b, y))
	case desc.UUID:
		return bytes.Compare(b[x:x+16], b[y:y+16])
	case desc.U128, desc.I128:
		highX, highY := binary.LittleEndian.Uint64(b[x+8:]), binary.LittleEndian.Uint64(b[y+8:])
		if highX != highY {
			return compare(t.Kind, highX, highY)
		}
		return cmp.Compare(binary.LittleEndian.Uint64(b[x:]), binary.LittleEndian.Uint64(b[y:]))
	case desc.Bool:
		repr = desc.U8
	case desc.EnumKind:
		repr = s.Enums[t.Of].Repr
	}
	return compare(repr, desc.Integer(repr, b[x:]), desc.Integer(repr, b[y:]))
}

func compare(repr desc.Kind, x, y uint64) int {
	if repr.Signed() {
		return cmp.Compare(int64(x), int64(y))
	}
	return cmp.Compare(x, y)
}

// slotBytes returns the bytes of a checked slot of a string.
func slotBytes(b []byte, at uint64) []byte {
	begin := at + uint64(binary.LittleEndian.Uint32(b[at:]))
	return b[begin:][:binary.LittleEndian.Uint32(b[at+4:])]
}
