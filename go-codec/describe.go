package halflap

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Summary collects the short text that String returns for a view. Generated code makes it.
type Summary struct {
	text  strings.Builder
	comma string
}

// Nested stands for a message or union in a Summary: only its name is shown.
type Nested string

// Describe begins the description of a value of the named type.
func Describe(name string) *Summary {
	d := new(Summary)
	d.text.WriteString(name)
	d.text.WriteByte('{')
	return d
}

// longest is how many bytes of a text are shown.
const longest = 40

// Field adds a field. Long texts are cut; of bytes, vectors and maps only the length is shown.
func (d *Summary) Field(name string, value any) {
	d.text.WriteString(d.comma)
	d.comma = ", "
	d.text.WriteString(name)
	d.text.WriteString(": ")
	switch v := value.(type) {
	case Nested:
		d.text.WriteString(string(v))
		d.text.WriteString("{...}")
	case string:
		d.string(v)
	case interface{ Len() int }:
		if _, secret := value.(Secret); secret {
			d.text.WriteString(redacted)
			return
		}
		d.length(v.Len())
	case fmt.Stringer:
		d.text.WriteString(v.String())
	default:
		if r := reflect.ValueOf(value); r.Kind() == reflect.Slice || r.Kind() == reflect.Array {
			d.length(r.Len())
			return
		}
		fmt.Fprintf(&d.text, "%+v", value)
	}
}

func (d *Summary) string(s string) {
	end := len(s)
	if end > longest {
		end = longest
		for !utf8.RuneStart(s[end]) {
			end--
		}
	}
	d.text.WriteString(strconv.Quote(s[:end]))
	if end < len(s) {
		d.text.WriteString("...")
	}
}

func (d *Summary) length(n int) {
	d.text.WriteByte('[')
	d.text.WriteString(strconv.Itoa(n))
	d.text.WriteByte(']')
}

// String ends the description.
func (d *Summary) String() string { return d.text.String() + "}" }
