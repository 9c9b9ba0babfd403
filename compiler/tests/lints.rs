//! Every lint has two schemas in `testdata/lints`: in `ID.lap` it finds something, and what it says
//! stands in `ID.stderr`; in `ID_fine.lap` no lint finds anything.
//!
//! `HALFLAP_BLESS=1 cargo test -p halflap-compiler --test lints` writes the texts anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use halflap_compiler::diagnostics::Severity;
use halflap_compiler::lint::{LINTS, Options};
use halflap_compiler::{Compilation, Disk};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn check(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_halflap"))
        .arg("check")
        .args(arguments)
        .current_dir(root().join("testdata/lints"))
        .output()
        .expect("the command runs")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn each_lint_finds_what_it_should() {
    let bless = std::env::var_os("HALFLAP_BLESS").is_some();
    let mut wrong = Vec::new();
    for lint in LINTS {
        let output = check(&[&format!("{}.lap", lint.id)]);
        let found = errors(&output);
        let golden = root().join(format!("testdata/lints/{}.stderr", lint.id));
        if bless {
            fs::write(&golden, &found).expect("it can be written");
        }
        if found != fs::read_to_string(&golden).unwrap_or_default() {
            wrong.push(found.clone());
        }
        assert_eq!(output.status.code(), Some(0), "{}: {found}", lint.id);
        let marked = format!("[{}]", lint.id);
        assert!(found.contains(&marked), "{}: {found}", lint.id);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_lint_finds_what_it_should_not() {
    for lint in LINTS {
        let output = check(&["--strict", &format!("{}_fine.lap", lint.id)]);
        assert_eq!(errors(&output), "", "{}", lint.id);
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn no_file_is_without_its_lint() {
    let files = fs::read_dir(root().join("testdata/lints")).expect("it is there");
    let mut names: BTreeSet<String> = files
        .map(|entry| entry.expect("it can be listed").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    assert!(names.remove("imported"));
    let mut wanted = BTreeSet::new();
    for lint in LINTS {
        wanted.extend(["lap", "stderr"].map(|ending| format!("{}.{ending}", lint.id)));
        wanted.insert(format!("{}_fine.lap", lint.id));
    }
    assert_eq!(names, wanted);
}

#[test]
fn strict_fails_for_warnings_and_not_for_notes() {
    for lint in LINTS {
        let file = format!("{}.lap", lint.id);
        let code = match lint.severity {
            Severity::Warning => Some(1),
            _ => Some(0),
        };
        assert_eq!(check(&["--strict", &file]).status.code(), code, "{file}");
        let output = check(&["--strict", "--allow", lint.id, &file]);
        assert!(
            !errors(&output).contains(&format!("[{}]", lint.id)),
            "{file}: {}",
            errors(&output)
        );
    }
}

#[test]
fn allowances_of_a_call_are_known_lints() {
    let both = check(&["--strict", "--allow", "naming,wide-gap", "naming.lap"]);
    assert_eq!(
        (both.status.code(), errors(&both)),
        (Some(0), String::new())
    );
    let unknown = check(&["--allow", "nameing", "naming.lap"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(errors(&unknown).contains("naming"), "{}", errors(&unknown));
}

#[test]
fn the_list_and_the_page_have_all_of_them() {
    let output = check(&["--list-lints"]);
    assert_eq!(output.status.code(), Some(0));
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(list.lines().count(), LINTS.len());
    let page = fs::read_to_string(root().join("docs/lints.md")).expect("the page is there");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(rows.count(), LINTS.len(), "rows of the page's table");
    for lint in LINTS {
        assert!(
            list.contains(lint.id) && list.contains(lint.says),
            "{}",
            lint.id
        );
        let severity = match lint.severity {
            Severity::Warning => "warning",
            _ => "note",
        };
        let row = format!("| `{}` | {severity} | {} |", lint.id, lint.says);
        assert!(
            page.contains(&row),
            "the page has no row that begins `{row}`"
        );
    }
}

/// The project's own schemas keep to what it asks of others.
#[test]
fn schemas_of_the_project_are_clean() {
    let mut schemas = Vec::new();
    for folder in [
        "spec",
        "testdata/schemas",
        "testdata/glue",
        "testdata/regressions",
        "examples",
    ] {
        find(&root().join(folder), &mut schemas);
    }
    assert!(schemas.len() > 25, "only {} schemas", schemas.len());
    for schema in schemas {
        let options = Options::default();
        let compiled = Compilation::from_source(&[schema], &Disk, Some(&options));
        let compiled = compiled.unwrap_or_else(|findings| panic!("{findings}"));
        assert!(compiled.warnings().is_empty(), "{}", compiled.warnings());
    }
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|e| e == "lap") {
            found.push(path);
        }
    }
}
