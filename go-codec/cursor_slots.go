package halflap

import (
	"encoding/binary"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// String checks the slot of a string.
func (c *Cursor) String(at int) { c.Strings(at, 1) }

// Strings checks n consecutive slots of strings.
func (c *Cursor) Strings(at, n int) {
	if c.depth >= c.plain {
		c.carefulStrings(at, n)
		return
	}
	slots, pos, place := c.buf[at:at+8*n], c.pos, uint64(at)
	for len(slots) >= 16 {
		first, second := binary.LittleEndian.Uint64(slots), binary.LittleEndian.Uint64(slots[8:])
		middle := pos + first>>32
		if place+first&mask32 != pos || place+8+second&mask32 != middle {
			c.fail()
			return
		}
		pos = middle + second>>32
		place += 16
		slots = slots[16:]
	}
	if len(slots) >= 8 {
		slot := binary.LittleEndian.Uint64(slots)
		if place+slot&mask32 != pos {
			c.fail()
			return
		}
		pos += slot >> 32
	}
	// Lengths only add up, and there are too few to overflow: one comparison is enough.
	if pos > c.end {
		c.fail()
		return
	}
	c.pos = pos
}

// mask32 is the half of a slot that holds the offset.
const mask32 = 1<<32 - 1

// carefulStrings is Strings where the writer is newer or the text is known not to be ASCII.
func (c *Cursor) carefulStrings(at, n int) {
	for ; n > 0; n-- {
		slot := binary.LittleEndian.Uint64(c.buf[at:])
		target, length := uint64(at)+slot&mask32, slot>>32
		if c.depth >= wire.MaxDepth || target < c.pos || target > c.end || length > c.end-target {
			c.fail()
			return
		}
		if target != c.pos {
			if !c.newer {
				c.fail()
				return
			}
			c.closeRun()
			if c.pos == failed {
				return
			}
			c.run = target
		}
		if length != 0 && continues(c.buf[target]) {
			c.fail()
			return
		}
		c.pos = target + length
		at += 8
	}
}

// continues says whether a byte can't begin a character.
func continues(b byte) bool { return b&0xc0 == 0x80 }

// closeRun checks that the open run of strings is UTF-8. Where it is ASCII, each of its strings is
// too. Where it is not, that takes a careful walk, which has seen that none of them begins inside
// a character.
func (c *Cursor) closeRun() {
	if c.pos == failed || c.run == c.pos {
		return
	}
	rest := skipASCII(c.buf[c.run:c.pos])
	if len(rest) == 0 {
		return
	}
	if c.plain != 0 {
		c.again = true
		c.fail()
	} else if !validText(rest) {
		c.fail()
	}
}

// locate moves the cursor to the target of the slot at the given place, without its length. It
// fails the cursor where the target can't be there.
func (c *Cursor) locate(at int, align uint64) bool {
	target := uint64(at) + uint64(binary.LittleEndian.Uint32(c.buf[at:]))
	want := alignUp(c.pos, align)
	c.closeRun()
	if c.depth >= wire.MaxDepth || c.pos == failed || target > c.end {
		c.fail()
		return false
	}
	if c.newer {
		if target < want || target%align != 0 {
			c.fail()
			return false
		}
	} else if target != want || !allZero(c.buf[c.pos:target]) {
		c.fail()
		return false
	}
	c.pos, c.run = target, target
	return true
}

// take moves the cursor over size bytes that are not text, and returns where they begin.
func (c *Cursor) take(size uint64) (int, bool) {
	if size > c.end-c.pos {
		c.fail()
		return 0, false
	}
	start := c.pos
	c.pos += size
	c.run = c.pos
	return int(start), true
}

// length returns the second half of a slot.
func (c *Cursor) length(at int) uint64 {
	return uint64(binary.LittleEndian.Uint32(c.buf[at+4:]))
}

// Elements checks the slot of a vector whose elements, of fixed size, have no invalid bits. It
// does not look at them.
func (c *Cursor) Elements(at, size, align int) {
	if c.locate(at, uint64(align)) {
		c.take(c.length(at) * uint64(size))
	}
}

// Bytes checks the slot of bytes.
func (c *Cursor) Bytes(at int) { c.Elements(at, 1, 1) }

// BoolVector checks the slot of a vector of bools, or of arrays of size bools.
func (c *Cursor) BoolVector(at, size int) {
	if !c.locate(at, 1) {
		return
	}
	n := c.length(at) * uint64(size)
	if start, ok := c.take(n); ok {
		c.Bools(start, int(n))
	}
}

// CheckedElements checks the slot of a vector of values of fixed size, and each of them.
func (c *Cursor) CheckedElements(at, size, align int, check func(*Cursor, int)) {
	if !c.locate(at, uint64(align)) {
		return
	}
	n := c.length(at)
	start, ok := c.take(n * uint64(size))
	if !ok {
		return
	}
	for ; n > 0 && c.pos != failed; n-- {
		check(c, start)
		start += size
	}
}

// StringVector checks the slot of a vector of strings.
func (c *Cursor) StringVector(at int) {
	if !c.locate(at, 4) {
		return
	}
	n := c.length(at)
	if start, ok := c.take(8 * n); ok {
		c.depth++
		c.Strings(start, int(n))
		c.depth--
	}
}

// Slots checks the slot of a vector of slots, each with the given function.
func (c *Cursor) Slots(at int, check func(*Cursor, int)) {
	if !c.locate(at, 4) {
		return
	}
	n := c.length(at)
	start, ok := c.take(8 * n)
	if !ok {
		return
	}
	c.depth++
	for ; n > 0 && c.pos != failed; n-- {
		check(c, start)
		start += 8
	}
	c.depth--
}

// Message checks the slot of a message.
func (c *Cursor) Message(at int, t *Type, check func(*Cursor, int)) {
	if !c.locate(at, 8) {
		return
	}
	n := c.length(at)
	if !c.fits(n, t.block(c.version)) {
		c.fail()
		return
	}
	if start, ok := c.take(n); ok {
		c.depth++
		check(c, start)
		c.depth--
	}
}

// Messages checks the slot of a vector of messages.
func (c *Cursor) Messages(at int, t *Type, check func(*Cursor, int)) {
	start, stride, n := c.blocks(at, t.block(c.version))
	c.depth++
	if t.Flat != nil && c.depth < c.plain && int(c.version) == len(t.Blocks) {
		c.flat(start, stride, int(n), t.Flat)
		n = 0
	}
	for ; n > 0 && c.pos != failed; n-- {
		check(c, start)
		start += stride
	}
	c.depth--
}

// flat checks n blocks that are as f says, in a plain walk.
func (c *Cursor) flat(start, stride, n int, f *Flat) {
	pos, wrong := f.blocks(c.buf, start, stride, n, c.pos)
	// Lengths only add up, and there are too few to overflow: one comparison is enough.
	if wrong != 0 || pos > c.end {
		c.fail()
		return
	}
	c.pos = pos
}

// blocks moves the cursor over the blocks of a vector of messages or a map; n is 0 where it fails.
func (c *Cursor) blocks(at int, known uint64) (start, stride int, n uint64) {
	if !c.locate(at, 8) {
		return 0, 0, 0
	}
	head, ok := c.take(8)
	if !ok {
		return 0, 0, 0
	}
	word := binary.LittleEndian.Uint64(c.buf[head:]) // the stride, and above it a zero
	n = c.length(at)
	// A stride that fits is at least 8 and below 2^32, so the product stays below 2^64.
	if word>>32 != 0 || !c.fits(word, known) || word == 0 {
		c.fail()
		return 0, 0, 0
	}
	start, ok = c.take(n * word)
	if !ok {
		return 0, 0, 0
	}
	return start, int(word), n
}
