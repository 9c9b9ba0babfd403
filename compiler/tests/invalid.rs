//! Every schema of `testdata/invalid` gives exactly the text that stands beside it.
//!
//! `HALFLAP_BLESS=1 cargo test -p halflap-compiler --test invalid` writes the texts anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/invalid")
}

/// Names, without ending, of the files with an ending.
fn names(ending: &str) -> BTreeSet<String> {
    fs::read_dir(folder())
        .expect("testdata/invalid is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

#[test]
fn diagnostics_are_as_written_down() {
    let bless = std::env::var_os("HALFLAP_BLESS").is_some();
    let mut wrong = Vec::new();
    for name in names("lap") {
        let output = Command::new(env!("CARGO_BIN_EXE_halflap"))
            .args(["check", &format!("{name}.lap")])
            .current_dir(folder())
            .output()
            .expect("the command runs");
        let found = String::from_utf8(output.stderr).expect("text");
        let golden = folder().join(format!("{name}.stderr"));
        if bless {
            fs::write(&golden, &found).expect("it can be written");
        }
        let wanted = fs::read_to_string(&golden).unwrap_or_default();
        // A schema with nothing but warnings compiles.
        let code = if found.contains("error") { 1 } else { 0 };
        if found != wanted || output.status.code() != Some(code) || found.is_empty() {
            wrong.push(format!("--- {name}.lap: {}\n{found}", output.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // No text without its schema.
    assert_eq!(names("stderr"), names("lap"));
    assert!(names("lap").len() >= 40);
}
