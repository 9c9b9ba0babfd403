package json

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// writer writes a checked buffer as JSON.
type writer struct {
	dst      []byte
	s        *desc.Schema
	b        []byte
	versions []uint32
	reveal   bool
	pretty   bool
	// indent is how many containers are open, first whether nothing was written into the last one.
	indent int
	first  bool
}

func (w *writer) u32(at uint64) uint64 { return uint64(binary.LittleEndian.Uint32(w.b[at:])) }

func (w *writer) open(bracket byte) {
	w.dst = append(w.dst, bracket)
	w.indent++
	w.first = true
}

// item begins an element or a key.
func (w *writer) item() {
	if !w.first {
		w.dst = append(w.dst, ',')
	}
	w.first = false
	w.line()
}

func (w *writer) line() {
	if !w.pretty {
		return
	}
	w.dst = append(w.dst, '\n')
	for range w.indent {
		w.dst = append(w.dst, ' ', ' ')
	}
}

func (w *writer) close(bracket byte) {
	w.indent--
	if !w.first {
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
	w.dst = append(w.dst, '"')
	w.dst = append(w.dst, name...)
	w.dst = append(w.dst, '"')
	w.colon()
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
		w.dst = appendString(w.dst, f.Default)
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
		w.dst = appendString(w.dst, w.b[target:][:length])
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
			w.item()
			w.message(m, at+headSize+i*stride)
		}
	} else {
		for i := range count {
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
			w.dst = append(w.dst, '"')
			w.dst = append(w.dst, name...)
			w.dst = append(w.dst, '"')
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
		w.dst = append(w.dst, '"')
		w.dst = append(w.dst, name...)
		w.dst = append(w.dst, '"')
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
			w.dst = append(w.dst, '"')
			w.dst = append(w.dst, v.Name...)
			w.dst = append(w.dst, '"')
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
	w.dst = base64.StdEncoding.AppendEncode(w.dst, b)
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

// appendString writes text, which is UTF-8, with the escapes of RFC 8785 and no others.
func appendString(dst, text []byte) []byte {
	dst = append(dst, '"')
	done := 0
	for i, c := range text {
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, text[done:i]...)
		done = i + 1
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
	dst = append(dst, text[done:]...)
	return append(dst, '"')
}

// appendView appends a checked buffer as JSON.
func appendView(dst []byte, v *precise.View, o WriteOptions) []byte {
	w := &writer{dst: dst, s: v.Schema, b: v.Buffer, versions: v.Versions, reveal: o.Reveal, pretty: o.Pretty}
	w.message(v.Root, wire.HeaderSize)
	return w.dst
}
