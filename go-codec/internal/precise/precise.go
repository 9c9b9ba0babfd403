// Package precise is the validator that says what is wrong with a buffer, and where: one walk
// driven by a schema's description, in exactly the order that the specification prescribes. The
// generated validators only say yes or no and call it for the reason; JSON and the tools use it
// alone. It is written to be read beside spec/wire.md.
package precise

import (
	"fmt"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// Options choose how strict a check is.
type Options struct {
	// KnownOnly refuses newer writers.
	KnownOnly bool
	// Misaligned says that the buffer does not lie at a multiple of 8 and is to be read by
	// reference; roots that do not mind pass all the same.
	Misaligned bool
}

// Fault says what is wrong, at which byte of the buffer, and in which field.
type Fault struct {
	Kind   wire.Kind
	Offset int64
	Path   string
}

// Error returns a sentence with all three.
func (f *Fault) Error() string {
	text := fmt.Sprintf("%s (%v at byte %d", f.Kind.Text(), f.Kind, f.Offset)
	if f.Path != "" {
		text += ", in " + f.Path
	}
	return text + ")"
}

// View is a buffer that has been checked.
type View struct {
	Schema *desc.Schema
	Root   *desc.Message
	Buffer []byte
	Header wire.Header
	// Versions are by package: which fields and arms of it the buffer shows.
	Versions []uint32
	// Newer says that the writer is newer than the description.
	Newer bool
}

// Open checks a buffer with a root message of s from end to end.
func Open(s *desc.Schema, root *desc.Message, b []byte, o Options) (*View, *Fault) {
	h, kind, offset := wire.CheckHeader(b, &wire.Root{
		TypeID:     root.TypeID,
		SchemaIDs:  root.SchemaIDs,
		KnownOnly:  o.KnownOnly,
		Misaligned: o.Misaligned && root.Aligned,
	})
	if kind != 0 {
		return nil, &Fault{Kind: kind, Offset: offset}
	}
	v := &View{
		Schema: s, Root: root, Buffer: b, Header: h,
		Versions: s.Versions(root.Package, h.Version),
		Newer:    uint64(h.Version) > uint64(len(root.SchemaIDs)),
	}
	w := &walk{
		s: s, b: b, versions: v.Versions, newer: v.Newer,
		cursor: wire.HeaderSize + uint64(h.BlockLength),
		end:    uint64(len(b)),
	}
	version := v.Versions[root.Package]
	if !w.blockLength(root, version, uint64(h.BlockLength), wire.AtBlockLength) ||
		!w.block(root, version, wire.HeaderSize) || !w.close() {
		return nil, w.fault
	}
	return v, nil
}
