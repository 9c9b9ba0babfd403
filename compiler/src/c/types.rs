//! Types of fixed size in C.

use crate::ir::{Scalar, Schema, Type};
use crate::names::c as names;

/// A type as a declaration has it: what stands before the name, and what stands behind.
pub(super) struct Spelled {
    base: String,
    behind: String,
}

impl Spelled {
    /// `uint8_t id[16]`.
    pub fn declares(&self, name: &str) -> String {
        format!("{} {name}{}", self.base, self.behind)
    }

    /// `uint8_t[16]`.
    pub fn alone(&self) -> String {
        format!("{}{}", self.base, self.behind)
    }
}

/// A type of fixed size; none for a slot.
pub(super) fn spelled(schema: &Schema, ty: &Type) -> Option<Spelled> {
    let plain = |base: String| {
        Some(Spelled {
            base,
            behind: String::new(),
        })
    };
    match ty {
        Type::Scalar(scalar) => plain(self::scalar(*scalar).to_owned()),
        Type::Uuid => Some(Spelled {
            base: "uint8_t".to_owned(),
            behind: "[16]".to_owned(),
        }),
        Type::Enum(id) | Type::Flags(id) => plain(named(schema, &schema.enums[*id].decl)),
        Type::Struct(id) => plain(named(schema, &schema.structs[*id].decl)),
        Type::Array(element, count) => {
            let element = spelled(schema, element)?;
            Some(Spelled {
                base: element.base,
                behind: format!("[{count}]{}", element.behind),
            })
        }
        _ => None,
    }
}

/// What a declaration is called, or its names begin with.
pub(super) fn named(schema: &Schema, decl: &crate::ir::Decl) -> String {
    names::type_name(&schema.packages[decl.package].name, &decl.name)
}

/// A bool is a byte here: C may not even look at a `bool` of 2, and nobody has checked.
pub(super) fn scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool | Scalar::U8 => "uint8_t",
        Scalar::I8 => "int8_t",
        Scalar::U16 => "uint16_t",
        Scalar::I16 => "int16_t",
        Scalar::U32 => "uint32_t",
        Scalar::I32 => "int32_t",
        Scalar::U64 => "uint64_t",
        Scalar::I64 => "int64_t",
        Scalar::U128 => "halflap_u128",
        Scalar::I128 => "halflap_i128",
        Scalar::F32 => "float",
        Scalar::F64 => "double",
    }
}
