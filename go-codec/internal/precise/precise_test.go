package precise

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// description returns a test schema's.
func description(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../../testdata/descriptors/" + name + ".halflap")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// buffer returns a buffer with a root message and a body.
func buffer(root *desc.Message, body []byte) []byte {
	b := make([]byte, wire.HeaderSize, wire.HeaderSize+len(body))
	wire.Header{
		TypeID: root.TypeID, SchemaID: root.SchemaIDs[0], Version: 1, BlockLength: root.Blocks[0], BodyLength: uint32(len(body)),
	}.Put(b)
	return append(b, body...)
}

func load(t *testing.T, name, message string) (*desc.Schema, *desc.Message) {
	t.Helper()
	s, err := Load([]byte(description(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	m, ok := s.MessageNamed(message)
	if !ok {
		t.Fatalf("no %s", message)
	}
	return s, m
}

func TestCheckKeepsWhatItLoaded(t *testing.T) {
	text := description(t, "scalars")
	_, root := load(t, "scalars", "scalars.Bools")
	good := buffer(root, make([]byte, 8))
	for range 2 {
		if kind, offset, path := Check(text, root.TypeID, good, Options{}); kind != 0 {
			t.Errorf("%v at %d (%s)", kind, offset, path)
		}
	}
	good[wire.HeaderSize+1] = 2
	if kind, offset, path := Check(text, root.TypeID, good, Options{}); kind != wire.BadBool || offset != 41 || path != "b" {
		t.Errorf("%v at %d (%s)", kind, offset, path)
	}
	once, err := embedded(text)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := embedded(strings.Clone(text)); err != nil || again != once {
		t.Errorf("loaded twice (%v)", err)
	}
}

// What can only come of code that does not fit its description is said as such, not taken for good.
func TestCheckOfNothing(t *testing.T) {
	if kind, _, _ := Check("nothing", 1, nil, Options{}); kind != wire.ValidatorsDisagree {
		t.Errorf("no description: %v", kind)
	}
	if kind, _, _ := Check(description(t, "scalars"), 1, nil, Options{}); kind != wire.ValidatorsDisagree {
		t.Errorf("no such message: %v", kind)
	}
}

func TestMisalignedMattersWhereTypedSlicesAre(t *testing.T) {
	s, mesh := load(t, "mesh", "mesh.Mesh")
	empty := make([]byte, 8)
	binary.LittleEndian.PutUint32(empty, 8) // an empty vector
	b := buffer(mesh, empty)
	if _, fault := Open(s, mesh, b, Options{}); fault != nil {
		t.Errorf("%v", fault)
	}
	if _, fault := Open(s, mesh, b, Options{Misaligned: true}); fault == nil || fault.Kind != wire.Misaligned || fault.Offset != 0 {
		t.Errorf("%v", fault)
	}
	if _, fault := Open(s, mesh, b[:39], Options{Misaligned: true}); fault == nil || fault.Kind != wire.Truncated {
		t.Errorf("%v", fault)
	}
	s, bools := load(t, "scalars", "scalars.Bools")
	if _, fault := Open(s, bools, buffer(bools, make([]byte, 8)), Options{Misaligned: true}); fault != nil {
		t.Errorf("%v", fault)
	}
}

func TestRootOf(t *testing.T) {
	s, root := load(t, "scalars", "scalars.Bools")
	b := buffer(root, make([]byte, 8))
	if m, fault := RootOf(s, b); fault != nil || m != root {
		t.Errorf("%v, %v", m, fault)
	}
	for _, c := range []struct {
		change func()
		want   Fault
	}{
		{func() { b[8] ^= 1 }, Fault{Kind: wire.WrongType, Offset: 8}},
		{func() { b[32] = 9 }, Fault{Kind: wire.LengthMismatch, Offset: 32}},
		{func() { b[0] = 'h' }, Fault{Kind: wire.BadMagic}},
		{func() { b = b[:8] }, Fault{Kind: wire.Truncated, Offset: 8}},
	} {
		c.change()
		if _, fault := RootOf(s, b); fault == nil || *fault != c.want {
			t.Errorf("got %v, want %v", fault, &c.want)
		}
	}
}

// A package that the root does not import yet has no blocks: no length is good.
func TestNoVersion(t *testing.T) {
	s, root := load(t, "pins", "pins.Invoice")
	if v := s.Versions(root.Package, 0); v[root.Package] != 0 {
		t.Errorf("versions %v", v)
	}
	w := &walk{s: s}
	if w.blockLength(root, 0, 0, 28) || w.fault.Kind != wire.BadBlockLength {
		t.Errorf("%v", w.fault)
	}
	w = &walk{s: s, newer: true}
	if w.blockLength(root, 0, 8, 28) || w.fault.Kind != wire.BadBlockLength {
		t.Errorf("%v", w.fault)
	}
}

// No slot is looked at twice, however the slots of a hostile buffer share targets: the work is bounded
// by the buffer's length (HL-WALK-14).
func TestWorkIsLinear(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	most := uint64(0)
	for _, name := range []string{"vectors", "recursion", "maps", "unions", "strings"} {
		s, err := Load([]byte(description(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.Messages {
			root := &s.Messages[i]
			for range 3000 {
				body := make([]byte, root.Blocks[0]+8*r.Uint32N(80))
				for at := 0; at < len(body); at += 4 {
					body[at] = byte(4 * r.IntN(1+r.IntN(40))) // Mostly offsets and lengths that lead somewhere.
				}
				b := buffer(root, body)
				w := &walk{
					s: s, b: b, versions: s.Versions(root.Package, 1), newer: r.IntN(4) > 0,
					cursor: wire.HeaderSize + uint64(root.Blocks[0]), end: uint64(len(b)),
				}
				w.block(root, 1, wire.HeaderSize)
				if most = max(most, w.slots); 8*w.slots > uint64(len(body)) {
					t.Fatalf("%s: %d slots in %d bytes", root.Name, w.slots, len(body))
				}
			}
		}
	}
	if most < 5 {
		t.Errorf("at most %d slots were looked at: the test tests nothing", most)
	}
	t.Logf("at most %d slots", most)
}

func TestPath(t *testing.T) {
	var p Path
	for _, step := range []func(){
		func() { p.Name("labels") }, func() { p.Index(2) }, func() { p.Name("key") }, func() { p.Pop() }, func() { p.Name("value") },
	} {
		step()
	}
	if p.String() != "labels[2].value" || Path(nil).String() != "" {
		t.Errorf("%s", p)
	}
}
