//! Values as Go writes them.

use super::helpers::Package;
use crate::ir::{Scalar, Type, Value};

/// Whether a constant of a type can be a Go `const`.
pub(super) fn is_const(ty: &Type, value: &Value) -> bool {
    match value {
        // Pairs of integers, however small the number is.
        Value::Int(_) if matches!(ty, Type::Scalar(Scalar::U128 | Scalar::I128)) => false,
        Value::F32(x) => plain(f64::from(*x)),
        Value::F64(x) => plain(*x),
        Value::Bytes(_) | Value::Uuid(_) | Value::Uint(_) => false,
        _ => true,
    }
}

/// Whether a constant expression can say the number: not -0, an infinity or NaN.
fn plain(x: f64) -> bool {
    x.is_finite() && !(x == 0.0 && x.is_sign_negative())
}

impl Package<'_> {
    /// A value of a type, as an expression.
    pub fn literal(&self, ty: &Type, value: &Value) -> String {
        match value {
            Value::Bool(x) => x.to_string(),
            Value::Int(x) => match ty {
                Type::Scalar(Scalar::U128) => wide_unsigned(x.cast_unsigned()),
                Type::Scalar(Scalar::I128) => {
                    let bits = x.cast_unsigned();
                    format!("halflap.Int128{{Lo: {:#x}, Hi: {}}}", low(bits), x >> 64)
                }
                _ => x.to_string(),
            },
            Value::Uint(x) => wide_unsigned(*x),
            Value::F32(x) if plain(f64::from(*x)) => format!("{x:?}"),
            Value::F64(x) if plain(*x) => format!("{x:?}"),
            Value::F32(x) => {
                self.import_std("math");
                format!("math.Float32frombits({:#x})", x.to_bits())
            }
            Value::F64(x) => {
                self.import_std("math");
                format!("math.Float64frombits({:#x})", x.to_bits())
            }
            Value::String(x) => quoted(x),
            Value::Bytes(x) => format!("[]byte{{{}}}", bytes(x)),
            Value::Uuid(x) => format!("halflap.UUID{{{}}}", bytes(x)),
            Value::Enum(id, index) => {
                let of = &self.schema.enums[*id];
                let value = crate::names::go::value(&of.decl.name, &of.values[*index].name);
                self.qualified(of.decl.package, value)
            }
        }
    }
}

fn wide_unsigned(x: u128) -> String {
    format!("halflap.Uint128{{Lo: {:#x}, Hi: {:#x}}}", low(x), x >> 64)
}

fn low(x: u128) -> u128 {
    x & u128::from(u64::MAX)
}

fn bytes(x: &[u8]) -> String {
    let all: Vec<String> = x.iter().map(|b| format!("{b:#04x}")).collect();
    all.join(", ")
}

/// A Go string literal.
pub(super) fn quoted(x: &str) -> String {
    let mut out = String::from("\"");
    for c in x.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || c == '\u{feff}' => {
                out.push_str(&format!("\\U{:08x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
