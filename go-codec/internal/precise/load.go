package precise

import (
	"sync"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// Load reads a description, having checked it as it will check others. It keeps nothing of b.
func Load(b []byte) (*desc.Schema, error) {
	if _, fault := Open(desc.Self(), desc.SelfRoot(), b, Options{KnownOnly: true}); fault != nil {
		return nil, fault
	}
	s, err := desc.Decode(b)
	if err != nil {
		return nil, err
	}
	if err := s.Index(); err != nil {
		return nil, err
	}
	return s, nil
}

// loaded keeps the descriptions that generated code is made with: there are as many of them as the
// program has packages of generated code.
var loaded sync.Map // of string to *desc.Schema

// Check says what is wrong with a buffer whose root message has the type id, by an embedded
// description. kind is 0 when nothing is.
func Check(description string, typeID uint64, b []byte, o Options) (kind wire.Kind, offset int64, path string) {
	s, err := embedded(description)
	if err != nil {
		return wire.ValidatorsDisagree, 0, ""
	}
	root, known := s.Message(typeID)
	if !known {
		return wire.ValidatorsDisagree, 0, ""
	}
	if _, fault := Open(s, root, b, o); fault != nil {
		return fault.Kind, fault.Offset, fault.Path
	}
	return 0, 0, ""
}

func embedded(description string) (*desc.Schema, error) {
	if s, ok := loaded.Load(description); ok {
		return s.(*desc.Schema), nil
	}
	s, err := Load([]byte(description))
	if err != nil {
		return nil, err
	}
	loaded.Store(description, s)
	return s, nil
}

// RootOf returns the message of s that a buffer's header names. The fault says what is wrong with
// the header where it names none.
func RootOf(s *desc.Schema, b []byte) (*desc.Message, *Fault) {
	typeID := uint64(0)
	if len(b) >= wire.HeaderSize {
		typeID = wire.Parse(b).TypeID
	}
	if root, ok := s.Message(typeID); ok {
		return root, nil
	}
	_, kind, offset := wire.CheckHeader(b, &wire.Root{TypeID: ^typeID})
	return nil, &Fault{Kind: kind, Offset: offset}
}
