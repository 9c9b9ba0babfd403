package desc

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"
)

const (
	// maxBlock is the most that a block, a struct or an array may take.
	maxBlock = 65528
	// maxVersion is the highest version of a package.
	maxVersion = 65535
	// maxNesting is how deep structs and arrays may contain each other; walks recurse over them.
	maxNesting = 64
)

// Index checks that a decoded description holds together and works out what the walks need. A
// description that a compiler made always passes.
func (s *Schema) Index() error {
	for _, check := range []func() error{
		s.indexPackages, s.indexEnums, s.indexTypes, s.indexStructs, s.indexUnions, s.indexMessages,
	} {
		if err := check(); err != nil {
			return fmt.Errorf("description: %w", err)
		}
	}
	return nil
}

func (s *Schema) indexPackages() error {
	if len(s.Packages) == 0 {
		return fmt.Errorf("no package")
	}
	for i := range s.Packages {
		p := &s.Packages[i]
		if !dotted(p.Name) {
			return fmt.Errorf("package %d: name %q", i, p.Name)
		}
		if p.Version < 1 || p.Version > maxVersion {
			return fmt.Errorf("package %s: version %d", p.Name, p.Version)
		}
		seen := make(map[uint32]bool, len(p.Pins))
		for _, pin := range p.Pins {
			if uint64(pin.Package) >= uint64(len(s.Packages)) || int(pin.Package) == i || seen[pin.Package] {
				return fmt.Errorf("package %s: pin of package %d", p.Name, pin.Package)
			}
			seen[pin.Package] = true
			if len(pin.Versions) != int(p.Version) {
				return fmt.Errorf("package %s: %d pins for %d versions", p.Name, len(pin.Versions), p.Version)
			}
			before, newest := uint32(0), s.Packages[pin.Package].Version
			for _, version := range pin.Versions {
				if version < before || version > newest {
					return fmt.Errorf("package %s: pin of version %d of %s", p.Name, version, s.Packages[pin.Package].Name)
				}
				before = version
			}
		}
	}
	return nil
}

func (s *Schema) indexEnums() error {
	for i := range s.Enums {
		e := &s.Enums[i]
		if err := s.declared(e.Name, e.Package); err != nil {
			return fmt.Errorf("enum %d: %w", i, err)
		}
		if !e.Repr.Integer() || (e.Flags && (e.Closed || e.Repr.Signed())) {
			return fmt.Errorf("%s: repr %d", e.Name, e.Repr)
		}
		bits := 8 * uint(scalarSize[e.Repr])
		e.byName = make(map[string]uint64, len(e.Values))
		for j, v := range e.Values {
			fits := v.Value < uint64(bits)
			if !e.Flags {
				fits = Extend(e.Repr, v.Value) == v.Value
			}
			if !fits || (j > 0 && !e.before(e.Values[j-1].Value, v.Value)) {
				return fmt.Errorf("%s: value %d", e.Name, v.Value)
			}
			if _, twice := e.byName[v.Name]; twice || !identifier(v.Name) {
				return fmt.Errorf("%s: name %q", e.Name, v.Name)
			}
			e.byName[v.Name] = v.Value
		}
	}
	return nil
}

// Extend cuts a value to the width of an integer kind and extends it to 64 bits again.
func Extend(repr Kind, value uint64) uint64 {
	switch repr {
	case U8:
		return uint64(uint8(value))
	case I8:
		return uint64(int8(value))
	case U16:
		return uint64(uint16(value))
	case I16:
		return uint64(int16(value))
	case U32:
		return uint64(uint32(value))
	case I32:
		return uint64(int32(value))
	}
	return value
}

// scalarSize is the size of the kinds from Bool to UUID.
var scalarSize = [...]uint32{
	Bool: 1, U8: 1, I8: 1, U16: 2, I16: 2, U32: 4, I32: 4, U64: 8, I64: 8, U128: 16, I128: 16,
	F32: 4, F64: 8, UUID: 16,
}

func scalarAlign(k Kind) uint32 {
	if k == UUID {
		return 1
	}
	return min(scalarSize[k], 8)
}

func (s *Schema) indexTypes() error {
	for i := range s.Types {
		t := &s.Types[i]
		if err := s.indexType(uint32(i), t); err != nil {
			return fmt.Errorf("type %d: %w", i, err)
		}
		if t.Kind.Slot() && (t.Size != 8 || t.Align != 4) {
			return fmt.Errorf("type %d: a slot of size %d, alignment %d", i, t.Size, t.Align)
		}
	}
	return nil
}

// indexType checks the type with index i, which is made of types with lower indices only.
func (s *Schema) indexType(i uint32, t *Type) error {
	size, alignment, target := uint64(8), uint32(4), uint32(0)
	t.Zero = t.Kind != MessageKind && t.Kind != UnionKind
	switch t.Kind {
	case Bool, U8, I8, U16, I16, U32, I32, U64, I64, U128, I128, F32, F64, UUID:
		size, alignment = uint64(scalarSize[t.Kind]), scalarAlign(t.Kind)
		t.Plain = t.Kind != Bool
	case EnumKind, FlagsKind:
		if uint64(t.Of) >= uint64(len(s.Enums)) || s.Enums[t.Of].Flags != (t.Kind == FlagsKind) {
			return fmt.Errorf("no enum %d", t.Of)
		}
		e := &s.Enums[t.Of]
		size, alignment = uint64(scalarSize[e.Repr]), scalarAlign(e.Repr)
		_, named := e.NameOf(0)
		t.Plain, t.Zero = !e.Closed, named || !e.Closed
	case StructKind:
		if uint64(t.Of) >= uint64(len(s.Structs)) || s.Structs[t.Of].used {
			return fmt.Errorf("no struct %d, or another type for it", t.Of)
		}
		d := &s.Structs[t.Of]
		d.used = true
		if err := s.indexStruct(d, i); err != nil {
			return err
		}
		size, alignment = uint64(d.Size), d.Align
		t.Plain, t.Zero, t.depth = d.plain, d.zero, d.depth
	case Array:
		if t.Of >= i || s.Types[t.Of].Kind.Slot() {
			return fmt.Errorf("an array of type %d", t.Of)
		}
		of := &s.Types[t.Of]
		size, alignment = uint64(t.Count)*uint64(of.Size), uint32(of.Align)
		if t.Count == 0 || size > maxBlock || of.depth >= maxNesting {
			return fmt.Errorf("an array of %d elements", t.Count)
		}
		t.Plain, t.Zero, t.depth = of.Plain, of.Zero, of.depth+1
	case String, Bytes:
		target = 1
	case Vector:
		if t.Of >= i {
			return fmt.Errorf("a vector of type %d", t.Of)
		}
		target = uint32(s.Types[t.Of].Align)
		if s.Types[t.Of].Kind == MessageKind {
			target = 8
		}
	case Map:
		target = 8
		if err := s.indexMap(i, t); err != nil {
			return err
		}
	case MessageKind:
		target = 8
		if uint64(t.Of) >= uint64(len(s.Messages)) {
			return fmt.Errorf("no message %d", t.Of)
		}
	case UnionKind:
		target = 8
		if uint64(t.Of) >= uint64(len(s.Unions)) {
			return fmt.Errorf("no union %d", t.Of)
		}
	default:
		return fmt.Errorf("kind %d", t.Kind)
	}
	if uint64(t.Size) != size || uint32(t.Align) != alignment || uint32(t.TargetAlign) != target {
		return fmt.Errorf("size %d, alignments %d and %d", t.Size, t.Align, t.TargetAlign)
	}
	return nil
}

func (s *Schema) indexMap(i uint32, t *Type) error {
	if t.Key >= i || t.Of >= i {
		return fmt.Errorf("a map of types %d and %d", t.Key, t.Of)
	}
	switch k := s.Types[t.Key].Kind; {
	case k == Bool, k >= U8 && k <= I128, k == UUID, k == EnumKind, k == String:
	default:
		return fmt.Errorf("a map with keys of kind %d", k)
	}
	t.Entry = &Message{
		Blocks: []uint32{t.Count},
		Fields: []Field{
			{ID: 1, Name: "key", Type: t.Key, Offset: uint32(t.KeyAt), Since: 1, Presence: NoPresence},
			{ID: 2, Name: "value", Type: t.Of, Offset: uint32(t.ValueAt), Since: 1, Presence: NoPresence},
		},
	}
	return s.layout(t.Entry)
}

// indexStructs checks the structs that no type uses; the others were checked with their type.
func (s *Schema) indexStructs() error {
	for i := range s.Structs {
		if d := &s.Structs[i]; !d.used {
			if err := s.indexStruct(d, uint32(len(s.Types))); err != nil {
				return err
			}
		}
	}
	return nil
}

// indexStruct checks that a struct made of types with indices below limit has its members one
// after the other, without padding.
func (s *Schema) indexStruct(d *Struct, limit uint32) error {
	if err := s.declared(d.Name, d.Package); err != nil {
		return fmt.Errorf("struct %q: %w", d.Name, err)
	}
	d.plain, d.zero = true, true
	size, alignment := uint32(0), uint32(1)
	d.byName = make(map[string]uint32, len(d.Members))
	for i := range d.Members {
		m := &d.Members[i]
		if _, twice := d.byName[m.Name]; twice || !identifier(m.Name) {
			return fmt.Errorf("%s: name %q", d.Name, m.Name)
		}
		d.byName[m.Name] = uint32(i)
		if m.Type >= limit || s.Types[m.Type].Kind.Slot() || s.Types[m.Type].depth >= maxNesting {
			return fmt.Errorf("%s: type of %s", d.Name, m.Name)
		}
		t := &s.Types[m.Type]
		if m.Offset != size || m.Offset%uint32(t.Align) != 0 {
			return fmt.Errorf("%s: offset %d of %s", d.Name, m.Offset, m.Name)
		}
		size += t.Size
		if size > maxBlock {
			return fmt.Errorf("%s: size above %d", d.Name, maxBlock)
		}
		alignment = max(alignment, uint32(t.Align))
		d.plain = d.plain && t.Plain
		d.zero = d.zero && t.Zero
		d.depth = max(d.depth, t.depth+1)
	}
	if size == 0 || size != d.Size || alignment != d.Align || size%alignment != 0 {
		return fmt.Errorf("%s: size %d, alignment %d", d.Name, d.Size, d.Align)
	}
	return nil
}

func (s *Schema) indexUnions() error {
	for i := range s.Unions {
		u := &s.Unions[i]
		if err := s.declared(u.Name, u.Package); err != nil {
			return fmt.Errorf("union %d: %w", i, err)
		}
		u.byName = make(map[string]uint32, len(u.Arms))
		tag := uint32(0)
		for j, arm := range u.Arms {
			if _, twice := u.byName[arm.Name]; twice || !identifier(arm.Name) {
				return fmt.Errorf("%s: name %q", u.Name, arm.Name)
			}
			u.byName[arm.Name] = uint32(j)
			if arm.Tag <= tag || uint64(arm.Message) >= uint64(len(s.Messages)) ||
				arm.Since < 1 || arm.Since > s.Packages[u.Package].Version {
				return fmt.Errorf("%s: arm %s", u.Name, arm.Name)
			}
			tag = arm.Tag
		}
	}
	return nil
}

func (s *Schema) indexMessages() error {
	s.byID = make(map[uint64]uint32, len(s.Messages))
	s.byName = make(map[string]uint32, len(s.Messages))
	for i := range s.Messages {
		m := &s.Messages[i]
		if err := s.declared(m.Name, m.Package); err != nil {
			return fmt.Errorf("message %d: %w", i, err)
		}
		_, sameID := s.byID[m.TypeID]
		_, sameName := s.byName[m.Name]
		if sameID || sameName {
			return fmt.Errorf("%s stands twice", m.Name)
		}
		s.byID[m.TypeID] = uint32(i)
		s.byName[m.Name] = uint32(i)
		version := int(s.Packages[m.Package].Version)
		if len(m.Blocks) != version || len(m.SchemaIDs) != version {
			return fmt.Errorf("%s: %d blocks, %d schema ids, %d versions", m.Name, len(m.Blocks), len(m.SchemaIDs), version)
		}
		if err := s.indexFields(m); err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
		if err := s.layout(m); err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
	}
	return nil
}

func (s *Schema) indexFields(m *Message) error {
	m.byName = make(map[string]uint32, len(m.Fields))
	id, version := uint32(0), s.Packages[m.Package].Version
	for i := range m.Fields {
		f := &m.Fields[i]
		if _, twice := m.byName[f.Name]; twice || !identifier(f.Name) {
			return fmt.Errorf("name %q", f.Name)
		}
		m.byName[f.Name] = uint32(i)
		s.Secrets = s.Secrets || f.Secret
		if f.ID <= id || uint64(f.Type) >= uint64(len(s.Types)) {
			return fmt.Errorf("field %s: id %d, type %d", f.Name, f.ID, f.Type)
		}
		id = f.ID
		if f.Since < 1 || f.Since > version || (f.Removed != 0 && (f.Removed <= f.Since || f.Removed > version)) {
			return fmt.Errorf("field %s: since %d, removed %d", f.Name, f.Since, f.Removed)
		}
		t := &s.Types[f.Type]
		if (f.Presence != NoPresence) != (f.Optional && !t.Kind.Slot()) {
			return fmt.Errorf("field %s: presence", f.Name)
		}
		if f.Secret && !s.mayBeSecret(t) {
			return fmt.Errorf("field %s: a secret of kind %d", f.Name, t.Kind)
		}
		if f.HasDefault && (f.Optional || !s.validDefault(t, f.Default)) {
			return fmt.Errorf("field %s: default", f.Name)
		}
		if f.Since > 1 && !f.Optional && !f.HasDefault && !t.Zero {
			return fmt.Errorf("field %s: older writers give it no value", f.Name)
		}
	}
	return nil
}

func (s *Schema) mayBeSecret(t *Type) bool {
	return t.Kind == String || t.Kind == Bytes || (t.Kind == Array && s.Types[t.Of].Kind == U8)
}

func (s *Schema) validDefault(t *Type, value []byte) bool {
	switch t.Kind {
	case String:
		return utf8.Valid(value)
	case Array, StructKind, Bytes, Vector, Map, MessageKind, UnionKind:
		return false
	}
	if uint64(len(value)) != uint64(t.Size) {
		return false
	}
	if t.Kind == Bool {
		return value[0] <= 1
	}
	if t.Kind == EnumKind && s.Enums[t.Of].Closed {
		_, named := s.Enums[t.Of].NameOf(Integer(s.Enums[t.Of].Repr, value))
		return named
	}
	return true
}

// Integer reads an integer of up to 64 bits from little-endian bytes, extended by its sign.
func Integer(repr Kind, b []byte) uint64 {
	switch repr {
	case U8:
		return uint64(b[0])
	case I8:
		return uint64(int8(b[0]))
	case U16:
		return uint64(binary.LittleEndian.Uint16(b))
	case I16:
		return uint64(int16(binary.LittleEndian.Uint16(b)))
	case U32:
		return uint64(binary.LittleEndian.Uint32(b))
	case I32:
		return uint64(int32(binary.LittleEndian.Uint32(b)))
	}
	return binary.LittleEndian.Uint64(b)
}

// declared checks what every declaration has: a full name and a package.
func (s *Schema) declared(name string, pkg uint32) error {
	if uint64(pkg) >= uint64(len(s.Packages)) {
		return fmt.Errorf("no package %d", pkg)
	}
	prefix := s.Packages[pkg].Name + "."
	if len(name) <= len(prefix) || name[:len(prefix)] != prefix || !identifier(name[len(prefix):]) {
		return fmt.Errorf("name %q", name)
	}
	return nil
}

// identifier reports whether a name is made of letters, digits and underscores and begins with no
// digit, so that it may stand in paths and in JSON as it is.
func identifier(name string) bool {
	for i := 0; i < len(name); i++ {
		c := name[i]
		letter := c == '_' || (c|0x20 >= 'a' && c|0x20 <= 'z')
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// dotted reports whether a name is made of identifiers with dots between them.
func dotted(name string) bool {
	begin := 0
	for i := 0; i <= len(name); i++ {
		if i == len(name) || name[i] == '.' {
			if !identifier(name[begin:i]) {
				return false
			}
			begin = i + 1
		}
	}
	return true
}
