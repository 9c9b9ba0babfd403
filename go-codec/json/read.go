package json

import (
	"bytes"
	"slices"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// reader checks a JSON text against a message, in order of the document. It makes nothing of it: the
// builder goes over the text again, in order of the buffer, when all is known to be well. So no tree
// of values is ever in memory.
//
// Its methods answer false as soon as something is wrong and leave the path as it is then.
type reader struct {
	scanner
	s     *desc.Schema
	path  precise.Path
	depth int
	// seen is a stack of marks, one for each field of each object that is open.
	seen []bool
	// keys and arena are stacks of the keys of the maps that are open.
	keys  []key
	arena []byte
	// fixed is where values without slots are put that are only checked.
	fixed []byte
}

// key is a key of a map: its canonical bytes in the arena, and where key and value stand in the text.
type key struct {
	begin, end int
	at, value  int
}

// check reads the whole text as one value of the message.
func (r *reader) check(m *desc.Message) *Error {
	if r.message(m) {
		if r.peek(); r.pos == len(r.text) {
			return nil
		}
		r.fail(ErrBadJSON, r.pos)
	}
	return newError(r.problem, r.text, r.at, r.path.String())
}

// key takes an object's key; at is where it begins. The name is valid until the next string is read.
func (r *reader) key() (name []byte, at int, good bool) {
	c := r.peek()
	at = r.pos
	if c != '"' {
		return nil, at, r.fail(ErrBadJSON, at)
	}
	if name, good = r.str(); !good {
		return nil, at, false
	}
	return name, at, true
}

// mark makes room for n marks and returns where they begin.
func (r *reader) mark(n int) int {
	base := len(r.seen)
	r.seen = append(r.seen, make([]bool, n)...)
	return base
}

func (r *reader) message(m *desc.Message) bool {
	if !r.begin('{') {
		return false
	}
	r.pos++
	base := r.mark(len(m.Fields))
	for first := true; ; first = false {
		more, good := r.next('}', first)
		if !good {
			return false
		}
		if !more {
			break
		}
		name, at, good := r.key()
		if !good {
			return false
		}
		i, known := m.Field(name)
		if !known || m.Fields[i].Removed != 0 {
			return r.fail(ErrUnknownName, at)
		}
		if r.seen[base+i] {
			return r.fail(ErrDuplicateKey, at)
		}
		r.seen[base+i] = true
		if !r.expect(':') {
			return false
		}
		r.path.Name(m.Fields[i].Name)
		if !r.field(&m.Fields[i]) {
			return false
		}
		r.path.Pop()
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		if !r.seen[base+i] && !f.Optional && f.Removed == 0 {
			r.path.Name(f.Name)
			return r.fail(ErrMissingField, r.pos-1)
		}
	}
	r.seen = r.seen[:base]
	return true
}

func (r *reader) field(f *desc.Field) bool {
	if f.Secret && r.peek() == 'n' {
		at := r.pos
		return r.literal("null") && r.fail(ErrRedacted, at)
	}
	return r.value(&r.s.Types[f.Type])
}

func (r *reader) value(t *desc.Type) bool {
	if !t.Kind.Slot() {
		if uint64(len(r.fixed)) < uint64(t.Size) {
			r.fixed = make([]byte, t.Size)
		}
		return r.inPlace(t, r.fixed[:t.Size])
	}
	if r.depth == wire.MaxDepth {
		return r.starts() && r.fail(ErrTooDeep, r.pos)
	}
	r.depth++
	good := r.target(t)
	r.depth--
	return good
}

func (r *reader) target(t *desc.Type) bool {
	switch t.Kind {
	case desc.String:
		_, good := r.str()
		return good
	case desc.Bytes:
		return r.base64()
	case desc.Vector:
		return r.vector(&r.s.Types[t.Of])
	case desc.Map:
		return r.mapping(t)
	case desc.UnionKind:
		return r.union(&r.s.Unions[t.Of])
	}
	return r.message(&r.s.Messages[t.Of])
}

func (r *reader) base64() bool {
	r.peek()
	at := r.pos
	text, good := r.str()
	if good && !validBase64(text) {
		return r.fail(ErrBadValue, at)
	}
	return good
}

func (r *reader) vector(of *desc.Type) bool {
	if !r.begin('[') {
		return false
	}
	r.pos++
	for i := uint64(0); ; i++ {
		more, good := r.next(']', i == 0)
		if !more {
			return good
		}
		r.path.Index(i)
		if of.Kind == desc.MessageKind {
			good = r.message(&r.s.Messages[of.Of])
		} else {
			good = r.value(of)
		}
		if !good {
			return false
		}
		r.path.Pop()
	}
}

func (r *reader) mapping(t *desc.Type) bool {
	base, arena, steps := len(r.keys), len(r.arena), len(r.path)
	good := r.entries(t)
	// A key that stands twice comes before whatever stopped the reading.
	keys := r.keys[base:]
	if !r.ascending(t, keys) {
		r.sort(t, keys)
		if at, twice := r.twice(keys); twice {
			r.path = r.path[:steps]
			good = r.fail(ErrDuplicateKey, at)
		}
	}
	r.keys, r.arena = r.keys[:base], r.arena[:arena]
	return good
}

func (r *reader) entries(t *desc.Type) bool {
	if !r.begin('{') {
		return false
	}
	r.pos++
	for i := uint64(0); ; i++ {
		more, good := r.next('}', i == 0)
		if !more {
			return good
		}
		r.path.Index(i)
		if !r.entry(t) {
			return false
		}
		r.path.Pop()
	}
}

func (r *reader) entry(t *desc.Type) bool {
	r.path.Name("key")
	if !r.mapKey(&r.s.Types[t.Key]) {
		return false
	}
	if !r.expect(':') {
		return false
	}
	r.path.Pop()
	r.path.Name("value")
	if !r.value(&r.s.Types[t.Of]) {
		return false
	}
	r.path.Pop()
	return true
}

// mapKey takes a key and pushes it.
func (r *reader) mapKey(t *desc.Type) bool {
	text, at, good := r.key()
	if !good {
		return false
	}
	k := key{begin: len(r.arena), at: at}
	if t.Kind == desc.String {
		if r.depth == wire.MaxDepth {
			return r.fail(ErrTooDeep, at)
		}
		r.arena = append(r.arena, text...)
	} else {
		r.arena = append(r.arena, make([]byte, t.Size)...)
		if problem := r.keyText(t, text, r.arena[k.begin:]); problem != 0 {
			return r.fail(problem, at)
		}
	}
	k.end = len(r.arena)
	r.keys = append(r.keys, k)
	return true
}

func (r *reader) compare(t *desc.Type, x, y key) int {
	kind := r.s.Types[t.Key].Kind
	if kind == desc.String || kind == desc.UUID {
		return bytes.Compare(r.arena[x.begin:x.end], r.arena[y.begin:y.end])
	}
	return precise.CompareKeys(r.s, &r.s.Types[t.Key], r.arena, uint64(x.begin), uint64(y.begin))
}

// ascending reports whether keys ascend as they are, which is how they are written.
func (r *reader) ascending(t *desc.Type, keys []key) bool {
	for i := 1; i < len(keys); i++ {
		if r.compare(t, keys[i-1], keys[i]) >= 0 {
			return false
		}
	}
	return true
}

// sort sorts keys, equal ones in order of the document.
func (r *reader) sort(t *desc.Type, keys []key) {
	slices.SortFunc(keys, func(x, y key) int {
		if c := r.compare(t, x, y); c != 0 {
			return c
		}
		return x.at - y.at
	})
}

// twice returns where the first key stands that another one before it equals, of sorted keys.
func (r *reader) twice(keys []key) (at int, twice bool) {
	for i := 1; i < len(keys); i++ {
		x, y := keys[i-1], keys[i]
		if bytes.Equal(r.arena[x.begin:x.end], r.arena[y.begin:y.end]) && (!twice || y.at < at) {
			at, twice = y.at, true
		}
	}
	return at, twice
}

func (r *reader) union(u *desc.Union) bool {
	if !r.begin('{') {
		return false
	}
	r.pos++
	more, good := r.next('}', true)
	if !more {
		return good && r.fail(ErrBadValue, r.pos-1)
	}
	name, at, good := r.key()
	if !good {
		return false
	}
	arm, known := u.ArmNamed(name)
	if !known && len(name) > 0 && name[0] == '#' {
		return r.fail(ErrUnknownArm, at)
	}
	if !known {
		return r.fail(ErrUnknownName, at)
	}
	if !r.expect(':') {
		return false
	}
	r.path.Name(arm.Name)
	if !r.message(&r.s.Messages[arm.Message]) {
		return false
	}
	r.path.Pop()
	if more, good = r.next('}', false); !more {
		return good
	}
	if _, at, good = r.key(); good {
		r.fail(ErrBadValue, at)
	}
	return false
}
