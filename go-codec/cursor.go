package halflap

import (
	"encoding/binary"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// failed is where the cursor stands once something is wrong: no slot can point there.
const failed = 1 << 63

// Cursor walks a buffer for the check functions of generated code and answers yes or no.
//
// It stands where the next target must begin. A slot that does not fit makes it fail for good:
// from then on no slot is followed, every loop ends, and what else is checked no longer matters.
// So a walk is linear in the length of the buffer, whatever the buffer holds, and looks only at
// targets whose place and length are verified.
//
// The check function of a message is given the place of a block that lies within bounds and has
// the right length. It may check the block's own bytes in any order, but its slots in order of
// position.
type Cursor struct {
	buf []byte
	pos uint64 // where the next target begins
	end uint64 // of the body, or of the payload of the innermost union
	// run is where the open run of strings begins: buf[run:pos] consists of strings and is not
	// known to be UTF-8 yet.
	run     uint64
	depth   uint32 // targets above the block that is being checked
	version uint32 // of the package that the block belongs to
	// plain is how deep strings may lie for a walk that trusts all text to be ASCII; a careful
	// walk has 0, and looks at where each string begins.
	plain uint32
	newer bool // the writer's version is not known
	again bool // a plain walk has met other text than ASCII
}

// root checks the root block, of the given length, and all below it. A careful walk is made where a
// plain one has met other text than ASCII, and at once where it has before.
func (c *Cursor) root(b []byte, version, length uint32, t *Type, check func(*Cursor, int), careful bool) bool {
	if !careful && version <= uint32(len(t.Blocks)) {
		if c.walk(b, version, length, t, check, wire.MaxDepth) {
			return true
		}
		if !c.again {
			return false
		}
	}
	return c.walk(b, version, length, t, check, 0)
}

// walk stands the cursor behind the root block, if that can have its length, and checks all.
func (c *Cursor) walk(b []byte, version, length uint32, t *Type, check func(*Cursor, int), plain uint32) bool {
	start := HeaderSize + uint64(length)
	// One by one: a whole Cursor would be made elsewhere and copied.
	c.buf, c.pos, c.end, c.run = b, start, uint64(len(b)), start
	c.depth, c.version, c.plain, c.newer, c.again = 0, version, plain, false, false
	if newest := uint32(len(t.Blocks)); version > newest {
		c.version, c.newer = newest, true
	}
	if !c.fits(uint64(length), t.block(c.version)) {
		return false
	}
	check(c, HeaderSize)
	return c.finish()
}

// finish closes the last run and checks that the cursor ends the region it walks.
func (c *Cursor) finish() bool {
	c.closeRun()
	if c.pos == failed {
		return false
	}
	return c.newer || alignUp(c.pos, 8) == c.end && allZero(c.buf[c.pos:c.end])
}

// fits says whether a block of the given length can be one whose known part is known bytes long.
func (c *Cursor) fits(length, known uint64) bool {
	if c.newer {
		return length >= known && length%8 == 0
	}
	return length == known
}

func (c *Cursor) fail() { c.pos = failed }

// Since says whether the writer knew version n of the package that is being checked.
func (c *Cursor) Since(n uint32) bool { return c.version >= n }

// Enter goes on in an imported package: versions are the imported package's by version of the
// importing one. It returns what Leave needs to come back.
func (c *Cursor) Enter(versions []uint32) uint32 {
	outer := c.version
	c.version = imported(versions, outer)
	return outer
}

// Leave comes back from an imported package.
func (c *Cursor) Leave(outer uint32) { c.version = outer }

// imported returns the version of an imported package at a version of the importing one.
func imported(versions []uint32, version uint32) uint32 {
	if i := version - 1; uint64(i) < uint64(len(versions)) {
		return versions[i]
	}
	return 0
}

// Require fails the cursor unless ok.
func (c *Cursor) Require(ok bool) {
	if !ok {
		c.fail()
	}
}

// Zero checks padding, or a value that is absent or removed: n bytes of zero.
func (c *Cursor) Zero(at, n int) {
	if !allZero(c.buf[at : at+n]) {
		c.fail()
	}
}

// Padding is Zero for 1 to 8 bytes.
func (c *Cursor) Padding(at, n int) {
	// The word that ends with them; there always is one, as a header comes before all blocks.
	if binary.LittleEndian.Uint64(c.buf[at+n-8:])>>(64-8*n) != 0 {
		c.fail()
	}
}

// Clear checks that the bits of mask are clear in the byte at the given place.
func (c *Cursor) Clear(at int, mask byte) {
	if c.buf[at]&mask != 0 {
		c.fail()
	}
}

// Has says whether a presence bit is set.
func (c *Cursor) Has(at int, mask byte) bool { return c.buf[at]&mask != 0 }

// Present says whether the slot of an optional field points at something.
func (c *Cursor) Present(at int) bool { return binary.LittleEndian.Uint64(c.buf[at:]) != 0 }

// Bool checks a bool.
func (c *Cursor) Bool(at int) {
	if c.buf[at] > 1 {
		c.fail()
	}
}

// Bools checks an array of n bools.
func (c *Cursor) Bools(at, n int) {
	if !allBools(c.buf[at : at+n]) {
		c.fail()
	}
}

// Uint8 returns a value that lies in the block, for the checks of closed enums.
func (c *Cursor) Uint8(at int) uint8 { return c.buf[at] }

// Uint16 is Uint8 for two bytes.
func (c *Cursor) Uint16(at int) uint16 { return binary.LittleEndian.Uint16(c.buf[at:]) }

// Uint32 is Uint8 for four bytes.
func (c *Cursor) Uint32(at int) uint32 { return binary.LittleEndian.Uint32(c.buf[at:]) }

// Uint64 is Uint8 for eight bytes.
func (c *Cursor) Uint64(at int) uint64 { return binary.LittleEndian.Uint64(c.buf[at:]) }

// Int8 is Uint8 for a signed value.
func (c *Cursor) Int8(at int) int8 { return int8(c.Uint8(at)) }

// Int16 is Uint16 for a signed value.
func (c *Cursor) Int16(at int) int16 { return int16(c.Uint16(at)) }

// Int32 is Uint32 for a signed value.
func (c *Cursor) Int32(at int) int32 { return int32(c.Uint32(at)) }

// Int64 is Uint64 for a signed value.
func (c *Cursor) Int64(at int) int64 { return int64(c.Uint64(at)) }

// Array checks the n elements of a fixed array, each size bytes long.
func (c *Cursor) Array(at, n, size int, check func(*Cursor, int)) {
	for ; n > 0; n-- {
		check(c, at)
		at += size
	}
}

func alignUp(n, align uint64) uint64 { return (n + align - 1) &^ (align - 1) }

func allZero(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b) != 0 {
			return false
		}
		b = b[8:]
	}
	var rest byte
	for _, x := range b {
		rest |= x
	}
	return rest == 0
}

// allBools folds all bytes before it answers: bools are almost always good.
func allBools(b []byte) bool {
	const invalid = 0xfefefefefefefefe
	var rest uint64
	for len(b) >= 32 {
		rest |= binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:16]) |
			binary.LittleEndian.Uint64(b[16:24]) | binary.LittleEndian.Uint64(b[24:32])
		b = b[32:]
	}
	for _, x := range b {
		rest |= uint64(x)
	}
	return rest&invalid == 0
}
