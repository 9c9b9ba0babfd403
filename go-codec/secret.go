package halflap

import (
	"crypto/subtle"
	"fmt"
	"io"
)

// Secret holds bytes that are never printed: every way to format it shows a placeholder instead.
// Copies of a Secret share their bytes. The zero Secret holds none.
type Secret struct{ b []byte }

// redacted stands for a secret wherever it is printed.
const redacted = "(secret)"

// NewSecret returns a Secret that takes over b: Wipe will clear it.
func NewSecret(b []byte) Secret { return Secret{b} }

// Reveal returns the bytes themselves, not a copy. That of a view aliases the buffer.
func (s Secret) Reveal() []byte { return s.b }

// Len returns the number of bytes.
func (s Secret) Len() int { return len(s.b) }

// Equal compares the bytes; how long it takes depends on their number alone.
func (s Secret) Equal(other Secret) bool { return subtle.ConstantTimeCompare(s.b, other.b) == 1 }

// Wipe overwrites the bytes with zeros, also for all copies of the Secret. Its length stays.
func (s Secret) Wipe() { clear(s.b) }

// Clone returns a Secret with bytes of its own.
func (s Secret) Clone() Secret { return Secret{append([]byte(nil), s.b...)} }

// String returns a placeholder.
func (Secret) String() string { return redacted }

// GoString returns a placeholder.
func (Secret) GoString() string { return redacted }

// Format writes a placeholder, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalJSON returns null.
func (Secret) MarshalJSON() ([]byte, error) { return []byte("null"), nil }
