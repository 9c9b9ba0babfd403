package json

import (
	"bytes"
	"strconv"
)

// Kind says what is wrong with a JSON text. A Kind is an error itself, for errors.Is.
type Kind uint8

// What can be wrong with a JSON text.
const (
	ErrBadJSON       Kind = 1 + iota // it is not JSON, or goes on behind the value
	ErrBadUTF8                       // bytes in a string that are not UTF-8
	ErrLoneSurrogate                 // half of a surrogate pair, as in "\ud800"
	ErrWrongType                     // another type of JSON value than the field needs, such as null
	ErrOutOfRange                    // a number that does not fit
	ErrBadValue                      // the right type of JSON value, but no value of the field
	ErrUnknownName                   // a field, an enum's value, a flag or an arm that the schema has not
	ErrUnknownArm                    // an arm that a newer writer knows, such as "#7"
	ErrDuplicateKey                  // a key that stands twice
	ErrMissingField                  // a field that is not optional is missing
	ErrRedacted                      // null in place of a secret
	ErrTooDeep                       // nested more than 64 targets deep
)

var kindNames = [...]string{
	ErrBadJSON:       "bad_json",
	ErrBadUTF8:       "bad_utf8",
	ErrLoneSurrogate: "lone_surrogate",
	ErrWrongType:     "wrong_type",
	ErrOutOfRange:    "out_of_range",
	ErrBadValue:      "bad_value",
	ErrUnknownName:   "unknown_name",
	ErrUnknownArm:    "unknown_arm",
	ErrDuplicateKey:  "duplicate_key",
	ErrMissingField:  "missing_field",
	ErrRedacted:      "redacted",
	ErrTooDeep:       "too_deep",
}

// String returns the kind's name, such as missing_field.
func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return "unknown"
}

var sentences = [...]string{
	ErrBadJSON:       "this is no JSON",
	ErrBadUTF8:       "the string is not UTF-8",
	ErrLoneSurrogate: "half a surrogate pair",
	ErrWrongType:     "the type needs another kind of JSON value",
	ErrOutOfRange:    "the type can't hold this number",
	ErrBadValue:      "this stands for no value of the type",
	ErrUnknownName:   "the schema has no such name",
	ErrUnknownArm:    "an arm of a newer schema can't be read from JSON",
	ErrDuplicateKey:  "the key was there before",
	ErrMissingField:  "a field that is not optional is missing",
	ErrRedacted:      "the secret was redacted when this was written",
	ErrTooDeep:       "more than 64 targets deep",
}

// Sentence says what is wrong in words: "the key was there before".
func (k Kind) Sentence() string {
	if int(k) < len(sentences) && sentences[k] != "" {
		return sentences[k]
	}
	return "something is wrong"
}

// Error returns the same as String.
func (k Kind) Error() string { return "halflap/json: " + k.String() }

// Error says what is wrong with a JSON text, and where. It unwraps to its Kind.
type Error struct {
	Kind Kind
	// Line and Column count from 1; columns count bytes.
	Line, Column int
	// Path names the field as the schema does: lines[3].name, labels[2].value, payment.card.
	Path string
}

// Error returns a sentence with kind, place and path.
func (e *Error) Error() string {
	text := e.Kind.Error() + " at line " + strconv.Itoa(e.Line) + ", column " + strconv.Itoa(e.Column)
	if e.Path != "" {
		text += " (" + e.Path + ")"
	}
	return text
}

// Unwrap returns the Kind, for errors.Is.
func (e *Error) Unwrap() error { return e.Kind }

// newError makes an error for a place in a text.
func newError(kind Kind, text []byte, at int, path string) *Error {
	line := text[:at]
	return &Error{
		Kind:   kind,
		Line:   1 + bytes.Count(line, []byte{'\n'}),
		Column: at - bytes.LastIndexByte(line, '\n'),
		Path:   path,
	}
}
