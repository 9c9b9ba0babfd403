//! The resolved schema: what the back ends read. Every offset, size, block length, pin and id has
//! been worked out; a back end does no layout arithmetic and looks nothing up by name.
//!
//! Indices (`PackageId` …) are positions in the vectors of [`Schema`].

use std::ops::Range;

pub type PackageId = usize;
pub type StructId = usize;
pub type EnumId = usize;
pub type UnionId = usize;
pub type MessageId = usize;

/// A compiled file and all that it imports.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Package 0 is that of the compiled file.
    pub packages: Vec<Package>,
    pub structs: Vec<Struct>,
    pub enums: Vec<Enum>,
    pub unions: Vec<Union>,
    pub messages: Vec<Message>,
    pub constants: Vec<Constant>,
}

#[derive(Debug, Clone)]
pub struct Package {
    /// Dotted: `shop`, `acme.shop`.
    pub name: String,
    /// The file's name without folders: `shop.lap`.
    pub file: String,
    pub doc: Vec<String>,
    /// The newest version the file declares; at least 1, at most 65,535.
    pub version: u32,
    /// Packages imported by this file itself.
    pub imports: Vec<PackageId>,
    /// For every package it reaches, directly or not: its version at each of ours (entry 0 is our
    /// version 1); 0 where it is not imported yet. Two paths to one package always agree.
    pub pins: Vec<Pin>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    pub package: PackageId,
    pub versions: Vec<u32>,
}

/// Names and documentation that every declaration has.
#[derive(Debug, Clone)]
pub struct Decl {
    pub package: PackageId,
    /// As in the schema, without the package: `Order`.
    pub name: String,
    /// Lines of the doc comment, without `///` and one following space.
    pub doc: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    U128,
    I128,
    F32,
    F64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    Scalar(Scalar),
    Uuid,
    Enum(EnumId),
    /// Also an index of [`Schema::enums`].
    Flags(EnumId),
    Struct(StructId),
    Array(Box<Type>, u32),
    String,
    Bytes,
    Vector(Box<Type>),
    Map(Box<MapType>),
    Message(MessageId),
    Union(UnionId),
}

/// A map's entry is laid out as the message `{1 key: K  2 value: V}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MapType {
    pub key: Type,
    pub value: Type,
    pub key_at: u32,
    pub value_at: u32,
    /// Length of an entry's block.
    pub block: u32,
    /// Padding inside the entry, ascending.
    pub padding: Vec<Range<u32>>,
}

#[derive(Debug, Clone)]
pub struct Struct {
    pub decl: Decl,
    pub size: u32,
    pub align: u32,
    /// Every bit pattern is a valid value: no bool, no closed enum, at any depth.
    pub any_bits: bool,
    pub members: Vec<Member>,
}

#[derive(Debug, Clone)]
pub struct Member {
    pub name: String,
    pub doc: Vec<String>,
    pub ty: Type,
    pub offset: u32,
}

#[derive(Debug, Clone)]
pub struct Enum {
    pub decl: Decl,
    /// One of `U8` to `I64`.
    pub repr: Scalar,
    pub flags: bool,
    pub closed: bool,
    /// Ascending by value.
    pub values: Vec<EnumValue>,
}

#[derive(Debug, Clone)]
pub struct EnumValue {
    pub name: String,
    pub doc: Vec<String>,
    /// For flags the number of the bit.
    pub value: i128,
}

#[derive(Debug, Clone)]
pub struct Union {
    pub decl: Decl,
    /// Ascending by tag.
    pub arms: Vec<Arm>,
}

#[derive(Debug, Clone)]
pub struct Arm {
    pub tag: u32,
    pub name: String,
    pub doc: Vec<String>,
    pub message: MessageId,
    pub since: u32,
}

#[derive(Debug, Clone)]
pub struct Message {
    pub decl: Decl,
    /// The first eight bytes of the digest, in digest order: as they lie in a header.
    pub type_id: [u8; 8],
    /// By version of its package, entry 0 is version 1.
    pub schema_ids: Vec<[u8; 8]>,
    /// Block length by version of its package, entry 0 is version 1.
    pub blocks: Vec<u32>,
    /// A buffer with this root must lie at a multiple of 8 to be read by reference: it reaches a
    /// vector, array or struct of alignment above 1.
    pub aligned: bool,
    /// It reaches a secret field.
    pub has_secret: bool,
    /// Ascending by id, removed ones too.
    pub fields: Vec<Field>,
    /// One for each version that added something, ascending; the first is always version 1's.
    pub groups: Vec<Group>,
}

/// The part of a block that one version added.
#[derive(Debug, Clone)]
pub struct Group {
    pub since: u32,
    /// Where it lies in the block; `end` is the block length from this version on.
    pub bytes: Range<u32>,
    /// Indices of [`Message::fields`], in order of position.
    pub order: Vec<usize>,
    /// Where the presence bits lie; empty where there are none.
    pub presence: Range<u32>,
    /// Padding inside the group, ascending, without the presence bytes.
    pub padding: Vec<Range<u32>>,
    /// Presence bits that belong to no field, in the last presence byte; 0 where all are used.
    pub spare_bits: u8,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub id: u32,
    pub name: String,
    pub doc: Vec<String>,
    pub ty: Type,
    pub optional: bool,
    pub secret: bool,
    pub since: u32,
    pub removed: Option<u32>,
    pub deprecated: Option<String>,
    pub default: Option<Value>,
    pub offset: u32,
    /// Bytes in the block: 8 for a slot.
    pub size: u32,
    /// Only for an optional field that is not a slot.
    pub presence: Option<Presence>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// From the block's start.
    pub byte: u32,
    /// 0 is the lowest.
    pub bit: u8,
}

/// A default or a constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Bool(bool),
    /// Integers, and the bits of flags.
    Int(i128),
    /// `u128` above `i128::MAX`.
    Uint(u128),
    F32(f32),
    F64(f64),
    String(String),
    Bytes(Vec<u8>),
    Uuid([u8; 16]),
    /// The value's index in [`Enum::values`].
    Enum(EnumId, usize),
}

#[derive(Debug, Clone)]
pub struct Constant {
    pub decl: Decl,
    pub ty: Type,
    pub value: Value,
}

impl Scalar {
    /// Bytes of a value.
    pub fn size(self) -> u32 {
        match self {
            Scalar::Bool | Scalar::U8 | Scalar::I8 => 1,
            Scalar::U16 | Scalar::I16 => 2,
            Scalar::U32 | Scalar::I32 | Scalar::F32 => 4,
            Scalar::U64 | Scalar::I64 | Scalar::F64 => 8,
            Scalar::U128 | Scalar::I128 => 16,
        }
    }

    /// Alignment of a value in a block, a struct or a vector.
    pub fn align(self) -> u32 {
        self.size().min(8)
    }
}

impl Type {
    /// Bytes that a value takes in a block, a struct or a vector; 8 for a slot.
    pub fn size(&self, schema: &Schema) -> u32 {
        match self {
            Type::Scalar(s) => s.size(),
            Type::Uuid => 16,
            Type::Enum(e) | Type::Flags(e) => schema.enums[*e].repr.size(),
            Type::Struct(s) => schema.structs[*s].size,
            Type::Array(t, n) => t.size(schema) * n,
            _ => 8,
        }
    }

    /// Alignment in a block, a struct or a vector; 4 for a slot.
    pub fn align(&self, schema: &Schema) -> u32 {
        match self {
            Type::Scalar(s) => s.align(),
            Type::Uuid => 1,
            Type::Enum(e) | Type::Flags(e) => schema.enums[*e].repr.align(),
            Type::Struct(s) => schema.structs[*s].align,
            Type::Array(t, _) => t.align(schema),
            _ => 4,
        }
    }

    /// Whether a block holds a slot for it rather than the value.
    pub fn is_slot(&self) -> bool {
        matches!(
            self,
            Type::String
                | Type::Bytes
                | Type::Vector(_)
                | Type::Map(_)
                | Type::Message(_)
                | Type::Union(_)
        )
    }

    /// Alignment of what its slot points at; 0 where it is no slot.
    pub fn target_align(&self, schema: &Schema) -> u32 {
        match self {
            Type::String | Type::Bytes => 1,
            Type::Vector(t) if matches!(**t, Type::Message(_)) => 8,
            Type::Vector(t) => t.align(schema),
            Type::Map(_) | Type::Message(_) | Type::Union(_) => 8,
            _ => 0,
        }
    }
}

impl Schema {
    /// Full name of a declaration: `shop.Order`.
    pub fn full_name(&self, decl: &Decl) -> String {
        format!("{}.{}", self.packages[decl.package].name, decl.name)
    }
}

/// Declarations whose contents are still to be worked out.
impl Struct {
    pub(crate) fn new(decl: Decl) -> Self {
        Struct {
            decl,
            size: 0,
            align: 1,
            any_bits: true,
            members: Vec::new(),
        }
    }
}

impl Enum {
    pub(crate) fn new(decl: Decl, flags: bool, closed: bool) -> Self {
        Enum {
            decl,
            repr: Scalar::U8,
            flags,
            closed,
            values: Vec::new(),
        }
    }
}

impl Union {
    pub(crate) fn new(decl: Decl) -> Self {
        Union {
            decl,
            arms: Vec::new(),
        }
    }
}

impl Message {
    pub(crate) fn new(decl: Decl) -> Self {
        Message {
            decl,
            type_id: [0; 8],
            schema_ids: Vec::new(),
            blocks: Vec::new(),
            aligned: false,
            has_secret: false,
            fields: Vec::new(),
            groups: Vec::new(),
        }
    }
}

impl Value {
    /// The value as it lies in a block of a field of this type; a string or bytes: the bytes.
    pub fn bytes(&self, ty: &Type, schema: &Schema) -> Vec<u8> {
        // Little-endian, so a narrower integer is the beginning of a wider one.
        let cut = |bytes: [u8; 16]| bytes[..(ty.size(schema) as usize).min(16)].to_vec();
        match self {
            Value::Bool(value) => vec![u8::from(*value)],
            Value::Int(value) => cut(value.to_le_bytes()),
            Value::Uint(value) => cut(value.to_le_bytes()),
            Value::F32(value) => value.to_le_bytes().to_vec(),
            Value::F64(value) => value.to_le_bytes().to_vec(),
            Value::String(text) => text.clone().into_bytes(),
            Value::Bytes(bytes) => bytes.clone(),
            Value::Uuid(bytes) => bytes.to_vec(),
            Value::Enum(id, index) => cut(schema.enums[*id].values[*index].value.to_le_bytes()),
        }
    }
}
