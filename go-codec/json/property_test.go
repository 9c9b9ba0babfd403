package json

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/schematest"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// schemas calls do with random schemas and their first message.
func schemas(t *testing.T, do func(r *rand.Rand, root Type)) {
	t.Helper()
	count := 400
	if testing.Short() {
		count = 50
	}
	for seed := range uint64(count) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := schematest.Random(r)
		if err := s.Index(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		do(r, Type{s, &s.Messages[0]})
		if t.Failed() {
			t.Fatalf("seed %d: %+v", seed, s)
		}
	}
}

// A value comes back from its buffer, whatever the order of the keys it was written with, and a
// prefix of a buffer is never one.
func TestRandomValuesComeBack(t *testing.T) {
	schemas(t, func(r *rand.Rand, root Type) {
		for range 5 {
			text := schematest.Value(r, root.s, root.m, true)
			buffer, err := root.AppendBuffer([]byte("prefix"), text, ReadOptions{Checksum: r.IntN(2) == 0})
			if err != nil {
				t.Errorf("%s: %v", text, err)
				return
			}
			buffer = buffer[len("prefix"):]
			canonical, err := root.AppendJSON(nil, buffer, WriteOptions{Reveal: true})
			if err != nil {
				t.Errorf("%s: % x: %v", text, buffer, err)
				return
			}
			comesBack(t, root, buffer)
			for _, o := range []WriteOptions{{Reveal: true, Pretty: true}, {Reveal: true}} {
				text, _ := root.AppendJSON(nil, buffer, o)
				again, err := root.AppendBuffer(nil, text, ReadOptions{Checksum: buffer[wire.AtFlags] != 0})
				if err != nil || !bytes.Equal(again, buffer) {
					t.Errorf("%s: % x, then % x (%v)", canonical, buffer, again, err)
				}
			}
			if cut := r.IntN(len(buffer)); root.Verify(buffer[:cut]) == nil {
				t.Errorf("% x: a prefix of %d bytes is accepted", buffer, cut)
			}
		}
	})
}

// comesBack checks that a buffer of a known version encodes to itself, unless it has fields that a
// later version removed.
func comesBack(t *testing.T, root Type, buffer []byte) {
	t.Helper()
	h := wire.Parse(buffer)
	text, err := root.AppendJSON(nil, buffer, WriteOptions{Reveal: true})
	if err != nil {
		t.Errorf("% x is accepted, but: %v", buffer, err)
		return
	}
	again, err := root.AppendVersion(nil, text, h.Version, ReadOptions{Checksum: h.Flags != 0})
	if removed(root.s, h.Version) {
		return
	}
	if err != nil || !bytes.Equal(again, buffer) {
		t.Errorf("% x is %s, then\n% x (%v)", buffer, text, again, err)
	}
}

// removed reports whether a field of a version was removed later.
func removed(s *desc.Schema, version uint32) bool {
	for i := range s.Messages {
		for j := range s.Messages[i].Fields {
			if f := &s.Messages[i].Fields[j]; f.Removed > version && f.Since <= version {
				return true
			}
		}
	}
	return false
}

// Damage is refused, or it is another value that encodes to those bytes: never a panic, and never two
// buffers for one value.
func TestRandomDamage(t *testing.T) {
	accepted := 0
	schemas(t, func(r *rand.Rand, root Type) {
		text := schematest.Value(r, root.s, root.m, false)
		buffer, err := root.AppendBuffer(nil, text, ReadOptions{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			return
		}
		for range 100 {
			broken := damage(r, buffer)
			if root.VerifyKnown(broken) == nil {
				comesBack(t, root, broken)
				accepted++
				continue
			}
			if text, err := root.AppendJSON(nil, broken, WriteOptions{}); (err == nil) != (root.Verify(broken) == nil) {
				t.Errorf("% x: %s, %v", broken, text, err)
			}
		}
	})
	if accepted == 0 {
		t.Error("no damaged buffer was accepted: the damage tests nothing")
	}
}

// damage changes a few bits, bytes or words of a buffer, or its length, and makes the header fit again.
func damage(r *rand.Rand, buffer []byte) []byte {
	b := bytes.Clone(buffer)
	for range 1 + r.IntN(3) {
		at := wire.HeaderSize + r.IntN(len(b)-wire.HeaderSize)
		switch r.IntN(6) {
		case 0:
			b[at] ^= 1 << r.IntN(8)
		case 1:
			b[at] = byte(r.IntN(3))
		case 2:
			b[at] += byte(r.IntN(17) - 8)
		case 3:
			b[at&^3] = byte(r.IntN(64))
		case 4:
			b = append(b[:at&^7], b[min(at&^7+8, len(b)):]...)
		case 5:
			b = append(b[:at&^7:at&^7], append(make([]byte, 8), b[at&^7:]...)...)
		}
		if len(b) <= wire.HeaderSize {
			return b
		}
	}
	h := wire.Parse(b)
	h.BodyLength = uint32(len(b) - wire.HeaderSize)
	h.Version += uint32(r.IntN(8) / 7)
	h.Put(b)
	return b
}

// Readers of older versions accept what newer writers wrote; and what an older writer would have
// written, every reader takes for the same value.
func TestRandomVersions(t *testing.T) {
	older, refused := 0, 0
	schemas(t, func(r *rand.Rand, root Type) {
		text := schematest.Value(r, root.s, root.m, false)
		buffer, err := root.AppendBuffer(nil, text, ReadOptions{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			return
		}
		for version := uint32(1); version < root.Newest(); version++ {
			s := schematest.Older(root.s, version)
			if err := s.Index(); err != nil {
				t.Errorf("version %d: %v", version, err)
				return
			}
			old := Type{s, &s.Messages[0]}
			if err := old.Verify(buffer); err != nil {
				t.Errorf("version %d refuses % x: %v", version, buffer, err)
			}
			if err := old.VerifyKnown(buffer); !errors.Is(err, halflap.ErrNewerSchema) {
				t.Errorf("version %d: %v", version, err)
			}
			text, err := root.AppendJSON(nil, buffer, WriteOptions{Reveal: true})
			if err != nil {
				t.Errorf("% x: %v", buffer, err)
				return
			}
			asOld, err := root.AppendVersion(nil, text, version, ReadOptions{})
			if err != nil {
				if !errors.Is(err, halflap.ErrNotInVersion) {
					t.Errorf("%s as version %d: %v", text, version, err)
				}
				refused++
				continue
			}
			older++
			if again, err := root.AppendJSON(nil, asOld, WriteOptions{Reveal: true}); err != nil || !bytes.Equal(again, text) {
				t.Errorf("%s as version %d reads as %s (%v)", text, version, again, err)
			}
			if err := old.VerifyKnown(asOld); err != nil {
				t.Errorf("version %d refuses its own % x: %v", version, asOld, err)
			}
		}
	})
	if older == 0 || refused == 0 {
		t.Errorf("%d values could be said in an older version, %d could not", older, refused)
	}
}
