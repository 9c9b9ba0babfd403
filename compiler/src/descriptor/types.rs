//! The table of types.

use std::collections::HashMap;

use super::blocks::Target;
use super::scalar_kind;
use crate::ir::{Schema, Type};

/// `halflap.descriptor.Kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool = 1,
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
    Uuid,
    Enum,
    Flags,
    Struct,
    Array,
    String,
    Bytes,
    Vector,
    Map,
    Message,
    Union,
}

/// Each distinct type once, behind those it is made of.
pub(super) struct Types<'a> {
    schema: &'a Schema,
    order: Vec<&'a Type>,
    index: HashMap<&'a Type, u32>,
}

impl<'a> Types<'a> {
    pub fn of(schema: &'a Schema) -> Self {
        let mut types = Types {
            schema,
            order: Vec::new(),
            index: HashMap::new(),
        };
        for member in schema.structs.iter().flat_map(|s| &s.members) {
            types.add(&member.ty);
        }
        for field in schema.messages.iter().flat_map(|m| &m.fields) {
            types.add(&field.ty);
        }
        types
    }

    /// Adds a type behind those that it is made of. No struct holds itself, so this ends.
    fn add(&mut self, ty: &'a Type) {
        if self.index.contains_key(ty) {
            return;
        }
        match ty {
            Type::Struct(id) => {
                for member in &self.schema.structs[*id].members {
                    self.add(&member.ty);
                }
            }
            Type::Array(element, _) | Type::Vector(element) => self.add(element),
            Type::Map(map) => {
                self.add(&map.key);
                self.add(&map.value);
            }
            _ => {}
        }
        self.index.insert(ty, self.order.len() as u32);
        self.order.push(ty);
    }

    /// A type's place in the table; every type of the schema is in it.
    pub fn index(&self, ty: &Type) -> u32 {
        self.index.get(ty).copied().unwrap_or_default()
    }

    pub fn encode(&self) -> Target {
        Target::Elements {
            align: 4,
            count: self.order.len() as u32,
            bytes: self.order.iter().flat_map(|ty| self.row(ty)).collect(),
        }
    }

    /// The struct `halflap.descriptor.Type`.
    fn row(&self, ty: &Type) -> [u8; 24] {
        let (kind, of) = match ty {
            Type::Scalar(scalar) => (scalar_kind(*scalar), 0),
            Type::Uuid => (Kind::Uuid, 0),
            Type::Enum(id) => (Kind::Enum, *id as u32),
            Type::Flags(id) => (Kind::Flags, *id as u32),
            Type::Struct(id) => (Kind::Struct, *id as u32),
            Type::Array(element, _) => (Kind::Array, self.index(element)),
            Type::String => (Kind::String, 0),
            Type::Bytes => (Kind::Bytes, 0),
            Type::Vector(element) => (Kind::Vector, self.index(element)),
            Type::Map(map) => (Kind::Map, self.index(&map.value)),
            Type::Message(id) => (Kind::Message, *id as u32),
            Type::Union(id) => (Kind::Union, *id as u32),
        };
        let (key, count, key_at, value_at) = match ty {
            Type::Array(_, n) => (0, *n, 0, 0),
            Type::Map(map) => (self.index(&map.key), map.block, map.key_at, map.value_at),
            _ => (0, 0, 0, 0),
        };
        let mut row = [0; 24];
        row[0..4].copy_from_slice(&of.to_le_bytes());
        row[4..8].copy_from_slice(&key.to_le_bytes());
        row[8..12].copy_from_slice(&count.to_le_bytes());
        row[12..16].copy_from_slice(&ty.size(self.schema).to_le_bytes());
        // A block has at most 65,528 bytes, and an alignment is at most 8.
        row[16..18].copy_from_slice(&(key_at as u16).to_le_bytes());
        row[18..20].copy_from_slice(&(value_at as u16).to_le_bytes());
        row[20] = ty.align(self.schema) as u8;
        row[21] = kind as u8;
        row[22] = ty.target_align(self.schema) as u8;
        row
    }
}
