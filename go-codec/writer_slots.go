package halflap

import (
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// String writes the slot of a string, and the string. Texts that lie back to back are looked at
// together once they are written: all are UTF-8 where the whole is, and none begins inside a
// character.
func (w *Writer) String(at int, name, s string) {
	n := uint64(len(s))
	switch {
	case w.kind != 0:
	case w.buf == nil:
		if w.each && !utf8.ValidString(s) {
			w.fail(ErrEncodeBadUTF8, name)
		} else if w.depth >= wire.MaxDepth {
			w.fail(ErrEncodeTooDeep, name)
		} else if n > maxSize-w.pos {
			w.fail(ErrTooLarge, name)
		} else {
			w.pos += n
		}
	case n > uint64(len(w.buf))-w.pos:
		w.fail(ErrSourceChanged, name)
	case w.depth >= wire.MaxDepth:
		w.fail(ErrEncodeTooDeep, name)
	default:
		binary.LittleEndian.PutUint64(w.buf[at:], w.pos-uint64(at)|n<<32)
		copy(w.buf[w.pos:], s)
		w.pos += n
		w.garbled = w.garbled || n > 0 && !utf8.RuneStart(s[0])
	}
}

// Bytes writes the slot of bytes, and the bytes.
func (w *Writer) Bytes(at int, name string, b []byte) {
	if w.kind != 0 {
		return
	}
	if w.place(at, 1, uint64(len(b))) {
		if start, ok := w.reserve(uint64(len(b))); ok && w.buf != nil {
			copy(w.buf[start:], b)
		}
	}
	w.inside(name)
}

// Secret writes the slot of secret bytes, and the bytes.
func (w *Writer) Secret(at int, name string, s Secret) { w.Bytes(at, name, s.Reveal()) }

// SecretString writes the slot of a secret string, and the string.
func (w *Writer) SecretString(at int, name string, s Secret) {
	if w.kind != 0 {
		return
	}
	if !w.again && !validText(s.Reveal()) {
		w.fail(ErrEncodeBadUTF8, name)
		return
	}
	w.Bytes(at, name, s.Reveal())
}

// CloseAll refuses values of fixed size in which a closed enum has a value that it does not have;
// refuse looks at one.
func CloseAll[T any](w *Writer, name string, values []T, refuse func(*Writer, string, T)) {
	if w.again || w.kind != 0 {
		return
	}
	for i, v := range values {
		if refuse(w, "", v); w.kind != 0 {
			w.element(i)
			w.inside(name)
			return
		}
	}
}

// WriteSlice writes the slot of a vector of values of fixed size, and the values.
func WriteSlice[T any](w *Writer, at int, name string, values []T, e *Element[T]) {
	if w.kind != 0 {
		return
	}
	if w.place(at, uint64(e.align), uint64(len(values))) {
		if start, ok := w.reserve(uint64(len(values)) * uint64(e.size)); ok && w.buf != nil {
			putAll(w, start, values, e)
		}
	}
	w.inside(name)
}

// WriteSlots writes the slot of a vector of slots, the slots, and with the given function what
// they point at.
func WriteSlots[T any](w *Writer, at int, name string, values []T, write func(*Writer, int, string, T)) {
	if w.kind != 0 {
		return
	}
	if !w.place(at, 4, uint64(len(values))) {
		w.inside(name)
		return
	}
	start, ok := w.take(8 * uint64(len(values)))
	if !ok {
		w.inside(name)
		return
	}
	w.depth++
	for i, v := range values {
		write(w, start, "", v)
		if w.kind != 0 {
			w.element(i)
			break
		}
		start += 8
	}
	w.depth--
	w.inside(name)
}

// WriteMessage writes the slot of a message, its block, and what the block points at.
func WriteMessage[T any](w *Writer, at int, name string, m *T, t *Type, write func(*Writer, int, *T)) {
	if w.kind != 0 {
		return
	}
	if m == nil {
		w.fail(ErrMissingRequired, name)
		return
	}
	n := t.block(w.version)
	if w.place(at, 8, n) {
		if start, ok := w.take(n); ok {
			w.depth++
			write(w, start, m)
			w.depth--
		}
	}
	w.inside(name)
}

// WriteMessages writes the slot of a vector of messages, their blocks, and what these point at.
func WriteMessages[T any](w *Writer, at int, name string, values []T, t *Type, write func(*Writer, int, *T)) {
	if w.kind != 0 {
		return
	}
	stride := int(t.block(w.version))
	if start, ok := w.blocks(at, uint64(stride), len(values)); ok {
		writeAll(w, start, stride, values, write)
	}
	w.inside(name)
}

// writeAll writes the blocks of messages, and what these point at.
func writeAll[T any](w *Writer, start, stride int, values []T, write func(*Writer, int, *T)) {
	w.depth++
	for i := range values {
		write(w, start, &values[i])
		if w.kind != 0 {
			w.element(i)
			break
		}
		start += stride
	}
	w.depth--
}

// blocks writes a slot, the stride, and n cleared blocks.
func (w *Writer) blocks(at int, stride uint64, n int) (int, bool) {
	if !w.place(at, 8, uint64(n)) {
		return 0, false
	}
	head, ok := w.take(8)
	if !ok {
		return 0, false
	}
	if w.buf != nil {
		binary.LittleEndian.PutUint64(w.buf[head:], stride)
	}
	return w.take(stride * uint64(n))
}

// Entries says how the entries of a map are written. Generated code has one for each type of map.
type Entries[K comparable, V any] struct {
	// Block is the length of an entry's block; key and value lie at KeyAt and ValueAt in it.
	Block, KeyAt, ValueAt int
	Key                   func(w *Writer, at int, key K)
	Value                 func(w *Writer, at int, value *V)
	Compare               func(K, K) int
}

// WriteMap writes the slot of a map, its entries in order of their keys, and what these point at.
func WriteMap[K comparable, V any](w *Writer, at int, name string, m map[K]V, e Entries[K, V]) {
	if w.kind != 0 {
		return
	}
	keys, ok := sortedKeys(w, m, e.Compare)
	if !ok {
		w.fail(ErrSourceChanged, name)
		return
	}
	start, ok := w.blocks(at, uint64(e.Block), len(keys))
	if ok && len(keys) != 0 {
		w.depth++
		var value V // one for all entries, as it escapes
		for i, key := range keys {
			value = m[key]
			e.Key(w, start+e.KeyAt, key)
			e.Value(w, start+e.ValueAt, &value)
			if w.kind != 0 {
				w.element(i)
				break
			}
			start += e.Block
		}
		w.depth--
	}
	w.inside(name)
}

// sortedKeys sorts the keys of a map the first time that the walk comes by, and remembers them
// for the second.
func sortedKeys[K comparable, V any](w *Writer, m map[K]V, compare func(K, K) int) ([]K, bool) {
	if len(m) == 0 {
		return nil, true
	}
	if w.again {
		if w.next >= len(w.sorted) {
			return nil, false
		}
		keys, ok := w.sorted[w.next].([]K)
		w.next++
		return keys, ok && len(keys) == len(m)
	}
	keys := make([]K, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, compare)
	w.sorted = append(w.sorted, keys)
	return keys, true
}

// WriteArm writes the slot of a union that holds the arm with the given tag, and the arm.
func WriteArm[T any](w *Writer, at int, tag uint32, arm string, m *T, t *Type, write func(*Writer, int, *T)) {
	if w.kind != 0 {
		return
	}
	if m == nil {
		w.fail(ErrMissingRequired, arm)
		return
	}
	length := t.block(w.version)
	head, ok := 0, w.place(at, 8, uint64(tag))
	if ok {
		head, ok = w.take(8 + length)
	}
	if ok {
		w.depth++
		write(w, head+8, m)
		w.depth--
		w.finish()
		if w.buf != nil && w.kind == 0 {
			binary.LittleEndian.PutUint64(w.buf[head:], length|(w.pos-uint64(head)-8)<<32)
		}
	}
	w.inside(arm)
}

// UnknownArm refuses a union that holds an arm which this schema does not know.
func (w *Writer) UnknownArm(name string) { w.fail(ErrUnknownArm, name) }

// Failed says whether something is wrong already: then nothing more is to be done, and the path of
// what is wrong is complete but for the names of what encloses it.
func (w *Writer) Failed() bool { return w.kind != 0 }

// Inside adds the name of a field to the path of what is wrong in it.
func (w *Writer) Inside(name string) { w.inside(name) }
