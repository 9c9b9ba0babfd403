package halflap

import (
	"encoding/binary"
	"encoding/hex"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// HeaderSize is the length of a buffer's header, in bytes.
const HeaderSize = wire.HeaderSize

// ID identifies a message type or the layout of one: the first eight bytes of a digest, read as a
// little-endian number. Only the compiler computes ids.
type ID uint64

// String returns the eight bytes as they lie in a buffer, in hexadecimal.
func (id ID) String() string {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(id))
	return hex.EncodeToString(b[:])
}

// Header is what a buffer says about itself.
type Header struct {
	// TypeID is that of the root message; generated code has a constant for each.
	TypeID ID
	// SchemaID is the fingerprint of the root's layout at Version.
	SchemaID ID
	// Version is the writer's version of the root message's package.
	Version uint32
	// BlockLength is the length of the root message's block.
	BlockLength uint32
	// BodyLength is the length of what follows the header, a multiple of 8.
	BodyLength uint32
	// Checksum is the CRC-32 (IEEE) of header and body where HasChecksum is true.
	Checksum    uint32
	HasChecksum bool
}

// Size returns the length of the whole buffer, header and body.
func (h Header) Size() int64 { return HeaderSize + int64(h.BodyLength) }

// PeekHeader returns the header at the start of b, so that a program can choose by TypeID how to
// read what follows. It checks that the header is one of this format, not the body: b may end
// right behind the header, and more buffers may follow.
func PeekHeader(b []byte) (Header, error) {
	h, kind, offset := wire.CheckPrefix(b, false)
	if kind != 0 {
		return Header{}, &Error{Kind: Kind(kind), Offset: offset}
	}
	return Header{
		TypeID:      ID(h.TypeID),
		SchemaID:    ID(h.SchemaID),
		Version:     h.Version,
		BlockLength: h.BlockLength,
		BodyLength:  h.BodyLength,
		Checksum:    h.Checksum,
		HasChecksum: h.Flags&wire.FlagChecksum != 0,
	}, nil
}
