package json

import (
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
	// scratch holds the last string that had escapes.
	scratch []byte
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
	start := s.pos
	escaped := false
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '"':
			value = s.text[start:s.pos]
			if escaped {
				s.scratch = append(s.scratch, value...)
				value = s.scratch
			}
			s.pos++
			return value, true
		case c == '\\':
			if !escaped {
				escaped = true
				s.scratch = s.scratch[:0]
			}
			s.scratch = append(s.scratch, s.text[start:s.pos]...)
			if !s.escape() {
				return nil, false
			}
			start = s.pos
		case c < 0x20:
			return nil, s.fail(ErrBadJSON, s.pos)
		case c < utf8.RuneSelf:
			s.pos++
		default:
			r, size := utf8.DecodeRune(s.text[s.pos:])
			if r == utf8.RuneError && size == 1 {
				return nil, s.fail(ErrBadUTF8, s.pos)
			}
			s.pos += size
		}
	}
	return nil, s.fail(ErrBadJSON, s.pos)
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
	s.scratch = append(s.scratch, c)
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
	s.scratch = utf8.AppendRune(s.scratch, r)
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

// skip passes over a value of a text that has been checked.
func (s *scanner) skip() {
	depth := 0
	for {
		switch c := s.peek(); c {
		case '"':
			for s.pos++; s.text[s.pos] != '"'; s.pos++ {
				if s.text[s.pos] == '\\' {
					s.pos++
				}
			}
			s.pos++
		case '{', '[':
			depth++
			s.pos++
			continue
		case '}', ']':
			depth--
			s.pos++
		case ',', ':':
			s.pos++
			continue
		default:
			for s.pos < len(s.text) && !delimiter(s.text[s.pos]) {
				s.pos++
			}
		}
		if depth == 0 {
			return
		}
	}
}

// delimiter reports whether a byte ends a number or a literal.
func delimiter(c byte) bool {
	switch c {
	case ',', '}', ']', ' ', '\t', '\n', '\r':
		return true
	}
	return false
}
