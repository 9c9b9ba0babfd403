package json

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// mapping reads an object as the entries of a map behind their stride, at the end of open and in order
// of their keys.
func (r *reader) mapping(t *desc.Type) (count int, good bool) {
	if !r.begin('{') {
		return 0, false
	}
	r.pos++
	r.stride(t.Count)
	first, base, steps := len(r.open.b), len(r.keys), len(r.path)
	good = r.entries(t)
	// Keys are compared at the end; one that was there before still comes before whatever is wrong
	// later in the text.
	keys := r.keys[base:]
	if !r.ascending(t, first, len(keys)) {
		order := r.order(t, first, len(keys))
		if at, twice := r.twice(t, first, keys, order); twice {
			r.path = r.path[:steps]
			good = r.fail(ErrDuplicateKey, at)
		} else if good {
			r.sort(t, first, order)
		}
	}
	r.keys = r.keys[:base]
	return len(keys), good
}

// entries reads the entries and the closing bracket, in order of the text.
func (r *reader) entries(t *desc.Type) bool {
	for i := uint64(0); ; i++ {
		more, good := r.next('}', i == 0)
		if !more {
			return good
		}
		entry := r.open.grow(int(t.Count))
		r.path.Index(i)
		r.path.Name("key")
		if !r.mapKey(&r.s.Types[t.Key], entry+int(t.KeyAt)) || !r.expect(':') {
			return false
		}
		r.path.Pop()
		r.path.Name("value")
		if !r.value(&r.s.Types[t.Of], entry+int(t.ValueAt)) {
			return false
		}
		r.path.Pop()
		r.path.Pop()
	}
}

// mapKey takes a key, which lies, or whose slot lies, at a place in open.
func (r *reader) mapKey(t *desc.Type, to int) bool {
	text, at, good := r.key()
	if !good {
		return false
	}
	if t.Kind == desc.String {
		if r.depth == wire.MaxDepth {
			return r.fail(ErrTooDeep, at)
		}
		binary.LittleEndian.PutUint32(r.open.b[to:], uint32(len(r.done.b)))
		binary.LittleEndian.PutUint32(r.open.b[to+4:], uint32(len(text)))
		r.done.append(text)
		if !r.bounded() {
			return false
		}
	} else if problem := r.keyText(t, text, r.open.b[to:][:t.Size]); problem != 0 {
		return r.fail(problem, at)
	}
	r.keys = append(r.keys, at)
	return true
}

// compare compares the keys of two entries, of those that begin at first.
func (r *reader) compare(t *desc.Type, first, x, y int) int {
	key := &r.s.Types[t.Key]
	x, y = first+x*int(t.Count)+int(t.KeyAt), first+y*int(t.Count)+int(t.KeyAt)
	if key.Kind == desc.String {
		return bytes.Compare(r.keyBytes(x), r.keyBytes(y))
	}
	return precise.CompareKeys(r.s, key, r.open.b, uint64(x), uint64(y))
}

// keyBytes returns the bytes of a key that is a string, by its slot.
func (r *reader) keyBytes(slot int) []byte {
	at, length := binary.LittleEndian.Uint32(r.open.b[slot:]), binary.LittleEndian.Uint32(r.open.b[slot+4:])
	return r.done.b[at:][:length]
}

// ascending reports whether keys ascend as they are, which is how they are written.
func (r *reader) ascending(t *desc.Type, first, count int) bool {
	for i := 1; i < count; i++ {
		if r.compare(t, first, i-1, i) >= 0 {
			return false
		}
	}
	return true
}

// order returns the entries in order of their keys, equal ones in order of the text.
func (r *reader) order(t *desc.Type, first, count int) []int {
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return r.compare(t, first, x, y) })
	return order
}

// twice returns where the first key stands that another one before it equals.
func (r *reader) twice(t *desc.Type, first int, keys, order []int) (at int, twice bool) {
	for i := 1; i < len(order); i++ {
		x, y := order[i-1], order[i]
		if r.compare(t, first, x, y) == 0 && (!twice || keys[y] < at) {
			at, twice = keys[y], true
		}
	}
	return at, twice
}

// sort puts the entries from first on in order.
func (r *reader) sort(t *desc.Type, first int, order []int) {
	block := int(t.Count)
	unsorted := memory{b: bytes.Clone(r.open.b[first:]), secret: r.open.secret}
	for i, from := range order {
		copy(r.open.b[first+i*block:][:block], unsorted.b[from*block:])
	}
	unsorted.wipe()
}
