package halflap

import "encoding/binary"

// Payload is the target of a union's slot that a Cursor has opened.
type Payload struct {
	// Tag says which arm it is; 0 where the cursor has failed.
	Tag    uint32
	length uint32 // of the arm's block
	start  int    // of the arm's block
	end    uint64 // of the payload
}

// Union opens the target of a union's slot. Arm or UnknownArm goes on with it.
func (c *Cursor) Union(at int) Payload {
	if !c.locate(at, 8) {
		return Payload{}
	}
	tag := uint32(c.length(at))
	start, ok := c.take(8)
	if !ok {
		return Payload{}
	}
	length := binary.LittleEndian.Uint32(c.buf[start:])
	payload := uint64(binary.LittleEndian.Uint32(c.buf[start+4:]))
	if tag == 0 || payload%8 != 0 || payload < uint64(length) || payload > c.end-c.pos {
		c.fail()
		return Payload{}
	}
	return Payload{Tag: tag, length: length, start: start + 8, end: c.pos + payload}
}

// Arm checks the payload of an arm that is known at the writer's version.
func (c *Cursor) Arm(p Payload, t *Type, check func(*Cursor, int)) {
	if c.pos == failed {
		return
	}
	if !c.fits(uint64(p.length), t.block(c.version)) {
		c.fail()
		return
	}
	outer := c.end
	c.end = p.end
	c.take(uint64(p.length))
	c.depth++
	check(c, p.start)
	c.depth--
	if c.finish() {
		c.pos, c.run = p.end, p.end
	} else {
		c.fail()
	}
	c.end = outer
}

// UnknownArm skips the payload of an arm that only a newer writer can know.
func (c *Cursor) UnknownArm(p Payload) {
	if c.pos == failed {
		return
	}
	if !c.newer || p.length == 0 || p.length%8 != 0 {
		c.fail()
		return
	}
	c.pos, c.run = p.end, p.end
}
