package halflap

import (
	"encoding"
	"encoding/binary"
	"slices"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// Align returns b, or a copy of it that starts at a multiple of 8 where b does not. Buffers from
// make, from the functions of this package and from most readers do already; one that lies inside
// a larger piece of memory may not.
func Align(b []byte) []byte {
	if !isMisaligned(b) {
		return b
	}
	// Words of 8 bytes lie at multiples of 8; so does what the allocator gives for as many bytes.
	aligned := make([]byte, len(b), (len(b)+7)&^7)
	copy(aligned, b)
	return aligned
}

// Seal computes the checksum of a buffer, header and body, and writes it into the header, so that
// readers find out about damage that leaves the structure intact. Use it on what has just been
// encoded, and after changes in place. It checks nothing but the header.
func Seal(b []byte) error {
	h, kind, offset := wire.CheckPrefix(b, false)
	if kind == 0 && uint64(h.BodyLength) != uint64(len(b)-HeaderSize) {
		kind, offset = wire.LengthMismatch, wire.AtBodyLength
	}
	if kind != 0 {
		return &Error{Kind: Kind(kind), Offset: offset}
	}
	binary.LittleEndian.PutUint16(b[wire.AtFlags:], h.Flags|wire.FlagChecksum)
	binary.LittleEndian.PutUint32(b[wire.AtChecksum:], wire.Checksum(b))
	return nil
}

// AppendChecksummed appends m, a pointer to a generated struct, as its AppendBinary does, and seals
// what it has appended.
func AppendChecksummed(b []byte, m encoding.BinaryAppender) ([]byte, error) {
	start := len(b)
	b, err := m.AppendBinary(b)
	if err != nil {
		return b[:start], err
	}
	return b, Seal(b[start:])
}

// grow makes b longer by n bytes. What a buffer with secrets leaves behind is wiped, as far as it
// is not the caller's own.
func grow(b []byte, n int, secret bool) []byte {
	if cap(b)-len(b) < n {
		if secret {
			clear(b[len(b):cap(b)])
		}
		if len(b) == 0 {
			return make([]byte, n)
		}
		b = slices.Grow(b, n)
	}
	return b[:len(b)+n]
}
