package desc

import (
	"os"
	"testing"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// compiled is spec/descriptor.lap as the compiler described it.
func compiled(t testing.TB) ([]byte, *Schema) {
	t.Helper()
	b, err := os.ReadFile("testdata/descriptor.halflap")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Index(); err != nil {
		t.Fatal(err)
	}
	return b, s
}

// The constants written by hand in decode.go and self.go are what the compiler works out.
func TestSelfIsWhatTheCompilerSays(t *testing.T) {
	b, theirs := compiled(t)
	ours := Self()
	h := wire.Parse(b)
	if h.TypeID != selfTypeID || h.SchemaID != selfSchemaID || h.Version != 1 {
		t.Errorf("the compiler's ids are %#x and %#x, version %d", h.TypeID, h.SchemaID, h.Version)
	}
	if len(ours.Messages) != len(theirs.Messages) {
		t.Errorf("%d messages, the compiler has %d", len(ours.Messages), len(theirs.Messages))
	}
	for i := range theirs.Messages {
		theirM := &theirs.Messages[i]
		ourM, ok := ours.MessageNamed(theirM.Name)
		if !ok {
			t.Errorf("no message %s", theirM.Name)
			continue
		}
		if ourM.Blocks[0] != theirM.Blocks[0] || len(ourM.Fields) != len(theirM.Fields) || ourM.Aligned != theirM.Aligned {
			t.Errorf("%s: a block of %d with %d fields, aligned %v; the compiler has %d, %d, %v", theirM.Name,
				ourM.Blocks[0], len(ourM.Fields), ourM.Aligned, theirM.Blocks[0], len(theirM.Fields), theirM.Aligned)
			continue
		}
		for j := range theirM.Fields {
			our, their := ourM.Fields[j], theirM.Fields[j]
			sameType(t, theirM.Name+"."+their.Name, ours, our.Type, theirs, their.Type)
			our.Type, their.Type = 0, 0
			our.Default, their.Default = nil, nil
			if our.ID != their.ID || our.Name != their.Name || our.Offset != their.Offset || our.Presence != their.Presence ||
				our.Optional != their.Optional || our.Since != their.Since || our.Removed != their.Removed {
				t.Errorf("%s: %+v, the compiler has %+v", theirM.Name, our, their)
			}
		}
	}
}

func sameType(t *testing.T, where string, ours *Schema, our uint32, theirs *Schema, their uint32) {
	t.Helper()
	x, y := ours.Types[our], theirs.Types[their]
	if x.Kind != y.Kind || x.Size != y.Size || x.Align != y.Align || x.TargetAlign != y.TargetAlign {
		t.Errorf("%s: %+v, the compiler has %+v", where, x, y)
		return
	}
	switch x.Kind {
	case Vector:
		sameType(t, where+"[]", ours, x.Of, theirs, y.Of)
	case MessageKind:
		if a, b := ours.Messages[x.Of].Name, theirs.Messages[y.Of].Name; a != b {
			t.Errorf("%s: %s, the compiler has %s", where, a, b)
		}
	case EnumKind:
		a, b := ours.Enums[x.Of], theirs.Enums[y.Of]
		if a.Repr != b.Repr || a.Closed != b.Closed || len(a.Values) != len(b.Values) {
			t.Errorf("%s: %+v, the compiler has %+v", where, a, b)
			return
		}
		for i := range a.Values {
			if a.Values[i] != b.Values[i] {
				t.Errorf("%s: %+v, the compiler has %+v", where, a.Values[i], b.Values[i])
			}
		}
	case StructKind:
		a, b := ours.Structs[x.Of], theirs.Structs[y.Of]
		if a.Size != b.Size || len(a.Members) != len(b.Members) {
			t.Errorf("%s: %+v, the compiler has %+v", where, a, b)
			return
		}
		for i := range a.Members {
			if a.Members[i].Name != b.Members[i].Name || a.Members[i].Offset != b.Members[i].Offset {
				t.Errorf("%s: %+v, the compiler has %+v", where, a.Members[i], b.Members[i])
			}
			sameType(t, where+"."+a.Members[i].Name, ours, a.Members[i].Type, theirs, b.Members[i].Type)
		}
	}
}

// The parts of a block leave no byte out but those of fields that need no check.
func TestPartsCoverBlocks(t *testing.T) {
	s := Self()
	for _, m := range s.Messages {
		covered := make([]int, m.Blocks[0])
		cover := func(begin, end uint32) {
			for at := begin; at < end; at++ {
				covered[at]++
			}
		}
		for i, f := range m.Fields {
			whole := Part{Kind: PartField, Begin: f.Offset, End: f.Offset + s.Types[f.Type].Size, Field: uint32(i)}
			if s.always(&m, &whole) {
				cover(whole.Begin, whole.End)
			}
		}
		for _, g := range m.Groups {
			for _, p := range g.Parts {
				cover(p.Begin, p.End)
			}
		}
		for at, times := range covered {
			if times != 1 {
				t.Errorf("%s: byte %d is covered %d times", m.Name, at, times)
			}
		}
	}
}
