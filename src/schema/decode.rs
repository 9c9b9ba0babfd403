//! Descriptions from bytes. The precise walk, driven by the description of descriptions, has
//! checked the buffer before anything here looks at it; what is read by an offset that does not
//! fit all the same is zero or empty.

use alloc::string::{String, ToString};

use super::{
    Arm, Enum, EnumValue, Field, Index, Kind, Member, Message, Package, Pin, Schema, Struct, Type,
    Union, descriptor,
};
use crate::header::HEADER_LEN;
use crate::precise::{self, Options};
use crate::{Error, Kind as ErrorKind};

impl Schema {
    /// Reads a description: a buffer whose root is `halflap.descriptor.Schema`, as generated code
    /// embeds it and `halflap gen --descriptor` writes it. Memory and time are linear in the
    /// buffer's length, whatever it holds.
    ///
    /// ```
    /// use halflap::schema::Schema;
    /// assert!(Schema::decode(b"HLAP, but no more than that").is_err());
    /// ```
    ///
    /// # Errors
    /// Whatever is wrong with the buffer, a newer version of it among that; see [`precise::check`].
    /// That the description makes sense is checked by [`Index::new`].
    pub fn decode(buffer: &[u8]) -> Result<Schema, Error> {
        let broken = |_| Error::new(ErrorKind::ValidatorsDisagree, 0, "");
        let index = Index::new(descriptor()).map_err(broken)?;
        // What a newer compiler says besides could change the meaning of the rest.
        let known = Options {
            known_only: true,
            ..Options::default()
        };
        precise::check(&index, 0, buffer, known)?;
        let root = Block {
            buffer,
            at: HEADER_LEN,
        };
        Ok(Schema {
            packages: root.messages(0).map(package).collect(),
            types: root.elements(8, 24).map(ty).collect(),
            structs: root.messages(16).map(structure).collect(),
            enums: root.messages(24).map(enumeration).collect(),
            unions: root.messages(32).map(union).collect(),
            messages: root.messages(40).map(message).collect(),
        })
    }
}

/// A place in a buffer, from which fields are read by their offsets.
#[derive(Clone, Copy)]
struct Block<'a> {
    buffer: &'a [u8],
    at: usize,
}

impl<'a> Block<'a> {
    fn bytes(self, at: usize, len: usize) -> &'a [u8] {
        let start = self.at.saturating_add(at);
        self.buffer
            .get(start..start.saturating_add(len))
            .unwrap_or_default()
    }

    fn array<const N: usize>(self, at: usize) -> [u8; N] {
        self.bytes(at, N).first_chunk().copied().unwrap_or([0; N])
    }

    fn u8(self, at: usize) -> u8 {
        self.array::<1>(at)[0]
    }

    fn bool(self, at: usize) -> bool {
        self.u8(at) == 1
    }

    fn u16(self, at: usize) -> u16 {
        u16::from_le_bytes(self.array(at))
    }

    fn u32(self, at: usize) -> u32 {
        u32::from_le_bytes(self.array(at))
    }

    fn u64(self, at: usize) -> u64 {
        u64::from_le_bytes(self.array(at))
    }

    /// The place a slot points at, and the length it says.
    fn slot(self, at: usize) -> (Block<'a>, usize) {
        let target = Block {
            buffer: self.buffer,
            at: self.at + at + self.u32(at) as usize,
        };
        (target, self.u32(at + 4) as usize)
    }

    fn slice(self, at: usize) -> &'a [u8] {
        let (target, len) = self.slot(at);
        target.bytes(0, len)
    }

    fn string(self, at: usize) -> String {
        core::str::from_utf8(self.slice(at))
            .unwrap_or_default()
            .to_string()
    }

    /// The elements of a vector, each of `size` bytes.
    fn elements(self, at: usize, size: usize) -> impl Iterator<Item = Block<'a>> {
        let (target, count) = self.slot(at);
        (0..count).map(move |i| Block {
            buffer: target.buffer,
            at: target.at + i * size,
        })
    }

    /// The blocks of a vector of messages.
    fn messages(self, at: usize) -> impl Iterator<Item = Block<'a>> {
        let (target, count) = self.slot(at);
        let stride = target.u32(0) as usize;
        (0..count).map(move |i| Block {
            buffer: target.buffer,
            at: target.at + 8 + i * stride,
        })
    }
}

fn package(b: Block<'_>) -> Package {
    Package {
        name: b.string(0),
        version: b.u32(8),
        pins: b.messages(12).map(pin).collect(),
    }
}

fn pin(b: Block<'_>) -> Pin {
    Pin {
        package: b.u32(0),
        versions: b.elements(4, 4).map(|e| e.u32(0)).collect(),
    }
}

fn ty(b: Block<'_>) -> Type {
    Type {
        of: b.u32(0),
        key: b.u32(4),
        count: b.u32(8),
        size: b.u32(12),
        key_at: b.u16(16),
        value_at: b.u16(18),
        align: b.u8(20),
        kind: Kind(b.u8(21)),
        target_align: b.u8(22),
        reserved: b.u8(23),
    }
}

fn structure(b: Block<'_>) -> Struct {
    Struct {
        name: b.string(0),
        package: b.u32(8),
        size: b.u32(12),
        align: b.u32(16),
        members: b.messages(20).map(member).collect(),
    }
}

fn member(b: Block<'_>) -> Member {
    Member {
        name: b.string(0),
        type_: b.u32(8),
        offset: b.u32(12),
    }
}

fn enumeration(b: Block<'_>) -> Enum {
    Enum {
        name: b.string(0),
        package: b.u32(8),
        repr: Kind(b.u8(20)),
        flags: b.bool(21),
        closed: b.bool(22),
        values: b.messages(12).map(enum_value).collect(),
    }
}

fn enum_value(b: Block<'_>) -> EnumValue {
    EnumValue {
        name: b.string(8),
        value: b.u64(0),
    }
}

fn union(b: Block<'_>) -> Union {
    Union {
        name: b.string(0),
        package: b.u32(8),
        arms: b.messages(12).map(arm).collect(),
    }
}

fn arm(b: Block<'_>) -> Arm {
    Arm {
        tag: b.u32(0),
        name: b.string(4),
        message: b.u32(12),
        since: b.u32(16),
    }
}

fn message(b: Block<'_>) -> Message {
    Message {
        name: b.string(8),
        package: b.u32(16),
        type_id_: b.u64(0),
        schema_ids: b.elements(20, 8).map(|e| e.u64(0)).collect(),
        blocks: b.elements(28, 4).map(|e| e.u32(0)).collect(),
        aligned: b.bool(44),
        fields: b.messages(36).map(field).collect(),
    }
}

fn field(b: Block<'_>) -> Field {
    Field {
        id: b.u32(0),
        name: b.string(4),
        type_: b.u32(12),
        offset: b.u32(16),
        optional: b.bool(40),
        secret: b.bool(41),
        since: b.u32(20),
        removed: b.u32(24),
        deprecated: b.bool(42),
        presence: (b.u8(43) & 1 == 1).then(|| b.u32(28)),
        default: (b.u32(32) != 0).then(|| b.slice(32).to_vec()),
    }
}
