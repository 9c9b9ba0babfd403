//! Properties of everything that is driven by a description, over all test schemas: random values,
//! random damage, each version.

mod random;
mod value;

use std::path::{Path, PathBuf};

use halflap::json::{self, Reading, Writing};
use halflap::precise::{self, Options};
use halflap::schema::{Index, Schema};
use halflap::{EncodeErrorKind, Header};
use halflap_compiler::inspect::{self, Inspection};

use random::Random;

const REVEAL: Writing = Writing {
    pretty: false,
    reveal: true,
};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata")
}

/// The descriptions of all test schemas.
fn descriptions() -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for folder in ["schemas", "schemas/v1", "schemas/v2"] {
        let entries = std::fs::read_dir(testdata().join(folder)).expect("the test schemas");
        for entry in entries {
            let path = entry.expect("a folder's entry").path();
            if path.extension().is_some_and(|end| end == "lap") {
                let schema = halflap_compiler::compile(&path)
                    .unwrap_or_else(|errors| panic!("{}", errors.render(false)));
                all.push((path, halflap_compiler::descriptor::encode(&schema)));
            }
        }
    }
    all.sort();
    assert!(all.len() > 10, "the test schemas are gone");
    all
}

/// Calls a test for some random values of every message of every schema.
fn for_random_values(times: u64, mut test: impl FnMut(&Index, usize, &mut Random, &str, &[u8])) {
    for (path, description) in descriptions() {
        let index = Index::new(Schema::decode(&description).unwrap()).unwrap();
        for root in 0..index.schema().messages.len() {
            for seed in 0..times {
                let mut random = Random::new(seed << 16 | root as u64);
                let text = value::message(&index, root, &mut random);
                let made = json::from_json(&index, root, text.as_bytes(), Reading::default());
                match made {
                    Ok(buffer) => test(&index, root, &mut random, &text, &buffer),
                    Err(error) => {
                        // A package's newest version may say more than its importer's pin does.
                        let not_in_version = json::ErrorKind::Encode(EncodeErrorKind::NotInVersion);
                        let name = path.file_name().unwrap();
                        assert!(
                            error.kind() == not_in_version && name == "lagging.lap",
                            "{}: {error}\n{text}",
                            path.display()
                        );
                    }
                }
            }
        }
    }
}

/// The runtime knows the description of descriptions by heart.
#[test]
fn descriptor_lap_compiles_to_what_the_runtime_has() {
    let file = testdata().join("../spec/descriptor.lap");
    let schema = halflap_compiler::compile(&file)
        .unwrap_or_else(|errors| panic!("{}", errors.render(false)));
    let description = halflap_compiler::descriptor::encode(&schema);
    let schema = Schema::decode(&description).unwrap();
    assert_eq!(schema, halflap::schema::descriptor());
}

/// An index that is no message's costs an error, as all else does.
#[test]
fn of_no_message_there_is_no_value() {
    let index = Index::new(halflap::schema::descriptor()).unwrap();
    let root = index.schema().messages.len();
    let refused = precise::check(&index, root, &[], Options::default()).unwrap_err();
    assert_eq!(refused.kind(), halflap::Kind::WrongType);
    assert!(json::to_json(&index, root, &[], REVEAL).is_err());
    assert!(json::encode_as(&index, root, &[], 1, false).is_err());
    let refused = json::from_json(&index, root, b"{}", Reading::default()).unwrap_err();
    assert_eq!(refused.kind(), json::ErrorKind::UnknownName);
}

/// Schemas whose descriptions were once refused.
#[test]
fn regressions_are_described() {
    for entry in std::fs::read_dir(testdata().join("regressions")).expect("the folder") {
        let path = entry.expect("a folder's entry").path();
        if path.extension().is_none_or(|end| end != "lap") {
            continue;
        }
        let schema = halflap_compiler::compile(&path)
            .unwrap_or_else(|errors| panic!("{}", errors.render(false)));
        let description = halflap_compiler::descriptor::encode(&schema);
        let index = Index::new(Schema::decode(&description).unwrap());
        let index = index.unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        for root in 0..index.schema().messages.len() {
            let text = value::message(&index, root, &mut Random::new(root as u64));
            let made = json::from_json(&index, root, text.as_bytes(), Reading::default());
            let json = json::to_json(&index, root, &made.unwrap(), REVEAL).unwrap();
            assert_eq!(json, text);
        }
    }
}

#[test]
fn values_come_back_from_buffers() {
    for_random_values(20, |index, root, _, text, buffer| {
        let accepted = precise::check(index, root, buffer, Options::default());
        accepted.unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(json::to_json(index, root, buffer, REVEAL).unwrap(), text);
        assert_eq!(precise::root_of(index, buffer), Ok(root));
        let version = Header::peek(buffer).unwrap().version();
        let again = json::encode_as(index, root, buffer, version, false);
        assert_eq!(again.unwrap().unwrap(), buffer);
    });
}

#[test]
fn pretty_json_says_the_same() {
    let pretty = Writing {
        pretty: true,
        reveal: true,
    };
    for_random_values(5, |index, root, _, text, buffer| {
        let spread = json::to_json(index, root, buffer, pretty).unwrap();
        let parsed: serde_json::Value = serde_json::from_str(&spread).unwrap();
        assert_eq!(
            serde_json::to_string_pretty(&parsed)
                .unwrap()
                .lines()
                .count(),
            spread.lines().count()
        );
        let again = json::from_json(index, root, spread.as_bytes(), Reading::default());
        assert_eq!(again.unwrap(), buffer, "{text}");
    });
}

#[test]
fn older_versions_are_encoded_or_refused() {
    let mut encoded = 0;
    for_random_values(30, |index, root, _, text, buffer| {
        let newest = index.message(root).blocks.len() as u32;
        for version in 1..=newest {
            match json::encode_as(index, root, buffer, version, true).unwrap() {
                Ok(older) => {
                    encoded += u32::from(version < newest);
                    precise::check(index, root, &older, Options::default()).unwrap();
                    // What had a place in the older version is all there was.
                    assert_eq!(json::to_json(index, root, &older, REVEAL).unwrap(), text);
                    let again = json::encode_as(index, root, &older, version, true);
                    assert_eq!(again.unwrap().unwrap(), older);
                    let newer = json::encode_as(index, root, &older, newest, false);
                    assert_eq!(newer.unwrap().unwrap(), buffer);
                }
                Err(error) => {
                    // The latter where a removed field had to have a value.
                    let known = [
                        EncodeErrorKind::NotInVersion,
                        EncodeErrorKind::MissingRequired,
                    ];
                    assert!(known.contains(&error.kind()), "{error}: {text}");
                }
            }
        }
        for version in [0, newest + 1, u32::MAX] {
            let error = json::encode_as(index, root, buffer, version, false);
            let kind = error.unwrap().unwrap_err().kind();
            assert_eq!(kind, EncodeErrorKind::UnknownVersion);
        }
    });
    assert!(
        encoded > 100,
        "only {encoded} values had a place in an older version"
    );
}

/// Damages a body at random: words that matter become other small numbers.
fn damage(buffer: &mut [u8], random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = 24 + random.below(buffer.len() as u64 - 24) as usize;
        match random.below(4) {
            0 => buffer[at] ^= 1 << random.below(8),
            1 => buffer[at] = random.below(256) as u8,
            2 => buffer[at] = 0,
            _ => {
                let at = at & !3;
                let word = (random.below(64) as u32).to_le_bytes();
                buffer[at..at + 4].copy_from_slice(&word);
            }
        }
    }
    // The length is what it was, or nothing behind it would ever be looked at.
    let len = (buffer.len() - 40) as u32;
    buffer[32..36].copy_from_slice(&len.to_le_bytes());
    buffer[36..40].fill(0);
}

#[test]
fn damaged_buffers_are_refused_or_other_values() {
    let (mut refused, mut accepted, mut newer) = (0, 0, 0);
    for_random_values(40, |index, root, random, _, buffer| {
        for _ in 0..10 {
            let mut damaged = buffer.to_vec();
            damage(&mut damaged, random);
            let Ok(checked) = precise::check(index, root, &damaged, Options::default()) else {
                refused += 1;
                continue;
            };
            let text = json::to_json(index, root, &damaged, REVEAL).unwrap();
            let known = Options {
                known_only: true,
                check_alignment: false,
            };
            let is_known = precise::check(index, root, &damaged, known).is_ok();
            assert_eq!(is_known, !checked.newer);
            if checked.newer {
                newer += 1;
                continue;
            }
            accepted += 1;
            let again = json::encode_as(index, root, &damaged, checked.version, false);
            assert_eq!(again.unwrap().unwrap(), damaged);
            if checked.version as usize == index.message(root).blocks.len() {
                let again = json::from_json(index, root, text.as_bytes(), Reading::default());
                assert_eq!(again.unwrap(), damaged, "{text}");
            }
        }
    });
    println!("{refused} refused, {accepted} accepted, {newer} of newer writers accepted");
    assert!(refused > 1000 && accepted > 1000 && newer > 100);
}

#[test]
fn damaged_json_is_refused_or_another_value() {
    let (mut refused, mut accepted) = (0, 0);
    for_random_values(20, |index, root, random, text, _| {
        for _ in 0..10 {
            let mut damaged = text.as_bytes().to_vec();
            for _ in 0..=random.below(2) {
                let at = random.below(damaged.len() as u64) as usize;
                let bytes = b"{}[]\",:\\u019-.eEtfn \x00\x80\xff\xc3#";
                let byte = bytes[random.below(bytes.len() as u64) as usize];
                match random.below(3) {
                    0 => damaged[at] = byte,
                    1 => damaged.insert(at, byte),
                    _ if damaged.len() > 1 => drop(damaged.remove(at)),
                    _ => {}
                }
            }
            match json::from_json(index, root, &damaged, Reading::default()) {
                Err(error) => {
                    refused += 1;
                    let lines = damaged.split(|&b| b == b'\n').count();
                    if let Some((line, column)) = error.position() {
                        assert!(line >= 1 && line <= lines && column >= 1);
                        assert!(column <= damaged.len() + 1);
                    }
                }
                Ok(buffer) => {
                    accepted += 1;
                    precise::check(index, root, &buffer, Options::default()).unwrap();
                    let text = json::to_json(index, root, &buffer, REVEAL).unwrap();
                    let again = json::from_json(index, root, text.as_bytes(), Reading::default());
                    assert_eq!(again.unwrap(), buffer);
                }
            }
        }
    });
    println!("{refused} refused, {accepted} accepted");
    assert!(refused > 1000 && accepted > 100);
}

/// A description is a buffer as any other, and what it says may be nonsense.
#[test]
fn damaged_descriptions_do_no_harm() {
    let (mut broken, mut nonsense, mut sound) = (0, 0, 0);
    for (path, description) in descriptions() {
        let good = Index::new(Schema::decode(&description).unwrap()).unwrap();
        let values: Vec<Vec<u8>> = (0..good.schema().messages.len())
            .filter_map(|root| {
                let text = value::message(&good, root, &mut Random::new(root as u64));
                json::from_json(&good, root, text.as_bytes(), Reading::default()).ok()
            })
            .collect();
        for seed in 0..300 {
            let mut damaged = description.clone();
            damaged[6] = 0;
            damage(&mut damaged, &mut Random::new(seed));
            let Ok(schema) = Schema::decode(&damaged) else {
                broken += 1;
                continue;
            };
            let Ok(index) = Index::new(schema) else {
                nonsense += 1;
                continue;
            };
            sound += 1;
            for (root, buffer) in values.iter().enumerate() {
                if root >= index.schema().messages.len() {
                    continue;
                }
                let seen = Inspection::new(
                    Some(&index),
                    Some(root),
                    buffer,
                    inspect::Options::default(),
                );
                assert!(!seen.text(false).is_empty());
                if precise::check(&index, root, buffer, Options::default()).is_ok() {
                    let text = json::to_json(&index, root, buffer, REVEAL).unwrap();
                    let _ = json::from_json(&index, root, text.as_bytes(), Reading::default());
                    for version in 1..4 {
                        let _ = json::encode_as(&index, root, buffer, version, false).unwrap();
                    }
                }
            }
        }
        assert!(sound > 0, "{}", path.display());
    }
    println!("{broken} broken, {nonsense} nonsense, {sound} sound");
    assert!(broken > 100 && nonsense > 100 && sound > 100);
}
