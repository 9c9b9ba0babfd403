package conformance

import (
	"bytes"
	"math/rand/v2"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
)

// opens checks that a buffer can be edited where it is accepted as that of a known writer, that it is
// refused with the same error where not, and that nothing is changed by that.
func opens(t *testing.T, s subject, buffer []byte, known error) {
	t.Helper()
	b := bytes.Clone(buffer)
	same(t, s, buffer, s.edit(b), known)
	if !bytes.Equal(b, buffer) {
		t.Errorf("%s: opening % x changes it to % x", s.described.Name(), buffer, b)
	}
}

// edits checks that setting in a buffer all that can be set to what another one holds makes it that one.
func edits(t *testing.T, s subject, from, to []byte) {
	t.Helper()
	b := bytes.Clone(from)
	if err := s.assign(b, to); err != nil || !bytes.Equal(b, to) {
		t.Errorf("%s: % x became\n% x, want\n% x (%v)", s.described.Name(), from, b, to, err)
	}
}

// Edits of the good buffers of all vectors, by generated code of each version: they leave what an
// encoder makes of the changed value, for the same version and with the same choice of a checksum.
func TestEdits(t *testing.T) {
	c := newCorpus(t)
	const seed = 7
	r := rand.New(rand.NewPCG(seed, seed))
	changed := make(map[string]int)
	for i, buffer := range c.buffers {
		for _, s := range c.subjects[i] {
			if s.readKnown(buffer) != nil || lossy(buffer) {
				continue
			}
			for round := range 20 {
				sealed := bytes.Clone(buffer)
				if round%2 == 1 {
					if err := halflap.Seal(sealed); err != nil {
						t.Fatal(err)
					}
				}
				want, err := s.scramble(r, sealed)
				if err != nil {
					t.Fatalf("%s: %v", s.described.Name(), err)
				}
				if edits(t, s, sealed, want); t.Failed() {
					t.Fatalf("seed %d", seed)
				}
				if !bytes.Equal(want, sealed) {
					changed[s.described.Name()]++
				}
			}
		}
	}
	if len(changed) < 45 {
		t.Errorf("only %d messages were changed: %v", len(changed), changed)
	}
	t.Logf("%d messages were changed", len(changed))
}
