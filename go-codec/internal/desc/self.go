package desc

import "sync"

// Self returns the description of descriptions: spec/descriptor.lap, indexed. The precise walk
// checks a description by it before anything is decoded. It is written by hand, since reading it
// from a compiled file would need it already; a test compares it with the compiler's.
var Self = sync.OnceValue(func() *Schema {
	s := &Schema{
		Packages: []Package{{Name: "halflap.descriptor", Version: 1}},
		Types:    selfTypes(),
		Structs: []Struct{{
			Name: "halflap.descriptor.Type", Size: typeSize, Align: 4,
			Members: []Member{
				{"of", selfU32, 0}, {"key", selfU32, 4}, {"count", selfU32, 8}, {"size", selfU32, 12},
				{"key_at", selfU16, 16}, {"value_at", selfU16, 18},
				{"align", selfU8, 20}, {"kind", selfKind, 21}, {"target_align", selfU8, 22}, {"reserved", selfU8, 23},
			},
		}},
		Enums:    []Enum{{Name: "halflap.descriptor.Kind", Repr: U8, Values: selfKinds()}},
		Messages: selfMessages(),
	}
	if err := s.Index(); err != nil {
		panic(err) // A test runs this.
	}
	return s
})

// Ids of spec/descriptor.lap, as little-endian numbers.
const (
	selfTypeID   = 0x1fb3e78735147b04
	selfSchemaID = 0xea7801f5954248cb
)

// Indices of Self's types.
const (
	selfU8 = iota
	selfU16
	selfU32
	selfU64
	selfBool
	selfKind
	selfString
	selfBytes
	selfType
	selfU32s
	selfU64s
	selfTypeList
	selfFirst // the messages, then the vectors of them
)

// Indices of Self's messages.
const (
	selfSchema = iota
	selfPackage
	selfPin
	selfStruct
	selfMember
	selfEnum
	selfEnumValue
	selfUnion
	selfArm
	selfMessage
	selfField
	selfCount
)

// listOf returns the index of the type of a vector of a message.
func listOf(message uint32) uint32 { return selfFirst + selfCount + message }

func selfTypes() []Type {
	vector := func(of uint32, targetAlign uint8) Type {
		return Type{Kind: Vector, Of: of, Size: 8, Align: 4, TargetAlign: targetAlign}
	}
	types := []Type{
		selfU8:       {Kind: U8, Size: 1, Align: 1},
		selfU16:      {Kind: U16, Size: 2, Align: 2},
		selfU32:      {Kind: U32, Size: 4, Align: 4},
		selfU64:      {Kind: U64, Size: 8, Align: 8},
		selfBool:     {Kind: Bool, Size: 1, Align: 1},
		selfKind:     {Kind: EnumKind, Size: 1, Align: 1},
		selfString:   {Kind: String, Size: 8, Align: 4, TargetAlign: 1},
		selfBytes:    {Kind: Bytes, Size: 8, Align: 4, TargetAlign: 1},
		selfType:     {Kind: StructKind, Size: typeSize, Align: 4},
		selfU32s:     vector(selfU32, 4),
		selfU64s:     vector(selfU64, 8),
		selfTypeList: vector(selfType, 4),
	}
	for message := range uint32(selfCount) {
		types = append(types, Type{Kind: MessageKind, Of: message, Size: 8, Align: 4, TargetAlign: 8})
	}
	for message := range uint32(selfCount) {
		types = append(types, vector(selfFirst+message, 8))
	}
	return types
}

func selfKinds() []EnumValue {
	names := []string{
		"bool", "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "u128", "i128", "f32", "f64", "uuid",
		"enum_", "flags_", "struct_", "array", "string", "bytes", "vector", "map", "message", "union",
	}
	values := make([]EnumValue, len(names))
	for i, name := range names {
		values[i] = EnumValue{Name: name, Value: uint64(i + 1)}
	}
	return values
}

func selfMessages() []Message {
	message := func(name string, block uint32, fields ...Field) Message {
		return Message{Name: "halflap.descriptor." + name, Blocks: []uint32{block}, SchemaIDs: []uint64{0}, Fields: fields}
	}
	field := func(id uint32, name string, typ uint32, offset uint32) Field {
		return Field{ID: id, Name: name, Type: typ, Offset: offset, Since: 1, Presence: NoPresence}
	}
	optional := func(f Field, presence uint32) Field {
		f.Optional, f.Presence = true, presence
		return f
	}
	messages := []Message{
		selfSchema: message("Schema", schemaBlock,
			field(1, "packages", listOf(selfPackage), schemaPackages),
			field(2, "types", selfTypeList, schemaTypes),
			field(3, "structs", listOf(selfStruct), schemaStructs),
			field(4, "enums", listOf(selfEnum), schemaEnums),
			field(5, "unions", listOf(selfUnion), schemaUnions),
			field(6, "messages", listOf(selfMessage), schemaMessages)),
		selfPackage: message("Package", packageBlock,
			field(1, "name", selfString, packageName),
			field(2, "version", selfU32, packageVersion),
			field(3, "pins", listOf(selfPin), packagePins)),
		selfPin: message("Pin", pinBlock,
			field(1, "package", selfU32, pinPackage),
			field(2, "versions", selfU32s, pinVersions)),
		selfStruct: message("Struct", structBlock,
			field(1, "name", selfString, structName),
			field(2, "package", selfU32, structPackage),
			field(3, "size", selfU32, structSize),
			field(4, "align", selfU32, structAlign),
			field(5, "members", listOf(selfMember), structMembers)),
		selfMember: message("Member", memberBlock,
			field(1, "name", selfString, memberName),
			field(2, "type", selfU32, memberType),
			field(3, "offset", selfU32, memberOffset)),
		selfEnum: message("Enum", enumBlock,
			field(1, "name", selfString, enumName),
			field(2, "package", selfU32, enumPackage),
			field(3, "repr", selfKind, enumRepr),
			field(4, "flags", selfBool, enumFlags),
			field(5, "closed", selfBool, enumClosed),
			field(6, "values", listOf(selfEnumValue), enumValues)),
		selfEnumValue: message("EnumValue", enumValueBlock,
			field(1, "name", selfString, enumValueName),
			field(2, "value", selfU64, enumValueValue)),
		selfUnion: message("Union", unionBlock,
			field(1, "name", selfString, unionName),
			field(2, "package", selfU32, unionPackage),
			field(3, "arms", listOf(selfArm), unionArms)),
		selfArm: message("Arm", armBlock,
			field(1, "tag", selfU32, armTag),
			field(2, "name", selfString, armName),
			field(3, "message", selfU32, armMessage),
			field(4, "since", selfU32, armSince)),
		selfMessage: message("Message", messageBlock,
			field(1, "name", selfString, messageName),
			field(2, "package", selfU32, messagePackage),
			field(3, "type_id", selfU64, messageTypeID),
			field(4, "schema_ids", selfU64s, messageSchemaIDs),
			field(5, "blocks", selfU32s, messageBlocks),
			field(6, "aligned", selfBool, messageAligned),
			field(7, "fields", listOf(selfField), messageFields)),
		selfField: message("Field", fieldBlock,
			field(1, "id", selfU32, fieldID),
			field(2, "name", selfString, fieldName),
			field(3, "type", selfU32, fieldType),
			field(4, "offset", selfU32, fieldOffset),
			field(5, "optional", selfBool, fieldOptional),
			field(6, "secret", selfBool, fieldSecret),
			field(7, "since", selfU32, fieldSince),
			field(8, "removed", selfU32, fieldRemoved),
			field(9, "deprecated", selfBool, fieldDeprecated),
			optional(field(10, "presence", selfU32, fieldPresence), 8*fieldPresenceByte),
			optional(field(11, "default", selfBytes, fieldDefault), NoPresence)),
	}
	for i := range messages {
		messages[i].TypeID = uint64(i) // Only the root has one that matters.
	}
	for _, reaches := range []int{selfSchema, selfPackage, selfPin, selfMessage} {
		messages[reaches].Aligned = true // a vector of numbers or of Type
	}
	messages[selfSchema].TypeID = selfTypeID
	messages[selfSchema].SchemaIDs[0] = selfSchemaID
	return messages
}

// SelfRoot returns the root message of descriptions.
func SelfRoot() *Message { return &Self().Messages[selfSchema] }
