//! A description that has been checked, with everything worked out that a walk asks for.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::validate::{self, InvalidDescription};
use super::{Enum, Field, Message, Schema, Struct, Union};

/// A checked description. Every index in it is good, every field lies inside its block without
/// overlapping another, nothing has size zero, and structs and arrays nest at most
/// [`Index::MAX_NESTING`] deep, so code that follows it can neither panic nor recurse without end.
///
/// ```
/// use halflap::schema::{descriptor, Index};
///
/// let index = Index::new(descriptor()).unwrap();
/// let message = index.message_by_name("halflap.descriptor.Pin").unwrap();
/// assert_eq!(index.message(message).blocks, [16]);
/// ```
#[derive(Debug, Clone)]
pub struct Index {
    pub(super) schema: Schema,
    pub(super) types: Vec<TypeInfo>,
    pub(super) messages: Vec<MessageInfo>,
    /// By index of [`Schema::structs`] and of its members.
    pub(super) member_keys: Vec<Vec<String>>,
}

/// What a type is, with indices that are known to be good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A byte, 0 or 1.
    Bool,
    /// An unsigned integer of this many bytes.
    Unsigned(u8),
    /// A signed integer of this many bytes.
    Signed(u8),
    /// A float of 32 bits.
    F32,
    /// A float of 64 bits.
    F64,
    /// 16 bytes.
    Uuid,
    /// An index of [`Schema::enums`].
    Enum(usize),
    /// An index of [`Schema::enums`].
    Flags(usize),
    /// An index of [`Schema::structs`].
    Struct(usize),
    /// Elements of a type, and how many.
    Array(usize, u32),
    /// A slot of UTF-8 text.
    String,
    /// A slot of bytes.
    Bytes,
    /// A slot of elements of a type.
    Vector(usize),
    /// A slot of entries.
    Map(MapInfo),
    /// A slot; an index of [`Schema::messages`].
    Message(usize),
    /// A slot; an index of [`Schema::unions`].
    Union(usize),
}

impl Shape {
    /// Whether a block holds a slot for it rather than the value.
    pub fn is_slot(self) -> bool {
        matches!(
            self,
            Shape::String
                | Shape::Bytes
                | Shape::Vector(_)
                | Shape::Map(_)
                | Shape::Message(_)
                | Shape::Union(_)
        )
    }
}

/// The entries of a map: laid out as the message `{1 key: K  2 value: V}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapInfo {
    /// The key's type, an index of [`Schema::types`].
    pub key: usize,
    /// The value's type, an index of [`Schema::types`].
    pub value: usize,
    /// Where the key lies in the entry's block.
    pub key_at: u32,
    /// Where the value lies in the entry's block.
    pub value_at: u32,
    /// Length of an entry's block.
    pub block: u32,
}

/// A type, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeInfo {
    /// What it is.
    pub shape: Shape,
    /// Bytes that a value takes in a block, a struct or a vector; 8 for a slot.
    pub size: u32,
    /// Alignment in a block, a struct or a vector; 4 for a slot.
    pub align: u32,
    /// Alignment of what its slot points at; 0 where it is no slot.
    pub target_align: u32,
    /// Every bit pattern is a value: no bool, no closed enum, no slot, at any depth.
    pub any_bits: bool,
    /// How deep structs and arrays nest in it; 0 for all else.
    pub nesting: u32,
}

/// A message, with its block taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageInfo {
    /// One for each version that added something, ascending.
    pub groups: Vec<Group>,
    /// Indices of [`Message::fields`] that are slots, in order of position.
    pub slots: Vec<usize>,
    /// By index of [`Message::fields`].
    pub fields: Vec<FieldInfo>,
    /// Indices of [`Message::fields`] in order of their names.
    pub by_name: Vec<usize>,
    /// By index of [`Message::fields`]: the name as a key of JSON, `"name":`.
    pub keys: Vec<String>,
}

/// A field, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldInfo {
    /// An index of [`Schema::types`].
    pub ty: usize,
    /// From the block's start.
    pub at: u32,
    /// Bytes in the block.
    pub size: u32,
    /// The presence bit: the byte from the block's start, and a mask of one bit.
    pub presence: Option<(u32, u8)>,
}

/// The part of a block that one version of the message's package added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// That version.
    pub since: u32,
    /// Where it lies in the block.
    pub bytes: Range<u32>,
    /// All that lies there, in order of position.
    pub items: Vec<Item>,
    /// Of these, all that can be wrong by itself: not fields that any bits are good for, nor slots
    /// that are in use.
    pub checks: Vec<Item>,
}

/// Something that lies in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A field: an index of [`Message::fields`].
    Field(usize),
    /// A byte of presence bits.
    Presence {
        /// From the block's start.
        at: u32,
        /// Bits that belong to fields, lowest first.
        bits: Vec<PresenceBit>,
        /// Bits that belong to none.
        spare: u8,
    },
    /// Bytes that are zero.
    Padding(Range<u32>),
}

/// A presence bit and the field it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresenceBit {
    /// One bit set.
    pub mask: u8,
    /// An index of [`Message::fields`].
    pub field: usize,
}

impl Index {
    /// How deep structs and arrays may nest in each other.
    pub const MAX_NESTING: u32 = 64;

    /// The largest block, struct or array.
    pub const MAX_BLOCK: u32 = 65_528;

    /// Checks a description, in time linear in its size.
    pub fn new(schema: Schema) -> Result<Self, InvalidDescription> {
        validate::index(schema)
    }

    /// The description as it was given.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The type with this index of [`Schema::types`].
    pub fn ty(&self, index: usize) -> &TypeInfo {
        &self.types[index]
    }

    /// The struct with this index of [`Schema::structs`].
    pub fn structure(&self, index: usize) -> &Struct {
        &self.schema.structs[index]
    }

    /// The enum or flags type with this index of [`Schema::enums`].
    pub fn enumeration(&self, index: usize) -> &Enum {
        &self.schema.enums[index]
    }

    /// The union with this index of [`Schema::unions`].
    pub fn union(&self, index: usize) -> &Union {
        &self.schema.unions[index]
    }

    /// The message with this index of [`Schema::messages`].
    pub fn message(&self, index: usize) -> &Message {
        &self.schema.messages[index]
    }

    /// The block of the message with this index of [`Schema::messages`].
    pub fn layout(&self, index: usize) -> &MessageInfo {
        &self.messages[index]
    }

    /// A field of a message: its description and its place.
    pub fn field(&self, message: usize, field: usize) -> (&Field, &FieldInfo) {
        (
            &self.schema.messages[message].fields[field],
            &self.messages[message].fields[field],
        )
    }

    /// The names of the members of the struct with this index, each as a key of JSON: `"name":`.
    pub fn member_keys(&self, index: usize) -> &[String] {
        &self.member_keys[index]
    }

    /// Whether any message has a secret field.
    pub fn has_secrets(&self) -> bool {
        let mut messages = self.schema.messages.iter();
        messages.any(|message| message.fields.iter().any(|field| field.secret))
    }

    /// Whether a value of fixed size may be all zeros: false where a closed enum without 0 is in it.
    pub fn zero_is_value(&self, ty: usize) -> bool {
        match self.types[ty].shape {
            Shape::Enum(e) => {
                let e = &self.schema.enums[e];
                !e.closed || e.name_of(0).is_some()
            }
            Shape::Array(element, _) => self.zero_is_value(element),
            Shape::Struct(s) => {
                let members = &self.schema.structs[s].members;
                members.iter().all(|m| self.zero_is_value(m.type_ as usize))
            }
            _ => true,
        }
    }

    /// A message's fields in order of their ids, removed ones too.
    pub fn fields(&self, message: usize) -> impl Iterator<Item = (&Field, &FieldInfo)> {
        let fields = &self.schema.messages[message].fields;
        fields.iter().zip(&self.messages[message].fields)
    }

    /// The position of the field with this name in [`Message::fields`].
    pub fn field_by_name(&self, message: usize, name: &str) -> Option<usize> {
        let fields = &self.schema.messages[message].fields;
        let by_name = &self.messages[message].by_name;
        let found = by_name.binary_search_by(|&f| fields[f].name.as_str().cmp(name));
        found.ok().map(|at| by_name[at])
    }

    /// The index of the message with this full name, `shop.Order`.
    pub fn message_by_name(&self, name: &str) -> Option<usize> {
        self.schema.messages.iter().position(|m| m.name == name)
    }

    /// The index of the message with this type id, as it lies in a header.
    pub fn message_by_type_id(&self, id: [u8; 8]) -> Option<usize> {
        let id = u64::from_le_bytes(id);
        self.schema.messages.iter().position(|m| m.type_id_ == id)
    }
}
