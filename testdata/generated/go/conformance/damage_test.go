package conformance

import (
	"bytes"
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/halflap/halflap/go-codec/vectors"
)

const headerSize = 40

// corpus are the good buffers of the vectors, each with all the generated code that has its type: that
// of older versions, too.
type corpus struct {
	buffers  [][]byte
	subjects [][]subject
}

func newCorpus(t testing.TB) corpus {
	t.Helper()
	var c corpus
	byName := make(map[string][]subject)
	var folders []string
	for folder := range registry {
		folders = append(folders, folder)
	}
	sort.Strings(folders)
	for _, folder := range folders {
		for name, s := range subjects(t, folder) {
			byName[name] = append(byName[name], s)
		}
	}
	for _, f := range testVectors(t) {
		schema := schemaOf(t, f)
		for i := range f.Tests {
			test := &f.Tests[i]
			if test.Kind != vectors.Success && test.Kind != vectors.Evolve {
				continue
			}
			buffer, err := f.BufferOf(schema, test)
			if err != nil {
				t.Fatal(err)
			}
			c.buffers = append(c.buffers, buffer)
			c.subjects = append(c.subjects, byName[test.Type])
		}
	}
	return c
}

// damage changes bits, bytes and words of a body, or its length, and makes the header fit again; now
// and then the buffer becomes one of another version.
func damage(r *rand.Rand, buffer []byte) []byte {
	b := bytes.Clone(buffer)
	for range 1 + r.IntN(3) {
		at := headerSize + r.IntN(len(b)-headerSize)
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
		if len(b) <= headerSize {
			break
		}
	}
	fit(b)
	if r.IntN(4) == 0 {
		b[24] = byte(1 + r.IntN(4))
		b[28] = byte(8 * r.IntN(12))
	}
	return b
}

// fit makes the body length of a header fit, and takes its checksum away.
func fit(b []byte) {
	n := len(b) - headerSize
	b[6], b[7] = 0, 0
	b[32], b[33], b[34], b[35] = byte(n), byte(n>>8), byte(n>>16), byte(n>>24)
	clear(b[36:40])
}

// Damaged buffers get the same verdict from generated code and from the description, and what is
// accepted from a known version encodes to itself; for readers of every version.
func TestDamage(t *testing.T) {
	c := newCorpus(t)
	rounds := 300
	if testing.Short() {
		rounds = 20
	}
	r := rand.New(rand.NewPCG(5, 6))
	accepted := 0
	for i, buffer := range c.buffers {
		for range rounds {
			broken := damage(r, buffer)
			for _, s := range c.subjects[i] {
				agrees(t, s, broken)
				if s.read(broken) == nil {
					accepted++
				}
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
	if accepted == 0 {
		t.Error("nothing was accepted: the damage tests nothing")
	}
	t.Logf("%d of the damaged buffers were accepted", accepted)
}

// FuzzGenerated is TestDamage with damage that looks for new paths.
func FuzzGenerated(f *testing.F) {
	c := newCorpus(f)
	for i, buffer := range c.buffers {
		f.Add(uint(i), buffer)
	}
	f.Fuzz(func(t *testing.T, i uint, b []byte) {
		i %= uint(len(c.buffers))
		if len(b) < headerSize {
			return
		}
		b = bytes.Clone(b) // The fuzzer's may lie anywhere.
		copy(b[8:24], c.buffers[i][8:24])
		fit(b)
		for _, s := range c.subjects[i] {
			agrees(t, s, b)
		}
	})
}
