package json

import (
	"encoding/base64"
	"encoding/binary"

	"github.com/halflap/halflap/go-codec/internal/desc"
)

// inPlace reads a value without slots into dst, which is as long as the type.
func (r *reader) inPlace(t *desc.Type, dst []byte) bool {
	r.peek()
	at := r.pos
	problem := Kind(0)
	switch t.Kind {
	case desc.Bool:
		value, good := r.boolean()
		if !good {
			return false
		}
		dst[0] = 0
		if value {
			dst[0] = 1
		}
	case desc.F32, desc.F64:
		if r.peek() == '"' {
			text, good := r.str()
			if !good {
				return false
			}
			problem = parseFloatText(dst, t.Kind, text)
			break
		}
		token, good := r.number()
		if !good {
			return false
		}
		problem = parseFloat(dst, t.Kind, token)
	case desc.UUID:
		text, good := r.str()
		if !good {
			return false
		}
		problem = parseUUID(dst, text)
	case desc.EnumKind:
		return r.enum(&r.s.Enums[t.Of], dst)
	case desc.FlagsKind:
		return r.flags(&r.s.Enums[t.Of], dst)
	case desc.StructKind:
		return r.structure(&r.s.Structs[t.Of], dst)
	case desc.Array:
		return r.array(t, dst)
	default:
		return r.integer(t.Kind, dst)
	}
	if problem != 0 {
		return r.fail(problem, at)
	}
	return true
}

// integer reads a number, or a string of digits where the kind has more than 32 bits.
func (r *reader) integer(kind desc.Kind, dst []byte) bool {
	r.peek()
	at := r.pos
	var text []byte
	var good bool
	if wide(kind) {
		text, good = r.str()
	} else {
		text, good = r.number()
	}
	if !good {
		return false
	}
	if problem := parseInteger(dst, kind, text); problem != 0 {
		return r.fail(problem, at)
	}
	return true
}

// wide reports whether integers of a kind are strings in JSON.
func wide(kind desc.Kind) bool { return kind >= desc.U64 && kind <= desc.I128 }

// enum reads a name, or an integer.
func (r *reader) enum(e *desc.Enum, dst []byte) bool {
	at, problem := 0, Kind(0)
	if r.peek() == '"' {
		at = r.pos
		text, good := r.str()
		if !good {
			return false
		}
		problem = enumText(e, dst, text, wide(e.Repr))
	} else if wide(e.Repr) {
		return r.begin('"')
	} else {
		if r.peek(); !r.begin('0') {
			return false
		}
		at = r.pos
		token, good := r.number()
		if !good {
			return false
		}
		problem = enumInteger(e, dst, token)
	}
	if problem != 0 {
		return r.fail(problem, at)
	}
	return true
}

// enumText reads an enum's value from its name or, where decimals may be text, from its digits.
func enumText(e *desc.Enum, dst, text []byte, decimals bool) (problem Kind) {
	if value, ok := e.Lookup(text); ok {
		putInteger(dst, value)
		return 0
	}
	if decimals && decimal(text) {
		return enumInteger(e, dst, text)
	}
	return ErrUnknownName
}

// decimal reports whether text sets out to be a number.
func decimal(text []byte) bool {
	return len(text) > 0 && (text[0] == '-' || text[0] >= '0' && text[0] <= '9')
}

func enumInteger(e *desc.Enum, dst, digits []byte) (problem Kind) {
	if problem = parseInteger(dst, e.Repr, digits); problem != 0 {
		return problem
	}
	if _, named := e.NameOf(desc.Integer(e.Repr, dst)); e.Closed && !named {
		return ErrBadValue
	}
	return 0
}

// flags reads an array of names and integers; no bit may come twice.
func (r *reader) flags(e *desc.Enum, dst []byte) bool {
	if !r.begin('[') {
		return false
	}
	r.pos++
	set := uint64(0)
	for i := uint64(0); ; i++ {
		more, good := r.next(']', i == 0)
		if !more {
			putInteger(dst, set)
			return good
		}
		r.path.Index(i)
		r.peek()
		at := r.pos
		bits, good := r.flag(e, dst)
		if !good {
			return false
		}
		if set&bits != 0 {
			return r.fail(ErrBadValue, at)
		}
		set |= bits
		r.path.Pop()
	}
}

// flag reads one name or integer; scratch is as long as the integer.
func (r *reader) flag(e *desc.Enum, scratch []byte) (bits uint64, good bool) {
	at, digits := r.pos, []byte(nil)
	if r.peek() == '"' {
		text, good := r.str()
		if !good {
			return 0, false
		}
		if bit, ok := e.Lookup(text); ok {
			return 1 << bit, true
		}
		if !wide(e.Repr) || !decimal(text) {
			return 0, r.fail(ErrUnknownName, at)
		}
		digits = text
	} else if wide(e.Repr) {
		return 0, r.begin('"')
	} else if digits, good = r.number(); !good {
		return 0, false
	}
	if problem := parseInteger(scratch, e.Repr, digits); problem != 0 {
		return 0, r.fail(problem, at)
	}
	return desc.Integer(e.Repr, scratch), true
}

// putInteger writes the low bytes of a value.
func putInteger(dst []byte, value uint64) {
	var raw [8]byte
	binary.LittleEndian.PutUint64(raw[:], value)
	copy(dst, raw[:])
}

func (r *reader) structure(d *desc.Struct, dst []byte) bool {
	o, good := r.enter(d, len(d.Members))
	if !good {
		return false
	}
	for {
		i, more, good := r.step(&o)
		if !more {
			return good
		}
		m := &d.Members[i]
		t := &r.s.Types[m.Type]
		r.path.Name(m.Name)
		if !r.inPlace(t, dst[m.Offset:][:t.Size]) {
			return false
		}
		r.path.Pop()
	}
}

func (r *reader) array(t *desc.Type, dst []byte) bool {
	if !r.begin('[') {
		return false
	}
	r.pos++
	of := &r.s.Types[t.Of]
	for i := uint32(0); ; i++ {
		more, good := r.next(']', i == 0)
		if !good {
			return false
		}
		if !more {
			return i == t.Count || r.fail(ErrBadValue, r.pos-1)
		}
		r.path.Index(uint64(i))
		if i == t.Count {
			if !r.starts() {
				return false
			}
			r.path.Pop()
			return r.fail(ErrBadValue, r.pos)
		}
		if !r.inPlace(of, dst[i*of.Size:][:of.Size]) {
			return false
		}
		r.path.Pop()
	}
}

// keyText reads a map's key other than a string from its text.
func (r *reader) keyText(t *desc.Type, text, dst []byte) (problem Kind) {
	switch t.Kind {
	case desc.Bool:
		switch string(text) {
		case "true":
			dst[0] = 1
		case "false":
			dst[0] = 0
		default:
			return ErrBadValue
		}
		return 0
	case desc.UUID:
		return parseUUID(dst, text)
	case desc.EnumKind:
		return enumText(&r.s.Enums[t.Of], dst, text, true)
	}
	return parseInteger(dst, t.Kind, text)
}

// parseUUID reads the usual 36 characters, in either case.
func parseUUID(dst, text []byte) (problem Kind) {
	if len(text) != 36 {
		return ErrBadValue
	}
	n := 0
	for i := 0; i < len(text); {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if text[i] != '-' {
				return ErrBadValue
			}
			i++
			continue
		}
		high, ok := hexDigit(text[i])
		low, also := hexDigit(text[i+1])
		if !ok || !also {
			return ErrBadValue
		}
		dst[n] = high<<4 | low
		n++
		i += 2
	}
	return 0
}

// strict takes the one spelling of bytes in base64, but for line breaks, which it ignores.
var strict = base64.StdEncoding.Strict()

// validBase64 reports whether text is the one spelling of some bytes: padded, with no bits left over
// and no white space.
func validBase64(text []byte) bool {
	if len(text)%4 != 0 {
		return false
	}
	if len(text) == 0 {
		return true
	}
	body, last := text[:len(text)-4], text[len(text)-4:]
	for _, c := range body {
		if !base64Digit(c) {
			return false
		}
	}
	for _, c := range last {
		if c == '\n' || c == '\r' {
			return false
		}
	}
	var out [3]byte
	_, err := strict.Decode(out[:], last)
	return err == nil
}

func base64Digit(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}
