package schematest

import (
	"fmt"
	"math/rand/v2"

	"github.com/halflap/halflap/go-codec/internal/desc"
)

// Random makes a schema of one package with a few versions: fields of every type, optional, added
// and removed later, with defaults. Its messages may reach each other and themselves.
func Random(r *rand.Rand) *desc.Schema {
	g := &generator{r: r, s: &desc.Schema{
		Packages: []desc.Package{{Name: "t", Version: 1 + r.Uint32N(3)}},
		Messages: make([]desc.Message, 1+r.IntN(5)),
	}}
	g.enums()
	g.fixedTypes()
	g.slotTypes()
	g.messages()
	Lay(g.s)
	return g.s
}

type generator struct {
	r *rand.Rand
	s *desc.Schema
}

// add adds a type and returns its index.
func (g *generator) add(t desc.Type) uint32 {
	g.s.Types = append(g.s.Types, t)
	layType(g.s, &g.s.Types[len(g.s.Types)-1])
	return uint32(len(g.s.Types) - 1)
}

func (g *generator) pick() uint32 { return g.r.Uint32N(uint32(len(g.s.Types))) }

func (g *generator) enums() {
	reprs := []desc.Kind{desc.U8, desc.I8, desc.U16, desc.I16, desc.U32, desc.I32, desc.U64, desc.I64}
	unsigned := []desc.Kind{desc.U8, desc.U16, desc.U32, desc.U64}
	g.s.Enums = []desc.Enum{
		{Name: "t.Open", Repr: reprs[g.r.IntN(8)], Values: Values(1, "a b c")},
		{Name: "t.Closed", Repr: reprs[g.r.IntN(8)], Closed: true, Values: Values(g.r.Uint64N(2), "x y z")},
		{Name: "t.Flags", Repr: unsigned[g.r.IntN(4)], Flags: true, Values: Values(g.r.Uint64N(4), "p q r")},
	}
}

// fixedTypes adds every scalar, the enums, and a few arrays and structs of these.
func (g *generator) fixedTypes() {
	for k := desc.Bool; k <= desc.UUID; k++ {
		g.add(desc.Type{Kind: k})
	}
	g.add(desc.Type{Kind: desc.EnumKind, Of: 0})
	g.add(desc.Type{Kind: desc.EnumKind, Of: 1})
	g.add(desc.Type{Kind: desc.FlagsKind, Of: 2})
	for range g.r.IntN(8) {
		if g.r.IntN(2) == 0 {
			g.add(desc.Type{Kind: desc.Array, Of: g.pick(), Count: 1 + g.r.Uint32N(3)})
		} else {
			g.structure()
		}
	}
}

// structure adds a struct without padding: each member that would need some is left out, and bytes
// are added at the end.
func (g *generator) structure() {
	d := desc.Struct{Name: fmt.Sprintf("t.S%d", len(g.s.Structs))}
	size, alignment := uint32(0), uint32(1)
	for range 1 + g.r.IntN(4) {
		of := g.pick()
		t := g.s.Types[of]
		if size%uint32(t.Align) == 0 {
			d.Members = append(d.Members, Member(fmt.Sprintf("m%d", len(d.Members)), of))
			size += t.Size
			alignment = max(alignment, uint32(t.Align))
		}
	}
	for size%alignment != 0 {
		d.Members = append(d.Members, Member(fmt.Sprintf("m%d", len(d.Members)), uint32(desc.U8-1)))
		size++
	}
	g.s.Structs = append(g.s.Structs, d)
	g.add(desc.Type{Kind: desc.StructKind, Of: uint32(len(g.s.Structs) - 1)})
}

func (g *generator) slotTypes() {
	g.add(desc.Type{Kind: desc.String})
	g.add(desc.Type{Kind: desc.Bytes})
	for m := range g.s.Messages {
		g.s.Messages[m].Name = fmt.Sprintf("t.M%d", m)
		g.add(desc.Type{Kind: desc.MessageKind, Of: uint32(m)})
	}
	u := desc.Union{Name: "t.U"}
	for i := range 1 + g.r.IntN(3) {
		u.Arms = append(u.Arms, desc.Arm{
			Tag: uint32(2*i) + 1 + g.r.Uint32N(2), Name: fmt.Sprintf("arm%d", i),
			Message: g.r.Uint32N(uint32(len(g.s.Messages))), Since: g.since(),
		})
	}
	u.Arms[0].Since = 1
	g.s.Unions = []desc.Union{u}
	g.add(desc.Type{Kind: desc.UnionKind})
	for range 4 + g.r.IntN(8) {
		if g.r.IntN(3) == 0 {
			g.add(desc.Type{Kind: desc.Map, Key: g.key(), Of: g.pick()})
		} else {
			g.add(desc.Type{Kind: desc.Vector, Of: g.pick()})
		}
	}
}

// key returns a type that a map's keys may have.
func (g *generator) key() uint32 {
	for {
		i := g.pick()
		switch k := g.s.Types[i].Kind; k {
		case desc.Bool, desc.UUID, desc.EnumKind, desc.String:
			return i
		default:
			if k >= desc.U8 && k <= desc.I128 {
				return i
			}
		}
	}
}

func (g *generator) since() uint32 { return 1 + g.r.Uint32N(g.s.Packages[0].Version) }

func (g *generator) messages() {
	for m := range g.s.Messages {
		id := uint32(0)
		for range g.r.IntN(10) {
			id += 1 + g.r.Uint32N(2)
			g.s.Messages[m].Fields = append(g.s.Messages[m].Fields, g.field(id, m))
		}
	}
}

func (g *generator) field(id uint32, message int) desc.Field {
	f := desc.Field{ID: id, Name: fmt.Sprintf("f%d", id), Type: g.pick(), Since: g.since(), Optional: g.r.IntN(3) == 0}
	t := g.s.Types[f.Type]
	f.Presence = desc.NoPresence
	if g.r.IntN(4) == 0 && t.Kind != desc.EnumKind && t.Kind <= desc.FlagsKind && t.Kind != desc.Bool {
		f.HasDefault, f.Default = true, make([]byte, t.Size)
		f.Default[0] = byte(g.r.Uint32())
	}
	if t.Kind == desc.EnumKind {
		f.HasDefault, f.Default = true, make([]byte, t.Size)
		f.Default[0] = byte(g.s.Enums[t.Of].Values[1].Value)
	}
	if t.Kind == desc.String && g.r.IntN(2) == 0 {
		f.HasDefault, f.Default = true, []byte("dé")
	}
	f.HasDefault = f.HasDefault && !f.Optional
	if !f.HasDefault {
		f.Default = nil
	}
	// What no older writer gives a value, and what would contain itself without end, is optional.
	switch {
	case t.Kind == desc.MessageKind, t.Kind == desc.UnionKind:
		f.Optional = f.Optional || f.Since > 1 || t.Kind == desc.UnionKind || int(t.Of) <= message
	case t.Kind == desc.Array, t.Kind == desc.StructKind:
		f.Optional = f.Optional || f.Since > 1
	}
	if t.Kind == desc.Bytes || t.Kind == desc.String {
		f.Secret = g.r.IntN(4) == 0
	}
	if newest := g.s.Packages[0].Version; f.Since < newest && f.Optional && g.r.IntN(4) == 0 {
		f.Removed = newest
	}
	return f
}
