// Package desc parses the description of a compiled schema: the halflap message that
// spec/descriptor.lap declares, made by the compiler and embedded in generated code. The precise
// walk and JSON work by what this package returns.
//
// A description may come from anywhere. [Decode] follows its bytes with one cursor, so that the
// work and the memory are linear in its length, and [Schema.Index] refuses whatever does not hold
// together; behind it no index is out of range, no field lies outside its block or over another,
// and no fixed type contains itself.
package desc

// Kind is what a [Type] is.
type Kind uint8

// The kinds of types. The numbers are part of the format.
const (
	Bool Kind = 1 + iota
	U8
	I8
	U16
	I16
	U32
	I32
	U64
	I64
	U128
	I128
	F32
	F64
	UUID
	EnumKind
	FlagsKind
	StructKind
	Array
	String
	Bytes
	Vector
	Map
	MessageKind
	UnionKind
)

// Slot reports whether a block holds a slot for the kind instead of the value.
func (k Kind) Slot() bool { return k >= String }

// Integer reports whether k is one of the integers up to 64 bits.
func (k Kind) Integer() bool { return k >= U8 && k <= I64 }

// Signed reports whether k is one of the signed integers.
func (k Kind) Signed() bool {
	return k == I8 || k == I16 || k == I32 || k == I64 || k == I128
}

// Schema is a described schema: the package of one file, and all it imports.
type Schema struct {
	Packages []Package
	Types    []Type
	Structs  []Struct
	Enums    []Enum
	Unions   []Union
	Messages []Message

	// Secrets is worked out by Index: some message has a secret field.
	Secrets bool

	byID   map[uint64]uint32
	byName map[string]uint32
}

// Package is one package. Package 0 is that of the file that was compiled.
type Package struct {
	Name string
	// Version is the newest that its file declares.
	Version uint32
	Pins    []Pin
}

// Pin says which version of another package each version of a package means.
type Pin struct {
	Package uint32
	// Versions are by version of the importing package, from 1; 0 where it is not imported yet.
	Versions []uint32
}

// Type is a type as it is used by fields, members, elements, keys and values.
type Type struct {
	// Of is an index of Enums, Structs, Types, Messages or Unions, as Kind says.
	Of uint32
	// Key is the index in Types of a map's key.
	Key uint32
	// Count is the number of an array's elements, or the length of a map's entry.
	Count uint32
	// Size is what a value takes in a block, a struct or a vector.
	Size uint32
	// KeyAt and ValueAt are where key and value lie in a map's entry.
	KeyAt, ValueAt uint16
	// Align is the alignment in a block, a struct or a vector.
	Align uint8
	Kind  Kind
	// TargetAlign is the alignment of what a slot points at.
	TargetAlign uint8

	// Plain is worked out by Index: every bit pattern is a value.
	Plain bool
	// Zero is worked out by Index: bytes of zero are a value, or for a slot there is an empty one.
	Zero bool
	// Entry is worked out by Index: a map's entry as the message {1 key: K, 2 value: V}.
	Entry *Message

	depth uint8
}

// Struct is a struct.
type Struct struct {
	Name    string
	Package uint32
	Size    uint32
	Align   uint32
	// Members are in order of declaration, which is their order in memory.
	Members []Member

	byName map[string]uint32

	plain bool
	zero  bool
	depth uint8
	used  bool
}

// Member is a member of a struct.
type Member struct {
	Name   string
	Type   uint32
	Offset uint32
}

// Enum is an enum or a set of flags.
type Enum struct {
	Name    string
	Package uint32
	Repr    Kind
	Flags   bool
	Closed  bool
	// Values are ascending, signed where Repr is.
	Values []EnumValue

	byName map[string]uint64
}

// EnumValue is a named value.
type EnumValue struct {
	Name string
	// Value is sign-extended to 64 bits; for flags it is the number of the bit.
	Value uint64
}

// Union is a union.
type Union struct {
	Name    string
	Package uint32
	// Arms are ascending by tag.
	Arms []Arm

	byName map[string]uint32
}

// Arm is one of the messages that a union can hold.
type Arm struct {
	Tag     uint32
	Name    string
	Message uint32
	Since   uint32
}

// Message is a message.
type Message struct {
	Name    string
	Package uint32
	// TypeID is the first eight bytes of a digest as a little-endian number.
	TypeID uint64
	// SchemaIDs and Blocks are by version of the package, from version 1.
	SchemaIDs []uint64
	Blocks    []uint32
	// Aligned says that a buffer with this root must lie at a multiple of 8 to be read by reference.
	Aligned bool
	// Fields are ascending by id, removed ones too.
	Fields []Field

	// Groups are worked out by Index: what the block holds, in order of position.
	Groups []Group

	byName map[string]uint32
}

// Field is a field of a message.
type Field struct {
	ID   uint32
	Name string
	Type uint32
	// Offset is where it lies in the block.
	Offset     uint32
	Optional   bool
	Secret     bool
	Deprecated bool
	Since      uint32
	// Removed is the version from which it is removed, 0 where it is in use.
	Removed uint32
	// Presence is where its presence bit is, 8 * byte + bit; NoPresence where it has none.
	Presence uint32
	// Default is the declared default as it would lie in a block (a string: its bytes).
	Default    []byte
	HasDefault bool
}

// NoPresence is the Presence of a field without a presence bit.
const NoPresence = ^uint32(0)

// RemovedAt reports whether the field is removed at a version of its package.
func (f *Field) RemovedAt(version uint32) bool { return f.Removed != 0 && version >= f.Removed }

// Group is the part of a block that one version added.
type Group struct {
	Since uint32
	// Parts are what has to be checked, in order of position: not what any bits are good for, nor slots
	// that are in use.
	Parts []Part
	// Slots are the fields that are slots, as indices of Fields, in order of position.
	Slots []uint32
}

// Part is a run of bytes in a block that are checked together.
type Part struct {
	Kind       PartKind
	Begin, End uint32
	// Field is an index of Message.Fields.
	Field uint32
	// Bits are the fields of a presence byte by bit, -1 where a bit is spare.
	Bits [8]int32
}

// PartKind says what a [Part] is.
type PartKind uint8

// The kinds of parts.
const (
	PartField PartKind = iota
	PartPresence
	PartPadding
)

// Message returns the message with a type id.
func (s *Schema) Message(typeID uint64) (*Message, bool) {
	i, ok := s.byID[typeID]
	if !ok {
		return nil, false
	}
	return &s.Messages[i], true
}

// MessageNamed returns the message with a full name, such as shop.Order.
func (s *Schema) MessageNamed(name string) (*Message, bool) {
	i, ok := s.byName[name]
	if !ok {
		return nil, false
	}
	return &s.Messages[i], true
}

// Named returns the index of the field with a name, unless it is removed; likely is tried first.
func (m *Message) Named(name []byte, likely int) (int, bool) {
	i := likely
	if i >= len(m.Fields) || m.Fields[i].Name != string(name) {
		found, ok := m.byName[string(name)]
		if !ok {
			return 0, false
		}
		i = int(found)
	}
	return i, m.Fields[i].Removed == 0
}

// Needed reports whether a field of the newest version has to have a value, and its name.
func (m *Message) Needed(i int) (name string, needed bool) {
	f := &m.Fields[i]
	return f.Name, !f.Optional && f.Removed == 0
}

// Named returns the index of the member with a name; likely is tried first.
func (d *Struct) Named(name []byte, likely int) (int, bool) {
	if likely < len(d.Members) && d.Members[likely].Name == string(name) {
		return likely, true
	}
	i, ok := d.byName[string(name)]
	return int(i), ok
}

// Needed returns the name of a member; each has to have a value.
func (d *Struct) Needed(i int) (name string, needed bool) { return d.Members[i].Name, true }

// Lookup returns the value, or for flags the number of the bit, with a name.
func (e *Enum) Lookup(name []byte) (uint64, bool) {
	v, ok := e.byName[string(name)]
	return v, ok
}

// NameOf returns the name of a value (sign-extended to 64 bits), or for flags of a bit.
func (e *Enum) NameOf(value uint64) (string, bool) {
	low, high := 0, len(e.Values)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if e.before(e.Values[middle].Value, value) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(e.Values) && e.Values[low].Value == value {
		return e.Values[low].Name, true
	}
	return "", false
}

// before is the order of the values.
func (e *Enum) before(a, b uint64) bool {
	if e.Repr.Signed() && !e.Flags {
		return int64(a) < int64(b)
	}
	return a < b
}

// Arm returns the arm with a tag that a version of the union's package has.
func (u *Union) Arm(tag, version uint32) (*Arm, bool) {
	low, high := 0, len(u.Arms)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if u.Arms[middle].Tag < tag {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == len(u.Arms) || u.Arms[low].Tag != tag || u.Arms[low].Since > version {
		return nil, false
	}
	return &u.Arms[low], true
}

// ArmNamed returns the arm with a name.
func (u *Union) ArmNamed(name []byte) (*Arm, bool) {
	i, ok := u.byName[string(name)]
	if !ok {
		return nil, false
	}
	return &u.Arms[i], true
}

// Versions returns by package the version that a version of the root's package means; 0 for
// packages that it does not import. A version above the newest counts as the newest.
func (s *Schema) Versions(root, version uint32) []uint32 {
	versions := make([]uint32, len(s.Packages))
	if newest := s.Packages[root].Version; version > newest {
		version = newest
	}
	versions[root] = version
	if version == 0 {
		return versions
	}
	for _, pin := range s.Packages[root].Pins {
		versions[pin.Package] = pin.Versions[version-1]
	}
	return versions
}

// Block returns the length of the message's block at a version of its package; 0 where there is
// no such version.
func (m *Message) Block(version uint32) uint32 {
	if version == 0 || uint64(version) > uint64(len(m.Blocks)) {
		return 0
	}
	return m.Blocks[version-1]
}

// Newest returns the length of the message's block at the newest version of its package.
func (m *Message) Newest() uint32 { return m.Blocks[len(m.Blocks)-1] }

// Has reports whether a version of its package has the field.
func (f *Field) Has(version uint32) bool { return f.Since <= version && !f.RemovedAt(version) }
