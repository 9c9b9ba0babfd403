//! Names in generated Go.

use super::{Kind, capitalized, escaped, type_base, words};

/// Words that can't be identifiers, and package names that mean something else to the tools or
/// are used by generated files.
const PACKAGES: &[&str] = &[
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "internal",
    "main",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "testdata",
    "type",
    "var",
    "vendor",
];

/// Names that mean something in every Go file, or that generated methods use.
const PREDECLARED: &[&str] = &[
    "answer",
    "any",
    "append",
    "args",
    "b",
    "back",
    "bool",
    "byte",
    "bytes",
    "c",
    "call",
    "cmp",
    "comparable",
    "complex128",
    "complex64",
    "context",
    "ctx",
    "e",
    "err",
    "error",
    "errors",
    "false",
    "ffi",
    "float32",
    "float64",
    "halflap",
    "impl",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "l",
    "len",
    "m",
    "make",
    "math",
    "native",
    "new",
    "nil",
    "number",
    "object",
    "parameter",
    "r",
    "request",
    "result",
    "returned",
    "rune",
    "runtime",
    "s",
    "sent",
    "slices",
    "string",
    "strings",
    "true",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
    "unsafe",
    "v",
];

/// Words that Go writes in capitals, as its linters want them.
const INITIALISMS: &[&str] = &[
    "acl", "api", "ascii", "cpu", "css", "dns", "eof", "guid", "html", "http", "https", "id", "ip",
    "json", "qps", "ram", "rpc", "sla", "smtp", "sql", "ssh", "tcp", "tls", "ttl", "udp", "ui",
    "gid", "uid", "uuid", "uri", "url", "utf8", "vm", "xml", "xmpp", "xsrf", "xss", "sip", "rtp",
    "amqp", "db", "ts",
];

/// Methods that generated owned types and views have.
const METHODS: &[&str] = &[
    "AppendBinary",
    "AppendUsing",
    "AppendVersion",
    "Arm",
    "Borrow",
    "Bytes",
    "Decode",
    "EncodedLen",
    "Equal",
    "GoString",
    "MarshalBinary",
    "MarshalJSON",
    "MarshalText",
    "String",
    "UnknownArm",
    "UnmarshalBinary",
    "UnmarshalJSON",
    "UnmarshalText",
    "Validate",
    "Version",
    "Wipe",
];

/// Methods that every object has, and those whose signature `go vet` knows better though a context
/// is what they take first.
const OBJECTS: &[&str] = &[
    "Clone",
    "Close",
    "GobDecode",
    "GobEncode",
    "Handle",
    "MarshalJSON",
    "MarshalXML",
    "ReadByte",
    "ReadRune",
    "UnmarshalJSON",
    "UnmarshalXML",
    "UnreadByte",
    "UnreadRune",
    "WriteByte",
];

/// Methods whose signature `go vet` knows better.
const STANDARD: &[&str] = &[
    "As",
    "Error",
    "Format",
    "GobDecode",
    "GobEncode",
    "Is",
    "MarshalXML",
    "Peek",
    "ReadByte",
    "ReadFrom",
    "ReadRune",
    "Scan",
    "Seek",
    "UnmarshalXML",
    "UnreadByte",
    "UnreadRune",
    "Unwrap",
    "WriteByte",
    "WriteTo",
];

/// The name of a message, struct, enum, union or flags type: the owned type where there are more.
pub fn type_name(name: &str) -> String {
    // `Halflap` is what each generated package has for those that import it, `TypedError` what
    // glue has for its client.
    escaped(
        type_base(name),
        &[&["Description", "Halflap", "TypedError"]],
    )
}

/// The name of a message's or union's view.
pub fn view_name(name: &str) -> String {
    type_base(name) + "View"
}

/// The name of a message's or union's edit.
pub fn edit_name(name: &str) -> String {
    type_base(name) + "Edit"
}

/// The name of the function that opens a message's buffer for changes.
pub fn edit_function(name: &str) -> String {
    // The edit of a message `Edit` is called so.
    escaped(format!("Edit{}", type_base(name)), &[&["EditEdit"]])
}

/// The name of a field, member or arm: of the owned struct's field and of the view's method.
pub fn field(name: &str) -> String {
    escaped(pascal(name), &[METHODS, STANDARD])
}

/// The name of an edit's accessor of a field or arm: the view's, where the edit has no other method
/// of that name.
pub fn edited(name: &str) -> String {
    let name = field(name);
    let sets = ["Set", "Clear"].iter().any(|verb| {
        let rest = name.strip_prefix(verb).unwrap_or_default();
        rest.starts_with(|c: char| !c.is_ascii_lowercase())
    });
    if sets || name == "View" {
        name + "_"
    } else {
        name
    }
}

/// The name of a constant: `MaxLines`.
pub fn constant(name: &str) -> String {
    pascal(name)
}

/// The constant of an enum's or flags' value: `SideBuy`.
pub fn value(of: &str, name: &str) -> String {
    type_base(of) + &pascal(name)
}

/// The sentinel of an error's case: `ErrNotFound`.
pub fn case(name: &str) -> String {
    format!("Err{}", pascal(name))
}

/// The type of what an error's case carries: `ConflictError`.
pub fn payload(name: &str) -> String {
    pascal(name) + "Error"
}

/// The name of an interface's method.
pub fn method(name: &str) -> String {
    escaped(pascal(name), &[OBJECTS])
}

/// The name of a parameter: `maxLines`.
pub fn parameter(name: &str) -> String {
    let words = words(name);
    let mut parts = words.iter().map(String::as_str);
    let first = parts.next().unwrap_or_default();
    let rest: String = parts.map(pascal).collect();
    escaped(format!("{first}{rest}"), &[PACKAGES, PREDECLARED])
}

/// A package's name in Go: `shop` for `acme.shop`.
pub fn package(package: &str) -> String {
    let last = package.rsplit('.').next().unwrap_or(package);
    escaped(last.to_owned(), &[PACKAGES])
}

/// A package's folder below the output folder, which is also the end of its import path:
/// `acme/shop`.
pub fn folder(package: &str) -> String {
    let parts: Vec<String> = package
        .split('.')
        .map(|part| escaped(part.to_owned(), &[&["internal", "testdata", "vendor"]]))
        .collect();
    parts.join("/")
}

/// `max_lines` as `MaxLines`, `user_id` as `UserID`.
pub fn pascal(name: &str) -> String {
    words(name)
        .iter()
        .map(|word| {
            if INITIALISMS.contains(&word.as_str()) {
                word.to_ascii_uppercase()
            } else {
                capitalized(word)
            }
        })
        .collect()
}

/// All names that a declaration takes in its package, without those of its values.
pub fn declared(kind: Kind, name: &str) -> Vec<String> {
    let base = type_base(name);
    let own = type_name(name);
    match kind {
        Kind::Const => vec![constant(name)],
        Kind::Enum | Kind::Flags | Kind::Struct => vec![own],
        Kind::Union => vec![
            format!("{base}View"),
            edit_name(name),
            format!("{base}Unknown"),
            own,
        ],
        Kind::Message => vec![
            format!("{base}View"),
            edit_name(name),
            edit_function(name),
            format!("{base}TypeID"),
            format!("New{base}"),
            format!("Read{base}"),
            format!("ReadKnown{base}"),
            format!("Decode{base}"),
            own,
        ],
        Kind::Error => vec![own],
        Kind::Interface => {
            let begins = ["Loopback", "Recorder", "Replay"];
            let more = begins.iter().map(|what| format!("New{base}{what}"));
            let mock = format!("{base}Mock");
            [own, mock].into_iter().chain(more).collect()
        }
        Kind::HostInterface => vec![own, format!("{base}Mock")],
    }
}
