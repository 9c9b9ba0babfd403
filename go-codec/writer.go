package halflap

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// maxSize is the most that a buffer may take, also where an int has 32 bits.
const maxSize = min(wire.MaxSize, math.MaxInt&^7)

// Writer lays out a message for the write functions of generated code. They run once where there is
// memory already that the message fits into. Else they run twice: to check the value and to work out
// the length, and to write into memory of that length. Once something is wrong, nothing more is done.
//
// A write function is given the place of its block, which is reserved and cleared. It may write
// what lies in the block in any order, but its slots in order of position.
type Writer struct {
	buf     []byte // what is written; nil while only the length is worked out
	pos     uint64 // where the next target goes
	run     uint64 // where the texts begin that were written without anything in between
	depth   uint32
	version uint32
	again   bool // this is the second walk: the first one has checked the value
	each    bool // looks at each text, to say which is wrong; else at those written, many at a time
	garbled bool // some text that was written is not UTF-8
	kind    Kind
	path    []string // of what is wrong, innermost first
	// sorted holds the keys of each map in the order of the walk: sorted once, used twice.
	sorted []any
	next   int
}

var writers = sync.Pool{New: func() any { return new(Writer) }}

// Append appends m, a message of type t, as a writer of the given version would. Generated code
// calls it with the type's own write function.
func Append[T any](b []byte, m *T, t *Type, version uint32, write func(*Writer, int, *T)) ([]byte, error) {
	w := writers.Get().(*Writer)
	b, err := AppendUsing(w, b, m, t, version, write)
	writers.Put(w)
	return b, err
}

// AppendUsing is Append with a Writer of the caller's, which is used again for the next message. The zero
// Writer is ready to use, by one goroutine at a time. It is Append where w is nil, or just at work; as it
// stays where write panics, so that what it holds then is never written to again.
func AppendUsing[T any](
	w *Writer, b []byte, m *T, t *Type, version uint32, write func(*Writer, int, *T),
) ([]byte, error) {
	if m == nil {
		return b, &Error{Kind: ErrMissingRequired}
	}
	if w == nil || w.version != 0 {
		return Append(b, m, t, version, write)
	}
	start := len(b)
	if spare := cap(b) - start; spare >= HeaderSize && t.block(version) != 0 {
		w.buf = b[start : start+min(spare, maxSize)]
		if fill(w, m, t, version, write) {
			end := start + int(w.pos)
			w.done()
			return b[:end], nil
		}
		// It does not fit, or something is wrong: then the walks from here on say what.
		w.reset()
	}
	return appendMeasured(w, b, m, t, version, write)
}

// appendMeasured is AppendUsing where there is no memory yet that the message fits into.
func appendMeasured[T any](
	w *Writer, b []byte, m *T, t *Type, version uint32, write func(*Writer, int, *T),
) ([]byte, error) {
	defer w.reset()
	start := len(b)
	size, err := measure(w, m, t, version, write)
	if err != nil {
		return b, inspect(w, m, t, version, write)
	}
	b = grow(b, size, t.Secret)
	w.buf, w.again = b[start:], true
	if !fill(w, m, t, version, write) {
		if err = w.err(); err == nil {
			err = inspect(w, m, t, version, write)
		}
		return b[:start], err
	}
	return b, nil
}

// fill writes header and body. Where something is wrong it leaves zeros where it wrote. In a second walk
// all of the memory has to be used.
func fill[T any](w *Writer, m *T, t *Type, version uint32, write func(*Writer, int, *T)) bool {
	if w.begin(t, version); w.kind == 0 {
		write(w, HeaderSize, m)
		w.finish()
	}
	if w.kind == 0 && w.again && w.pos != uint64(len(w.buf)) {
		w.kind = ErrSourceChanged
	}
	if w.kind != 0 || w.garbled {
		clear(w.buf[:min(w.pos, uint64(len(w.buf)))])
		return false
	}
	block, body := uint32(t.block(version)), uint32(w.pos-HeaderSize)
	wire.PutUsual(w.buf, uint64(t.ID), t.SchemaIDs[version-1], version, block, body)
	return true
}

// EncodedLen returns how many bytes Append would append.
func EncodedLen[T any](m *T, t *Type, version uint32, write func(*Writer, int, *T)) (int, error) {
	if m == nil {
		return 0, &Error{Kind: ErrMissingRequired}
	}
	w := writers.Get().(*Writer)
	defer w.release()
	w.each = true
	return measure(w, m, t, version, write)
}

// inspect says what is wrong with a value, first of all in the order of its fields.
func inspect[T any](w *Writer, m *T, t *Type, version uint32, write func(*Writer, int, *T)) error {
	w.reset()
	w.each = true
	if _, err := measure(w, m, t, version, write); err != nil {
		return err
	}
	return &Error{Kind: ErrSourceChanged} // It was wrong a moment ago.
}

func measure[T any](w *Writer, m *T, t *Type, version uint32, write func(*Writer, int, *T)) (int, error) {
	if t.block(version) == 0 {
		return 0, &Error{Kind: ErrUnknownVersion}
	}
	w.begin(t, version)
	write(w, HeaderSize, m)
	w.finish()
	return int(w.pos), w.err()
}

// begin starts a walk over the value.
func (w *Writer) begin(t *Type, version uint32) {
	w.pos, w.run, w.version, w.next = HeaderSize, HeaderSize, version, 0
	w.take(t.block(version))
}

// finish pads the body to its end.
func (w *Writer) finish() { w.take(alignUp(w.pos, 8) - w.pos) }

func (w *Writer) release() {
	w.reset()
	writers.Put(w)
}

// done is reset where all went well: most is as it should be then, and the next message sets the places.
func (w *Writer) done() {
	w.buf, w.version = nil, 0
	if len(w.sorted) != 0 {
		clear(w.sorted)
		w.sorted = w.sorted[:0]
	}
}

// reset forgets everything but the memory for paths and keys.
func (w *Writer) reset() {
	clear(w.sorted)
	// One by one: a whole Writer would be made elsewhere and copied.
	w.buf, w.pos, w.run, w.depth, w.version = nil, 0, 0, 0, 0
	w.again, w.each, w.garbled, w.kind = false, false, false, 0
	w.path, w.sorted, w.next = w.path[:0], w.sorted[:0], 0
}

func (w *Writer) fail(kind Kind, name string) {
	if w.kind == 0 {
		w.kind = kind
		w.path = append(w.path, name)
	}
}

// inside adds the name of a field to the path of what is wrong in it.
func (w *Writer) inside(name string) {
	if w.kind != 0 {
		w.path = append(w.path, name)
	}
}

// element is inside for an element of a vector or map.
func (w *Writer) element(i int) {
	if w.kind != 0 {
		w.path = append(w.path, "["+strconv.Itoa(i)+"]")
	}
}

// err returns what is wrong, if anything.
func (w *Writer) err() error {
	if w.kind == 0 {
		return nil
	}
	var path strings.Builder
	for _, name := range slices.Backward(w.path) {
		if path.Len() > 0 && name != "" && name[0] != '[' {
			path.WriteByte('.')
		}
		path.WriteString(name)
	}
	return &Error{Kind: w.kind, Path: path.String()}
}

// take reserves n bytes, cleared, and returns where they begin.
func (w *Writer) take(n uint64) (int, bool) {
	start, ok := w.reserve(n)
	if ok && w.buf != nil {
		clear(w.buf[start:w.pos])
	}
	return start, ok
}

// reserve is take without clearing.
func (w *Writer) reserve(n uint64) (int, bool) {
	if w.kind != 0 {
		return 0, false
	}
	if n > maxSize-w.pos {
		w.fail(ErrTooLarge, "")
		return 0, false
	}
	start := w.pos
	if w.buf != nil && n > uint64(len(w.buf))-start {
		w.fail(ErrSourceChanged, "")
		return 0, false
	}
	if w.buf != nil && w.run < start && !validText(w.buf[w.run:start]) {
		w.garbled = true
	}
	w.pos += n
	w.run = w.pos
	return int(start), true
}

// place writes a slot and moves to where its target goes.
func (w *Writer) place(at int, align, length uint64) bool {
	if w.depth >= wire.MaxDepth {
		w.fail(ErrEncodeTooDeep, "")
		return false
	}
	if _, ok := w.take(alignUp(w.pos, align) - w.pos); !ok {
		return false
	}
	if length > math.MaxUint32 {
		w.fail(ErrTooLarge, "")
		return false
	}
	if w.buf != nil {
		binary.LittleEndian.PutUint64(w.buf[at:], w.pos-uint64(at)|length<<32)
	}
	return true
}

// Since says whether the version that is written knows what version n of the package added.
func (w *Writer) Since(n uint32) bool { return w.version >= n }

// Enter goes on in an imported package, as Cursor.Enter does.
func (w *Writer) Enter(versions []uint32) uint32 {
	outer := w.version
	w.version = imported(versions, outer)
	return outer
}

// Leave comes back from an imported package.
func (w *Writer) Leave(outer uint32) { w.version = outer }

// Omit leaves out a field that the version which is written does not know; set says that it
// holds something, which that version can't say.
func (w *Writer) Omit(name string, set bool) {
	if set {
		w.fail(ErrNotInVersion, name)
	}
}

// Missing refuses a value that lacks a required message or union.
func (w *Writer) Missing(name string) { w.fail(ErrMissingRequired, name) }

// Closed refuses values that a closed enum does not have.
func (w *Writer) Closed(name string, known bool) {
	if !known {
		w.fail(ErrEncodeBadEnum, name)
	}
}

// Mark sets a presence bit.
func (w *Writer) Mark(at int, mask byte) {
	if w.buf != nil {
		w.buf[at] |= mask
	}
}
