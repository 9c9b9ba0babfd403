package desc

import (
	"encoding/binary"
	"errors"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// Where the fields of spec/descriptor.lap lie, worked out by hand by the rules of the wire format;
// a test compares them with what the compiler worked out.
const (
	schemaBlock    = 48
	schemaPackages = 0
	schemaTypes    = 8
	schemaStructs  = 16
	schemaEnums    = 24
	schemaUnions   = 32
	schemaMessages = 40

	packageBlock   = 24
	packageName    = 0
	packageVersion = 8
	packagePins    = 12

	pinBlock    = 16
	pinPackage  = 0
	pinVersions = 4

	structBlock   = 32
	structName    = 0
	structPackage = 8
	structSize    = 12
	structAlign   = 16
	structMembers = 20

	memberBlock  = 16
	memberName   = 0
	memberType   = 8
	memberOffset = 12

	enumBlock   = 24
	enumName    = 0
	enumPackage = 8
	enumValues  = 12
	enumRepr    = 20
	enumFlags   = 21
	enumClosed  = 22

	enumValueBlock = 16
	enumValueValue = 0
	enumValueName  = 8

	unionBlock   = 24
	unionName    = 0
	unionPackage = 8
	unionArms    = 12

	armBlock   = 24
	armTag     = 0
	armName    = 4
	armMessage = 12
	armSince   = 16

	messageBlock     = 48
	messageTypeID    = 0
	messageName      = 8
	messagePackage   = 16
	messageSchemaIDs = 20
	messageBlocks    = 28
	messageFields    = 36
	messageAligned   = 44

	fieldBlock        = 48
	fieldID           = 0
	fieldName         = 4
	fieldType         = 12
	fieldOffset       = 16
	fieldSince        = 20
	fieldRemoved      = 24
	fieldPresence     = 28
	fieldDefault      = 32
	fieldOptional     = 40
	fieldSecret       = 41
	fieldDeprecated   = 42
	fieldPresenceByte = 43

	typeSize = 24
)

// errDescription is all that Decode says: the precise walk over the same bytes says more.
var errDescription = errors.New("not the description of a schema")

// Decode reads a description out of a buffer. It does not look at the header's ids and checksum,
// and its result is not yet indexed. It keeps nothing of b.
func Decode(b []byte) (*Schema, error) {
	if len(b) < wire.HeaderSize+schemaBlock || uint64(len(b)) > wire.MaxSize {
		return nil, errDescription
	}
	r := &reader{b: b, cursor: wire.HeaderSize + schemaBlock}
	s := &Schema{}
	r.root(s)
	if r.bad || align(r.cursor, 8) != uint64(len(b)) {
		return nil, errDescription
	}
	return s, nil
}

// reader follows the slots of a description. Each target must lie where the cursor stands, so no
// byte is read twice; once it is bad, nothing is followed any more.
type reader struct {
	b      []byte
	cursor uint64
	bad    bool
}

func align(n, a uint64) uint64 { return (n + a - 1) &^ (a - 1) }

// The places given to these are inside blocks that list has found to be within bounds.

func (r *reader) u8(at uint64) uint8   { return r.b[at] }
func (r *reader) flag(at uint64) bool  { return r.b[at] != 0 }
func (r *reader) u32(at uint64) uint32 { return binary.LittleEndian.Uint32(r.b[at:]) }
func (r *reader) u64(at uint64) uint64 { return binary.LittleEndian.Uint64(r.b[at:]) }

// target returns where a slot's target begins and the slot's length, having moved the cursor over
// count(length) bytes.
func (r *reader) target(slot uint64, alignment uint64, size uint64) (at uint64, length uint64) {
	offset, n := uint64(r.u32(slot)), uint64(r.u32(slot+4))
	at = align(r.cursor, alignment)
	end := uint64(len(r.b))
	if r.bad || offset == 0 || slot+offset != at || at > end || n*size > end-at {
		r.bad = true
		return 0, 0
	}
	r.cursor = at + n*size
	return at, n
}

func (r *reader) bytes(slot uint64) []byte {
	at, n := r.target(slot, 1, 1)
	return append([]byte{}, r.b[at:at+n]...)
}

func (r *reader) text(slot uint64) string {
	at, n := r.target(slot, 1, 1)
	return string(r.b[at : at+n])
}

func (r *reader) u32s(slot uint64) []uint32 {
	at, n := r.target(slot, 4, 4)
	list := make([]uint32, n)
	for i := range list {
		list[i] = r.u32(at + 4*uint64(i))
	}
	return list
}

func (r *reader) u64s(slot uint64) []uint64 {
	at, n := r.target(slot, 8, 8)
	list := make([]uint64, n)
	for i := range list {
		list[i] = r.u64(at + 8*uint64(i))
	}
	return list
}

// list reads a vector of messages: it allocates for as many blocks as there are bytes for, then
// calls each with where the block lies.
func list[T any](r *reader, slot uint64, block uint64, each func(at uint64, item *T)) []T {
	at, _ := r.target(slot, 8, 0)
	count := uint64(r.u32(slot + 4))
	end := uint64(len(r.b))
	if r.bad || end-at < 8 || uint64(r.u32(at)) != block || count*block > end-at-8 {
		r.bad = true
		return nil
	}
	at += 8
	r.cursor = at + count*block
	items := make([]T, count)
	for i := range items {
		if r.bad {
			return nil
		}
		each(at+uint64(i)*block, &items[i])
	}
	return items
}

func (r *reader) root(s *Schema) {
	at := uint64(wire.HeaderSize)
	s.Packages = list(r, at+schemaPackages, packageBlock, func(at uint64, p *Package) {
		p.Name = r.text(at + packageName)
		p.Version = r.u32(at + packageVersion)
		p.Pins = list(r, at+packagePins, pinBlock, func(at uint64, p *Pin) {
			p.Package = r.u32(at + pinPackage)
			p.Versions = r.u32s(at + pinVersions)
		})
	})
	s.Types = r.types(at + schemaTypes)
	s.Structs = list(r, at+schemaStructs, structBlock, func(at uint64, d *Struct) {
		d.Name = r.text(at + structName)
		d.Package = r.u32(at + structPackage)
		d.Size = r.u32(at + structSize)
		d.Align = r.u32(at + structAlign)
		d.Members = list(r, at+structMembers, memberBlock, func(at uint64, m *Member) {
			m.Name = r.text(at + memberName)
			m.Type = r.u32(at + memberType)
			m.Offset = r.u32(at + memberOffset)
		})
	})
	s.Enums = list(r, at+schemaEnums, enumBlock, func(at uint64, e *Enum) {
		e.Name = r.text(at + enumName)
		e.Package = r.u32(at + enumPackage)
		e.Repr = Kind(r.u8(at + enumRepr))
		e.Flags = r.flag(at + enumFlags)
		e.Closed = r.flag(at + enumClosed)
		e.Values = list(r, at+enumValues, enumValueBlock, func(at uint64, v *EnumValue) {
			v.Value = r.u64(at + enumValueValue)
			v.Name = r.text(at + enumValueName)
		})
	})
	s.Unions = list(r, at+schemaUnions, unionBlock, func(at uint64, u *Union) {
		u.Name = r.text(at + unionName)
		u.Package = r.u32(at + unionPackage)
		u.Arms = list(r, at+unionArms, armBlock, func(at uint64, a *Arm) {
			a.Tag = r.u32(at + armTag)
			a.Name = r.text(at + armName)
			a.Message = r.u32(at + armMessage)
			a.Since = r.u32(at + armSince)
		})
	})
	s.Messages = list(r, at+schemaMessages, messageBlock, r.message)
}

func (r *reader) types(slot uint64) []Type {
	at, n := r.target(slot, 4, typeSize)
	types := make([]Type, n)
	for i := range types {
		b := r.b[at+uint64(i)*typeSize:][:typeSize]
		types[i] = Type{
			Of:          binary.LittleEndian.Uint32(b[0:]),
			Key:         binary.LittleEndian.Uint32(b[4:]),
			Count:       binary.LittleEndian.Uint32(b[8:]),
			Size:        binary.LittleEndian.Uint32(b[12:]),
			KeyAt:       binary.LittleEndian.Uint16(b[16:]),
			ValueAt:     binary.LittleEndian.Uint16(b[18:]),
			Align:       b[20],
			Kind:        Kind(b[21]),
			TargetAlign: b[22],
		}
	}
	return types
}

func (r *reader) message(at uint64, m *Message) {
	m.TypeID = r.u64(at + messageTypeID)
	m.Name = r.text(at + messageName)
	m.Package = r.u32(at + messagePackage)
	m.SchemaIDs = r.u64s(at + messageSchemaIDs)
	m.Blocks = r.u32s(at + messageBlocks)
	m.Aligned = r.flag(at + messageAligned)
	m.Fields = list(r, at+messageFields, fieldBlock, func(at uint64, f *Field) {
		f.ID = r.u32(at + fieldID)
		f.Name = r.text(at + fieldName)
		f.Type = r.u32(at + fieldType)
		f.Offset = r.u32(at + fieldOffset)
		f.Optional = r.flag(at + fieldOptional)
		f.Secret = r.flag(at + fieldSecret)
		f.Deprecated = r.flag(at + fieldDeprecated)
		f.Since = r.u32(at + fieldSince)
		f.Removed = r.u32(at + fieldRemoved)
		f.Presence = NoPresence
		if r.u8(at+fieldPresenceByte)&1 != 0 {
			f.Presence = r.u32(at + fieldPresence)
		}
		if r.u64(at+fieldDefault) != 0 {
			f.Default = r.bytes(at + fieldDefault)
			f.HasDefault = true
		}
	})
}
