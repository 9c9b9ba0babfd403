use std::path::Path;

use super::{SCHEMA_ID, TYPE_ID, encode};
use crate::ir::{Schema, Type};

fn compiled(path: &str) -> Schema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    match crate::compile(&path) {
        Ok(schema) => schema,
        Err(diagnostics) => panic!("{diagnostics}"),
    }
}

#[test]
fn ids_are_those_of_the_schema() {
    let schema = compiled("spec/descriptor.lap");
    let root = &schema.messages[0];
    assert_eq!(root.decl.name, "Schema");
    assert_eq!(root.type_id, TYPE_ID, "TYPE_ID");
    assert_eq!(root.schema_ids, [SCHEMA_ID], "SCHEMA_ID");
}

/// A message, its block length, and where its fields lie.
type Offsets = (&'static str, u32, &'static [(&'static str, u32)]);

/// Offsets that the encoder has in it, by field.
const OFFSETS: &[Offsets] = &[
    (
        "Schema",
        48,
        &[
            ("packages", 0),
            ("types", 8),
            ("structs", 16),
            ("enums", 24),
            ("unions", 32),
            ("messages", 40),
        ],
    ),
    ("Package", 24, &[("name", 0), ("version", 8), ("pins", 12)]),
    ("Pin", 16, &[("package", 0), ("versions", 4)]),
    (
        "Struct",
        32,
        &[
            ("name", 0),
            ("package", 8),
            ("size", 12),
            ("align", 16),
            ("members", 20),
        ],
    ),
    ("Member", 16, &[("name", 0), ("type", 8), ("offset", 12)]),
    (
        "Enum",
        24,
        &[
            ("name", 0),
            ("package", 8),
            ("repr", 20),
            ("flags", 21),
            ("closed", 22),
            ("values", 12),
        ],
    ),
    ("EnumValue", 16, &[("name", 8), ("value", 0)]),
    ("Union", 24, &[("name", 0), ("package", 8), ("arms", 12)]),
    (
        "Arm",
        24,
        &[("tag", 0), ("name", 4), ("message", 12), ("since", 16)],
    ),
    (
        "Message",
        48,
        &[
            ("name", 8),
            ("package", 16),
            ("type_id", 0),
            ("schema_ids", 20),
            ("blocks", 28),
            ("aligned", 44),
            ("fields", 36),
        ],
    ),
    (
        "Field",
        48,
        &[
            ("id", 0),
            ("name", 4),
            ("type", 12),
            ("offset", 16),
            ("optional", 40),
            ("secret", 41),
            ("since", 20),
            ("removed", 24),
            ("deprecated", 42),
            ("presence", 28),
            ("default", 32),
        ],
    ),
];

#[test]
fn offsets_are_those_of_the_schema() {
    let schema = compiled("spec/descriptor.lap");
    assert_eq!(schema.messages.len(), OFFSETS.len());
    for (message, (name, block, fields)) in schema.messages.iter().zip(OFFSETS) {
        assert_eq!(message.decl.name, *name);
        assert_eq!(message.blocks, [*block], "{name}");
        let found: Vec<(&str, u32)> = message
            .fields
            .iter()
            .map(|f| (f.name.as_str(), f.offset))
            .collect();
        assert_eq!(found, *fields, "{name}");
        for field in &message.fields {
            if let Some(presence) = field.presence {
                assert_eq!((presence.byte, presence.bit), (43, 0), "{name}");
            }
        }
    }
    let members: Vec<u32> = schema.structs[0].members.iter().map(|m| m.offset).collect();
    assert_eq!(members, [0, 4, 8, 12, 16, 18, 20, 21, 22, 23]);
}

#[test]
fn every_test_schema_describes_itself_validly() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/schemas");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("testdata/schemas is there") {
        let path = entry.expect("it can be listed").path();
        if path.extension().is_some_and(|e| e == "lap") {
            let schema = crate::compile(&path).unwrap_or_else(|d| panic!("{d}"));
            let bytes = encode(&schema);
            check(&bytes, &path);
            count += 1;
        }
    }
    assert!(count >= 20, "only {count} schemas");
    check(
        &encode(&compiled("spec/descriptor.lap")),
        Path::new("spec/descriptor.lap"),
    );
}

/// The runtime's precise walk accepts it, and its tables hang together.
fn check(bytes: &[u8], path: &Path) {
    let description = match halflap::schema::Schema::decode(bytes) {
        Ok(description) => description,
        Err(e) => panic!("{}: {e}", path.display()),
    };
    if let Err(e) = halflap::schema::Index::new(description) {
        panic!("{}: {} {}", path.display(), e.place(), e.reason());
    }
}

#[test]
fn a_description_of_a_newer_kind_is_refused() {
    let mut bytes = encode(&compiled("testdata/schemas/strings.lap"));
    bytes[24] += 1;
    // No checksum, so that what is behind it is reached.
    bytes[6] &= !1;
    bytes[36..40].fill(0);
    let refused = halflap::schema::Schema::decode(&bytes).expect_err("it is refused");
    assert_eq!(refused.kind(), halflap::Kind::NewerSchema);
}

#[test]
fn types_stand_behind_what_they_are_made_of() {
    let schema = compiled("testdata/schemas/maps.lap");
    let types = super::types::Types::of(&schema);
    for message in &schema.messages {
        for field in &message.fields {
            if let Type::Map(map) = &field.ty {
                assert!(types.index(&map.key) < types.index(&field.ty));
                assert!(types.index(&map.value) < types.index(&field.ty));
            }
        }
    }
}
