//! The model: what the renderers show. The JSON form is this, key by key.
//!
//! All offsets count from the first byte of the struct, block or entry, and are in bytes, as are
//! sizes, alignments and lengths. `Option`s and flags are left out of the JSON where they are
//! `None` and `false`.

use serde::Serialize;
use serde_json::Value;

/// Version of the JSON form. Keys may be added without a new one; what is there keeps its meaning.
pub const FORMAT: u32 = 1;

/// What one package declares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Layout {
    /// [`FORMAT`].
    pub layout: u32,
    /// Name of the package.
    pub package: String,
    /// Its newest version.
    pub version: u32,
    /// Every package that it reaches.
    pub imports: Vec<Import>,
    /// In order of declaration, as all that follow.
    pub constants: Vec<Constant>,
    /// Enums and flags.
    pub enums: Vec<Enum>,
    /// Structs.
    pub structs: Vec<Struct>,
    /// Unions.
    pub unions: Vec<Union>,
    /// Messages.
    pub messages: Vec<Message>,
    /// Each type of map that fields of the messages hold, at whatever depth, once.
    pub maps: Vec<Entry>,
}

/// Which versions of another package the versions of this one mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Import {
    /// Name of the other package.
    pub package: String,
    /// Its version at each of ours; entry 0 is our version 1; 0 where it is not imported yet.
    pub versions: Vec<u32>,
}

/// A constant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Constant {
    /// Full name: `shop.MAX_LINES`.
    pub name: String,
    /// Its type, as the schema would write it.
    #[serde(rename = "type")]
    pub ty: String,
    /// Booleans, integers to 32 bits and finite floats as they are; wider integers in decimal, an
    /// enum's value by its name, a uuid in its usual form, bytes as hex digits, floats that are
    /// not finite as `inf`, `-inf` or `nan`: as a string. Flags are an integer.
    pub value: Value,
}

/// An enum or flags.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enum {
    /// Full name.
    pub name: String,
    /// Which of the three.
    pub kind: EnumKind,
    /// The integer it is stored as.
    pub repr: &'static str,
    /// Bytes of a value.
    pub size: u32,
    /// Alignment of a value.
    pub align: u32,
    /// Ascending by value.
    pub values: Vec<EnumValue>,
}

/// What an enum holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EnumKind {
    /// Any value, named or not.
    Open,
    /// Only named values.
    Closed,
    /// Any bits, named or not.
    Flags,
}

/// A value of an enum, or a flag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnumValue {
    /// As in the schema.
    pub name: String,
    /// The number, as a string where the enum is wider than 32 bits; for flags that of the bit.
    pub value: Value,
}

/// A struct.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Struct {
    /// Full name.
    pub name: String,
    /// Bytes in all; there is no padding.
    pub size: u32,
    /// That of its largest member.
    pub align: u32,
    /// In order of declaration, which is that in memory.
    pub members: Vec<Member>,
}

/// A member of a struct.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// As in the schema.
    pub name: String,
    /// Its type, as the schema would write it, with full names.
    #[serde(rename = "type")]
    pub ty: String,
    /// From the struct's start.
    pub offset: u32,
    /// Bytes that it takes.
    pub size: u32,
    /// Its alignment.
    pub align: u32,
}

/// A union. In a block it is a slot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Union {
    /// Full name.
    pub name: String,
    /// Ascending by tag.
    pub arms: Vec<Arm>,
}

/// An arm of a union.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arm {
    /// What the slot holds in place of a length.
    pub tag: u32,
    /// As in the schema.
    pub name: String,
    /// Full name of what it holds.
    pub message: String,
    /// The version of the union's package that added it.
    pub since: u32,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Message {
    /// Full name.
    pub name: String,
    /// As it lies in a header, as hex digits.
    pub type_id: String,
    /// By version of its package, entry 0 is version 1.
    pub schema_ids: Vec<String>,
    /// Length of its block, by version.
    pub blocks: Vec<u32>,
    /// A buffer with this root has to lie at a multiple of 8 to be read by reference.
    #[serde(skip_serializing_if = "is_false")]
    pub aligned: bool,
    /// In order of position, removed ones too.
    pub fields: Vec<Field>,
    /// What each version added, ascending. Together they are the newest version's block.
    pub groups: Vec<Group>,
}

/// A field of a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Its number.
    pub id: u32,
    /// As in the schema.
    pub name: String,
    /// Its type, as the schema would write it, with full names and without `?`.
    #[serde(rename = "type")]
    pub ty: String,
    /// It may be absent.
    #[serde(skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Wiped, and never printed.
    #[serde(skip_serializing_if = "is_false")]
    pub secret: bool,
    /// From the block's start.
    pub offset: u32,
    /// Bytes in the block; 8 for a slot.
    pub size: u32,
    /// Alignment in the block; 4 for a slot.
    pub align: u32,
    /// Where its presence bit lies, if it has one.
    #[serde(flatten)]
    pub presence: Option<Presence>,
    /// Alignment of what its slot points at, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_align: Option<u32>,
    /// The version that added it.
    pub since: u32,
    /// The version from which it is zeros.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<u32>,
    /// What to use instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// What it reads as in buffers of older versions, where that is declared; the form is that of a
    /// constant's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

/// Where a presence bit lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Presence {
    /// From the block's start.
    #[serde(rename = "presence_byte")]
    pub byte: u32,
    /// 0 is the lowest.
    #[serde(rename = "presence_bit")]
    pub bit: u8,
}

/// The part of a block that one version added.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The version.
    pub since: u32,
    /// Where it begins.
    pub offset: u32,
    /// Bytes in all.
    pub size: u32,
    /// Its presence bits, if it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence: Option<Span>,
    /// Its padding, ascending, without the presence bits.
    pub padding: Vec<Span>,
}

/// Some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Where they begin.
    pub offset: u32,
    /// How many they are.
    pub size: u32,
}

/// The entry of a map: a block that never grows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The map's type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Length of its block.
    pub block: u32,
    /// The key.
    pub key: Part,
    /// The value.
    pub value: Part,
    /// Its padding, ascending.
    pub padding: Vec<Span>,
}

/// The key or the value of an entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// From the entry's start.
    pub offset: u32,
    /// Bytes in the entry; 8 for a slot.
    pub size: u32,
    /// Alignment in the entry; 4 for a slot.
    pub align: u32,
    /// Alignment of what its slot points at, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_align: Option<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(value: &bool) -> bool {
    !value
}
