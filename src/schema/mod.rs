//! The description of a compiled schema, as plain owned types, and the checked form of it that
//! everything driven by a description reads.
//!
//! A description is itself a halflap message, `halflap.descriptor.Schema` of
//! `spec/descriptor.lap`; generated code embeds one for each package. [`Schema::decode`] reads it
//! from bytes, [`Index::new`] checks that it makes sense. Neither trusts what it is given: a
//! description from an unknown file costs an error at worst.
//!
//! The types here are those that the generator makes of `spec/descriptor.lap`.

mod bootstrap;
mod decode;
mod index;
mod resolve;
mod validate;

pub use bootstrap::descriptor;
pub use index::{
    FieldInfo, Group, Index, Item, MapInfo, MessageInfo, PresenceBit, Shape, TypeInfo,
};
pub use resolve::Versions;
pub use validate::InvalidDescription;

use alloc::string::String;
use alloc::vec::Vec;

/// What a [`Type`] is. The numbers are part of the format.
#[repr(transparent)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Kind(pub u8);

impl Kind {
    /// A truth value in one byte.
    pub const BOOL: Self = Self(1);
    /// An unsigned integer of 8 bits.
    pub const U8: Self = Self(2);
    /// A signed integer of 8 bits.
    pub const I8: Self = Self(3);
    /// An unsigned integer of 16 bits.
    pub const U16: Self = Self(4);
    /// A signed integer of 16 bits.
    pub const I16: Self = Self(5);
    /// An unsigned integer of 32 bits.
    pub const U32: Self = Self(6);
    /// A signed integer of 32 bits.
    pub const I32: Self = Self(7);
    /// An unsigned integer of 64 bits.
    pub const U64: Self = Self(8);
    /// A signed integer of 64 bits.
    pub const I64: Self = Self(9);
    /// An unsigned integer of 128 bits.
    pub const U128: Self = Self(10);
    /// A signed integer of 128 bits.
    pub const I128: Self = Self(11);
    /// A float of 32 bits.
    pub const F32: Self = Self(12);
    /// A float of 64 bits.
    pub const F64: Self = Self(13);
    /// A UUID of 16 bytes.
    pub const UUID: Self = Self(14);
    /// `of` is an index of [`Schema::enums`].
    pub const ENUM: Self = Self(15);
    /// `of` is an index of [`Schema::enums`].
    pub const FLAGS: Self = Self(16);
    /// `of` is an index of [`Schema::structs`].
    pub const STRUCT: Self = Self(17);
    /// `of` is the element's index in [`Schema::types`], `count` the number of elements.
    pub const ARRAY: Self = Self(18);
    /// UTF-8 text.
    pub const STRING: Self = Self(19);
    /// Any bytes.
    pub const BYTES: Self = Self(20);
    /// `of` is the element's index in [`Schema::types`].
    pub const VECTOR: Self = Self(21);
    /// `key` and `of` are indices of [`Schema::types`]; `count` is the length of an entry's
    /// block, `key_at` and `value_at` the places of key and value in it.
    pub const MAP: Self = Self(22);
    /// `of` is an index of [`Schema::messages`].
    pub const MESSAGE: Self = Self(23);
    /// `of` is an index of [`Schema::unions`].
    pub const UNION: Self = Self(24);
}

/// One type as it is used by fields, members, elements, keys and values. Each distinct type
/// stands once; a type stands after the types it is made of (messages and unions are named by
/// index and so may be recursive).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Type {
    /// An index, of what says [`Kind`].
    pub of: u32,
    /// The index of a map's key in [`Schema::types`].
    pub key: u32,
    /// Elements of an array, length of a map entry's block.
    pub count: u32,
    /// Bytes that a value takes in a block, a struct or a vector; 8 for a slot.
    pub size: u32,
    /// Where the key lies in a map entry's block.
    pub key_at: u16,
    /// Where the value lies in a map entry's block.
    pub value_at: u16,
    /// Alignment in a block, a struct or a vector; 4 for a slot.
    pub align: u8,
    /// What it is.
    pub kind: Kind,
    /// Alignment of what a slot points at; 0 where `kind` is no slot.
    pub target_align: u8,
    /// Zero.
    pub reserved: u8,
}

/// A compiled schema: the package of the file that was compiled, and all it imports.
///
/// ```
/// use halflap::schema::{Kind, descriptor};
///
/// let schema = descriptor();
/// let field = &schema.messages[1].fields[0];
/// assert_eq!((field.id, field.name.as_str()), (1, "name"));
/// assert_eq!(schema.types[field.type_ as usize].kind, Kind::STRING);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    /// Package 0 is that of the file; each of the others stands after one that imports it.
    pub packages: Vec<Package>,
    /// Every type in use.
    pub types: Vec<Type>,
    /// Every struct.
    pub structs: Vec<Struct>,
    /// Enums and flags.
    pub enums: Vec<Enum>,
    /// Every union.
    pub unions: Vec<Union>,
    /// Every message.
    pub messages: Vec<Message>,
}

/// A package, which is one schema file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Package {
    /// Its dotted name.
    pub name: String,
    /// The newest version that its file declares.
    pub version: u32,
    /// The versions of every other package it reaches, directly or not.
    pub pins: Vec<Pin>,
}

/// Which version of one package each version of another means.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pin {
    /// An index of [`Schema::packages`].
    pub package: u32,
    /// By version of the importing package, from version 1: the version of the imported one, 0
    /// where it is not imported yet.
    pub versions: Vec<u32>,
}

/// A struct: fixed layout, without padding.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Struct {
    /// With the package: `shop.Vec3`.
    pub name: String,
    /// An index of [`Schema::packages`].
    pub package: u32,
    /// Bytes it takes.
    pub size: u32,
    /// The alignment of its largest member.
    pub align: u32,
    /// In order of declaration, which is their order in memory.
    pub members: Vec<Member>,
}

/// A member of a struct.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Member {
    /// As in the schema.
    pub name: String,
    /// An index of [`Schema::types`].
    pub type_: u32,
    /// From the struct's start.
    pub offset: u32,
}

/// An enum or a set of flags.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Enum {
    /// With the package.
    pub name: String,
    /// An index of [`Schema::packages`].
    pub package: u32,
    /// One of `u8` to `i64`.
    pub repr: Kind,
    /// Flags rather than an enum.
    pub flags: bool,
    /// Unknown values are refused.
    pub closed: bool,
    /// Ascending by value (signed where `repr` is).
    pub values: Vec<EnumValue>,
}

/// A value of an enum, a bit of flags.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EnumValue {
    /// As in the schema.
    pub name: String,
    /// The value, sign-extended to 64 bits; for flags the number of the bit.
    pub value: u64,
}

/// A union.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Union {
    /// With the package.
    pub name: String,
    /// An index of [`Schema::packages`].
    pub package: u32,
    /// Ascending by tag.
    pub arms: Vec<Arm>,
}

/// An arm of a union.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arm {
    /// At least 1.
    pub tag: u32,
    /// As in the schema.
    pub name: String,
    /// An index of [`Schema::messages`].
    pub message: u32,
    /// The version of the union's package that added it.
    pub since: u32,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Message {
    /// With the package: `shop.Order`.
    pub name: String,
    /// An index of [`Schema::packages`].
    pub package: u32,
    /// The first eight bytes of the digest, as a little-endian number.
    pub type_id_: u64,
    /// By version of its package, from version 1.
    pub schema_ids: Vec<u64>,
    /// Block length by version of its package, from version 1.
    pub blocks: Vec<u32>,
    /// A buffer with this root must lie at a multiple of 8 to be read by reference.
    pub aligned: bool,
    /// Ascending by id, removed ones too.
    pub fields: Vec<Field>,
}

/// A field of a message.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Field {
    /// As in the schema, at least 1.
    pub id: u32,
    /// As in the schema.
    pub name: String,
    /// An index of [`Schema::types`].
    pub type_: u32,
    /// Where it lies, from the block's start.
    pub offset: u32,
    /// May be absent.
    pub optional: bool,
    /// Never printed, wiped.
    pub secret: bool,
    /// The version of the message's package that added it.
    pub since: u32,
    /// The version from which it is removed, 0 where it is in use.
    pub removed: u32,
    /// Still in use, no longer recommended.
    pub deprecated: bool,
    /// Where the presence bit is, counted from the block's start: `8 * byte + bit`. Only for an
    /// optional field that is not a slot.
    pub presence: Option<u32>,
    /// The declared default as it would lie in a block (a string: its bytes).
    pub default: Option<Vec<u8>>,
}

impl Enum {
    /// Whether its values are signed.
    pub fn is_signed(&self) -> bool {
        !self.flags && matches!(self.repr, Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64)
    }

    /// The name of a value, sign-extended to 64 bits; of a bit for flags.
    ///
    /// ```
    /// let kinds = &halflap::schema::descriptor().enums[0];
    /// assert_eq!(kinds.name_of(14), Some("uuid"));
    /// assert_eq!(kinds.name_of(99), None);
    /// ```
    pub fn name_of(&self, value: u64) -> Option<&str> {
        let key = |value: u64| {
            if self.is_signed() {
                value ^ 1 << 63
            } else {
                value
            }
        };
        let found = self
            .values
            .binary_search_by_key(&key(value), |v| key(v.value));
        found.ok().map(|at| self.values[at].name.as_str())
    }
}

/// A little-endian integer of 1, 2, 4, 8 or 16 bytes, sign-extended where it is signed. One of 16
/// bytes is given as its bits.
#[inline]
pub(crate) fn integer(bytes: &[u8], signed: bool) -> i128 {
    if let Some(&wide) = bytes.first_chunk() {
        return i128::from_le_bytes(wide);
    }
    let value = narrow(bytes, signed);
    if signed {
        i128::from(value as i64)
    } else {
        i128::from(value)
    }
}

/// A little-endian integer of 1, 2, 4 or 8 bytes as 64 bits, sign-extended where it is signed.
#[inline]
pub(crate) fn narrow(bytes: &[u8], signed: bool) -> u64 {
    let value = match *bytes {
        [a] => u64::from(a),
        [a, b] => u64::from(u16::from_le_bytes([a, b])),
        [a, b, c, d] => u64::from(u32::from_le_bytes([a, b, c, d])),
        _ => {
            return bytes
                .first_chunk()
                .map_or(0, |&all| u64::from_le_bytes(all));
        }
    };
    if signed {
        let unused = 64 - 8 * bytes.len();
        ((value << unused) as i64 >> unused) as u64
    } else {
        value
    }
}
