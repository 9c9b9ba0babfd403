//! Constants and defaults as Rust expressions.

use super::types;
use crate::ir::{Scalar, Schema, Type, Value};
use crate::names;

/// A string literal.
pub fn string(text: &str) -> String {
    format!("{text:?}")
}

/// A literal of bytes.
fn bytes(bytes: &[u8]) -> String {
    format!("b\"{}\"", bytes.escape_ascii())
}

/// A float that reads back to the same bits; `bits` is its integer form.
fn float(text: String, finite: bool, name: &str, bits: String) -> String {
    if finite {
        text
    } else {
        format!("{name}::from_bits({bits})")
    }
}

/// The value as an expression of this type, as fields and constants have it.
pub fn expression(schema: &Schema, ty: &Type, value: &Value) -> String {
    match (ty, value) {
        (Type::Enum(id), Value::Enum(_, index)) => {
            let e = &schema.enums[*id];
            let name = &e.values[*index].name;
            let name = if e.closed {
                names::rust::variant(name)
            } else {
                names::rust::value(name)
            };
            format!("{}::{name}", types::path(schema, &e.decl))
        }
        (Type::Enum(id) | Type::Flags(id), Value::Int(bits)) => {
            format!("{}({bits})", types::path(schema, &schema.enums[*id].decl))
        }
        (Type::Enum(id) | Type::Flags(id), Value::Uint(bits)) => {
            format!("{}({bits})", types::path(schema, &schema.enums[*id].decl))
        }
        (_, Value::Bool(value)) => value.to_string(),
        (_, Value::Int(value)) => value.to_string(),
        (_, Value::Uint(value)) => value.to_string(),
        (_, Value::F32(v)) => float(
            format!("{v:?}"),
            v.is_finite(),
            "f32",
            format!("{:#x}", v.to_bits()),
        ),
        (_, Value::F64(v)) => float(
            format!("{v:?}"),
            v.is_finite(),
            "f64",
            format!("{:#x}", v.to_bits()),
        ),
        (_, Value::String(text)) => string(text),
        (_, Value::Bytes(value)) => bytes(value),
        (_, Value::Uuid(id)) => {
            let number = u128::from_be_bytes(*id);
            format!("halflap::Uuid({number:#034x}_u128.to_be_bytes())")
        }
        (_, Value::Enum(..)) => unreachable!("only enums have enum values"),
    }
}

/// The type of a constant.
pub fn constant_type(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::String => "&str".into(),
        Type::Bytes => "&[u8]".into(),
        Type::Scalar(s) => s.name().into(),
        _ => types::plain(schema, ty),
    }
}

/// What a field that is not optional gives where the writer is older than it and the schema
/// declares no default; `None` for arrays, of which the runtime has zeros.
pub fn zero(schema: &Schema, ty: &Type, secret: bool) -> Option<String> {
    Some(match ty {
        Type::Scalar(Scalar::Bool) => "false".into(),
        Type::Scalar(Scalar::F32 | Scalar::F64) => "0.0".into(),
        Type::Scalar(_) => "0".into(),
        Type::Uuid => "halflap::Uuid::NIL".into(),
        Type::Enum(id) | Type::Flags(id) => {
            let e = &schema.enums[*id];
            let path = types::path(schema, &e.decl);
            match e.values.iter().find(|v| e.closed && v.value == 0) {
                Some(value) => format!("{path}::{}", names::rust::variant(&value.name)),
                None => format!("{path}(0)"),
            }
        }
        Type::Struct(_) => "halflap::bytemuck::Zeroable::zeroed()".into(),
        Type::Array(_, count) if secret => format!("halflap::SecretRef::new(&[0; {count}])"),
        Type::Array(..) => return None,
        Type::String if secret => "halflap::SecretRef::new(\"\")".into(),
        Type::Bytes if secret => "halflap::SecretRef::new(&[])".into(),
        Type::String => "\"\"".into(),
        Type::Bytes => "&[]".into(),
        Type::Vector(element) if types::is_plain(element) => "&[]".into(),
        Type::Vector(_) => "halflap::List::EMPTY".into(),
        Type::Map(_) => "halflap::Map::EMPTY".into(),
        // Messages and unions that are not optional are never since a later version.
        Type::Message(_) | Type::Union(_) => "None".into(),
    })
}
