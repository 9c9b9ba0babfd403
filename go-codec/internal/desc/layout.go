package desc

import (
	"fmt"
	"sort"
)

// layout works out the groups of a block from the places of its fields, and checks that they lie
// in the part that their version added, aligned, and not over each other.
func (s *Schema) layout(m *Message) error {
	parts := make([]Part, 0, len(m.Fields))
	presence := make(map[uint32]*[8]int32)
	for i := range m.Fields {
		f := &m.Fields[i]
		t := &s.Types[f.Type]
		begin, end := m.grown(f.Since)
		if f.Offset < begin || f.Offset > end || t.Size > end-f.Offset || f.Offset%uint32(t.Align) != 0 {
			return fmt.Errorf("field %s: offset %d", f.Name, f.Offset)
		}
		parts = append(parts, Part{Kind: PartField, Begin: f.Offset, End: f.Offset + t.Size, Field: uint32(i)})
		if f.Presence == NoPresence {
			continue
		}
		at, bit := f.Presence/8, f.Presence%8
		bits := presence[at]
		if bits == nil {
			bits = &[8]int32{-1, -1, -1, -1, -1, -1, -1, -1}
			presence[at] = bits
		}
		if at < begin || at >= end || bits[bit] >= 0 {
			return fmt.Errorf("field %s: presence bit %d", f.Name, f.Presence)
		}
		bits[bit] = int32(i)
	}
	for at, bits := range presence {
		parts = append(parts, Part{Kind: PartPresence, Begin: at, End: at + 1, Bits: *bits})
	}
	sort.Slice(parts, func(i, j int) bool { return parts[i].Begin < parts[j].Begin })
	return s.group(m, parts)
}

// grown returns the part of the block that a version added.
func (m *Message) grown(version uint32) (begin, end uint32) {
	if version > 1 {
		begin = m.Blocks[version-2]
	}
	return begin, m.Blocks[version-1]
}

// group distributes parts, which ascend, over the versions and fills the gaps with padding; what needs no
// check is left out.
func (s *Schema) group(m *Message, parts []Part) error {
	at := uint32(0)
	for v := range m.Blocks {
		version := uint32(v + 1)
		_, end := m.grown(version)
		if end < at || end < 8 || end > maxBlock || end%8 != 0 {
			return fmt.Errorf("a block of %d bytes in version %d", end, version)
		}
		if end == at {
			continue
		}
		g := Group{Since: version}
		for len(parts) > 0 && parts[0].Begin < end {
			p := parts[0]
			parts = parts[1:]
			if p.Begin < at || p.End > end {
				return fmt.Errorf("fields that overlap at %d", p.Begin)
			}
			if p.Begin > at {
				g.Parts = append(g.Parts, Part{Kind: PartPadding, Begin: at, End: p.Begin})
			}
			if !s.always(m, &p) {
				g.Parts = append(g.Parts, p)
			}
			if p.Kind == PartField && s.Types[m.Fields[p.Field].Type].Kind.Slot() {
				g.Slots = append(g.Slots, p.Field)
			}
			at = p.End
		}
		if at < end {
			g.Parts = append(g.Parts, Part{Kind: PartPadding, Begin: at, End: end})
			at = end
		}
		m.Groups = append(m.Groups, g)
	}
	return nil
}

// always reports whether a part is a field that any bits are good for, or a slot, in every version.
func (s *Schema) always(m *Message, p *Part) bool {
	if p.Kind != PartField {
		return false
	}
	f := &m.Fields[p.Field]
	t := &s.Types[f.Type]
	return f.Removed == 0 && f.Presence == NoPresence && (t.Plain || t.Kind.Slot())
}
