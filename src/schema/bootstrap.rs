//! The description of descriptions, written by hand: what `spec/descriptor.lap` compiles to. It
//! lets the precise walk check a description before anything of it is believed.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::{Enum, EnumValue, Field, Kind, Member, Message, Package, Schema, Struct, Type};

/// Names of the enum `Kind`'s values, from 1 on.
const KINDS: [&str; 24] = [
    "bool", "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "u128", "i128", "f32", "f64",
    "uuid", "enum_", "flags_", "struct_", "array", "string", "bytes", "vector", "map", "message",
    "union",
];

/// What a field of a descriptor message is, as an index of the descriptor's own type table.
#[derive(Clone, Copy)]
enum Is {
    Bool,
    U32,
    U64,
    KindOf,
    String,
    Bytes,
    U32s,
    U64s,
    Types,
    Packages,
    Structs,
    Enums,
    Unions,
    Messages,
    Pins,
    Members,
    EnumValues,
    Arms,
    Fields,
}

/// Messages by index, with the text of their names.
const MESSAGES: [&str; 11] = [
    "Schema",
    "Package",
    "Pin",
    "Struct",
    "Member",
    "Enum",
    "EnumValue",
    "Union",
    "Arm",
    "Message",
    "Field",
];

/// The description of `spec/descriptor.lap` itself.
///
/// ```
/// let schema = halflap::schema::descriptor();
/// assert_eq!(schema.packages[0].name, "halflap.descriptor");
/// assert!(halflap::schema::Index::new(schema).is_ok());
/// ```
pub fn descriptor() -> Schema {
    use Is::*;
    let packages = vec![Package {
        name: "halflap.descriptor".to_string(),
        version: 1,
        pins: Vec::new(),
    }];
    let blocks = [48, 24, 16, 32, 16, 24, 16, 24, 24, 48, 48];
    let fields: [&[(&str, Is, u32)]; 11] = [
        &[
            ("packages", Packages, 0),
            ("types", Types, 8),
            ("structs", Structs, 16),
            ("enums", Enums, 24),
            ("unions", Unions, 32),
            ("messages", Messages, 40),
        ],
        &[("name", String, 0), ("version", U32, 8), ("pins", Pins, 12)],
        &[("package", U32, 0), ("versions", U32s, 4)],
        &[
            ("name", String, 0),
            ("package", U32, 8),
            ("size", U32, 12),
            ("align", U32, 16),
            ("members", Members, 20),
        ],
        &[("name", String, 0), ("type", U32, 8), ("offset", U32, 12)],
        &[
            ("name", String, 0),
            ("package", U32, 8),
            ("repr", KindOf, 20),
            ("flags", Bool, 21),
            ("closed", Bool, 22),
            ("values", EnumValues, 12),
        ],
        &[("name", String, 8), ("value", U64, 0)],
        &[("name", String, 0), ("package", U32, 8), ("arms", Arms, 12)],
        &[
            ("tag", U32, 0),
            ("name", String, 4),
            ("message", U32, 12),
            ("since", U32, 16),
        ],
        &[
            ("name", String, 8),
            ("package", U32, 16),
            ("type_id", U64, 0),
            ("schema_ids", U64s, 20),
            ("blocks", U32s, 28),
            ("aligned", Bool, 44),
            ("fields", Fields, 36),
        ],
        &[
            ("id", U32, 0),
            ("name", String, 4),
            ("type", U32, 12),
            ("offset", U32, 16),
            ("optional", Bool, 40),
            ("secret", Bool, 41),
            ("since", U32, 20),
            ("removed", U32, 24),
            ("deprecated", Bool, 42),
            ("presence", U32, 28),
            ("default", Bytes, 32),
        ],
    ];
    let messages = MESSAGES
        .iter()
        .zip(blocks)
        .zip(fields)
        .map(|((name, block), fields)| Message {
            name: full(name),
            package: 0,
            type_id_: 0,
            schema_ids: vec![0],
            blocks: vec![block],
            aligned: true,
            fields: fields
                .iter()
                .zip(1..)
                .map(|(&(name, is, offset), id)| Field {
                    id,
                    name: name.to_string(),
                    type_: is.index(),
                    offset,
                    since: 1,
                    optional: matches!(name, "presence" | "default"),
                    // The only presence bit of all descriptor messages.
                    presence: (name == "presence").then_some(8 * 43),
                    ..Field::default()
                })
                .collect(),
        })
        .collect();
    Schema {
        packages,
        types: types(),
        structs: vec![type_struct()],
        enums: vec![Enum {
            name: full("Kind"),
            package: 0,
            repr: Kind::U8,
            flags: false,
            closed: false,
            values: KINDS
                .iter()
                .zip(1..)
                .map(|(name, value)| EnumValue {
                    name: name.to_string(),
                    value,
                })
                .collect(),
        }],
        unions: Vec::new(),
        messages,
    }
}

impl Is {
    /// Its index in the type table that [`types`] makes.
    fn index(self) -> u32 {
        match self {
            Is::Bool => 0,
            Is::U32 => 3,
            Is::U64 => 4,
            Is::KindOf => 5,
            Is::String => 7,
            Is::Bytes => 8,
            Is::U32s => 9,
            Is::U64s => 10,
            Is::Types => 11,
            Is::Packages => 22,
            Is::Structs => 24,
            Is::Enums => 26,
            Is::Unions => 28,
            Is::Messages => 30,
            Is::Pins => 23,
            Is::Members => 25,
            Is::EnumValues => 27,
            Is::Arms => 29,
            Is::Fields => 31,
        }
    }
}

fn types() -> Vec<Type> {
    let scalar = |kind, size: u8| Type {
        kind,
        size: u32::from(size),
        align: size,
        ..Type::default()
    };
    let slot = |kind, of, target_align| Type {
        kind,
        of,
        target_align,
        size: 8,
        align: 4,
        ..Type::default()
    };
    let mut types = vec![
        scalar(Kind::BOOL, 1),
        scalar(Kind::U8, 1),
        scalar(Kind::U16, 2),
        scalar(Kind::U32, 4),
        scalar(Kind::U64, 8),
        scalar(Kind::ENUM, 1),
        Type {
            kind: Kind::STRUCT,
            size: 24,
            align: 4,
            ..Type::default()
        },
        slot(Kind::STRING, 0, 1),
        slot(Kind::BYTES, 0, 1),
        slot(Kind::VECTOR, 3, 4),
        slot(Kind::VECTOR, 4, 8),
        slot(Kind::VECTOR, 6, 4),
    ];
    // 12 to 21: every message but the root, 22 to 31: vectors of them.
    types.extend((1..11).map(|message| slot(Kind::MESSAGE, message, 8)));
    types.extend((12..22).map(|element| slot(Kind::VECTOR, element, 8)));
    types
}

/// The struct `Type`.
fn type_struct() -> Struct {
    let members = [
        ("of", 3, 0),
        ("key", 3, 4),
        ("count", 3, 8),
        ("size", 3, 12),
        ("key_at", 2, 16),
        ("value_at", 2, 18),
        ("align", 1, 20),
        ("kind", 5, 21),
        ("target_align", 1, 22),
        ("reserved", 1, 23),
    ];
    Struct {
        name: full("Type"),
        package: 0,
        size: 24,
        align: 4,
        members: members
            .iter()
            .map(|&(name, type_, offset)| Member {
                name: name.to_string(),
                type_,
                offset,
            })
            .collect(),
    }
}

fn full(name: &str) -> String {
    let mut full = String::from("halflap.descriptor.");
    full.push_str(name);
    full
}
