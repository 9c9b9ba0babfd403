package halflap

import (
	"bytes"
	"encoding/hex"
	"errors"
)

// UUID is a universally unique identifier: its 16 bytes in the usual order.
type UUID [16]byte

var errUUID = errors.New("halflap: a UUID is written as 8-4-4-4-12 hexadecimal digits")

// ParseUUID reads the usual 36 characters, in either case.
func ParseUUID(s string) (UUID, error) {
	var id UUID
	return id, id.UnmarshalText([]byte(s))
}

// String returns the usual 36 characters, in lower case.
func (id UUID) String() string {
	text, _ := id.MarshalText()
	return string(text)
}

// Compare orders UUIDs by their bytes, as maps do.
func (id UUID) Compare(other UUID) int { return bytes.Compare(id[:], other[:]) }

// MarshalText returns the same as String.
func (id UUID) MarshalText() ([]byte, error) {
	text := make([]byte, 36)
	hex.Encode(text, id[:4])
	hex.Encode(text[9:], id[4:6])
	hex.Encode(text[14:], id[6:8])
	hex.Encode(text[19:], id[8:10])
	hex.Encode(text[24:], id[10:])
	for _, i := range hyphens {
		text[i] = '-'
	}
	return text, nil
}

var hyphens = [...]int{8, 13, 18, 23}

// UnmarshalText reads what MarshalText writes, in either case.
func (id *UUID) UnmarshalText(text []byte) error {
	if len(text) != 36 {
		return errUUID
	}
	for _, i := range hyphens {
		if text[i] != '-' {
			return errUUID
		}
	}
	var digits [32]byte
	n := copy(digits[:], text[:8])
	n += copy(digits[n:], text[9:13])
	n += copy(digits[n:], text[14:18])
	n += copy(digits[n:], text[19:23])
	copy(digits[n:], text[24:])
	var parsed UUID
	if _, err := hex.Decode(parsed[:], digits[:]); err != nil {
		return errUUID
	}
	*id = parsed
	return nil
}
