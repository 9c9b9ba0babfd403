//! `halflap layout` says of the test schemas what `testdata/layout` has written down.
//!
//! `HALFLAP_BLESS=1 cargo test -p halflap-compiler --test layout` writes the tables anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata")
}

#[test]
fn layouts_are_as_written_down() {
    let bless = std::env::var_os("HALFLAP_BLESS").is_some();
    let mut count = 0;
    for entry in fs::read_dir(testdata().join("schemas")).expect("the folder is there") {
        let schema = entry.expect("it can be listed").path();
        if schema.extension().is_none_or(|e| e != "lap") {
            continue;
        }
        let output = Command::new(env!("CARGO_BIN_EXE_halflap"))
            .arg("layout")
            .arg(&schema)
            .output()
            .expect("the command runs");
        assert!(output.status.success(), "{}", schema.display());
        let found = String::from_utf8(output.stdout).expect("text");
        let name = schema
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let golden = testdata().join("layout").join(format!("{name}.txt"));
        if bless {
            fs::write(&golden, &found).expect("it can be written");
        }
        let wanted = fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(found, wanted, "{name}: HALFLAP_BLESS=1 writes it anew");
        count += 1;
    }
    assert!(count >= 20, "only {count} schemas");
}
