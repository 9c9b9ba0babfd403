package json

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/schematest"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// describe encodes the description of a schema.
func describe(t testing.TB, s *desc.Schema) []byte {
	t.Helper()
	self := Type{desc.Self(), desc.SelfRoot()}
	b, err := self.AppendBuffer(nil, schematest.Describe(s), ReadOptions{Checksum: true})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A schema comes back from its description.
func TestDescriptionsComeBack(t *testing.T) {
	schemas(t, func(_ *rand.Rand, root Type) {
		loaded, err := precise.Load(describe(t, root.s))
		if err != nil {
			t.Error(err)
			return
		}
		if got, want := schematest.Describe(loaded), schematest.Describe(root.s); !bytes.Equal(got, want) {
			t.Errorf("%s\nwant\n%s", got, want)
		}
		for i := range root.s.Messages { // What was worked out, too.
			got, want := loaded.Messages[i].Groups, root.s.Messages[i].Groups
			if !reflect.DeepEqual(got, want) {
				t.Errorf("groups %+v\nwant %+v", got, want)
			}
		}
	})
}

// A description that says more than is known here is refused.
func TestNewerDescriptions(t *testing.T) {
	for _, b := range compiledDescriptions(t) {
		h := wire.Parse(b)
		h.Version++
		h.Put(b)
		reseal(b)
		if _, err := ParseSchema(b); !errors.Is(err, halflap.ErrNewerSchema) {
			t.Errorf("got %v", err)
		}
	}
}

// reseal makes length and checksum of a description fit, so that damage reaches what is behind them.
func reseal(b []byte) {
	if len(b) < wire.HeaderSize {
		return
	}
	h := wire.Parse(b)
	h.Flags, h.BodyLength = wire.FlagChecksum, uint32(len(b)-wire.HeaderSize)
	h.Put(b)
	binary.LittleEndian.PutUint32(b[wire.AtChecksum:], wire.Checksum(b))
}

// hostile loads a description that may be anything and, where it is taken for one, uses it.
func hostile(t *testing.T, b []byte) (taken bool) {
	t.Helper()
	if s, err := desc.Decode(b); err == nil {
		_ = s.Index() // Without the precise walk before it, too.
	}
	s, err := ParseSchema(b)
	if err != nil {
		return false
	}
	for i := range s.s.Messages {
		root := Type{s.s, &s.s.Messages[i]}
		for _, text := range []string{`{}`, `{"a":1}`} {
			buffer, err := root.AppendBuffer(nil, []byte(text), ReadOptions{})
			if err == nil && root.Verify(buffer) == nil {
				if _, err := root.AppendJSON(nil, buffer, WriteOptions{}); err != nil {
					t.Errorf("%s: % x is accepted, then: %v", root.Name(), buffer, err)
				}
			}
		}
		if root.Verify(b) == nil && root.m.TypeID != desc.SelfRoot().TypeID {
			t.Errorf("%s: a description is accepted as it", root.Name())
		}
	}
	return true
}

// A damaged description is refused or used, without harm.
func TestDamagedDescriptions(t *testing.T) {
	taken, refused := 0, 0
	schemas(t, func(r *rand.Rand, root Type) {
		good := describe(t, root.s)
		for range 12 {
			b := bytes.Clone(good)
			for range 1 + r.IntN(2) {
				at := wire.HeaderSize + r.IntN(len(b)-wire.HeaderSize)
				switch r.IntN(3) {
				case 0:
					b[at] ^= 1 << r.IntN(8)
				case 1:
					b[at] = byte(r.Uint32())
				case 2:
					binary.LittleEndian.PutUint32(b[at&^3:], r.Uint32()>>r.IntN(32))
				}
			}
			reseal(b)
			if hostile(t, b) {
				taken++
			} else {
				refused++
			}
		}
	})
	if taken == 0 || refused == 0 {
		t.Errorf("%d damaged descriptions were taken, %d refused", taken, refused)
	}
}

// compiledDescriptions are those of the test schemas.
func compiledDescriptions(t testing.TB) [][]byte {
	t.Helper()
	files, err := filepath.Glob("../../testdata/descriptors/*.halflap")
	if err != nil || len(files) == 0 {
		t.Fatal("no descriptions", err)
	}
	all := make([][]byte, len(files))
	for i, file := range files {
		if all[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func FuzzDescription(f *testing.F) {
	for _, b := range compiledDescriptions(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = bytes.Clone(b)
		hostile(t, b)
		reseal(b)
		hostile(t, b)
	})
}

// FuzzBuffer feeds anything to every message of a test schema: what is accepted from a known version
// encodes to itself.
func FuzzBuffer(f *testing.F) {
	var all []*Schema
	for i, description := range compiledDescriptions(f) {
		s, err := ParseSchema(description)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, s)
		for m := range s.s.Messages {
			root := Type{s.s, &s.s.Messages[m]}
			r := rand.New(rand.NewPCG(uint64(i), uint64(m)))
			if b, err := root.AppendBuffer(nil, schematest.Value(r, s.s, root.m, false), ReadOptions{}); err == nil {
				f.Add(uint(i), uint(m), b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, schema, message uint, b []byte) {
		s := all[schema%uint(len(all))].s
		root := Type{s, &s.Messages[message%uint(len(s.Messages))]}
		b = bytes.Clone(b)
		if len(b) >= wire.HeaderSize {
			h := wire.Parse(b)
			h.TypeID, h.Flags, h.Checksum = root.m.TypeID, 0, 0
			h.BodyLength = uint32(len(b) - wire.HeaderSize)
			if h.Version != 0 && h.Version <= root.Newest() {
				h.SchemaID = root.m.SchemaIDs[h.Version-1]
			}
			h.Put(b)
		}
		if root.VerifyKnown(b) == nil {
			comesBack(t, root, b)
		} else if _, err := root.AppendJSON(nil, b, WriteOptions{}); (err == nil) != (root.Verify(b) == nil) {
			t.Errorf("% x: %v", b, err)
		}
	})
}

// FuzzText feeds anything as JSON: what is accepted makes a good buffer, and the JSON of that makes
// the same one.
func FuzzText(f *testing.F) {
	s, err := ParseSchema(compiledDescriptions(f)[0])
	if err != nil {
		f.Fatal(err)
	}
	random := schematest.Random(rand.New(rand.NewPCG(7, 7)))
	if err := random.Index(); err != nil {
		f.Fatal(err)
	}
	roots := []Type{{desc.Self(), desc.SelfRoot()}}
	for _, s := range []*desc.Schema{s.s, random} {
		for m := range s.Messages {
			roots = append(roots, Type{s, &s.Messages[m]})
		}
	}
	for i, root := range roots {
		for seed := range uint64(4) {
			f.Add(uint(i), schematest.Value(rand.New(rand.NewPCG(seed, 0)), root.s, root.m, true))
		}
	}
	f.Fuzz(func(t *testing.T, i uint, text []byte) {
		root := roots[i%uint(len(roots))]
		buffer, err := root.AppendBuffer(nil, text, ReadOptions{})
		if err != nil {
			return
		}
		if err := root.VerifyKnown(buffer); err != nil {
			t.Fatalf("%s makes % x: %v", text, buffer, err)
		}
		comesBack(t, root, buffer)
	})
}
