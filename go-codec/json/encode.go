package json

import (
	"bytes"
	"encoding/binary"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// encoder writes the one buffer of a value that a reader has read. What can still go wrong is that the
// version asked for cannot say the value, or that the buffer would be too large.
type encoder struct {
	*reader
	// versions are those to be written, by package.
	versions []uint32
	out      []byte
	// base is where the buffer begins in out.
	base  int
	fault *precise.Fault
}

func (e *encoder) refuse(kind wire.Kind) bool {
	e.fault = &precise.Fault{Kind: kind, Path: e.path.String()}
	return false
}

// encode appends the whole buffer.
func (e *encoder) encode(m *desc.Message, version uint32, checksum bool) bool {
	e.path = e.path[:0]
	e.out = append(e.out, zeros[:wire.HeaderSize]...)
	from := len(e.done.b) - int(m.Newest())
	to, good := e.reserve(uint64(m.Block(version)))
	if !good || !e.message(m, from, to) {
		return false
	}
	e.align(8)
	size := len(e.out) - e.base
	if uint64(size) > wire.MaxSize {
		return e.refuse(wire.TooLarge)
	}
	h := wire.Header{
		TypeID: m.TypeID, SchemaID: m.SchemaIDs[version-1], Version: version,
		BlockLength: m.Block(version), BodyLength: uint32(size - wire.HeaderSize),
	}
	if checksum {
		h.Flags = wire.FlagChecksum
	}
	buffer := e.out[e.base:]
	h.Put(buffer)
	if checksum {
		h.Checksum = wire.Checksum(buffer)
		h.Put(buffer)
	}
	return true
}

// slotAt returns what the slot at a place of the value says; a target is never at 0.
func (e *encoder) slotAt(at int) (target uint64, length uint64) {
	b := e.done.b[at:]
	return uint64(binary.LittleEndian.Uint32(b)), uint64(binary.LittleEndian.Uint32(b[4:]))
}

// bytesAt returns bytes of the value or, where they stayed there, of the text.
func (e *encoder) bytesAt(target, length uint64) []byte {
	if target >= e.textAt {
		return e.text[target-e.textAt:][:length]
	}
	return e.done.b[target:][:length]
}

// reserve appends zeros and returns where they begin.
func (e *encoder) reserve(n uint64) (at int, good bool) {
	at = len(e.out)
	if uint64(at-e.base)+n > wire.MaxSize {
		return 0, e.refuse(wire.TooLarge)
	}
	for n > uint64(len(zeros)) {
		e.out = append(e.out, zeros[:]...)
		n -= uint64(len(zeros))
	}
	e.out = append(e.out, zeros[:n]...)
	return at, true
}

// copy appends bytes of the value.
func (e *encoder) copy(target, length uint64) bool {
	if uint64(len(e.out)-e.base)+length > wire.MaxSize {
		return e.refuse(wire.TooLarge)
	}
	e.out = append(e.out, e.bytesAt(target, length)...)
	return true
}

// align pads with zeros to a multiple of n, a power of two, counted from the buffer's start.
func (e *encoder) align(n int) {
	padding := -(len(e.out) - e.base) & (n - 1)
	e.out = append(e.out, zeros[:padding]...)
}

// message writes a message's block, for which there is room at to, then what its slots point at.
func (e *encoder) message(m *desc.Message, from, to int) bool {
	return e.block(m, from, to) && e.targets(m, from, to)
}

// block writes all that lies in a block but its slots, which hold nothing yet.
func (e *encoder) block(m *desc.Message, from, to int) bool {
	version := e.versions[m.Package]
	copy(e.out[to:], e.done.b[from:][:m.Block(version)])
	if version == uint32(len(m.Blocks)) {
		return true // Slots are filled in later; one that is absent is zero already.
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		t := &e.s.Types[f.Type]
		there := f.Removed == 0
		e.path.Name(f.Name)
		switch {
		case f.Since > version:
			if there && !e.silent(f, t, from) {
				return e.refuse(wire.NotInVersion)
			}
		case f.Has(version) && there && !t.Kind.Slot():
		default:
			clear(e.out[to+int(f.Offset):][:t.Size])
			if f.Has(version) && !there && !t.Kind.Slot() && !e.defaultValue(f, t, to) {
				return false
			}
		}
		e.path.Pop()
	}
	return true
}

// silent reports whether a field says no more than that it is not there.
func (e *encoder) silent(f *desc.Field, t *desc.Type, from int) bool {
	at := from + int(f.Offset)
	if f.Presence != desc.NoPresence {
		return e.done.b[from+int(f.Presence/8)]>>(f.Presence%8)&1 == 0
	}
	if !t.Kind.Slot() {
		want := zeros[:t.Size]
		if f.HasDefault {
			want = f.Default
		}
		return bytes.Equal(e.done.b[at:][:t.Size], want)
	}
	target, length := e.slotAt(at)
	switch {
	case target == 0:
		return true
	case f.Optional:
		return false
	case t.Kind == desc.String, t.Kind == desc.Bytes:
		return bytes.Equal(e.bytesAt(target, length), f.Default)
	}
	return length == 0
}

// defaultValue writes what stands for a field of fixed size that a later version removed.
func (e *encoder) defaultValue(f *desc.Field, t *desc.Type, to int) bool {
	switch {
	case f.Optional:
	case f.HasDefault:
		copy(e.out[to+int(f.Offset):], f.Default)
	case !t.Zero:
		return e.refuse(wire.MissingRequired)
	}
	return true
}

// targets writes what the slots of a block point at, in order of position.
func (e *encoder) targets(m *desc.Message, from, to int) bool {
	version := e.versions[m.Package]
	for g := range m.Groups {
		if m.Groups[g].Since > version {
			break
		}
		for _, i := range m.Groups[g].Slots {
			f := &m.Fields[i]
			if !f.Has(version) || f.Removed != 0 && f.Optional {
				continue
			}
			t := &e.s.Types[f.Type]
			e.path.Name(f.Name)
			good := true
			if f.Removed == 0 {
				good = e.slot(t, from+int(f.Offset), to+int(f.Offset))
			} else {
				good = e.defaultTarget(f, t, to+int(f.Offset))
			}
			if !good {
				return false
			}
			e.path.Pop()
		}
	}
	return true
}

// defaultTarget writes what stands for a slot that a later version removed.
func (e *encoder) defaultTarget(f *desc.Field, t *desc.Type, to int) bool {
	e.point(to, t, uint64(len(f.Default)))
	switch t.Kind {
	case desc.String, desc.Bytes:
		e.out = append(e.out, f.Default...)
	case desc.Vector:
		if of := &e.s.Types[t.Of]; of.Kind == desc.MessageKind {
			_, good := e.head(e.blockOf(&e.s.Messages[of.Of]))
			return good
		}
	case desc.Map:
		_, good := e.head(t.Count)
		return good
	default:
		return e.refuse(wire.MissingRequired)
	}
	return true
}

// blockOf returns the length of a message's block in the buffer.
func (e *encoder) blockOf(m *desc.Message) uint32 { return m.Block(e.versions[m.Package]) }

// point fills a slot: its target begins where the buffer ends, once aligned.
func (e *encoder) point(slot int, t *desc.Type, length uint64) {
	e.align(int(t.TargetAlign))
	// A buffer that grows so long that this wraps is refused in the end.
	binary.LittleEndian.PutUint32(e.out[slot:], uint32(len(e.out)-slot))
	binary.LittleEndian.PutUint32(e.out[slot+4:], uint32(length))
}

// head appends what stands before the blocks of a vector of messages, of a map and of a union.
func (e *encoder) head(block uint32) (at int, good bool) {
	if at, good = e.reserve(headSize); good {
		binary.LittleEndian.PutUint32(e.out[at:], block)
	}
	return at, good
}

// slot writes a slot and what it points at.
func (e *encoder) slot(t *desc.Type, from, to int) bool {
	target, length := e.slotAt(from)
	if target == 0 {
		return true
	}
	e.point(to, t, length)
	switch t.Kind {
	case desc.String, desc.Bytes:
		return e.copy(target, length)
	case desc.Vector:
		return e.vector(&e.s.Types[t.Of], target, length)
	case desc.Map:
		return e.mapping(t, target, length)
	case desc.UnionKind:
		return e.union(&e.s.Unions[t.Of], target, uint32(length))
	}
	m := &e.s.Messages[t.Of]
	block := e.blockOf(m)
	binary.LittleEndian.PutUint32(e.out[to+4:], block)
	at, good := e.reserve(uint64(block))
	return good && e.message(m, int(target), at)
}

// vector writes the elements of a vector, then what their slots point at.
func (e *encoder) vector(of *desc.Type, from, count uint64) bool {
	size := uint64(of.Size)
	switch {
	case of.Kind == desc.MessageKind:
		return e.messages(&e.s.Messages[of.Of], int(from)+headSize, int(count))
	case !of.Kind.Slot():
		return e.copy(from, count*size)
	}
	at, good := e.reserve(count * size)
	if !good {
		return false
	}
	for i := range int(count) {
		e.path.Index(uint64(i))
		if !e.slot(of, int(from)+i*int(size), at+i*int(size)) {
			return false
		}
		e.path.Pop()
	}
	return true
}

func (e *encoder) messages(m *desc.Message, from, count int) bool {
	had, block := int(m.Newest()), e.blockOf(m)
	if _, good := e.head(block); !good {
		return false
	}
	at, good := e.reserve(uint64(count) * uint64(block))
	if !good {
		return false
	}
	for i := range count {
		e.path.Index(uint64(i))
		if !e.message(m, from+i*had, at+i*int(block)) {
			return false
		}
		e.path.Pop()
	}
	return true
}

// mapping writes a map. Its entries are a message of one version with a key and a value.
func (e *encoder) mapping(t *desc.Type, from, count uint64) bool {
	if _, good := e.head(t.Count); !good {
		return false
	}
	at, good := e.reserve(count * uint64(t.Count))
	if !good {
		return false
	}
	key, value := &e.s.Types[t.Key], &e.s.Types[t.Of]
	for i := range int(count) {
		from, to := int(from)+headSize+i*int(t.Count), at+i*int(t.Count)
		copy(e.out[to:][:t.Count], e.done.b[from:])
		e.path.Index(uint64(i))
		// Where both are slots, the key lies before the value.
		good := !key.Kind.Slot() || e.part("key", key, from+int(t.KeyAt), to+int(t.KeyAt))
		good = good && (!value.Kind.Slot() || e.part("value", value, from+int(t.ValueAt), to+int(t.ValueAt)))
		if !good {
			return false
		}
		e.path.Pop()
	}
	return true
}

// part writes the key or the value of an entry.
func (e *encoder) part(name string, t *desc.Type, from, to int) bool {
	e.path.Name(name)
	if !e.slot(t, from, to) {
		return false
	}
	e.path.Pop()
	return true
}

func (e *encoder) union(u *desc.Union, from uint64, tag uint32) bool {
	arm, known := u.Arm(tag, e.s.Packages[u.Package].Version)
	if !known {
		return e.refuse(wire.UnknownArm)
	}
	e.path.Name(arm.Name)
	if arm.Since > e.versions[u.Package] {
		return e.refuse(wire.NotInVersion)
	}
	m := &e.s.Messages[arm.Message]
	block := e.blockOf(m)
	head, good := e.head(block)
	if !good {
		return false
	}
	at, good := e.reserve(uint64(block))
	if !good || !e.message(m, int(from)+headSize, at) {
		return false
	}
	e.path.Pop()
	e.align(8)
	binary.LittleEndian.PutUint32(e.out[head+4:], uint32(len(e.out)-at))
	return true
}
