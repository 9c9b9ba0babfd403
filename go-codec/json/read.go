package json

import (
	"encoding/base64"
	"encoding/binary"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// reader reads a JSON text as a value in memory, in one pass, with the fields and arms of the newest
// versions.
//
// The value lies in the same form as in a buffer, blocks and targets, but loosely: targets stand in
// the order of the text, and slots count from the start. A string without escapes stays where it is,
// in the text. So little memory is needed, whatever the text looks like; the encoder then puts
// everything where it belongs.
//
// Its methods answer false as soon as something is wrong and leave the path as it is then.
type reader struct {
	scanner
	s     *desc.Schema
	path  precise.Path
	depth int
	// done are the targets that are complete, open those that are being read, the innermost last: each
	// grows at the end, until it moves to done.
	done, open memory
	// textAt is the offset that stands for the text's first byte; all below are offsets into done.
	textAt uint64
	// apart is how long all is that a buffer holds and done does not: strings that stay in the text,
	// and at most the padding.
	apart int
	// seen is a stack of marks, one for each name of each object that is open.
	seen []bool
	// keys is a stack of where the keys of the maps that are open stand in the text.
	keys []int
	// crowded says that there were too few offsets.
	crowded bool
}

// offsets is how many there are.
const offsets = 1 << 32

// read reads the whole text as one value of the message, whose block is the last thing in done. The
// offsets from textAt on stand for bytes of the text.
func (r *reader) read(m *desc.Message) bool {
	r.done.grow(headSize) // No target is at 0, which would mean that it is absent.
	if !r.message(m) || !r.close(0) {
		return false
	}
	if r.peek(); r.pos != len(r.text) {
		return r.fail(ErrBadJSON, r.pos)
	}
	return true
}

// wipe clears what may be secret.
func (r *reader) wipe() {
	r.scratch.wipe()
	r.done.wipe()
	r.open.wipe()
}

// close moves the innermost open target, which begins at base, to the end of done.
func (r *reader) close(base int) bool {
	r.done.append(r.open.b[base:])
	r.open.b = r.open.b[:base]
	return r.bounded()
}

// bounded checks that offsets into done are below those into the text.
func (r *reader) bounded() bool {
	r.crowded = uint64(len(r.done.b))+uint64(len(r.open.b)) >= r.textAt
	return !r.crowded
}

// names are what the keys of an object can be: the fields of a message, the members of a struct.
type names interface {
	Named(name []byte, likely int) (i int, known bool)
	Needed(i int) (name string, needed bool)
}

// object is an object that is being read: where its marks begin, which name likely comes next, and
// whether no key was read yet.
type object struct {
	names  names
	base   int
	likely int
	first  bool
}

// enter takes the opening bracket of an object, of which there are n names.
func (r *reader) enter(names names, n int) (o object, good bool) {
	if !r.begin('{') {
		return o, false
	}
	r.pos++
	o = object{names: names, base: len(r.seen), first: true}
	r.seen = append(r.seen, make([]bool, n)...)
	return o, true
}

// step takes a key that was not there before, and the colon. more is false at the closing bracket,
// when all is there that must be, and when something is wrong.
func (r *reader) step(o *object) (i int, more, good bool) {
	more, good = r.next('}', o.first)
	if !more {
		return 0, false, good && r.leave(o)
	}
	o.first = false
	name, at, good := r.key()
	if !good {
		return 0, false, false
	}
	i, known := o.names.Named(name, o.likely)
	if !known {
		return 0, false, r.fail(ErrUnknownName, at)
	}
	if r.seen[o.base+i] {
		return 0, false, r.fail(ErrDuplicateKey, at)
	}
	r.seen[o.base+i] = true
	o.likely = i + 1
	good = r.expect(':')
	return i, good, good
}

// leave is called behind the closing bracket.
func (r *reader) leave(o *object) bool {
	for i, seen := range r.seen[o.base:] {
		if seen {
			continue
		}
		if name, needed := o.names.Needed(i); needed {
			r.path.Name(name)
			return r.fail(ErrMissingField, r.pos-1)
		}
	}
	r.seen = r.seen[:o.base]
	return true
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

// message reads an object as a message, whose block comes to the end of open.
func (r *reader) message(m *desc.Message) bool {
	o, good := r.enter(m, len(m.Fields))
	if !good {
		return false
	}
	block := r.open.grow(int(m.Newest()))
	for {
		i, more, good := r.step(&o)
		if !more {
			return good
		}
		f := &m.Fields[i]
		r.path.Name(f.Name)
		if f.Secret && r.peek() == 'n' {
			at := r.pos
			return r.literal("null") && r.fail(ErrRedacted, at)
		}
		if !r.value(&r.s.Types[f.Type], block+int(f.Offset)) {
			return false
		}
		if f.Presence != desc.NoPresence {
			r.open.b[block+int(f.Presence/8)] |= 1 << (f.Presence % 8)
		}
		r.path.Pop()
	}
}

// value reads a value that lies, or whose slot lies, at a place in open.
func (r *reader) value(t *desc.Type, at int) bool {
	if !t.Kind.Slot() {
		return r.inPlace(t, r.open.b[at:][:t.Size])
	}
	if r.depth == wire.MaxDepth {
		return r.starts() && r.fail(ErrTooDeep, r.pos)
	}
	r.apart += int(t.TargetAlign) - 1
	r.depth++
	target, length, good := r.target(t)
	r.depth--
	if good {
		binary.LittleEndian.PutUint32(r.open.b[at:], uint32(target))
		binary.LittleEndian.PutUint32(r.open.b[at+4:], uint32(length))
	}
	return good
}

// target reads what a slot points at: where it is now, and the length that the slot says.
func (r *reader) target(t *desc.Type) (target uint64, length int, good bool) {
	if t.Kind == desc.String {
		return r.stringTarget()
	}
	target = uint64(len(r.done.b))
	base := len(r.open.b)
	switch t.Kind {
	case desc.Bytes:
		length, good = r.base64()
		return target, length, good
	case desc.Vector:
		length, good = r.vector(&r.s.Types[t.Of])
	case desc.Map:
		length, good = r.mapping(t)
	case desc.UnionKind:
		length, good = r.union(&r.s.Unions[t.Of])
	default:
		m := &r.s.Messages[t.Of]
		length, good = int(m.Newest()), r.message(m)
	}
	if !good {
		return 0, 0, false
	}
	target = uint64(len(r.done.b))
	return target, length, r.close(base)
}

// stringTarget reads a string.
func (r *reader) stringTarget() (target uint64, length int, good bool) {
	r.peek()
	place := r.textAt + uint64(r.pos) + 1
	text, good := r.str()
	if !good {
		return 0, 0, false
	}
	if r.plain && place < offsets {
		r.apart += len(text)
		return place, len(text), true
	}
	target = uint64(len(r.done.b))
	r.done.append(text)
	return target, len(text), r.bounded()
}

// base64 reads bytes to the end of done.
func (r *reader) base64() (length int, good bool) {
	r.peek()
	at := r.pos
	text, good := r.str()
	if !good {
		return 0, false
	}
	if !validBase64(text) {
		return 0, r.fail(ErrBadValue, at)
	}
	before := len(r.done.b)
	r.done.room(base64.StdEncoding.DecodedLen(len(text)))
	r.done.b, _ = base64.StdEncoding.AppendDecode(r.done.b, text)
	return len(r.done.b) - before, r.bounded()
}

// vector reads an array as the elements, at the end of open; a vector of messages has its stride and
// a zero word before them.
func (r *reader) vector(of *desc.Type) (count int, good bool) {
	if !r.begin('[') {
		return 0, false
	}
	r.pos++
	var m *desc.Message
	if of.Kind == desc.MessageKind {
		m = &r.s.Messages[of.Of]
		r.stride(m.Newest())
	}
	for ; ; count++ {
		more, good := r.next(']', count == 0)
		if !more {
			return count, good
		}
		r.path.Index(uint64(count))
		if m != nil {
			good = r.message(m)
		} else {
			good = r.value(of, r.open.grow(int(of.Size)))
		}
		if !good {
			return 0, false
		}
		r.path.Pop()
	}
}

// stride writes what stands before blocks.
func (r *reader) stride(block uint32) {
	at := r.open.grow(headSize)
	binary.LittleEndian.PutUint32(r.open.b[at:], block)
}

// union reads {"arm": {...}} as the arm's block behind its length, at the end of open.
func (r *reader) union(u *desc.Union) (tag int, good bool) {
	if !r.begin('{') {
		return 0, false
	}
	r.pos++
	more, good := r.next('}', true)
	if !more {
		return 0, good && r.fail(ErrBadValue, r.pos-1)
	}
	name, at, good := r.key()
	if !good {
		return 0, false
	}
	arm, known := u.ArmNamed(name)
	if !known && len(name) > 0 && name[0] == '#' {
		return 0, r.fail(ErrUnknownArm, at)
	}
	if !known {
		return 0, r.fail(ErrUnknownName, at)
	}
	if !r.expect(':') {
		return 0, false
	}
	m := &r.s.Messages[arm.Message]
	r.stride(m.Newest())
	r.path.Name(arm.Name)
	if !r.message(m) {
		return 0, false
	}
	r.path.Pop()
	if more, good = r.next('}', false); !more {
		return int(arm.Tag), good
	}
	if _, at, good = r.key(); good {
		r.fail(ErrBadValue, at)
	}
	return 0, false
}
