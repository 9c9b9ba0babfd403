//! The resolved schema: what the back ends read. Every offset, size, block length, pin and id has
//! been worked out; a back end does no layout arithmetic and looks nothing up by name.
//!
//! Indices (`PackageId` …) are positions in the vectors of [`Schema`].

mod interfaces;

use std::ops::Range;

pub use interfaces::{
    Call, CallResult, Case, ErrorType, Interface, Method, Optional, Param, ParamClass,
};

/// Position in [`Schema::packages`].
pub type PackageId = usize;
/// Position in [`Schema::structs`].
pub type StructId = usize;
/// Position in [`Schema::enums`].
pub type EnumId = usize;
/// Position in [`Schema::unions`].
pub type UnionId = usize;
/// Position in [`Schema::messages`].
pub type MessageId = usize;
/// Position in [`Schema::errors`].
pub type ErrorId = usize;
/// Position in [`Schema::interfaces`].
pub type InterfaceId = usize;

/// A compiled file and all that it imports.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Package 0 is that of the compiled file.
    pub packages: Vec<Package>,
    /// By [`StructId`].
    pub structs: Vec<Struct>,
    /// Enums and flags, by [`EnumId`].
    pub enums: Vec<Enum>,
    /// By [`UnionId`].
    pub unions: Vec<Union>,
    /// By [`MessageId`].
    pub messages: Vec<Message>,
    /// By [`ErrorId`].
    pub errors: Vec<ErrorType>,
    /// By [`InterfaceId`].
    pub interfaces: Vec<Interface>,
    /// In order of declaration.
    pub constants: Vec<Constant>,
}

/// A package: what one file declares.
#[derive(Debug, Clone)]
pub struct Package {
    /// Dotted: `shop`, `acme.shop`.
    pub name: String,
    /// The file's name without folders: `shop.lap`.
    pub file: String,
    /// Lines of the comment above the file's `package` line.
    pub doc: Vec<String>,
    /// The newest version the file declares; at least 1, at most 65,535.
    pub version: u32,
    /// Packages imported by this file itself.
    pub imports: Vec<PackageId>,
    /// For every package it reaches, directly or not: its version at each of ours (entry 0 is our
    /// version 1); 0 where it is not imported yet. Two paths to one package always agree.
    pub pins: Vec<Pin>,
}

/// Which version of one package each version of another means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The package whose versions they are.
    pub package: PackageId,
    /// By version of the package that has the pin; entry 0 is version 1.
    pub versions: Vec<u32>,
}

/// Names and documentation that every declaration has.
#[derive(Debug, Clone)]
pub struct Decl {
    /// Where it is declared.
    pub package: PackageId,
    /// As in the schema, without the package: `Order`.
    pub name: String,
    /// Lines of the doc comment, without `///` and one following space.
    pub doc: Vec<String>,
}

/// Booleans and numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// One byte, 0 or 1.
    Bool,
    /// 8 bits.
    U8,
    /// 8 bits, signed.
    I8,
    /// 16 bits.
    U16,
    /// 16 bits, signed.
    I16,
    /// 32 bits.
    U32,
    /// 32 bits, signed.
    I32,
    /// 64 bits.
    U64,
    /// 64 bits, signed.
    I64,
    /// 128 bits, as a pair of 64.
    U128,
    /// 128 bits, signed, as a pair of 64.
    I128,
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary64.
    F64,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// A boolean or a number.
    Scalar(Scalar),
    /// 16 bytes.
    Uuid,
    /// An enum, open or closed.
    Enum(EnumId),
    /// Also an index of [`Schema::enums`].
    Flags(EnumId),
    /// A struct.
    Struct(StructId),
    /// A fixed array `[T; N]` of elements of fixed size.
    Array(Box<Type>, u32),
    /// UTF-8.
    String,
    /// Any bytes.
    Bytes,
    /// A vector `[T]`.
    Vector(Box<Type>),
    /// A map `{K: V}`.
    Map(Box<MapType>),
    /// A message.
    Message(MessageId),
    /// A union.
    Union(UnionId),
}

/// A map's entry is laid out as the message `{1 key: K  2 value: V}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MapType {
    /// A scalar but no float, an enum, a uuid or a string.
    pub key: Type,
    /// Of any type.
    pub value: Type,
    /// Where the key lies in an entry's block.
    pub key_at: u32,
    /// Where the value lies in an entry's block.
    pub value_at: u32,
    /// Length of an entry's block.
    pub block: u32,
    /// Padding inside the entry, ascending.
    pub padding: Vec<Range<u32>>,
}

/// A struct: fixed layout, no padding.
#[derive(Debug, Clone)]
pub struct Struct {
    /// Its name.
    pub decl: Decl,
    /// Bytes in all.
    pub size: u32,
    /// The largest of its members.
    pub align: u32,
    /// Every bit pattern is a valid value: no bool, no closed enum, at any depth.
    pub any_bits: bool,
    /// In order of declaration, which is their order in memory.
    pub members: Vec<Member>,
}

/// A member of a struct.
#[derive(Debug, Clone)]
pub struct Member {
    /// As in the schema.
    pub name: String,
    /// Lines of its doc comment.
    pub doc: Vec<String>,
    /// Of fixed size.
    pub ty: Type,
    /// From the struct's start.
    pub offset: u32,
}

/// An enum or flags.
#[derive(Debug, Clone)]
pub struct Enum {
    /// Its name.
    pub decl: Decl,
    /// One of `U8` to `I64`.
    pub repr: Scalar,
    /// Flags rather than an enum.
    pub flags: bool,
    /// Values that it does not name are refused.
    pub closed: bool,
    /// Ascending by value.
    pub values: Vec<EnumValue>,
}

/// A value of an enum, or a flag.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// As in the schema.
    pub name: String,
    /// Lines of its doc comment.
    pub doc: Vec<String>,
    /// For flags the number of the bit.
    pub value: i128,
}

/// A union of messages.
#[derive(Debug, Clone)]
pub struct Union {
    /// Its name.
    pub decl: Decl,
    /// Ascending by tag.
    pub arms: Vec<Arm>,
}

/// An arm of a union.
#[derive(Debug, Clone)]
pub struct Arm {
    /// At least 1; what the slot holds in place of a length.
    pub tag: u32,
    /// As in the schema.
    pub name: String,
    /// Lines of its doc comment.
    pub doc: Vec<String>,
    /// What it holds.
    pub message: MessageId,
    /// The version of the union's package that added it.
    pub since: u32,
}

/// A message: a block of fields, which can grow.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its name.
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
    /// A call carries it; an interface implies it.
    pub implied: bool,
    /// Ascending by id, removed ones too.
    pub fields: Vec<Field>,
    /// One for each version that added something, ascending; the first is always version 1's.
    pub groups: Vec<Group>,
}

/// The part of a block that one version added.
#[derive(Debug, Clone)]
pub struct Group {
    /// The version.
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

/// A field of a message.
#[derive(Debug, Clone)]
pub struct Field {
    /// At least 1.
    pub id: u32,
    /// As in the schema.
    pub name: String,
    /// Lines of its doc comment.
    pub doc: Vec<String>,
    /// Its type, without `?`.
    pub ty: Type,
    /// It may be absent.
    pub optional: bool,
    /// Never printed, and wiped from memory.
    pub secret: bool,
    /// The version of the message's package that added it.
    pub since: u32,
    /// The version from which it is removed: written as zeros, without accessor.
    pub removed: Option<u32>,
    /// What to use instead.
    pub deprecated: Option<String>,
    /// What it reads as in buffers of versions before `since`, if it is not zero or empty.
    pub default: Option<Value>,
    /// From the block's start.
    pub offset: u32,
    /// Bytes in the block: 8 for a slot.
    pub size: u32,
    /// Only for an optional field that is not a slot.
    pub presence: Option<Presence>,
}

/// Where a presence bit lies.
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
    /// Of a bool.
    Bool(bool),
    /// Integers, and the bits of flags.
    Int(i128),
    /// `u128` above `i128::MAX`.
    Uint(u128),
    /// Of an `f32`.
    F32(f32),
    /// Of an `f64`.
    F64(f64),
    /// Of a string.
    String(String),
    /// Of bytes.
    Bytes(Vec<u8>),
    /// Of a uuid.
    Uuid([u8; 16]),
    /// The value's index in [`Enum::values`].
    Enum(EnumId, usize),
}

/// A constant of the schema.
#[derive(Debug, Clone)]
pub struct Constant {
    /// Its name.
    pub decl: Decl,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Value,
}

impl Scalar {
    /// Its name in the language, which is also Rust's.
    pub fn name(self) -> &'static str {
        match self {
            Scalar::Bool => "bool",
            Scalar::U8 => "u8",
            Scalar::I8 => "i8",
            Scalar::U16 => "u16",
            Scalar::I16 => "i16",
            Scalar::U32 => "u32",
            Scalar::I32 => "i32",
            Scalar::U64 => "u64",
            Scalar::I64 => "i64",
            Scalar::U128 => "u128",
            Scalar::I128 => "i128",
            Scalar::F32 => "f32",
            Scalar::F64 => "f64",
        }
    }

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
