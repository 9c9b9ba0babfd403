package halflap

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"io"
)

// Secret holds bytes that are never printed: every way to format it shows a placeholder instead.
// Copies of a Secret share their bytes. The zero Secret holds none.
//
// The bytes are two pointers away for the sake of package fmt, which reaches into fields that are
// not exported without asking their types, and through one pointer: it prints the second.
type Secret struct{ p **[]byte }

// redacted stands for a secret wherever it is printed.
const redacted = "(secret)"

// NewSecret returns a Secret that takes over b: Wipe will clear it.
func NewSecret(b []byte) Secret {
	if b == nil {
		return Secret{}
	}
	box := struct {
		to    *[]byte
		bytes []byte
	}{bytes: b}
	box.to = &box.bytes
	return Secret{&box.to}
}

// Reveal returns the bytes themselves, not a copy. That of a view aliases the buffer.
func (s Secret) Reveal() []byte {
	if s.p == nil {
		return nil
	}
	return **s.p
}

// Len returns the number of bytes.
func (s Secret) Len() int { return len(s.Reveal()) }

// Equal compares the bytes; how long it takes depends on their number alone.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare(s.Reveal(), other.Reveal()) == 1
}

// Wipe overwrites the bytes with zeros, also for all copies of the Secret. Its length stays.
func (s Secret) Wipe() { clear(s.Reveal()) }

// Clone returns a Secret with bytes of its own.
func (s Secret) Clone() Secret { return NewSecret(bytes.Clone(s.Reveal())) }

// IsZero says whether the bytes are all zero, or none; how long it takes depends on their number
// alone.
func (s Secret) IsZero() bool {
	var rest byte
	for _, x := range s.Reveal() {
		rest |= x
	}
	return rest == 0
}

// String returns a placeholder.
func (Secret) String() string { return redacted }

// GoString returns a placeholder.
func (Secret) GoString() string { return redacted }

// Format writes a placeholder, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { Format(f, redacted) }

// MarshalJSON returns null.
func (Secret) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// Format writes text, whatever the verb: how views of messages with secrets are printed. Generated
// code calls it. Of %p and %w package fmt asks no view, and prints what it is made of; go vet refuses
// both. Nor does it ask what lies in fields that are not exported: a view has no place there in a
// struct that is printed.
func Format(f fmt.State, text string) { _, _ = io.WriteString(f, text) }

// Wipe wipes what an arm of a union, if it has secrets, holds. Generated code calls it.
func Wipe(arm any) {
	if wiper, ok := arm.(interface{ Wipe() }); ok {
		wiper.Wipe()
	}
}
