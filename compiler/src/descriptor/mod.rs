//! The description of a schema as a halflap message (`spec/descriptor.lap`).

mod blocks;
mod types;

#[cfg(test)]
mod tests;

use halflap::Header;
use halflap::zerocopy::IntoBytes;

use crate::ir::{self, Decl, Scalar, Schema};
use blocks::{Block, Target, message};
use types::{Kind, Types};

/// Type id of `halflap.descriptor.Schema`; a test compiles the schema and compares.
pub const TYPE_ID: [u8; 8] = [4, 123, 20, 53, 135, 231, 179, 31];

/// Schema id of `halflap.descriptor.Schema` in version 1; a test compiles the schema and compares.
pub const SCHEMA_ID: [u8; 8] = [203, 72, 66, 149, 245, 1, 120, 234];

/// Encodes the description of a schema: a whole buffer, header and checksum included.
pub fn encode(schema: &Schema) -> Vec<u8> {
    let root = describe(schema);
    let root_len = root.len();
    let body = message(root);
    let header = Header::new(TYPE_ID, SCHEMA_ID, 1, root_len, body.len() as u32).sealed(&body);
    [header.as_bytes(), &body].concat()
}

/// The numbers below are where `spec/descriptor.lap` puts the fields; a test compares them with
/// what the compiler itself makes of that file.
fn describe(schema: &Schema) -> Block {
    let types = Types::of(schema);
    let blocks = |blocks: Vec<Block>, stride| Target::Blocks { stride, blocks };
    let packages = schema.packages.iter().map(package).collect();
    let structs = schema.structs.iter().map(|d| structure(schema, &types, d));
    let enums = schema.enums.iter().map(|d| enumeration(schema, d));
    let unions = schema.unions.iter().map(|d| union(schema, d));
    let messages = schema
        .messages
        .iter()
        .map(|d| self::messages(schema, &types, d));
    Block::new(48)
        .slot(0, blocks(packages, 24))
        .slot(8, types.encode())
        .slot(16, blocks(structs.collect(), 32))
        .slot(24, blocks(enums.collect(), 24))
        .slot(32, blocks(unions.collect(), 24))
        .slot(40, blocks(messages.collect(), 48))
}

fn text(text: &str) -> Target {
    Target::Bytes(text.as_bytes().to_vec())
}

/// The full name and the package, where every declaration has them.
fn declared(length: u32, schema: &Schema, decl: &Decl) -> Block {
    Block::new(length)
        .slot(0, text(&schema.full_name(decl)))
        .u32(8, decl.package as u32)
}

fn package(package: &ir::Package) -> Block {
    let pin = |pin: &ir::Pin| {
        Block::new(16)
            .u32(0, pin.package as u32)
            .slot(4, Target::u32s(&pin.versions))
    };
    Block::new(24)
        .slot(0, text(&package.name))
        .u32(8, package.version)
        .slot(
            12,
            Target::Blocks {
                stride: 16,
                blocks: package.pins.iter().map(pin).collect(),
            },
        )
}

fn structure(schema: &Schema, types: &Types, decl: &ir::Struct) -> Block {
    let member = |member: &ir::Member| {
        Block::new(16)
            .slot(0, text(&member.name))
            .u32(8, types.index(&member.ty))
            .u32(12, member.offset)
    };
    declared(32, schema, &decl.decl)
        .u32(12, decl.size)
        .u32(16, decl.align)
        .slot(
            20,
            Target::Blocks {
                stride: 16,
                blocks: decl.members.iter().map(member).collect(),
            },
        )
}

fn enumeration(schema: &Schema, decl: &ir::Enum) -> Block {
    let value = |value: &ir::EnumValue| {
        Block::new(16)
            .u64(0, value.value as u64)
            .slot(8, text(&value.name))
    };
    declared(24, schema, &decl.decl)
        .slot(
            12,
            Target::Blocks {
                stride: 16,
                blocks: decl.values.iter().map(value).collect(),
            },
        )
        .u8(20, scalar_kind(decl.repr) as u8)
        .u8(21, u8::from(decl.flags))
        .u8(22, u8::from(decl.closed))
}

fn union(schema: &Schema, decl: &ir::Union) -> Block {
    let arm = |arm: &ir::Arm| {
        Block::new(24)
            .u32(0, arm.tag)
            .slot(4, text(&arm.name))
            .u32(12, arm.message as u32)
            .u32(16, arm.since)
    };
    declared(24, schema, &decl.decl).slot(
        12,
        Target::Blocks {
            stride: 24,
            blocks: decl.arms.iter().map(arm).collect(),
        },
    )
}

fn messages(schema: &Schema, types: &Types, decl: &ir::Message) -> Block {
    let ids: Vec<u64> = decl
        .schema_ids
        .iter()
        .map(|id| u64::from_le_bytes(*id))
        .collect();
    let fields = decl.fields.iter().map(|f| field(schema, types, f));
    Block::new(48)
        .u64(0, u64::from_le_bytes(decl.type_id))
        .slot(8, text(&schema.full_name(&decl.decl)))
        .u32(16, decl.decl.package as u32)
        .slot(20, Target::u64s(&ids))
        .slot(28, Target::u32s(&decl.blocks))
        .slot(
            36,
            Target::Blocks {
                stride: 48,
                blocks: fields.collect(),
            },
        )
        .u8(44, u8::from(decl.aligned))
}

fn field(schema: &Schema, types: &Types, field: &ir::Field) -> Block {
    let mut block = Block::new(48)
        .u32(0, field.id)
        .slot(4, text(&field.name))
        .u32(12, types.index(&field.ty))
        .u32(16, field.offset)
        .u32(20, field.since)
        .u32(24, field.removed.unwrap_or(0))
        .u8(40, u8::from(field.optional))
        .u8(41, u8::from(field.secret))
        .u8(42, u8::from(field.deprecated.is_some()));
    if let Some(presence) = field.presence {
        block = block
            .u32(28, 8 * presence.byte + u32::from(presence.bit))
            .u8(43, 1);
    }
    if let Some(default) = &field.default {
        block = block.slot(32, Target::Bytes(default.bytes(&field.ty, schema)));
    }
    block
}

fn scalar_kind(scalar: Scalar) -> Kind {
    match scalar {
        Scalar::Bool => Kind::Bool,
        Scalar::U8 => Kind::U8,
        Scalar::I8 => Kind::I8,
        Scalar::U16 => Kind::U16,
        Scalar::I16 => Kind::I16,
        Scalar::U32 => Kind::U32,
        Scalar::I32 => Kind::I32,
        Scalar::U64 => Kind::U64,
        Scalar::I64 => Kind::I64,
        Scalar::U128 => Kind::U128,
        Scalar::I128 => Kind::I128,
        Scalar::F32 => Kind::F32,
        Scalar::F64 => Kind::F64,
    }
}
