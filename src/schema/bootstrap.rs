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

/// The messages: name, block length, type id, schema id, and whether buffers have to be aligned.
const MESSAGES: [(&str, u32, u64, u64, bool); 11] = [
    (
        "Schema",
        48,
        0x1fb3_e787_3514_7b04,
        0xea78_01f5_9542_48cb,
        true,
    ),
    (
        "Package",
        24,
        0xaa85_c2f8_0502_1ef3,
        0x9d53_56c0_e8c3_2b8d,
        true,
    ),
    (
        "Pin",
        16,
        0x94d7_dcce_9950_8b48,
        0x8134_e597_a167_b8d1,
        true,
    ),
    (
        "Struct",
        32,
        0x0b8d_eb80_6dba_d785,
        0x488b_2813_1fb9_2370,
        false,
    ),
    (
        "Member",
        16,
        0x7659_3fb8_d2fe_4436,
        0xa37f_d53f_57ae_207d,
        false,
    ),
    (
        "Enum",
        24,
        0xa1c1_b440_c993_6fa6,
        0xea1d_53e1_8754_aca4,
        false,
    ),
    (
        "EnumValue",
        16,
        0xcbe3_877e_3233_737a,
        0xac33_45e6_1d48_7e30,
        false,
    ),
    (
        "Union",
        24,
        0x93c2_d96e_e6e6_046f,
        0xefa0_e258_42e7_72c9,
        false,
    ),
    (
        "Arm",
        24,
        0xeaef_2177_8034_62e9,
        0xa57b_4721_6a2f_d78c,
        false,
    ),
    (
        "Message",
        48,
        0xd255_f282_9804_ccaa,
        0x7339_98a7_5250_b7eb,
        true,
    ),
    (
        "Field",
        48,
        0xa482_f834_31bf_a419,
        0xd455_70ef_4ba9_7d86,
        false,
    ),
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
        .zip(fields)
        .map(
            |(&(name, block, type_id, schema_id, aligned), fields)| Message {
                name: full(name),
                package: 0,
                type_id_: type_id,
                schema_ids: vec![schema_id],
                blocks: vec![block],
                aligned,
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
            },
        )
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
            Is::Bool => 22,
            Is::U32 => 0,
            Is::U64 => 25,
            Is::KindOf => 3,
            Is::String => 16,
            Is::Bytes => 31,
            Is::U32s => 19,
            Is::U64s => 28,
            Is::Types => 7,
            Is::Packages => 5,
            Is::Structs => 9,
            Is::Enums => 11,
            Is::Unions => 13,
            Is::Messages => 15,
            Is::Pins => 18,
            Is::Members => 21,
            Is::EnumValues => 24,
            Is::Arms => 27,
            Is::Fields => 30,
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
    let message = |message| slot(Kind::MESSAGE, message, 8);
    // In the order in which the compiler meets them: by message and field, what a type is made of
    // before it.
    vec![
        scalar(Kind::U32, 4),
        scalar(Kind::U16, 2),
        scalar(Kind::U8, 1),
        scalar(Kind::ENUM, 1),
        message(1),
        slot(Kind::VECTOR, 4, 8),
        Type {
            kind: Kind::STRUCT,
            size: 24,
            align: 4,
            ..Type::default()
        },
        slot(Kind::VECTOR, 6, 4),
        message(3),
        slot(Kind::VECTOR, 8, 8),
        message(5),
        slot(Kind::VECTOR, 10, 8),
        message(7),
        slot(Kind::VECTOR, 12, 8),
        message(9),
        slot(Kind::VECTOR, 14, 8),
        slot(Kind::STRING, 0, 1),
        message(2),
        slot(Kind::VECTOR, 17, 8),
        slot(Kind::VECTOR, 0, 4),
        message(4),
        slot(Kind::VECTOR, 20, 8),
        scalar(Kind::BOOL, 1),
        message(6),
        slot(Kind::VECTOR, 23, 8),
        scalar(Kind::U64, 8),
        message(8),
        slot(Kind::VECTOR, 26, 8),
        slot(Kind::VECTOR, 25, 8),
        message(10),
        slot(Kind::VECTOR, 29, 8),
        slot(Kind::BYTES, 0, 1),
    ]
}

/// The struct `Type`.
fn type_struct() -> Struct {
    let members = [
        ("of", 0, 0),
        ("key", 0, 4),
        ("count", 0, 8),
        ("size", 0, 12),
        ("key_at", 1, 16),
        ("value_at", 1, 18),
        ("align", 2, 20),
        ("kind", 3, 21),
        ("target_align", 2, 22),
        ("reserved", 2, 23),
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
