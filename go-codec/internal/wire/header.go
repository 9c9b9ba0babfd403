package wire

import (
	"encoding/binary"
	"hash/crc32"
)

// Sizes and places in a buffer.
const (
	HeaderSize = 40
	Format     = 1
	// MaxDepth is how many targets deep a buffer may nest.
	MaxDepth = 64
	// MaxSize is the most that header and body together may take.
	MaxSize = 1<<32 - 8

	// FlagChecksum is the bit of the flags that says that the checksum is present.
	FlagChecksum = 1

	AtFormat      = 4
	AtFlags       = 6
	AtTypeID      = 8
	AtSchemaID    = 16
	AtVersion     = 24
	AtBlockLength = 28
	AtBodyLength  = 32
	AtChecksum    = 36

	// Magic is the first four bytes, HLAP, as a little-endian number.
	Magic = 0x50414c48
)

// Header is the first 40 bytes of a buffer. Ids are their eight bytes as a little-endian number.
type Header struct {
	TypeID      uint64
	SchemaID    uint64
	Version     uint32
	BlockLength uint32
	BodyLength  uint32
	Checksum    uint32
	Flags       uint16
}

// Parse reads the fields of a header; b has at least HeaderSize bytes. It checks nothing.
func Parse(b []byte) Header {
	_ = b[HeaderSize-1]
	return Header{
		TypeID:      binary.LittleEndian.Uint64(b[AtTypeID:]),
		SchemaID:    binary.LittleEndian.Uint64(b[AtSchemaID:]),
		Version:     binary.LittleEndian.Uint32(b[AtVersion:]),
		BlockLength: binary.LittleEndian.Uint32(b[AtBlockLength:]),
		BodyLength:  binary.LittleEndian.Uint32(b[AtBodyLength:]),
		Checksum:    binary.LittleEndian.Uint32(b[AtChecksum:]),
		Flags:       binary.LittleEndian.Uint16(b[AtFlags:]),
	}
}

// Put writes h and all that is fixed over b's first HeaderSize bytes, with Checksum as it is.
func (h Header) Put(b []byte) {
	_ = b[HeaderSize-1]
	binary.LittleEndian.PutUint32(b, Magic)
	binary.LittleEndian.PutUint16(b[AtFormat:], Format)
	binary.LittleEndian.PutUint16(b[AtFlags:], h.Flags)
	binary.LittleEndian.PutUint64(b[AtTypeID:], h.TypeID)
	binary.LittleEndian.PutUint64(b[AtSchemaID:], h.SchemaID)
	binary.LittleEndian.PutUint32(b[AtVersion:], h.Version)
	binary.LittleEndian.PutUint32(b[AtBlockLength:], h.BlockLength)
	binary.LittleEndian.PutUint32(b[AtBodyLength:], h.BodyLength)
	binary.LittleEndian.PutUint32(b[AtChecksum:], h.Checksum)
}

// Checksum computes the checksum of a whole buffer: of the header without its last field, and of
// the body.
func Checksum(b []byte) uint32 {
	sum := crc32.ChecksumIEEE(b[:AtChecksum])
	return crc32.Update(sum, crc32.IEEETable, b[HeaderSize:])
}

// CheckPrefix makes those checks of a header that need neither the body nor a schema, in their
// order; the body length is only checked to be a multiple of 8. kind is 0 when all is well.
func CheckPrefix(b []byte, misaligned bool) (h Header, kind Kind, offset int64) {
	if len(b) < HeaderSize {
		return h, Truncated, int64(len(b))
	}
	if misaligned {
		return h, Misaligned, 0
	}
	if binary.LittleEndian.Uint32(b) != Magic {
		return h, BadMagic, 0
	}
	if binary.LittleEndian.Uint16(b[AtFormat:]) != Format {
		return h, UnsupportedFormat, AtFormat
	}
	h = Parse(b)
	if h.Flags&^FlagChecksum != 0 {
		return h, UnsupportedFlags, AtFlags
	}
	if h.BodyLength%8 != 0 || h.BodyLength > MaxSize-HeaderSize {
		return h, LengthMismatch, AtBodyLength
	}
	return h, 0, 0
}

// PutUsual is Put for a header without flags.
func PutUsual(b []byte, typeID, schemaID uint64, version, blockLength, bodyLength uint32) {
	_ = b[HeaderSize-1]
	binary.LittleEndian.PutUint64(b, Magic|Format<<32)
	binary.LittleEndian.PutUint64(b[AtTypeID:], typeID)
	binary.LittleEndian.PutUint64(b[AtSchemaID:], schemaID)
	binary.LittleEndian.PutUint64(b[AtVersion:], uint64(version)|uint64(blockLength)<<32)
	binary.LittleEndian.PutUint64(b[AtBodyLength:], uint64(bodyLength))
}

// Usual reads the version and the block length of a header that says what nearly all say: this format, no
// flags, a version that is known, and lengths that fit. Of all others, CheckHeader has to say what they are.
func Usual(b []byte, typeID uint64, schemaIDs []uint64) (version, blockLength uint32, ok bool) {
	const start = Magic | Format<<32
	if len(b) < HeaderSize || binary.LittleEndian.Uint64(b) != start || binary.LittleEndian.Uint64(b[AtTypeID:]) != typeID {
		return 0, 0, false
	}
	both := binary.LittleEndian.Uint64(b[AtVersion:])
	version, blockLength = uint32(both), uint32(both>>32)
	if i := version - 1; uint64(i) >= uint64(len(schemaIDs)) || binary.LittleEndian.Uint64(b[AtSchemaID:]) != schemaIDs[i] {
		return 0, 0, false
	}
	// The body's length, and above it the checksum, which is zero where there is none.
	body := binary.LittleEndian.Uint64(b[AtBodyLength:])
	if body != uint64(len(b)-HeaderSize) || body%8 != 0 || body > MaxSize-HeaderSize || uint64(blockLength) > body {
		return 0, 0, false
	}
	return version, blockLength, true
}

// Root is what a header is checked against.
type Root struct {
	TypeID uint64
	// SchemaIDs are by version of the root's package, from version 1; the last is the newest known.
	SchemaIDs []uint64
	// KnownOnly refuses newer writers.
	KnownOnly bool
	// Misaligned says that the buffer must lie at a multiple of 8 and does not.
	Misaligned bool
}

// CheckHeader makes all checks of a buffer's header in the order of the specification, up to the
// root block's bounds; the root block's length is the first check of the walk that follows. kind
// is 0 when all is well. A version above len(root.SchemaIDs) then means a newer writer.
func CheckHeader(b []byte, root *Root) (h Header, kind Kind, offset int64) {
	h, kind, offset = CheckPrefix(b, root.Misaligned)
	if kind != 0 {
		return h, kind, offset
	}
	if uint64(h.BodyLength) != uint64(len(b)-HeaderSize) {
		return h, LengthMismatch, AtBodyLength
	}
	if h.Flags&FlagChecksum != 0 {
		if h.Checksum != Checksum(b) {
			return h, ChecksumMismatch, AtChecksum
		}
	} else if h.Checksum != 0 {
		return h, ChecksumMismatch, AtChecksum
	}
	if h.TypeID != root.TypeID {
		return h, WrongType, AtTypeID
	}
	newer := uint64(h.Version) > uint64(len(root.SchemaIDs))
	if newer && root.KnownOnly {
		return h, NewerSchema, AtVersion
	}
	if h.Version == 0 {
		return h, SchemaMismatch, AtVersion
	}
	if !newer && h.SchemaID != root.SchemaIDs[h.Version-1] {
		return h, SchemaMismatch, AtSchemaID
	}
	if h.BlockLength > h.BodyLength {
		return h, OutOfBounds, AtBlockLength
	}
	return h, 0, 0
}
