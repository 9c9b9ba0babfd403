package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"

	halflap "github.com/halflap/halflap/go-codec"
)

// generated is a generated package.
type generated struct {
	description string
	messages    []message
}

// message is the generated code of one message, behind functions that hide its types.
type message struct {
	id              halflap.ID
	read, readKnown func(b []byte) error
	// recode decodes a buffer to an owned value and encodes that as a version, 0 for the newest.
	recode func(b []byte, version uint32) ([]byte, error)
	// edit opens a buffer for changes and makes none; assign sets all that can be set to what the
	// second buffer holds; scramble returns a buffer like the given one with other values.
	edit     func(b []byte) error
	assign   func(b, want []byte) error
	scramble func(r *rand.Rand, b []byte) ([]byte, error)
}

// view is what all generated views are.
type view[M any] interface {
	Decode() M
	MarshalBinary() ([]byte, error)
	String() string
}

// owned is what pointers to all generated messages are.
type owned[M any] interface {
	*M
	AppendBinary(b []byte) ([]byte, error)
	AppendVersion(b []byte, version uint32) ([]byte, error)
	UnmarshalBinary(b []byte) error
	EncodedLen() (int, error)
}

func of[V view[M], M any, E edit[V], P owned[M]](
	id halflap.ID, read, readKnown func([]byte) (V, error), open func([]byte, func(E) error) error,
) message {
	return message{
		id: id,
		read: func(b []byte) error {
			v, err := read(b)
			_ = v.String() // A view that was refused is an empty message.
			if same := writesAlike[V, M, P](v); same != nil {
				return same
			}
			return err
		},
		readKnown: func(b []byte) error {
			_, err := readKnown(b)
			return err
		},
		recode: func(b []byte, version uint32) ([]byte, error) {
			private := bytes.Clone(b)
			var m M
			if err := P(&m).UnmarshalBinary(private); err != nil {
				return nil, err
			}
			clear(private) // The owned value keeps nothing of it.
			if version == 0 {
				return appendNewest(P(&m))
			}
			return P(&m).AppendVersion(nil, version)
		},
		edit: func(b []byte) error {
			return open(b, func(e E) error {
				if e.String() == "" {
					return errors.New("an edit without a text")
				}
				return nil
			})
		},
		assign: func(b, want []byte) error {
			var m M
			if err := P(&m).UnmarshalBinary(want); err != nil {
				return err
			}
			return open(b, func(e E) error {
				return assign(reflect.ValueOf(e), reflect.ValueOf(m))
			})
		},
		scramble: func(r *rand.Rand, b []byte) ([]byte, error) {
			var e E
			return scrambled[M, P](r, b, reflect.TypeOf(e))
		},
	}
}

// edit is what all generated edits are.
type edit[V any] interface {
	View() V
	String() string
}

// appendNewest encodes behind a prefix, to memory that held something else, and checks that the length was
// known.
func appendNewest[M any, P owned[M]](m P) ([]byte, error) {
	const prefix = "eight..."
	used := bytes.Repeat([]byte{0xaa}, 4096)
	b, err := m.AppendBinary(append(used[:0], prefix...))
	if err != nil {
		return nil, err
	}
	if n, err := m.EncodedLen(); err != nil || n != len(b)-len(prefix) {
		return nil, fmt.Errorf("EncodedLen is %d, %d bytes were written (%v)", n, len(b)-len(prefix), err)
	}
	return b[len(prefix):], nil
}

// writesAlike checks that a view is written, or not, as its owned copy is: one to new memory, the other to
// memory that has room for it.
func writesAlike[V view[M], M any, P owned[M]](v V) error {
	m := v.Decode()
	want, wantErr := P(&m).AppendBinary(bytes.Repeat([]byte{0xaa}, 4096)[:0])
	got, gotErr := v.MarshalBinary()
	if !bytes.Equal(got, want) || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
		return fmt.Errorf("the view is written as %x (%v), its copy as %x (%v)", got, gotErr, want, wantErr)
	}
	return nil
}
