//! Names in generated C, which C++ can read too.
//!
//! C has one scope for all headers of a program, so each name begins with its package's: the part in
//! small letters up to the last `_` before the first capital. What follows is the type, which has no
//! `_`, and then what it is of the type: `shop_Order_customer_OFFSET`. No name has two `_` side by
//! side, which C++ keeps for itself, and none is a keyword, since each has a `_` inside.

use super::{Kind, escaped, rust, type_base, words};

/// Words that can't be members: keywords of C and C++, and macros in small letters that headers of
/// the usual systems define.
const MEMBERS: &[&str] = &[
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "asm",
    "assert",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "complex",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "errno",
    "explicit",
    "export",
    "extern",
    "false",
    "far",
    "float",
    "for",
    "friend",
    "goto",
    "i386",
    "if",
    "imaginary",
    "inline",
    "int",
    "interface",
    "linux",
    "long",
    "mutable",
    "namespace",
    "near",
    "new",
    "noexcept",
    "noreturn",
    "not",
    "not_eq",
    "nullptr",
    "offsetof",
    "operator",
    "or",
    "or_eq",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "requires",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "small",
    "static",
    "static_assert",
    "static_cast",
    "stderr",
    "stdin",
    "stdout",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "typeof_unqual",
    "union",
    "unix",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "while",
    "xor",
    "xor_eq",
];

/// What a message has beside its fields, behind its name and a `_`.
const MESSAGE: &[&str] = &["BLOCK", "BLOCKS", "MESSAGE", "SCHEMA_IDS", "TYPE_ID"];

/// What all names of a package begin with: `acme_shop` for `acme.shop`.
pub fn prefix(package: &str) -> String {
    let parts = package.split(['.', '_']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

/// A package's header. The ending keeps it apart from headers of the system: there is a
/// `strings.h`, but no `strings.lap.h`.
pub fn header(package: &str) -> String {
    prefix(package) + ".lap.h"
}

/// The header of a package's glue.
pub fn glue_header(package: &str) -> String {
    prefix(package) + "_glue.h"
}

/// The header of callers for Go.
pub fn go_header(package: &str) -> String {
    prefix(package) + "_go.h"
}

/// The macro that keeps the header of callers for Go from being read twice.
pub fn go_guard(package: &str) -> String {
    prefix(package).to_ascii_uppercase() + "_GO_H"
}

/// The macro that keeps the header of glue from being read twice.
pub fn glue_guard(package: &str) -> String {
    prefix(package).to_ascii_uppercase() + "_GLUE_H"
}

/// The macro that keeps a header from being read twice.
pub fn guard(package: &str) -> String {
    prefix(package).to_ascii_uppercase() + "_LAP_H"
}

/// A struct, enum or flags; what a message's or union's names begin with: `shop_Order`.
pub fn type_name(package: &str, name: &str) -> String {
    format!("{}_{}", prefix(package), type_base(name))
}

/// A member of a struct.
pub fn member(name: &str) -> String {
    escaped(words(name).join("_"), &[MEMBERS])
}

/// What stands for a field or arm inside of a name.
pub fn field(name: &str) -> String {
    words(name).join("_")
}

/// A constant: `shop_MAX_LINES`.
pub fn constant(package: &str, name: &str) -> String {
    format!("{}_{}", prefix(package), rust::constant(name))
}

/// A value of an enum or flags: `shop_Side_BUY`.
pub fn value(package: &str, of: &str, name: &str) -> String {
    format!("{}_{}", type_name(package, of), rust::constant(name))
}

/// All names that a declaration takes, without those of its values. Names of fields and arms have
/// small letters in the middle and capitals at the end, as no others do.
pub fn declared(package: &str, kind: Kind, name: &str) -> Vec<String> {
    let own = type_name(package, name);
    match kind {
        Kind::Const => vec![constant(package, name)],
        Kind::Enum
        | Kind::Flags
        | Kind::Struct
        | Kind::Union
        | Kind::Error
        | Kind::Interface
        | Kind::HostInterface => vec![own],
        Kind::Message => (MESSAGE.iter().map(|what| format!("{own}_{what}")))
            .chain([own.clone()])
            .collect(),
    }
}
