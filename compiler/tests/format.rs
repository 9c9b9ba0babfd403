//! The schemas of the project are laid out as `halflap fmt` does it.

use std::fs;
use std::path::{Path, PathBuf};

use halflap_compiler::format::format;

fn schemas(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            schemas(&path, found);
        } else if path.extension().is_some_and(|e| e == "lap") {
            found.push(path);
        }
    }
}

#[test]
fn schemas_are_laid_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for folder in ["spec", "testdata/schemas", "examples"] {
        if root.join(folder).exists() {
            schemas(&root.join(folder), &mut found);
        }
    }
    assert!(found.len() > 20, "only {} schemas", found.len());
    for path in found {
        let text = fs::read_to_string(&path).expect("it can be read");
        match format(&path.to_string_lossy(), &text) {
            Ok(formatted) => assert_eq!(formatted, text, "{}: run `halflap fmt`", path.display()),
            Err(findings) => panic!("{findings}"),
        }
    }
}

/// Schemas that compile to nothing have a layout too, as long as they parse; doing it twice
/// changes nothing.
#[test]
fn twice_is_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/invalid");
    let mut found = Vec::new();
    schemas(&folder, &mut found);
    let mut count = 0;
    for path in found {
        let text = fs::read_to_string(&path).expect("it can be read");
        if let Ok(once) = format("x.lap", &text) {
            count += 1;
            let twice =
                format("x.lap", &once).unwrap_or_else(|d| panic!("{}: {d}", path.display()));
            assert_eq!(twice, once, "{}", path.display());
        }
    }
    assert!(count > 20, "only {count} files parse");
}
