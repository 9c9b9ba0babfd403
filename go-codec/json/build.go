package json

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// builder writes the canonical buffer for a JSON text that a reader has checked. It follows the
// order of the buffer: an object is looked over once for where its fields stand, then each is read
// again in its turn. Each level of nesting so costs two more looks at the text, and no memory but a
// few words for each field of the objects that are open.
//
// What can still go wrong is that the version asked for cannot say the value, or that the buffer
// would be too large.
type builder struct {
	reader
	out []byte
	// base is where the buffer begins in out.
	base     int
	versions []uint32
	// places is a stack: where the values of the fields of open objects stand, none where they don't.
	places []int
	fault  *precise.Fault
}

const none = -1

func (b *builder) refuse(kind wire.Kind) bool {
	b.fault = &precise.Fault{Kind: kind, Path: b.path.String()}
	return false
}

// build appends the whole buffer.
func (b *builder) build(m *desc.Message, version uint32, checksum bool) bool {
	b.out = append(b.out, make([]byte, wire.HeaderSize)...)
	block := len(b.out)
	base := b.look(m, 0)
	if !b.begin(m, base) || !b.slots(m, base, block) {
		return false
	}
	b.align(8)
	size := len(b.out) - b.base
	if uint64(size) > wire.MaxSize {
		b.path = b.path[:0]
		return b.refuse(wire.TooLarge)
	}
	h := wire.Header{
		TypeID: m.TypeID, SchemaID: m.SchemaIDs[version-1], Version: version,
		BlockLength: m.Block(version), BodyLength: uint32(size - wire.HeaderSize),
	}
	if checksum {
		h.Flags = wire.FlagChecksum
	}
	buffer := b.out[b.base:]
	h.Put(buffer)
	if checksum {
		h.Checksum = wire.Checksum(buffer)
		h.Put(buffer)
	}
	return true
}

// align pads with zeros to a multiple of n, counted from the buffer's start.
func (b *builder) align(n int) {
	for (len(b.out)-b.base)%n != 0 {
		b.out = append(b.out, 0)
	}
}

// grow appends n zeros and returns where they begin.
func (b *builder) grow(n uint32) int {
	at := len(b.out)
	b.out = append(b.out, zeros[:n]...)
	return at
}

// look notes where the values of an object's fields stand and returns where the notes begin; the
// text is then behind the object.
func (b *builder) look(m *desc.Message, at int) (base int) {
	base = len(b.places)
	for range m.Fields {
		b.places = append(b.places, none)
	}
	b.pos = at
	b.expect('{')
	for first := true; ; first = false {
		if more, _ := b.next('}', first); !more {
			return base
		}
		name, _, _ := b.key()
		i, _ := m.Field(name)
		b.expect(':')
		b.peek()
		b.places[base+i] = b.pos
		b.skip()
	}
}

// forget drops the notes from base on.
func (b *builder) forget(base int) { b.places = b.places[:base] }

// begin appends a message's block with all that lies in it but the slots.
func (b *builder) begin(m *desc.Message, base int) bool {
	version := b.versions[m.Package]
	block := b.grow(m.Block(version))
	for i := range m.Fields {
		f := &m.Fields[i]
		b.path.Name(f.Name)
		if !b.place(f, version, block, b.places[base+i]) {
			return false
		}
		b.path.Pop()
	}
	return true
}

// place writes a field without slots into its block, and checks that a field of a later version is
// as a reader of this one would see it.
func (b *builder) place(f *desc.Field, version uint32, block, at int) bool {
	t := &b.s.Types[f.Type]
	if f.Removed != 0 {
		return f.Since > version || f.RemovedAt(version) || b.placeRemoved(f, t, block)
	}
	if at == none {
		return true
	}
	b.pos = at
	if f.Since > version {
		return !f.Optional && b.same(f, t) || b.refuse(wire.NotInVersion)
	}
	if t.Kind.Slot() {
		return true
	}
	b.inPlace(t, b.out[block+int(f.Offset):][:t.Size])
	if f.Optional {
		b.out[block+int(f.Presence/8)] |= 1 << (f.Presence % 8)
	}
	return true
}

// placeRemoved writes a field that a later version removed: nobody has a value for it any more.
func (b *builder) placeRemoved(f *desc.Field, t *desc.Type, block int) bool {
	switch {
	case f.Optional:
	case t.Kind.Slot():
		return t.Zero || b.refuse(wire.MissingRequired)
	case f.HasDefault:
		copy(b.out[block+int(f.Offset):], f.Default)
	case !t.Zero:
		return b.refuse(wire.MissingRequired)
	}
	return true
}

// same reports whether the value that comes next is what a reader sees in a buffer of a version
// before the field.
func (b *builder) same(f *desc.Field, t *desc.Type) bool {
	switch t.Kind {
	case desc.String:
		text, _ := b.str()
		return bytes.Equal(text, f.Default)
	case desc.Bytes:
		text, _ := b.str()
		return string(text) == base64.StdEncoding.EncodeToString(f.Default)
	case desc.Vector, desc.Map:
		b.pos++
		c := b.peek()
		return c == ']' || c == '}'
	}
	want := zeros[:t.Size]
	if f.HasDefault {
		want = f.Default
	}
	value := make([]byte, t.Size)
	b.inPlace(t, value)
	return bytes.Equal(value, want)
}

// slots writes the slots of a block and what they point at.
func (b *builder) slots(m *desc.Message, base, block int) bool {
	version := b.versions[m.Package]
	for g := range m.Groups {
		if m.Groups[g].Since > version {
			break
		}
		for _, i := range m.Groups[g].Slots {
			f := &m.Fields[i]
			t := &b.s.Types[f.Type]
			slot, at := block+int(f.Offset), b.places[base+int(i)]
			b.path.Name(f.Name)
			good := true
			if at != none {
				good = b.slot(t, slot, at)
			} else if f.Removed != 0 && !f.RemovedAt(version) && !f.Optional {
				b.empty(f, t, slot)
			}
			if !good {
				return false
			}
			b.path.Pop()
		}
	}
	return true
}

// empty writes the default or the empty value of a removed field.
func (b *builder) empty(f *desc.Field, t *desc.Type, slot int) {
	b.point(slot, int(t.TargetAlign))
	switch t.Kind {
	case desc.String, desc.Bytes:
		b.out = append(b.out, f.Default...)
		b.length(slot, uint64(len(f.Default)))
	case desc.Vector:
		if of := &b.s.Types[t.Of]; of.Kind == desc.MessageKind {
			m := &b.s.Messages[of.Of]
			b.stride(m.Block(b.versions[m.Package]))
		}
	case desc.Map:
		b.stride(t.Count)
	}
}

// point aligns what comes next and makes the slot point at it.
func (b *builder) point(slot, alignment int) {
	b.align(alignment)
	binary.LittleEndian.PutUint32(b.out[slot:], uint32(len(b.out)-slot))
}

// length writes a slot's length, or tag.
func (b *builder) length(slot int, n uint64) {
	binary.LittleEndian.PutUint32(b.out[slot+4:], uint32(n))
}

// stride writes what stands before the blocks of a vector of messages or of a map.
func (b *builder) stride(block uint32) {
	b.out = binary.LittleEndian.AppendUint32(b.out, block)
	b.out = append(b.out, 0, 0, 0, 0)
}

// slot writes the value that stands at a place of the text behind what is there, and its slot.
func (b *builder) slot(t *desc.Type, slot, at int) bool {
	b.point(slot, int(t.TargetAlign))
	b.pos = at
	if !b.behind(t, slot, at) {
		return false
	}
	if uint64(len(b.out)-b.base) > wire.MaxSize {
		return b.refuse(wire.TooLarge)
	}
	return true
}

// behind writes a target and what is below it.
func (b *builder) behind(t *desc.Type, slot, at int) bool {
	switch t.Kind {
	case desc.String:
		text, _ := b.str()
		b.out = append(b.out, text...)
		b.length(slot, uint64(len(text)))
	case desc.Bytes:
		text, _ := b.str()
		start := len(b.out)
		b.out, _ = base64.StdEncoding.AppendDecode(b.out, text)
		b.length(slot, uint64(len(b.out)-start))
	case desc.Vector:
		return b.list(&b.s.Types[t.Of], slot, at)
	case desc.Map:
		return b.pairs(t, slot)
	case desc.UnionKind:
		return b.arm(&b.s.Unions[t.Of], slot)
	default:
		m := &b.s.Messages[t.Of]
		b.length(slot, uint64(m.Block(b.versions[m.Package])))
		return b.nested(m, at)
	}
	return true
}

// nested writes a message's block and what is below it.
func (b *builder) nested(m *desc.Message, at int) bool {
	block := len(b.out)
	base := b.look(m, at)
	if !b.begin(m, base) || !b.slots(m, base, block) {
		return false
	}
	b.forget(base)
	return true
}

// each calls do for the elements of the array at a place, with where each stands; do leaves the text
// behind the element.
func (b *builder) each(at int, do func(i uint64, at int) bool) (count uint64, good bool) {
	b.pos = at
	b.expect('[')
	for i := uint64(0); ; i++ {
		if more, _ := b.next(']', i == 0); !more {
			return i, true
		}
		b.peek()
		b.path.Index(i)
		if !do(i, b.pos) {
			return 0, false
		}
		b.path.Pop()
	}
}

func (b *builder) list(of *desc.Type, slot, at int) bool {
	switch {
	case of.Kind == desc.MessageKind:
		return b.messages(&b.s.Messages[of.Of], slot, at)
	case of.Kind.Slot():
		return b.inner(of, slot, at)
	}
	count, good := b.each(at, func(uint64, int) bool {
		element := b.grow(of.Size)
		return b.inPlace(of, b.out[element:])
	})
	b.length(slot, count)
	return good
}

// inner writes a vector of slots: first all slots, then what they point at.
func (b *builder) inner(of *desc.Type, slot, at int) bool {
	first := len(b.out)
	count, _ := b.each(at, func(uint64, int) bool {
		b.grow(8)
		b.skip()
		return true
	})
	b.length(slot, count)
	_, good := b.each(at, func(i uint64, at int) bool {
		b.skip()
		behind := b.pos
		good := b.slot(of, first+8*int(i), at)
		b.pos = behind
		return good
	})
	return good
}

// messages writes a vector of messages: first all blocks, then element by element what their slots
// point at.
func (b *builder) messages(m *desc.Message, slot, at int) bool {
	stride := m.Block(b.versions[m.Package])
	b.stride(stride)
	first := len(b.out)
	count, good := b.each(at, func(_ uint64, at int) bool {
		base := b.look(m, at)
		behind := b.pos
		good := b.begin(m, base)
		b.forget(base)
		b.pos = behind
		return good
	})
	b.length(slot, count)
	if !good || !m.HasSlots() {
		return good
	}
	_, good = b.each(at, func(i uint64, at int) bool {
		base := b.look(m, at)
		behind := b.pos
		good := b.slots(m, base, first+int(i)*int(stride))
		b.forget(base)
		b.pos = behind
		return good
	})
	return good
}

func (b *builder) arm(u *desc.Union, slot int) bool {
	b.expect('{')
	name, _, _ := b.key()
	arm, _ := u.ArmNamed(name)
	b.expect(':')
	b.peek()
	m := &b.s.Messages[arm.Message]
	block := m.Block(b.versions[m.Package])
	b.path.Name(arm.Name)
	if arm.Since > b.versions[u.Package] {
		return b.refuse(wire.NotInVersion)
	}
	b.length(slot, uint64(arm.Tag))
	head := b.grow(headSize)
	binary.LittleEndian.PutUint32(b.out[head:], block)
	if !b.nested(m, b.pos) {
		return false
	}
	b.path.Pop()
	b.align(8)
	if payload := len(b.out) - head - headSize; uint64(payload) <= math.MaxUint32 {
		binary.LittleEndian.PutUint32(b.out[head+4:], uint32(payload))
	}
	return true
}

// pairs writes a map: its entries in order of their keys.
func (b *builder) pairs(t *desc.Type, slot int) bool {
	base, arena := len(b.keys), len(b.arena)
	b.expect('{')
	for first := true; ; first = false {
		if more, _ := b.next('}', first); !more {
			break
		}
		b.mapKey(&b.s.Types[t.Key])
		b.expect(':')
		b.peek()
		b.keys[len(b.keys)-1].value = b.pos
		b.skip()
	}
	keys := b.keys[base:]
	if !b.ascending(t, keys) {
		b.sort(t, keys)
	}
	b.stride(t.Count)
	b.length(slot, uint64(len(keys)))
	good := b.entryBlocks(t, keys)
	b.keys, b.arena = b.keys[:base], b.arena[:arena]
	return good
}

func (b *builder) entryBlocks(t *desc.Type, keys []key) bool {
	key, value := &b.s.Types[t.Key], &b.s.Types[t.Of]
	first := len(b.out)
	for _, k := range keys {
		block := b.grow(t.Count)
		if !key.Kind.Slot() {
			copy(b.out[block+int(t.KeyAt):], b.arena[k.begin:k.end])
		}
		if !value.Kind.Slot() {
			b.pos = k.value
			b.inPlace(value, b.out[block+int(t.ValueAt):][:value.Size])
		}
	}
	if !key.Kind.Slot() && !value.Kind.Slot() {
		return true
	}
	for i, k := range keys {
		block := first + i*int(t.Count)
		if key.Kind.Slot() {
			// A string: with a slot for a value, too, it lies before it.
			slot := block + int(t.KeyAt)
			b.point(slot, 1)
			b.out = append(b.out, b.arena[k.begin:k.end]...)
			b.length(slot, uint64(k.end-k.begin))
		}
		if value.Kind.Slot() {
			b.path.Index(uint64(i))
			b.path.Name("value")
			if !b.slot(value, block+int(t.ValueAt), k.value) {
				return false
			}
			b.path.Pop()
			b.path.Pop()
		}
	}
	return true
}
