//! Names in generated Rust.

use super::{Kind, capitalized, escaped, type_base, words};

/// Words that can't be identifiers, in any edition.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Types and traits that generated code names without a path, and its type parameters.
const TYPES: &[&str] = &[
    "AsRef",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Fn",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "S",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "T",
    "ToOwned",
    "ToString",
    "TryFrom",
    "Vec",
];

/// Names that the glue of a package has for itself.
const GLUE: &[&str] = &[
    "Arc", "Call", "Cow", "Error", "Host", "Library", "Reply", "System",
];

/// Methods that every view, owned type or source has, and those of the standard traits that are
/// in scope everywhere.
const METHODS: &[&str] = &[
    "as_bytes",
    "as_ref",
    "borrow",
    "borrow_mut",
    "check",
    "clone",
    "clone_from",
    "clone_into",
    "clone_to_uninit",
    "cmp",
    "decode",
    "encode",
    "encode_as",
    "encode_as_into",
    "encode_into",
    "encode_into_slice",
    "encoded_len",
    "encoded_len_as",
    "eq",
    "fmt",
    "from",
    "hash",
    "into",
    "ne",
    "partial_cmp",
    "read",
    "read_known",
    "read_unaligned",
    "to_halflap",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
    "wipe",
];

/// Constants that enums and flags have beside those of their values.
const VALUES: &[&str] = &["ALL", "BITS", "EMPTY", "NAMES"];

/// The name of a message, struct, enum, union or flags type: the owned type where there are more.
pub fn type_name(name: &str) -> String {
    escaped(type_base(name), &[TYPES])
}

/// The name of a message's or union's view.
pub fn view_name(name: &str) -> String {
    type_base(name) + "View"
}

/// The name of a message's or union's edit.
pub fn edit_name(name: &str) -> String {
    type_base(name) + "Edit"
}

/// The name of the trait that a message or union can be written from.
pub fn source_name(name: &str) -> String {
    type_base(name) + "Source"
}

/// The name of the type that has a method to write each arm of a union.
pub fn target_name(name: &str) -> String {
    type_base(name) + "Target"
}

/// The name of a field, member or arm: of the accessor and of the owned type's field.
pub fn field(name: &str) -> String {
    escaped(words(name).join("_"), &[KEYWORDS, METHODS])
}

/// The name of an edit's accessor of a field or arm: the view's, where the edit has no other method
/// of that name.
pub fn edited(name: &str) -> String {
    let name = field(name);
    let taken = ["open", "view"].contains(&name.as_str()) || name.starts_with("set_");
    if taken { name + "_" } else { name }
}

/// The name of the method that sets a field.
pub fn setter(name: &str) -> String {
    format!("set_{}", words(name).join("_"))
}

/// The name of a constant: `MAX_LINES`.
pub fn constant(name: &str) -> String {
    words(name).join("_").to_ascii_uppercase()
}

/// The name of a message's constant that says where a field lies.
pub fn field_constant(name: &str) -> String {
    escaped(constant(name), &[&["TYPE_ID"]])
}

/// The name of an open enum's or a flags type's constant: `BUY`.
pub fn value(name: &str) -> String {
    escaped(constant(name), &[VALUES])
}

/// The name of a closed enum's or a union's variant: `Buy`.
pub fn variant(name: &str) -> String {
    let joined = words(name).iter().map(|w| capitalized(w)).collect();
    // Views of unions have a variant of their own for arms that they don't know.
    escaped(joined, &[&["Self", "Unknown"]])
}

/// The name of an error's type or of an interface's trait.
pub fn glue_name(name: &str) -> String {
    escaped(type_base(name), &[TYPES, GLUE])
}

/// The variant of an error's case: `NotFound`.
pub fn case(name: &str) -> String {
    escaped(super::joined(name), &[&["Self", "Other", "Unknown"]])
}

/// The function that makes an error's case: `not_found`.
pub fn case_function(name: &str) -> String {
    escaped(
        words(name).join("_"),
        &[KEYWORDS, METHODS, &["code", "message", "source"]],
    )
}

/// The name of a method of an interface's trait, and of a parameter.
pub fn method(name: &str) -> String {
    escaped(words(name).join("_"), &[KEYWORDS, METHODS])
}

/// The name of a parameter.
pub fn parameter(name: &str) -> String {
    escaped(words(name).join("_"), &[KEYWORDS, &["call", "host"]])
}

/// The module of a package's glue: `acme_shop_glue`.
pub fn glue_module(package: &str) -> String {
    package.replace('.', "_") + "_glue"
}

/// The module of the doubles of a package's interfaces: `acme_shop_doubles`.
pub fn doubles_module(package: &str) -> String {
    package.replace('.', "_") + "_doubles"
}

/// The module, and without `.rs` the file, of a package: `acme_shop` for `acme.shop`.
pub fn module(package: &str) -> String {
    escaped(package.replace('.', "_"), &[KEYWORDS])
}

/// All names that a declaration takes in its module.
pub fn declared(kind: Kind, name: &str) -> Vec<String> {
    match kind {
        Kind::Const => vec![constant(name)],
        Kind::Enum | Kind::Flags | Kind::Struct => vec![type_name(name)],
        Kind::Message => vec![
            type_name(name),
            view_name(name),
            edit_name(name),
            source_name(name),
        ],
        Kind::Union => vec![
            type_name(name),
            view_name(name),
            edit_name(name),
            source_name(name),
            target_name(name),
        ],
        Kind::Error => vec![glue_name(name)],
        Kind::Interface => {
            let base = type_base(name);
            let ends = ["Mock", "Loopback", "Recorder", "Replay"];
            let more = ends.iter().map(|end| format!("{base}{end}"));
            [glue_name(name)].into_iter().chain(more).collect()
        }
        Kind::HostInterface => {
            let base = type_base(name);
            vec![
                glue_name(name),
                format!("Host{base}"),
                format!("{base}Mock"),
            ]
        }
    }
}
