package halflap

import (
	"bytes"
	"encoding/binary"
	"math"
)

// KeyKind says how the keys of a map lie in its entries and compare.
type KeyKind uint8

// What keys of maps can be. Enums are as their integers.
const (
	KeyBool KeyKind = iota + 1
	KeyUint8
	KeyInt8
	KeyUint16
	KeyInt16
	KeyUint32
	KeyInt32
	KeyUint64
	KeyInt64
	KeyUint128
	KeyInt128
	KeyUUID
	KeyString
)

// Map checks the slot of a map: entries with a block of the given length, each with the given
// function, and the order of the keys, which lie keyAt bytes into their entries.
func (c *Cursor) Map(at, block, keyAt int, kind KeyKind, check func(*Cursor, int)) {
	start, stride, n := c.blocks(at, uint64(block))
	c.depth++
	for i := uint64(0); i < n; i++ {
		check(c, start)
		if c.pos == failed {
			break
		}
		if i > 0 && !ascends(c.buf, start-stride+keyAt, start+keyAt, kind) {
			c.fail()
			break
		}
		start += stride
	}
	c.depth--
}

// ascends says whether the key at a is below the key at b.
func ascends(buf []byte, a, b int, kind KeyKind) bool {
	switch kind {
	case KeyBool, KeyUint8:
		return buf[a] < buf[b]
	case KeyInt8:
		return int8(buf[a]) < int8(buf[b])
	case KeyUint16:
		return binary.LittleEndian.Uint16(buf[a:]) < binary.LittleEndian.Uint16(buf[b:])
	case KeyInt16:
		return int16(binary.LittleEndian.Uint16(buf[a:])) < int16(binary.LittleEndian.Uint16(buf[b:]))
	case KeyUint32:
		return binary.LittleEndian.Uint32(buf[a:]) < binary.LittleEndian.Uint32(buf[b:])
	case KeyInt32:
		return int32(binary.LittleEndian.Uint32(buf[a:])) < int32(binary.LittleEndian.Uint32(buf[b:]))
	case KeyUint64:
		return binary.LittleEndian.Uint64(buf[a:]) < binary.LittleEndian.Uint64(buf[b:])
	case KeyInt64:
		return int64(binary.LittleEndian.Uint64(buf[a:])) < int64(binary.LittleEndian.Uint64(buf[b:]))
	case KeyUint128:
		return getUint128(buf[a:]).Compare(getUint128(buf[b:])) < 0
	case KeyInt128:
		return getInt128(buf[a:]).Compare(getInt128(buf[b:])) < 0
	case KeyUUID:
		return bytes.Compare(buf[a:a+16], buf[b:b+16]) < 0
	case KeyString:
		return bytes.Compare(target(buf, a), target(buf, b)) < 0
	}
	return false
}

// target returns the bytes of a string whose slot has been checked.
func target(buf []byte, at int) []byte {
	slot := binary.LittleEndian.Uint64(buf[at:])
	start := at + int(slot&math.MaxUint32)
	return buf[start : start+int(slot>>32)]
}
