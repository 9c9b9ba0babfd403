//! How single values cross in Go: as arguments of a C function, out of a reply, out of a call by the
//! library, and back to it.

use super::super::super::helpers::Package;
use super::super::super::types;
use crate::ir::{EnumId, Scalar, Schema, Type};
use crate::names::c;

/// The type of a word in C.
fn word(schema: &Schema, ty: &Type) -> &'static str {
    c_scalar(scalar(schema, ty))
}

/// What a word is stored as.
fn scalar(schema: &Schema, ty: &Type) -> Scalar {
    match ty {
        Type::Scalar(scalar) => *scalar,
        Type::Enum(id) | Type::Flags(id) => schema.enums[*id].repr,
        _ => unreachable!("only scalars, enums and flags are words"),
    }
}

fn c_scalar(scalar: Scalar) -> &'static str {
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

/// The argument for a word.
pub(super) fn word_argument(schema: &Schema, ty: &Type, name: &str) -> String {
    match ty {
        Type::Scalar(Scalar::Bool) => format!("C.uint8_t(native.Byte({name}))"),
        _ => format!("C.{}({name})", word(schema, ty)),
    }
}

/// The two words of a wide value.
pub(super) fn wide_words(ty: &Type, name: &str) -> String {
    match ty {
        Type::Uuid => format!("native.UUIDWords({name})"),
        Type::Scalar(Scalar::I128) => format!("{name}.Lo, uint64({name}.Hi)"),
        _ => format!("{name}.Lo, {name}.Hi"),
    }
}

/// The pointer to a span's elements.
pub(super) fn span_pointer(schema: &Schema, ty: &Type, name: &str) -> String {
    let element = match ty {
        Type::String => return format!("(*C.uint8_t)(native.Text({name}))"),
        Type::Bytes => return format!("(*C.uint8_t)(native.Data({name}))"),
        Type::Vector(element) => &**element,
        _ => unreachable!("spans are text, bytes and vectors"),
    };
    match element {
        Type::Scalar(Scalar::Bool) => format!("native.Span[C.uint8_t]({name})"),
        Type::Scalar(scalar @ (Scalar::U128 | Scalar::I128)) => {
            format!("native.Span[C.{}]({name})", c_scalar(*scalar))
        }
        Type::Scalar(_) | Type::Enum(_) | Type::Flags(_) => {
            format!("(*C.{})(native.Data({name}))", word(schema, element))
        }
        Type::Struct(id) => {
            let decl = &schema.structs[*id].decl;
            let name_in_c = c::type_name(&schema.packages[decl.package].name, &decl.name);
            format!("native.Span[C.{name_in_c}]({name})")
        }
        _ => format!("native.Address({name})"),
    }
}

/// What is to be looked at before a value that crossed is taken for one.
pub(super) fn is_closed(schema: &Schema, ty: &Type) -> bool {
    let closed = |id: &EnumId| schema.enums[*id].closed;
    matches!(ty, Type::Enum(id) if closed(id))
}

/// A word as a value; `bits` is an expression for it, of an unsigned type of 64 bits.
pub(super) fn word_value(package: &Package<'_>, ty: &Type, bits: &str) -> String {
    match ty {
        Type::Scalar(Scalar::Bool) => format!("{bits} != 0"),
        Type::Scalar(Scalar::F32) => {
            package.import_std("math");
            format!("math.Float32frombits(uint32({bits}))")
        }
        Type::Scalar(Scalar::F64) => {
            package.import_std("math");
            format!("math.Float64frombits(uint64({bits}))")
        }
        ty => format!("{}({bits})", package.owned(ty)),
    }
}

/// Two words as a value.
pub(super) fn wide_value(ty: &Type, first: &str, second: &str) -> String {
    match ty {
        Type::Uuid => format!("native.UUIDOf(uint64({first}), uint64({second}))"),
        Type::Scalar(Scalar::I128) => {
            format!("halflap.Int128{{Lo: uint64({first}), Hi: int64({second})}}")
        }
        _ => format!("halflap.Uint128{{Lo: uint64({first}), Hi: uint64({second})}}"),
    }
}

/// The word that a value is, extended with zeros.
pub(super) fn word_bits(package: &Package<'_>, ty: &Type, name: &str) -> String {
    let scalar = scalar(package.schema, ty);
    match scalar {
        Scalar::Bool => format!("uint64(native.Byte({name}))"),
        Scalar::F32 => {
            package.import_std("math");
            format!("uint64(math.Float32bits({name}))")
        }
        Scalar::F64 => {
            package.import_std("math");
            format!("math.Float64bits({name})")
        }
        Scalar::I8 | Scalar::I16 | Scalar::I32 => {
            format!("uint64(u{}({name}))", types::scalar(scalar))
        }
        Scalar::U64 if matches!(ty, Type::Scalar(_)) => name.to_owned(),
        _ => format!("uint64({name})"),
    }
}

/// The next parameter of a call by the library.
pub(super) fn incoming_word(package: &Package<'_>, ty: &Type) -> String {
    match ty {
        Type::Scalar(Scalar::Bool) => "in.Bool()".to_owned(),
        Type::Scalar(Scalar::U64) => "in.Word()".to_owned(),
        ty => word_value(package, ty, "in.Word()"),
    }
}

/// The next two words of a call by the library.
pub(super) fn incoming_wide(ty: &Type) -> &'static str {
    match ty {
        Type::Uuid => "in.UUID()",
        Type::Scalar(Scalar::I128) => "in.Int128()",
        _ => "in.Uint128()",
    }
}

/// The value that stands beside an error.
pub(super) fn zero(package: &Package<'_>, ty: &Type) -> String {
    match ty {
        Type::Scalar(Scalar::Bool) => "false".to_owned(),
        Type::Scalar(Scalar::U128 | Scalar::I128)
        | Type::Uuid
        | Type::Struct(_)
        | Type::Array(..) => {
            format!("{}{{}}", package.owned(ty))
        }
        Type::Scalar(_) | Type::Enum(_) | Type::Flags(_) => "0".to_owned(),
        Type::String => "\"\"".to_owned(),
        _ => "nil".to_owned(),
    }
}

/// The same for what is read in place.
pub(super) fn zero_view(package: &Package<'_>, ty: &Type) -> String {
    match ty {
        Type::String => "\"\"".to_owned(),
        Type::Vector(element) if !element.is_slot() => "nil".to_owned(),
        Type::Bytes => "nil".to_owned(),
        ty => format!("{}{{}}", package.view(ty)),
    }
}
