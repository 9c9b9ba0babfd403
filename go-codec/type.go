package halflap

import (
	"sync"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// Type is what the runtime must know of a message type. Generated code has one for each.
type Type struct {
	// Name is the full name: shop.Order.
	Name string
	// ID is the type id, which survives new versions.
	ID ID
	// SchemaIDs are the fingerprints by version of the type's package, from version 1.
	SchemaIDs []uint64
	// Blocks are the block lengths by version of the type's package, from version 1.
	Blocks []uint32
	// Description is the compiled description of the package and all that it imports.
	Description *string
	// Aligned says that a buffer with this root must lie at a multiple of 8, because it reaches
	// values that are handed out by reference.
	Aligned bool
	// Secret says that it reaches a secret field.
	Secret bool
	// Flat is there where blocks of the newest version are simple enough to be checked many at a
	// time.
	Flat *Flat
}

// block returns the length of the type's block at a version of its package, 0 where there is no
// such version.
func (t *Type) block(version uint32) uint64 {
	if i := version - 1; uint64(i) < uint64(len(t.Blocks)) {
		return uint64(t.Blocks[i])
	}
	return 0
}

var cursors = sync.Pool{New: func() any { return new(Cursor) }}

// Read checks the buffer b, whose root is a message of type t, header and contents, and returns
// the root's block. Generated code calls it with the type's own check function.
func Read(b []byte, t *Type, check func(*Cursor, int)) (Block, error) {
	return read(b, t, check, t.Aligned && isMisaligned(b), false)
}

// ReadKnown is Read, but refuses buffers of newer writers: what it accepts is canonical.
func ReadKnown(b []byte, t *Type, check func(*Cursor, int)) (Block, error) {
	return read(b, t, check, t.Aligned && isMisaligned(b), true)
}

// ReadToCopy is Read for a buffer at any address: a view of it may only be used to decode it.
func ReadToCopy(b []byte, t *Type, check func(*Cursor, int)) (Block, error) {
	return read(b, t, check, false, false)
}

func read(b []byte, t *Type, check func(*Cursor, int), misaligned, knownOnly bool) (Block, error) {
	version, length, usual := wire.Usual(b, uint64(t.ID), t.SchemaIDs)
	if !usual || misaligned {
		h, kind, offset := wire.CheckHeader(b, &wire.Root{
			TypeID:     uint64(t.ID),
			SchemaIDs:  t.SchemaIDs,
			KnownOnly:  knownOnly,
			Misaligned: misaligned,
		})
		if kind != 0 {
			return Block{}, &Error{Kind: Kind(kind), Offset: offset}
		}
		version, length = h.Version, h.BlockLength
	}
	if !checkBody(b, version, length, t, check) {
		return Block{}, explain(b, t, knownOnly)
	}
	block := Block{data: b[HeaderSize : HeaderSize+int(length)]}
	if newest := uint32(len(t.SchemaIDs)); version > newest {
		block.limit = newest
		block = block.clamp(t)
	}
	return block, nil
}

// checkBody checks all but the header.
func checkBody(b []byte, version, length uint32, t *Type, check func(*Cursor, int)) bool {
	careful := false
	if t.Flat != nil && int(version) == len(t.Blocks) && length == t.Blocks[version-1] {
		ok, ascii := t.Flat.root(b, int(length))
		if !ok || ascii {
			return ok
		}
		careful = true
	}
	c := cursors.Get().(*Cursor)
	ok := c.root(b, version, length, t, check, careful)
	c.buf = nil
	cursors.Put(c)
	return ok
}
