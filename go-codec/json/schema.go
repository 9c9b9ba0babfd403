package json

import (
	"errors"
	"fmt"
	"io"
	"slices"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// Schema is a compiled schema, as its description says it. It may be used by many goroutines.
type Schema struct{ s *desc.Schema }

// ParseSchema reads a description: a file that "halflap gen --descriptor" wrote, or what generated
// code embeds. It keeps nothing of it. A description may come from anywhere. Where it is no good
// buffer, or one of a newer compiler that says more than is known here, the error is a
// [halflap.Error].
func ParseSchema(description []byte) (*Schema, error) {
	s, err := precise.Load(description)
	if fault := (*precise.Fault)(nil); errors.As(err, &fault) {
		return nil, wrap(fault)
	}
	if err != nil {
		return nil, fmt.Errorf("halflap/json: %w", err)
	}
	return &Schema{s}, nil
}

// Type returns the message with a full name, such as shop.Order.
func (s *Schema) Type(name string) (Type, bool) {
	m, ok := s.s.MessageNamed(name)
	return Type{s.s, m}, ok
}

// Types returns all messages, those of imported packages too.
func (s *Schema) Types() []Type {
	types := make([]Type, len(s.s.Messages))
	for i := range types {
		types[i] = Type{s.s, &s.s.Messages[i]}
	}
	return types
}

// TypeOf returns the message that a buffer's header names. The error is a [halflap.Error]: what is
// wrong with the header, or that the schema has no such message. The buffer is not checked further.
func (s *Schema) TypeOf(buffer []byte) (Type, error) {
	m, fault := precise.RootOf(s.s, buffer)
	if fault != nil {
		return Type{}, wrap(fault)
	}
	return Type{s.s, m}, nil
}

// Type is a message of a schema. The zero Type is of no use.
type Type struct {
	s *desc.Schema
	m *desc.Message
}

// Name returns the full name, such as shop.Order.
func (t Type) Name() string { return t.m.Name }

// ID returns the id that the headers of buffers with this root message have.
func (t Type) ID() halflap.ID { return halflap.ID(t.m.TypeID) }

// Newest returns the newest version of the message's package that the description knows.
func (t Type) Newest() uint32 { return uint32(len(t.m.Blocks)) }

// SchemaID returns the fingerprint that headers of a version's writers have; ok is false where the
// description knows no such version.
func (t Type) SchemaID(version uint32) (id halflap.ID, ok bool) {
	if version == 0 || version > t.Newest() {
		return 0, false
	}
	return halflap.ID(t.m.SchemaIDs[version-1]), true
}

// BlockLength returns the length of the message's block in buffers of a version; ok is false where
// the description knows no such version.
func (t Type) BlockLength(version uint32) (length uint32, ok bool) {
	length = t.m.Block(version)
	return length, length != 0
}

// Verify checks a buffer from end to end, as generated code does. The error is a [halflap.Error].
func (t Type) Verify(buffer []byte) error {
	_, fault := precise.Open(t.s, t.m, buffer, precise.Options{})
	return wrap(fault)
}

// VerifyKnown is like Verify and also refuses buffers of newer writers.
func (t Type) VerifyKnown(buffer []byte) error {
	_, fault := precise.Open(t.s, t.m, buffer, precise.Options{KnownOnly: true})
	return wrap(fault)
}

// WriteOptions choose what JSON looks like.
type WriteOptions struct {
	// Pretty writes one value a line, indented by two spaces.
	Pretty bool
	// Reveal writes secrets instead of null.
	Reveal bool
}

// AppendJSON checks a buffer and appends what it holds as JSON to dst. The error is a
// [halflap.Error]; dst is then returned as it was.
func (t Type) AppendJSON(dst, buffer []byte, o WriteOptions) ([]byte, error) {
	view, fault := precise.Open(t.s, t.m, buffer, precise.Options{})
	if fault != nil {
		return dst, wrap(fault)
	}
	return appendView(dst, view, o), nil
}

// WriteJSON checks a buffer and writes what it holds as JSON to w, in pieces of some 50 KB: so the text
// is never in memory as a whole, and w needs no buffer of its own. The error is a [halflap.Error], and
// nothing was written, or the first that w gave.
func (t Type) WriteJSON(w io.Writer, buffer []byte, o WriteOptions) error {
	view, fault := precise.Open(t.s, t.m, buffer, precise.Options{})
	if fault != nil {
		return wrap(fault)
	}
	return writeView(w, view, o)
}

// ReadOptions choose what buffer is made of JSON.
type ReadOptions struct {
	// Checksum gives the buffer a checksum.
	Checksum bool
}

// AppendBuffer reads a JSON text and appends the one buffer that says the same, at the newest version,
// to dst. What is wrong with the text is an [Error]; what is wrong with the value all the same, such as
// that its buffer would be too large, a [halflap.Error]. dst is then returned as it was.
func (t Type) AppendBuffer(dst, text []byte, o ReadOptions) ([]byte, error) {
	return t.AppendVersion(dst, text, t.Newest(), o)
}

// AppendVersion is AppendBuffer as an older writer would have done it. The error is a [halflap.Error]
// also where the description knows no such version, or the version cannot say the value.
func (t Type) AppendVersion(dst, text []byte, version uint32, o ReadOptions) ([]byte, error) {
	if version == 0 || version > t.Newest() {
		return dst, wrap(&precise.Fault{Kind: wire.UnknownVersion})
	}
	textAt := uint64(offsets)
	if n := uint64(len(text)); n <= offsets/2 { // Else too few would be left for the rest.
		textAt -= n
	}
	r, good := t.read(text, textAt)
	defer r.wipe()
	switch {
	case r.crowded:
		return dst, wrap(&precise.Fault{Kind: wire.TooLarge, Path: r.path.String()})
	case !good:
		return dst, newError(r.problem, text, r.at, r.path.String())
	}
	e := &encoder{
		reader:   r,
		out:      slices.Grow(dst, wire.HeaderSize+len(r.done.b)+r.apart),
		base:     len(dst),
		versions: t.s.Versions(t.m.Package, version),
	}
	if !e.encode(t.m, version, o.Checksum) {
		if t.s.Secrets {
			clear(e.out[e.base:])
		}
		return dst, wrap(e.fault)
	}
	return e.out, nil
}

// read reads a text whose bytes the offsets from textAt on stand for. Where too few are left for the
// rest, it reads the text again, and copies all of it.
func (t Type) read(text []byte, textAt uint64) (r *reader, good bool) {
	secret := memory{secret: t.s.Secrets}
	r = &reader{
		scanner: scanner{text: text, scratch: secret}, s: t.s, done: secret, open: secret, textAt: textAt,
	}
	good = r.read(t.m)
	if r.crowded && textAt < offsets {
		r.wipe()
		return t.read(text, offsets)
	}
	return r, good
}

// wrap makes a fault an error of package halflap.
func wrap(fault *precise.Fault) error {
	if fault == nil {
		return nil
	}
	return &halflap.Error{Kind: halflap.Kind(fault.Kind), Offset: fault.Offset, Path: fault.Path}
}
