package json

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads the tokens of a JSON text in place. The first thing wrong stays in problem and at;
// all methods then answer false.
type scanner struct {
	text    []byte
	pos     int
	problem Kind
	at      int
	// scratch holds the last string that had escapes; plain says that the last string had none.
	scratch memory
	plain   bool
}

func (s *scanner) fail(problem Kind, at int) bool {
	s.problem, s.at = problem, at
	return false
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for ; s.pos < len(s.text); s.pos++ {
		switch c := s.text[s.pos]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// expect takes a byte of punctuation.
func (s *scanner) expect(c byte) bool {
	if s.peek() != c {
		return s.fail(ErrBadJSON, s.pos)
	}
	s.pos++
	return true
}

// begin checks that a value of the wanted type of JSON comes next: one of { [ " 0 (a number) and
// t (true or false).
func (s *scanner) begin(want byte) bool {
	got := s.peek()
	switch {
	case got == '-' || got >= '0' && got <= '9':
		got = '0'
	case got == 'f':
		got = 't'
	}
	if got == want {
		return true
	}
	switch got {
	case '{', '[', '"', '0', 't', 'n':
		return s.fail(ErrWrongType, s.pos)
	}
	return s.fail(ErrBadJSON, s.pos)
}

// starts checks that a value of any type of JSON comes next.
func (s *scanner) starts() bool {
	switch c := s.peek(); {
	case c == '-', c >= '0' && c <= '9':
		return true
	case c == '{', c == '[', c == '"', c == 't', c == 'f', c == 'n':
		return true
	}
	return s.fail(ErrBadJSON, s.pos)
}

// next is called behind the opening bracket (first) or an element: it takes a comma or the closing
// bracket and reports whether another element follows. more is false, too, when something is wrong.
func (s *scanner) next(closing byte, first bool) (more, good bool) {
	c := s.peek()
	switch {
	case s.pos == len(s.text):
		return false, s.fail(ErrBadJSON, s.pos)
	case c == closing:
		s.pos++
		return false, true
	case first:
		return true, true
	}
	if !s.expect(',') {
		return false, false
	}
	return true, true
}

// literal takes true, false or null; nothing that could belong to a word may follow.
func (s *scanner) literal(word string) bool {
	for i := range len(word) {
		if s.pos == len(s.text) || s.text[s.pos] != word[i] {
			return s.fail(ErrBadJSON, s.pos)
		}
		s.pos++
	}
	if s.pos < len(s.text) && wordly(s.text[s.pos]) {
		return s.fail(ErrBadJSON, s.pos)
	}
	return true
}

// wordly reports whether a byte could go on with a word.
func wordly(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// boolean takes true or false.
func (s *scanner) boolean() (value, good bool) {
	if !s.begin('t') {
		return false, false
	}
	if s.text[s.pos] == 't' {
		return true, s.literal("true")
	}
	return false, s.literal("false")
}

// number takes a number and returns its text; nothing that could belong to a number may follow.
func (s *scanner) number() (token []byte, good bool) {
	if !s.begin('0') {
		return nil, false
	}
	start := s.pos
	if s.text[s.pos] == '-' {
		s.pos++
	}
	if s.pos < len(s.text) && s.text[s.pos] == '0' {
		s.pos++
	} else if !s.digits() {
		return nil, false
	}
	if s.pos < len(s.text) && s.text[s.pos] == '.' {
		s.pos++
		if !s.digits() {
			return nil, false
		}
	}
	if s.pos < len(s.text) && s.text[s.pos]|0x20 == 'e' {
		s.pos++
		if s.pos < len(s.text) && (s.text[s.pos] == '+' || s.text[s.pos] == '-') {
			s.pos++
		}
		if !s.digits() {
			return nil, false
		}
	}
	if s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '.', c == '+', c == '-', c != '_' && wordly(c):
			return nil, s.fail(ErrBadJSON, s.pos)
		}
	}
	return s.text[start:s.pos], true
}

// digits takes one or more decimal digits.
func (s *scanner) digits() bool {
	start := s.pos
	for s.pos < len(s.text) && s.text[s.pos] >= '0' && s.text[s.pos] <= '9' {
		s.pos++
	}
	if s.pos == start {
		return s.fail(ErrBadJSON, s.pos)
	}
	return true
}

// str takes a string and returns its value, which is valid until the next call.
func (s *scanner) str() (value []byte, good bool) {
	if !s.begin('"') {
		return nil, false
	}
	s.pos++
	value, good = s.piece()
	s.plain = good && s.text[s.pos] == '"'
	if s.plain {
		s.pos++
		return value, true
	}
	s.scratch.b = s.scratch.b[:0]
	for good {
		s.scratch.append(value)
		if s.text[s.pos] == '"' {
			s.pos++
			return s.scratch.b, true
		}
		if !s.escape() {
			return nil, false
		}
		value, good = s.piece()
	}
	return nil, false
}

// piece takes what comes before the next quote or backslash of a string.
func (s *scanner) piece() (value []byte, good bool) {
	rest := s.text[s.pos:]
	n, ascii := plainLen(rest)
	value = rest[:n]
	if !ascii && !utf8.Valid(value) {
		return nil, s.fail(ErrBadUTF8, s.pos+validLen(value))
	}
	s.pos += n
	if n == len(rest) || rest[n] < 0x20 {
		return nil, s.fail(ErrBadJSON, s.pos)
	}
	return value, true
}

// plainLen returns how many bytes come before the first that a JSON string can't hold as it is: a
// quote, a backslash, a control character. It looks at eight bytes at once.
func plainLen(b []byte) (n int, ascii bool) {
	const ones = 0x0101010101010101
	const high = 0x80 * ones
	seen := uint64(0)
	for ; len(b)-n >= 8; n += 8 {
		w := binary.LittleEndian.Uint64(b[n:])
		quote, slash := w^ones*'"', w^ones*'\\'
		// The high bit of each byte that stops, and perhaps of bytes above such a one: the lowest
		// bit is right.
		stops := ((w-ones*0x20)&^w | (quote-ones)&^quote | (slash-ones)&^slash) & high
		if stops != 0 {
			stop := bits.TrailingZeros64(stops)
			seen |= w & (1<<stop - 1)
			return n + stop/8, seen&high == 0
		}
		seen |= w
	}
	for ; n < len(b); n++ {
		c := b[n]
		if c < 0x20 || c == '"' || c == '\\' {
			break
		}
		seen |= uint64(c)
	}
	return n, seen&high == 0
}

// validLen returns the length of the longest prefix that is UTF-8.
func validLen(b []byte) (n int) {
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		n += size
	}
	return n
}

// escape takes an escape and appends what it stands for to the scratch.
func (s *scanner) escape() bool {
	backslash := s.pos
	s.pos++
	if s.pos == len(s.text) {
		return s.fail(ErrBadJSON, s.pos)
	}
	c := s.text[s.pos]
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		return s.unicode(backslash)
	default:
		return s.fail(ErrBadJSON, s.pos)
	}
	s.pos++
	s.scratch.append([]byte{c})
	return true
}

// unicode takes the rest of \uXXXX, and a second one where the first is half of a pair.
func (s *scanner) unicode(backslash int) bool {
	s.pos++
	r, good := s.hex4()
	if !good {
		return false
	}
	if utf16.IsSurrogate(r) {
		if s.pos+1 >= len(s.text) || s.text[s.pos] != '\\' || s.text[s.pos+1] != 'u' {
			return s.fail(ErrLoneSurrogate, backslash)
		}
		s.pos += 2
		second, good := s.hex4()
		if !good {
			return false
		}
		if r = utf16.DecodeRune(r, second); r == utf8.RuneError {
			return s.fail(ErrLoneSurrogate, backslash)
		}
	}
	s.scratch.room(utf8.UTFMax)
	s.scratch.b = utf8.AppendRune(s.scratch.b, r)
	return true
}

func (s *scanner) hex4() (value rune, good bool) {
	for range 4 {
		if s.pos == len(s.text) {
			return 0, s.fail(ErrBadJSON, s.pos)
		}
		digit, ok := hexDigit(s.text[s.pos])
		if !ok {
			return 0, s.fail(ErrBadJSON, s.pos)
		}
		value = value<<4 | rune(digit)
		s.pos++
	}
	return value, true
}
