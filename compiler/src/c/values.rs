//! Values in C.

use super::types;
use crate::ir::{Constant, Scalar, Schema, Type, Value};
use crate::names::c as names;

/// The longest string literal that every C compiler takes.
const LONGEST: usize = 4095;

/// What a constant needs of the standard library.
pub(super) fn needs_math(value: &Value) -> bool {
    match value {
        Value::F32(x) => !x.is_finite(),
        Value::F64(x) => !x.is_finite(),
        _ => false,
    }
}

/// A constant's definition.
pub(super) fn definition(schema: &Schema, constant: &Constant) -> String {
    let package = &schema.packages[constant.decl.package].name;
    let name = names::constant(package, &constant.decl.name);
    let (kind, length, value) = match &constant.value {
        Value::Uuid(bytes) => ("uint8_t", Some(16), list(bytes)),
        Value::String(text) if text.len() > LONGEST => long(text.as_bytes()),
        Value::Bytes(bytes) if bytes.len() > LONGEST => long(bytes),
        value => match wide(&constant.ty, value) {
            Some((kind, value)) => (kind, None, value),
            None => {
                let value = literal(schema, &constant.ty, value);
                return format!("#define {name} {value}");
            }
        },
    };
    let length = length.map_or(String::new(), |length| format!("[{length}]"));
    format!("static const {kind} {name}{length} = {value};")
}

/// Too long for a literal: an array that ends with a zero, as the literal would.
fn long(bytes: &[u8]) -> (&'static str, Option<usize>, String) {
    // As characters, since a `char` may not hold a number above 127.
    let all: Vec<String> = bytes
        .iter()
        .map(|byte| format!("'\\x{byte:02x}'"))
        .collect();
    let lines: Vec<String> = (all.chunks(12))
        .map(|line| format!("    {},\n", line.join(", ")))
        .collect();
    let text = format!("{{\n{}    '\\0',\n}}", lines.concat());
    ("char", Some(bytes.len() + 1), text)
}

/// An integer of 128 bits, as its two halves.
fn wide(ty: &Type, value: &Value) -> Option<(&'static str, String)> {
    let (Type::Scalar(scalar @ (Scalar::U128 | Scalar::I128)), bits) = (
        ty,
        match value {
            Value::Int(x) => x.cast_unsigned(),
            Value::Uint(x) => *x,
            _ => return None,
        },
    ) else {
        return None;
    };
    let low = unsigned(64, bits & u128::from(u64::MAX));
    let high = match scalar {
        Scalar::I128 => signed(64, bits.cast_signed() >> 64),
        _ => unsigned(64, bits >> 64),
    };
    Some((types::scalar(*scalar), format!("{{{low}, {high}}}")))
}

/// A value as an expression.
fn literal(schema: &Schema, ty: &Type, value: &Value) -> String {
    match value {
        Value::Bool(x) => x.to_string(),
        Value::Int(x) => integer(repr(schema, ty), *x),
        Value::Uint(x) => unsigned(64, *x),
        Value::F32(x) => float(f64::from(*x), &format!("{x:?}"), "F", ""),
        Value::F64(x) => float(*x, &format!("{x:?}"), "", "(double)"),
        Value::String(text) => string(text.as_bytes()),
        Value::Bytes(bytes) => string(bytes),
        Value::Uuid(bytes) => list(bytes),
        Value::Enum(id, index) => {
            let of = &schema.enums[*id];
            let package = &schema.packages[of.decl.package].name;
            names::value(package, &of.decl.name, &of.values[*index].name)
        }
    }
}

/// The integer that a value of a type is stored as.
fn repr(schema: &Schema, ty: &Type) -> Scalar {
    match ty {
        Type::Enum(id) | Type::Flags(id) => schema.enums[*id].repr,
        Type::Scalar(scalar) => *scalar,
        _ => Scalar::I64,
    }
}

/// An integer of a type, as an expression.
pub(super) fn integer(of: Scalar, value: i128) -> String {
    let bits = of.size() * 8;
    match of {
        Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64 => signed(bits, value),
        _ => unsigned(bits, value.cast_unsigned()),
    }
}

/// The mask of a flag.
pub(super) fn mask(of: Scalar, bit: i128) -> String {
    let (bits, digits) = (of.size() * 8, of.size() as usize * 2);
    format!("UINT{bits}_C(0x{:0digits$x})", 1_u64 << bit)
}

fn unsigned(bits: u32, value: u128) -> String {
    format!("UINT{bits}_C({value})")
}

fn signed(bits: u32, value: i128) -> String {
    if value == -1 << (bits - 1) {
        // The minus of C is an operator, and the number behind it would be too large.
        return format!("INT{bits}_MIN");
    }
    match value {
        0.. => format!("INT{bits}_C({value})"),
        _ => format!("(-INT{bits}_C({}))", -value),
    }
}

/// A float; `digits` read back to the same number.
fn float(value: f64, digits: &str, ending: &str, cast: &str) -> String {
    let text = if value.is_nan() {
        format!("{cast}NAN")
    } else if value.is_infinite() {
        let sign = if value < 0.0 { "-" } else { "" };
        format!("{sign}{cast}INFINITY")
    } else {
        format!("{digits}{ending}")
    };
    if text.starts_with(['-', '(']) {
        format!("({text})")
    } else {
        text
    }
}

/// A string literal of any bytes. Its length is its size without the zero at its end.
pub(super) fn string(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for byte in bytes {
        match byte {
            // Two question marks may begin a trigraph.
            b'"' | b'\\' | b'?' => {
                text.push('\\');
                text.push(char::from(*byte));
            }
            b'\n' => text.push_str("\\n"),
            b'\t' => text.push_str("\\t"),
            b' '..=b'~' => text.push(char::from(*byte)),
            // Octal escapes end after three digits, hexadecimal ones don't.
            _ => text.push_str(&format!("\\{byte:03o}")),
        }
    }
    text.push('"');
    text
}

/// Bytes as an array's value.
pub(super) fn list(bytes: &[u8]) -> String {
    let all: Vec<String> = bytes.iter().map(|byte| format!("0x{byte:02x}")).collect();
    format!("{{{}}}", all.join(", "))
}

/// Values as an array's value: on one line, or as many on a line as fit.
pub(super) fn array(before: usize, values: &[String]) -> String {
    const WIDTH: usize = 100;
    let line = format!("{{{}}}", values.join(", "));
    if before + line.len() < WIDTH {
        return line;
    }
    let mut text = String::from("{");
    let mut width = WIDTH;
    for value in values {
        if width + value.len() + 2 > WIDTH {
            text.push_str("\n   ");
            width = 3;
        }
        text.push(' ');
        text.push_str(value);
        text.push(',');
        width += value.len() + 2;
    }
    text + "\n}"
}
