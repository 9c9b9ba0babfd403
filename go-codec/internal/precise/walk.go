package precise

import (
	"encoding/binary"
	"unicode/utf8"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// walk is one pass over a body with one cursor. Its methods answer false as soon as something is
// wrong; fault then says what.
type walk struct {
	s *desc.Schema
	b []byte
	// versions are by package those that the root's version means: the writer's, or the newest known
	// where the writer is newer.
	versions []uint32
	newer    bool
	// cursor is where the targets seen so far end, end where the body or the payload ends.
	cursor, end uint64
	depth       int
	path        Path
	fault       *Fault
	// slots counts the slots that were looked at, for the test that bounds them (HL-WALK-14).
	slots uint64
}

func (w *walk) fail(kind wire.Kind, offset uint64) bool {
	w.fault = &Fault{Kind: kind, Offset: int64(offset), Path: w.path.String()}
	return false
}

func (w *walk) u32(at uint64) uint64 { return uint64(binary.LittleEndian.Uint32(w.b[at:])) }

func alignUp(n, a uint64) uint64 { return (n + a - 1) &^ (a - 1) }

// zero checks that bytes are zero; kind says what they are where they are not.
func (w *walk) zero(begin, end uint64, kind wire.Kind) bool {
	for at, c := range w.b[begin:end] {
		if c != 0 {
			return w.fail(kind, begin+uint64(at))
		}
	}
	return true
}

// blockLength checks a block length against what the schema says (HL-WALK-2); at is where the
// length lies.
func (w *walk) blockLength(m *desc.Message, version uint32, length, at uint64) bool {
	known := uint64(m.Block(version))
	good := length == known
	if w.newer {
		good = length >= known && length%8 == 0
	}
	if !good || known == 0 {
		return w.fail(wire.BadBlockLength, at)
	}
	return true
}

// block checks what lies in a block, in order of position, then what its slots point at
// (HL-WALK-3).
func (w *walk) block(m *desc.Message, version uint32, at uint64) bool {
	for g := range m.Groups {
		if m.Groups[g].Since > version {
			break
		}
		for p := range m.Groups[g].Parts {
			if !w.part(m, version, at, &m.Groups[g].Parts[p]) {
				return false
			}
		}
	}
	for g := range m.Groups {
		if m.Groups[g].Since > version {
			break
		}
		for _, i := range m.Groups[g].Slots {
			f := &m.Fields[i]
			if f.RemovedAt(version) {
				continue
			}
			w.path.Name(f.Name)
			if !w.slot(&w.s.Types[f.Type], at+uint64(f.Offset), f.Optional) {
				return false
			}
			w.path.Pop()
		}
	}
	return true
}

// part checks a field's bytes, a presence byte or padding; at is where the block begins.
func (w *walk) part(m *desc.Message, version uint32, at uint64, p *desc.Part) bool {
	begin, end := at+uint64(p.Begin), at+uint64(p.End)
	switch p.Kind {
	case desc.PartPadding:
		return w.zero(begin, end, wire.PaddingNotZero)
	case desc.PartPresence:
		return w.presence(m, version, begin, &p.Bits)
	}
	f := &m.Fields[p.Field]
	t := &w.s.Types[f.Type]
	w.path.Name(f.Name)
	switch {
	case f.RemovedAt(version), f.Presence != desc.NoPresence && !present(w.b, at, f):
		if !w.zero(begin, end, wire.AbsentNotZero) {
			return false
		}
	case t.Kind.Slot():
	default:
		if !w.value(t, begin) {
			return false
		}
	}
	w.path.Pop()
	return true
}

// present reports whether a field's presence bit is set in the block at a place.
func present(b []byte, block uint64, f *desc.Field) bool {
	return b[block+uint64(f.Presence/8)]>>(f.Presence%8)&1 != 0
}

// presence checks one byte of presence bits from the lowest bit up: those of removed fields and
// those that belong to no field are clear.
func (w *walk) presence(m *desc.Message, version uint32, at uint64, bits *[8]int32) bool {
	for bit, field := range bits {
		if w.b[at]>>bit&1 == 0 {
			continue
		}
		if field < 0 {
			return w.fail(wire.PaddingNotZero, at)
		}
		if f := &m.Fields[field]; f.RemovedAt(version) {
			w.path.Name(f.Name)
			return w.fail(wire.AbsentNotZero, at)
		}
	}
	return true
}

// value checks a value that lies in place: bools and closed enums, at any depth (HL-WALK-4).
func (w *walk) value(t *desc.Type, at uint64) bool {
	if t.Plain {
		return true
	}
	switch t.Kind {
	case desc.Bool:
		if w.b[at] > 1 {
			return w.fail(wire.BadBool, at)
		}
	case desc.EnumKind:
		e := &w.s.Enums[t.Of]
		if _, named := e.NameOf(desc.Integer(e.Repr, w.b[at:])); !named {
			return w.fail(wire.BadEnum, at)
		}
	case desc.StructKind:
		for i := range w.s.Structs[t.Of].Members {
			m := &w.s.Structs[t.Of].Members[i]
			w.path.Name(m.Name)
			if !w.value(&w.s.Types[m.Type], at+uint64(m.Offset)) {
				return false
			}
			w.path.Pop()
		}
	case desc.Array:
		return w.values(&w.s.Types[t.Of], uint64(t.Count), at)
	}
	return true
}

// values checks the elements of an array or of a vector of fixed-size elements.
func (w *walk) values(t *desc.Type, count, at uint64) bool {
	if t.Plain {
		return true
	}
	for i := range count {
		w.path.Index(i)
		if !w.value(t, at+i*uint64(t.Size)) {
			return false
		}
		w.path.Pop()
	}
	return true
}

// slot checks a slot and all that lies below it: presence, depth, offset, bounds, the padding
// before the target, the contents (HL-WALK-5).
func (w *walk) slot(t *desc.Type, at uint64, optional bool) bool {
	w.slots++
	offset, length := w.u32(at), w.u32(at+4)
	if offset == 0 {
		if length == 0 && optional {
			return true
		}
		return w.fail(wire.BadOffset, at)
	}
	if w.depth == wire.MaxDepth {
		return w.fail(wire.TooDeep, at)
	}
	target, alignment := at+offset, uint64(t.TargetAlign)
	next := alignUp(w.cursor, alignment)
	if w.newer && (target < next || target%alignment != 0) || !w.newer && target != next {
		return w.fail(wire.BadOffset, at)
	}
	if target > w.end || extent(w.s, t, length) > w.end-target {
		return w.fail(wire.OutOfBounds, at+4)
	}
	if !w.newer && !w.zero(w.cursor, target, wire.PaddingNotZero) {
		return false
	}
	w.depth++
	good := w.target(t, at, target, length)
	w.depth--
	return good
}

// extent returns how many bytes a target surely takes, going by its slot alone.
func extent(s *desc.Schema, t *desc.Type, length uint64) uint64 {
	switch t.Kind {
	case desc.Vector:
		if s.Types[t.Of].Kind != desc.MessageKind {
			return length * uint64(s.Types[t.Of].Size)
		}
		return headSize
	case desc.Map, desc.UnionKind:
		return headSize
	}
	return length
}

// headSize is the length of what stands before the blocks of a vector of messages, of a map and
// of a union.
const headSize = 8

// target checks the contents of a target that lies within bounds (HL-WALK-6 to 10).
func (w *walk) target(t *desc.Type, slot, at, length uint64) bool {
	switch t.Kind {
	case desc.String:
		w.cursor = at + length
		return w.text(at, length)
	case desc.Bytes:
		w.cursor = at + length
		return true
	case desc.Vector:
		return w.vector(&w.s.Types[t.Of], slot, at, length)
	case desc.Map:
		return w.mapping(t, slot, at, length)
	case desc.UnionKind:
		return w.union(&w.s.Unions[t.Of], slot, at, length)
	}
	m := &w.s.Messages[t.Of]
	version := w.versions[m.Package]
	w.cursor = at + length
	return w.blockLength(m, version, length, slot+4) && w.block(m, version, at)
}

// text checks that a string is UTF-8; at fault is the first byte behind its longest valid prefix
// (HL-WALK-6).
func (w *walk) text(at, length uint64) bool {
	text := w.b[at : at+length]
	if utf8.Valid(text) {
		return true
	}
	valid := 0
	for {
		r, size := utf8.DecodeRune(text[valid:])
		if r == utf8.RuneError && size <= 1 {
			return w.fail(wire.BadUTF8, at+uint64(valid))
		}
		valid += size
	}
}

// vector checks the elements of a vector and what they point at (HL-WALK-6 and 8).
func (w *walk) vector(of *desc.Type, slot, at, count uint64) bool {
	if of.Kind == desc.MessageKind {
		m := &w.s.Messages[of.Of]
		version := w.versions[m.Package]
		stride, good := w.blocks(m, version, slot, at, count)
		if !good {
			return false
		}
		for i := range count {
			w.path.Index(i)
			if !w.block(m, version, at+headSize+i*stride) {
				return false
			}
			w.path.Pop()
		}
		return true
	}
	w.cursor = at + count*uint64(of.Size)
	if !of.Kind.Slot() {
		return w.values(of, count, at)
	}
	for i := range count {
		w.path.Index(i)
		if !w.slot(of, at+8*i, false) {
			return false
		}
		w.path.Pop()
	}
	return true
}

// blocks checks what stands before the blocks of a vector of messages or of a map, and that the
// blocks lie within bounds (HL-WALK-8).
func (w *walk) blocks(m *desc.Message, version uint32, slot, at, count uint64) (stride uint64, good bool) {
	stride = w.u32(at)
	if !w.blockLength(m, version, stride, at) || !w.zero(at+4, at+headSize, wire.PaddingNotZero) {
		return 0, false
	}
	if count*stride > w.end-at-headSize {
		return 0, w.fail(wire.OutOfBounds, slot+4)
	}
	w.cursor = at + headSize + count*stride
	return stride, true
}

// mapping checks a map entry by entry, then that the entry's key is above the one before
// (HL-WALK-9).
func (w *walk) mapping(t *desc.Type, slot, at, count uint64) bool {
	stride, good := w.blocks(t.Entry, entryVersion, slot, at, count)
	if !good {
		return false
	}
	key := &w.s.Types[t.Key]
	for i := range count {
		w.path.Index(i)
		entry := at + headSize + i*stride
		if !w.block(t.Entry, entryVersion, entry) {
			return false
		}
		at := entry + uint64(t.KeyAt)
		if i > 0 && CompareKeys(w.s, key, w.b, at-stride, at) >= 0 {
			w.path.Name("key")
			return w.fail(wire.UnsortedMap, entry)
		}
		w.path.Pop()
	}
	return true
}

// entryVersion is the only version of a map's entry (HL-BLOCK-11).
const entryVersion = 1

// union checks a union's header and its arm; an arm that only a newer writer knows is skipped
// (HL-WALK-10).
func (w *walk) union(u *desc.Union, slot, at, tag uint64) bool {
	arm, known := u.Arm(uint32(tag), w.versions[u.Package])
	if tag == 0 || !known && !w.newer {
		return w.fail(wire.BadUnion, slot+4)
	}
	length, payload := w.u32(at), w.u32(at+4)
	if payload%8 != 0 || payload < length {
		return w.fail(wire.BadUnion, at)
	}
	at += headSize
	if payload > w.end-at {
		return w.fail(wire.OutOfBounds, at-4)
	}
	outer := w.end
	w.end = at + payload
	if known {
		m := &w.s.Messages[arm.Message]
		version := w.versions[m.Package]
		w.path.Name(arm.Name)
		w.cursor = at + length
		if !w.blockLength(m, version, length, at-headSize) || !w.block(m, version, at) || !w.close() {
			return false
		}
		w.path.Pop()
	} else if length == 0 || length%8 != 0 {
		return w.fail(wire.BadBlockLength, at-headSize)
	}
	w.cursor, w.end = w.end, outer
	return true
}

// close checks that the cursor ends the body or the payload, but for padding to a multiple of 8.
// What a newer writer left behind the cursor is its own (HL-WALK-11).
func (w *walk) close() bool {
	if w.newer {
		return true
	}
	if alignUp(w.cursor, 8) != w.end {
		return w.fail(wire.TrailingBytes, w.cursor)
	}
	return w.zero(w.cursor, w.end, wire.PaddingNotZero)
}
