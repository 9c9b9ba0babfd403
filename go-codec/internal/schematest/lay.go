// Package schematest makes descriptions for tests, without the compiler: it lays out schemas that
// are given as data by the rules of spec/wire.md, and makes random ones.
package schematest

import (
	"slices"
	"strings"

	"github.com/halflap/halflap/go-codec/internal/desc"
)

// Lay works out sizes, offsets, presence bits, block lengths and ids of a schema of which everything
// else is given, types behind those they are made of. Optional fields without slots get presence
// bits; all others need Presence to be NoPresence.
func Lay(s *desc.Schema) {
	for i := range s.Types {
		layType(s, &s.Types[i])
	}
	for i := range s.Messages {
		m := &s.Messages[i]
		m.TypeID = 0x1000 + uint64(i)
		layMessage(s, m, s.Packages[m.Package].Version)
		for v := range m.Blocks {
			m.SchemaIDs = append(m.SchemaIDs, 0x100_0000*uint64(v+1)+uint64(i))
		}
	}
}

var scalars = map[desc.Kind]uint32{
	desc.Bool: 1, desc.U8: 1, desc.I8: 1, desc.U16: 2, desc.I16: 2, desc.U32: 4, desc.I32: 4,
	desc.U64: 8, desc.I64: 8, desc.U128: 16, desc.I128: 16, desc.F32: 4, desc.F64: 8, desc.UUID: 16,
}

func layType(s *desc.Schema, t *desc.Type) {
	scalar := func(kind desc.Kind) {
		t.Size = scalars[kind]
		t.Align = uint8(min(t.Size, 8))
		if kind == desc.UUID {
			t.Align = 1
		}
	}
	switch t.Kind {
	case desc.EnumKind, desc.FlagsKind:
		scalar(s.Enums[t.Of].Repr)
	case desc.StructKind:
		d := &s.Structs[t.Of]
		d.Size, d.Align = 0, 1
		for i := range d.Members {
			of := s.Types[d.Members[i].Type]
			d.Members[i].Offset = d.Size
			d.Size += of.Size
			d.Align = max(d.Align, uint32(of.Align))
		}
		t.Size, t.Align = d.Size, uint8(d.Align)
	case desc.Array:
		t.Size, t.Align = t.Count*s.Types[t.Of].Size, s.Types[t.Of].Align
	default:
		if !t.Kind.Slot() {
			scalar(t.Kind)
			return
		}
		t.Size, t.Align, t.TargetAlign = 8, 4, 8
		switch t.Kind {
		case desc.String, desc.Bytes:
			t.TargetAlign = 1
		case desc.Vector:
			if of := s.Types[t.Of]; of.Kind != desc.MessageKind {
				t.TargetAlign = of.Align
			}
		case desc.Map:
			entry := &desc.Message{Fields: []desc.Field{
				{ID: 1, Type: t.Key, Since: 1}, {ID: 2, Type: t.Of, Since: 1},
			}}
			layMessage(s, entry, 1)
			t.Count = entry.Blocks[0]
			t.KeyAt, t.ValueAt = uint16(entry.Fields[0].Offset), uint16(entry.Fields[1].Offset)
		}
	}
}

// layMessage is HL-BLOCK-7.
func layMessage(s *desc.Schema, m *desc.Message, versions uint32) {
	at := uint32(0)
	for version := uint32(1); version <= versions; version++ {
		var group []*desc.Field
		for i := range m.Fields {
			if m.Fields[i].Since == version {
				group = append(group, &m.Fields[i])
			}
		}
		if len(group) > 0 || version == 1 {
			at = max(layGroup(s, group, at), 8)
		}
		m.Blocks = append(m.Blocks, at)
	}
}

func layGroup(s *desc.Schema, group []*desc.Field, at uint32) uint32 {
	placed := slices.Clone(group)
	slices.SortStableFunc(placed, func(x, y *desc.Field) int {
		return int(s.Types[y.Type].Align) - int(s.Types[x.Type].Align)
	})
	for _, f := range placed {
		t := s.Types[f.Type]
		at = (at + uint32(t.Align) - 1) / uint32(t.Align) * uint32(t.Align)
		f.Offset = at
		at += t.Size
	}
	bit := 8 * at
	for _, f := range group {
		f.Presence = desc.NoPresence
		if f.Optional && !s.Types[f.Type].Kind.Slot() {
			f.Presence = bit
			bit++
		}
	}
	return ((bit+7)/8 + 7) / 8 * 8
}

// Member, and the functions below, make schemas shorter to write down.
func Member(name string, typ uint32) desc.Member { return desc.Member{Name: name, Type: typ} }

// Values makes an enum's values, or flags, with ascending numbers from first: "a b c".
func Values(first uint64, names string) []desc.EnumValue {
	var values []desc.EnumValue
	for _, name := range strings.Fields(names) {
		values = append(values, desc.EnumValue{Name: name, Value: first})
		first++
	}
	return values
}
