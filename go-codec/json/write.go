package json

import (
	"encoding/base64"
	"encoding/binary"
	"io"
	"slices"
	"strconv"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// writer writes a checked buffer as JSON.
type writer struct {
	s        *desc.Schema
	b        []byte
	versions []uint32
	reveal   bool
	pretty   bool
	// indent is how many containers are open, first whether nothing was written into the last one.
	indent int
	first  bool
	// dst is what is written. Once it is as long as full it goes on to sink or, where there is none, to
	// twice as much memory.
	dst  []byte
	full int
	sink io.Writer
	// err is what the sink said; nothing more is written then.
	err error
}

const (
	// pieceSize is how much of a string or of bytes is written at once. It is a multiple of three, so
	// that base64 can be cut there.
	pieceSize = 6 << 10
	// pageSize is how much goes on to a sink at once, roomSize the memory for it: an escape makes six
	// bytes of one.
	pageSize = 48 << 10
	roomSize = pageSize + 7*pieceSize
	// spare is what is written between two looks at full, most times.
	spare = 256
)

func newWriter(v *precise.View, o WriteOptions) *writer {
	return &writer{s: v.Schema, b: v.Buffer, versions: v.Versions, reveal: o.Reveal, pretty: o.Pretty}
}

// appendView appends a checked buffer as JSON.
func appendView(dst []byte, v *precise.View, o WriteOptions) []byte {
	if o.Reveal && v.Schema.Secrets {
		// In memory that is cleared when it moves. dst itself is the caller's.
		text := &memory{secret: true}
		defer text.wipe()
		if err := writeView(text, v, o); err == nil {
			dst = append(dst, text.b...)
		}
		return dst
	}
	w := newWriter(v, o)
	w.dst = slices.Grow(dst, len(v.Buffer)+spare)
	w.full = cap(w.dst) - spare
	w.message(v.Root, wire.HeaderSize)
	return w.dst
}

// writeView writes a checked buffer as JSON, piece by piece.
func writeView(to io.Writer, v *precise.View, o WriteOptions) error {
	w := newWriter(v, o)
	w.dst, w.full, w.sink = make([]byte, 0, roomSize), pageSize, to
	w.message(v.Root, wire.HeaderSize)
	w.pass()
	if o.Reveal && v.Schema.Secrets {
		clear(w.dst[:cap(w.dst)])
	}
	return w.err
}

// pass makes room where dst is full.
func (w *writer) pass() {
	if w.sink == nil {
		w.dst = slices.Grow(w.dst, max(cap(w.dst), spare))
		w.full = cap(w.dst) - spare
		return
	}
	if w.err == nil {
		_, w.err = w.sink.Write(w.dst)
	}
	w.dst = w.dst[:0]
}

func (w *writer) u32(at uint64) uint64 { return uint64(binary.LittleEndian.Uint32(w.b[at:])) }

func (w *writer) open(bracket byte) {
	w.dst = append(w.dst, bracket)
	w.indent++
	w.first = true
}

// item begins an element or a key.
func (w *writer) item() {
	if len(w.dst) >= w.full {
		w.pass()
	}
	if !w.first {
		w.dst = append(w.dst, ',')
	}
	w.first = false
	if w.pretty {
		w.line()
	}
}

func (w *writer) line() {
	w.dst = append(w.dst, '\n')
	for range w.indent {
		w.dst = append(w.dst, ' ', ' ')
	}
}

func (w *writer) close(bracket byte) {
	w.indent--
	if !w.first && w.pretty {
		w.line()
	}
	w.first = false
	w.dst = append(w.dst, bracket)
}

// colon ends a key.
func (w *writer) colon() {
	w.dst = append(w.dst, ':')
	if w.pretty {
		w.dst = append(w.dst, ' ')
	}
}

// name writes a key that needs no escapes: names in a description are identifiers.
func (w *writer) name(name string) {
	w.item()
	w.quoted(name)
	w.colon()
}

// quoted writes a string that needs no escapes.
func (w *writer) quoted(name string) {
	w.dst = append(w.dst, '"')
	w.dst = append(w.dst, name...)
	w.dst = append(w.dst, '"')
}

func (w *writer) null() { w.dst = append(w.dst, "null"...) }

// message writes the block at a place as an object, in order of the fields' ids.
func (w *writer) message(m *desc.Message, at uint64) {
	version := w.versions[m.Package]
	w.open('{')
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Removed != 0 {
			continue
		}
		t := &w.s.Types[f.Type]
		there := f.Since <= version
		if f.Optional && (!there || w.absent(t, f, at)) {
			continue
		}
		w.name(f.Name)
		switch {
		case f.Secret && !w.reveal:
			w.null()
		case there:
			w.value(t, at+uint64(f.Offset))
		default:
			w.missing(t, f)
		}
	}
	w.close('}')
}

// absent reports whether an optional field of the block at a place is absent.
func (w *writer) absent(t *desc.Type, f *desc.Field, at uint64) bool {
	if t.Kind.Slot() {
		return w.u32(at+uint64(f.Offset)) == 0
	}
	return w.b[at+uint64(f.Presence/8)]>>(f.Presence%8)&1 == 0
}

// missing writes what a field reads as where the writer was older: its default, else zero or empty.
func (w *writer) missing(t *desc.Type, f *desc.Field) {
	switch {
	case t.Kind == desc.String:
		w.str(f.Default)
	case t.Kind == desc.Bytes:
		w.base64(f.Default)
	case t.Kind == desc.Vector:
		w.dst = append(w.dst, "[]"...)
	case t.Kind == desc.Map:
		w.dst = append(w.dst, "{}"...)
	case f.HasDefault:
		w.fixed(t, f.Default)
	default:
		w.fixed(t, zeros[:t.Size])
	}
}

// zeros is as long as the longest value without slots.
var zeros [65528]byte

// value writes what lies at a place of a block or of a vector.
func (w *writer) value(t *desc.Type, at uint64) {
	if !t.Kind.Slot() {
		w.fixed(t, w.b[at:][:t.Size])
		return
	}
	target, length := at+w.u32(at), w.u32(at+4)
	switch t.Kind {
	case desc.String:
		w.str(w.b[target:][:length])
	case desc.Bytes:
		w.base64(w.b[target:][:length])
	case desc.Vector:
		w.vector(&w.s.Types[t.Of], target, length)
	case desc.Map:
		w.mapping(t, target, length)
	case desc.MessageKind:
		w.message(&w.s.Messages[t.Of], target)
	case desc.UnionKind:
		w.union(&w.s.Unions[t.Of], target, length)
	}
}

// headSize is the length of what stands before the blocks of a vector of messages, of a map and of
// a union.
const headSize = 8

func (w *writer) vector(of *desc.Type, at, count uint64) {
	w.open('[')
	if of.Kind == desc.MessageKind {
		m, stride := &w.s.Messages[of.Of], w.u32(at)
		for i := range count {
			if w.err != nil {
				break
			}
			w.item()
			w.message(m, at+headSize+i*stride)
		}
	} else {
		for i := range count {
			if w.err != nil {
				break
			}
			w.item()
			w.value(of, at+i*uint64(of.Size))
		}
	}
	w.close(']')
}

func (w *writer) mapping(t *desc.Type, at, count uint64) {
	stride := w.u32(at)
	key, value := &w.s.Types[t.Key], &w.s.Types[t.Of]
	w.open('{')
	for i := range count {
		if w.err != nil {
			break
		}
		entry := at + headSize + i*stride
		w.item()
		w.key(key, entry+uint64(t.KeyAt))
		w.colon()
		w.value(value, entry+uint64(t.ValueAt))
	}
	w.close('}')
}

// key writes a map's key as text.
func (w *writer) key(t *desc.Type, at uint64) {
	b := w.b[at:]
	switch t.Kind {
	case desc.String, desc.UUID:
		w.value(t, at)
		return
	case desc.EnumKind:
		e := &w.s.Enums[t.Of]
		if name, ok := e.NameOf(desc.Integer(e.Repr, b)); ok {
			w.quoted(name)
			return
		}
		w.dst = append(w.dst, '"')
		w.dst = appendInteger(w.dst, e.Repr, b)
	case desc.Bool:
		w.dst = append(w.dst, '"')
		w.dst = strconv.AppendBool(w.dst, b[0] != 0)
	default:
		w.dst = append(w.dst, '"')
		w.dst = appendInteger(w.dst, t.Kind, b)
	}
	w.dst = append(w.dst, '"')
}

func (w *writer) union(u *desc.Union, at, tag uint64) {
	w.open('{')
	if arm, ok := u.Arm(uint32(tag), w.versions[u.Package]); ok {
		w.name(arm.Name)
		w.message(&w.s.Messages[arm.Message], at+headSize)
	} else {
		w.name("#" + strconv.FormatUint(tag, 10))
		w.open('{')
		w.name("block")
		w.dst = strconv.AppendUint(w.dst, w.u32(at), 10)
		w.name("bytes")
		w.base64(w.b[at+headSize:][:w.u32(at+4)])
		w.close('}')
	}
	w.close('}')
}

// fixed writes a value without slots from its bytes.
func (w *writer) fixed(t *desc.Type, b []byte) {
	switch t.Kind {
	case desc.Bool:
		w.dst = strconv.AppendBool(w.dst, b[0] != 0)
	case desc.F32, desc.F64:
		w.dst = appendFloatBits(w.dst, t.Kind, b)
	case desc.UUID:
		w.dst = appendUUID(w.dst, b)
	case desc.EnumKind:
		w.enum(&w.s.Enums[t.Of], b)
	case desc.FlagsKind:
		w.flags(&w.s.Enums[t.Of], b)
	case desc.StructKind:
		w.open('{')
		for i := range w.s.Structs[t.Of].Members {
			m := &w.s.Structs[t.Of].Members[i]
			of := &w.s.Types[m.Type]
			w.name(m.Name)
			w.fixed(of, b[m.Offset:][:of.Size])
		}
		w.close('}')
	case desc.Array:
		of := &w.s.Types[t.Of]
		w.open('[')
		for i := range t.Count {
			w.item()
			w.fixed(of, b[i*of.Size:][:of.Size])
		}
		w.close(']')
	default:
		w.integer(t.Kind, b)
	}
}

// integer writes a number, or a string of digits where it has more than 32 bits.
func (w *writer) integer(kind desc.Kind, b []byte) {
	if wide(kind) {
		w.dst = append(w.dst, '"')
	}
	w.dst = appendInteger(w.dst, kind, b)
	if wide(kind) {
		w.dst = append(w.dst, '"')
	}
}

func (w *writer) enum(e *desc.Enum, b []byte) {
	if name, ok := e.NameOf(desc.Integer(e.Repr, b)); ok {
		w.quoted(name)
		return
	}
	w.integer(e.Repr, b)
}

func (w *writer) flags(e *desc.Enum, b []byte) {
	rest := desc.Integer(e.Repr, b)
	w.open('[')
	for _, v := range e.Values {
		if bit := uint64(1) << v.Value; rest&bit != 0 {
			rest &^= bit
			w.item()
			w.quoted(v.Name)
		}
	}
	if rest != 0 {
		w.item()
		var raw [8]byte
		binary.LittleEndian.PutUint64(raw[:], rest)
		w.integer(e.Repr, raw[:])
	}
	w.close(']')
}

func (w *writer) base64(b []byte) {
	w.dst = append(w.dst, '"')
	for piece := range slices.Chunk(b, pieceSize) {
		w.dst = base64.StdEncoding.AppendEncode(w.dst, piece)
		if len(w.dst) >= w.full {
			w.pass()
		}
	}
	w.dst = append(w.dst, '"')
}

// str writes text, which is UTF-8.
func (w *writer) str(text []byte) {
	w.dst = append(w.dst, '"')
	for len(text) > pieceSize {
		w.dst = appendEscaped(w.dst, text[:pieceSize])
		text = text[pieceSize:]
		if len(w.dst) >= w.full {
			w.pass()
		}
	}
	w.dst = appendEscaped(w.dst, text)
	w.dst = append(w.dst, '"')
}

func appendUUID(dst, b []byte) []byte {
	dst = append(dst, '"')
	for i, c := range b {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
	}
	return append(dst, '"')
}

const hexDigits = "0123456789abcdef"

// appendEscaped appends a piece of text with the escapes of RFC 8785 and no others.
func appendEscaped(dst, text []byte) []byte {
	for {
		n, _ := plainLen(text)
		dst = append(dst, text[:n]...)
		if n == len(text) {
			return dst
		}
		c := text[n]
		text = text[n+1:]
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, `\b`...)
		case '\t':
			dst = append(dst, `\t`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\f':
			dst = append(dst, `\f`...)
		case '\r':
			dst = append(dst, `\r`...)
		default:
			dst = append(dst, `\u00`...)
			dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
		}
	}
}
