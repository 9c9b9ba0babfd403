//! Schemas with a word missing, doubled or taken from elsewhere: each gives findings, or a schema
//! whose description the runtime accepts and whose code can be generated. Nothing panics.

#[path = "support/numbers.rs"]
mod numbers;

use std::fs;
use std::path::{Path, PathBuf};

use halflap::schema::{Index, Schema};
use halflap_compiler::{Compilation, c, descriptor, go, layout, rust};

use numbers::Numbers;

/// A text cut into words, numbers, punctuation and what lies between, so that joining the pieces
/// gives the text.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let end = if word(first) {
            rest.find(|c| !word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        pieces.push(&rest[..end]);
        rest = &rest[end..];
    }
    pieces
}

fn schemas() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/schemas");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "lap"))
        .collect();
    found.sort();
    found
}

#[test]
fn every_mutant_is_refused_or_sound() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mutated");
    fs::create_dir_all(&folder).expect("a folder");
    let texts: Vec<String> = schemas()
        .iter()
        .map(|path| {
            fs::copy(path, folder.join(path.file_name().expect("a name"))).expect("copied");
            fs::read_to_string(path).expect("read")
        })
        .collect();
    let all: Vec<&str> = texts.iter().flat_map(|text| pieces(text)).collect();
    let path = folder.join("mutant.lap");
    let mut numbers = Numbers(7);
    let (mut sound, mut refused) = (0, 0);
    for round in 0..500 {
        let text = &texts[round % texts.len()];
        let mut parts = pieces(text);
        for _ in 0..=numbers.below(2) {
            let at = numbers.below(parts.len());
            match numbers.below(4) {
                0 => drop(parts.remove(at)),
                1 => parts[at] = all[numbers.below(all.len())],
                2 => parts.insert(at, all[numbers.below(all.len())]),
                _ => {
                    let other = numbers.below(parts.len());
                    parts.swap(at, other);
                }
            }
        }
        let mutant = parts.concat();
        fs::write(&path, &mutant).expect("written");
        match Compilation::new(std::slice::from_ref(&path)) {
            Err(findings) => {
                refused += 1;
                assert!(findings.errors() > 0, "{mutant}");
                assert!(!findings.render(true).is_empty());
            }
            Ok(compilation) => {
                sound += 1;
                let schema = compilation.schema(compilation.roots()[0]);
                let bytes = descriptor::encode(&schema);
                let description =
                    Schema::decode(&bytes).unwrap_or_else(|e| panic!("{e}\n{mutant}"));
                if let Err(e) = Index::new(description) {
                    panic!("{} {}\n{mutant}", e.place(), e.reason());
                }
                let layout = layout::layout(&schema);
                assert_eq!(layout.differences(&layout.text()), Ok(Vec::new()));
                assert_eq!(layout.differences(&layout.json()), Ok(Vec::new()));
                rust::generate(&schema, &rust::Options::default());
                go::generate(&schema, &go::Options::default());
                c::generate(&schema, &c::Options::default());
            }
        }
    }
    assert!(
        sound > 50 && refused > 50,
        "{sound} sound, {refused} refused"
    );
}
