package runner

import (
	"bytes"
	"fmt"

	halflap "github.com/halflap/halflap/go-codec"
)

// Reader is the generated code of one message, at one version of its schema, behind functions that hide
// its types.
type Reader struct {
	id              halflap.ID
	description     string
	read, readKnown func(b []byte) error
	see             func(b, odd []byte, versions []uint32) ([]written, error)
}

// written is what encoding gave.
type written struct {
	bytes []byte
	err   error
}

func (w written) same(other written) bool {
	return bytes.Equal(w.bytes, other.bytes) && fmt.Sprint(w.err) == fmt.Sprint(other.err)
}

func (w written) String() string {
	if w.err != nil {
		return w.err.Error()
	}
	return fmt.Sprintf("%x", w.bytes)
}

// view is what all generated views are.
type view[M any] interface {
	Decode() M
	Borrow() M
	AppendBinary(b []byte) ([]byte, error)
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

// Of makes the reader of a generated message.
func Of[V view[M], M any, P owned[M]](id halflap.ID, description string, read, readKnown func([]byte) (V, error)) Reader {
	return Reader{
		id:          id,
		description: description,
		read:        func(b []byte) error { _, err := read(b); return err },
		readKnown:   func(b []byte) error { _, err := readKnown(b); return err },
		see: func(b, odd []byte, versions []uint32) ([]written, error) {
			v, err := read(b)
			if err != nil {
				return nil, err
			}
			return see[V, M, P](v, odd, versions)
		},
	}
}

// see looks at everything in a view, and writes it as each of the versions, the last of which is the
// newest. Odd are the same bytes at an odd address.
func see[V view[M], M any, P owned[M]](v V, odd []byte, versions []uint32) ([]written, error) {
	if v.String() == "" {
		return nil, fmt.Errorf("the view shows nothing")
	}
	if err := visit(v); err != nil {
		return nil, err
	}
	copied, borrowed := v.Decode(), v.Borrow()
	var elsewhere M
	private := bytes.Clone(odd)
	if err := P(&elsewhere).UnmarshalBinary(private[1:]); err != nil {
		return nil, fmt.Errorf("decode elsewhere: %w", err)
	}
	clear(private) // The owned value keeps nothing of it.

	var all []written
	for _, version := range versions {
		var one [3]written
		for i, m := range []P{&copied, &borrowed, &elsewhere} {
			one[i].bytes, one[i].err = m.AppendVersion(nil, version)
		}
		if !one[0].same(one[1]) || !one[0].same(one[2]) {
			return nil, fmt.Errorf("version %d: the copy is written as %v, the borrowed value as %v, decoded elsewhere as %v",
				version, one[0], one[1], one[2])
		}
		all = append(all, one[0])
	}
	return all, newestIsWhole[V, M, P](v, &copied, all[len(all)-1])
}

// newestIsWhole checks that the ways to the newest version agree, and that what comes out is read as the
// same value.
func newestIsWhole[V view[M], M any, P owned[M]](v V, m P, newest written) error {
	// What the memory held before must not show through.
	used := bytes.Repeat([]byte{0xaa}, len(newest.bytes)+16)
	copy(used, "eight...")
	var ways [3]written
	ways[0].bytes, ways[0].err = m.AppendBinary(used[:8])
	ways[1].bytes, ways[1].err = v.AppendBinary(bytes.Clone(used)[:8])
	for i := range ways[:2] {
		if b := ways[i].bytes; string(b[:8]) != "eight..." {
			return fmt.Errorf("the prefix became %q", b[:8])
		}
		ways[i].bytes = ways[i].bytes[8:]
	}
	ways[2].bytes, ways[2].err = v.MarshalBinary()
	for _, way := range ways {
		if !way.same(newest) {
			return fmt.Errorf("the newest version is %v, or %v", newest, way)
		}
	}
	length, err := m.EncodedLen()
	if newest.err != nil {
		if err == nil {
			return fmt.Errorf("a length, %d, of what can't be written", length)
		}
		return nil
	}
	if err != nil || length != len(newest.bytes) {
		return fmt.Errorf("%d bytes were announced as %d (%v)", len(newest.bytes), length, err)
	}
	var again M
	if err := P(&again).UnmarshalBinary(newest.bytes); err != nil {
		return fmt.Errorf("what was written: %w", err)
	}
	var second written
	if second.bytes, second.err = P(&again).AppendBinary(nil); !second.same(newest) {
		return fmt.Errorf("%v is read and written as %v", newest, second)
	}
	return nil
}
