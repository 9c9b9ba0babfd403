//! The command as people and scripts meet it: exit codes, messages, files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own for each test.
fn folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _not_there = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn halflap(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_halflap"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command runs")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const SHOP: &str = "package shop version 1\nimport \"money.lap\" version 1\nmessage Order { 1 total: money.Amount }\n";
const MONEY: &str = "package money version 1\nmessage Amount { 1 units: i64 }\n";

fn shop(test: &str) -> PathBuf {
    let folder = folder(test);
    fs::write(folder.join("shop.lap"), SHOP).expect("written");
    fs::write(folder.join("money.lap"), MONEY).expect("written");
    folder
}

#[test]
fn exit_codes_tell_input_from_call() {
    let folder = shop("codes");
    fs::write(folder.join("bad.lap"), "package bad version 0\n").expect("written");
    for (arguments, code) in [
        (&["check", "shop.lap"][..], 0),
        (&["check", "shop.lap", "money.lap"], 0),
        (&["check", "bad.lap"], 1),
        (&["check", "missing.lap"], 1),
        (&["check"], 2),
        (&["check", "--unknown", "shop.lap"], 2),
        (&["unknown"], 2),
        (&[], 2),
        (&["gen", "shop.lap"], 2),
        (&["gen", "--descriptor", "d", "shop.lap", "money.lap"], 2),
        (&["gen", "--descriptor", "d", "bad.lap"], 1),
        (&["--help"], 0),
        (&["--version"], 0),
    ] {
        let output = halflap(&folder, arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            errors(&output)
        );
        let silent = output.stdout.is_empty() && output.stderr.is_empty();
        assert_eq!(
            silent,
            code == 0 && arguments[0] == "check",
            "{arguments:?}"
        );
    }
}

#[test]
fn warnings_fail_only_when_strict() {
    let folder = folder("strict");
    let text = "package t version 1\n/// Dangling.\n";
    fs::write(folder.join("t.lap"), text).expect("written");
    assert_eq!(halflap(&folder, &["check", "t.lap"]).status.code(), Some(0));
    assert_eq!(
        halflap(&folder, &["check", "--strict", "t.lap"])
            .status
            .code(),
        Some(1)
    );
}

#[test]
fn check_finds_what_is_stale() {
    let folder = shop("stale");
    let generate = [
        "gen",
        "--rust",
        "rust",
        "--go",
        "go",
        "--go-import",
        "x/go",
        "--c",
        "c",
        "--descriptor",
        "d",
    ];
    let with = |more: &[&str]| {
        let mut arguments = generate.to_vec();
        arguments.extend(more);
        halflap(&folder, &arguments)
    };
    let output = with(&["--check", "shop.lap"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).contains("stale or missing"),
        "{}",
        errors(&output)
    );
    assert!(!folder.join("d").exists(), "--check wrote something");
    assert_eq!(with(&["shop.lap"]).status.code(), Some(0));
    assert_eq!(with(&["--check", "shop.lap"]).status.code(), Some(0));
    // The same files from whichever end they are reached.
    assert_eq!(
        with(&["--check", "shop.lap", "money.lap"]).status.code(),
        Some(2)
    );
    for name in ["halflap.h", "shop.lap.h", "money.lap.h"] {
        let header = folder.join("c").join(name);
        let text = fs::read_to_string(&header).expect("read");
        assert!(text.contains("DO NOT EDIT."), "{name}");
        fs::write(&header, text.clone() + "\n").expect("written");
        let output = with(&["--check", "shop.lap"]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(errors(&output).contains(name), "{}", errors(&output));
        fs::write(&header, text).expect("written");
    }
    fs::write(folder.join("d"), "something else").expect("written");
    let output = with(&["--check", "shop.lap"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).starts_with("error: d is stale or missing"),
        "{}",
        errors(&output)
    );
}

#[test]
fn output_does_not_depend_on_the_path() {
    let (one, other) = (shop("path_one"), shop("path_two"));
    assert!(
        halflap(
            &one,
            &["gen", "--rust", "out", "--descriptor", "out/d", "shop.lap"]
        )
        .status
        .success()
    );
    let nested = other.join("deeper");
    fs::create_dir(&nested).expect("a folder");
    let path = format!("{}/shop.lap", other.display());
    assert!(
        halflap(
            &nested,
            &["gen", "--rust", "out", "--descriptor", "out/d", &path]
        )
        .status
        .success()
    );
    let mut files = 0;
    for entry in fs::read_dir(one.join("out")).expect("listed") {
        let entry = entry.expect("listed");
        let same = fs::read(nested.join("out").join(entry.file_name())).expect("there too");
        assert_eq!(
            fs::read(entry.path()).expect("read"),
            same,
            "{:?}",
            entry.file_name()
        );
        files += 1;
    }
    assert!(files >= 2);
}

#[test]
fn the_go_import_comes_from_go_mod() {
    let folder = shop("gomod");
    let output = halflap(&folder, &["gen", "--go", "/nowhere/at/all", "shop.lap"]);
    assert_eq!(output.status.code(), Some(2), "no go.mod above");
    assert!(
        errors(&output).contains("--go-import"),
        "{}",
        errors(&output)
    );
    fs::create_dir(folder.join("gen")).expect("a folder");
    fs::write(
        folder.join("go.mod"),
        "// a module\nmodule example.com/shop // here\n\ngo 1.24\n",
    )
    .expect("written");
    let import = halflap_compiler::output::go_import(&folder.join("gen/pkg"));
    assert_eq!(import.as_deref(), Ok("example.com/shop/gen/pkg"));
    let import = halflap_compiler::output::go_import(&folder);
    assert_eq!(import.as_deref(), Ok("example.com/shop"));
}
