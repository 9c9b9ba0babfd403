//! `halflap new` as people meet it: what it refuses, and what it leaves alone. That what it makes builds
//! and passes its tests, `cargo xtask test --only new` says.

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

fn new(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_halflap"))
        .arg("new")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command runs")
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("error: "), "{said}");
    said
}

#[test]
fn nothing_is_overwritten() {
    let folder = folder("new-overwrites");
    fs::create_dir(folder.join("taken")).expect("a folder");
    fs::write(folder.join("taken/mine"), "mine").expect("written");
    fs::write(folder.join("file"), "mine").expect("written");
    let said = refused(&new(&folder, &["taken"]));
    assert!(said.contains("nothing is overwritten"), "{said}");
    let kept: Vec<_> = fs::read_dir(folder.join("taken"))
        .expect("it is there")
        .collect();
    assert_eq!(kept.len(), 1);
    refused(&new(&folder, &["file"]));
    assert_eq!(
        fs::read_to_string(folder.join("file")).expect("it is there"),
        "mine"
    );
    // An empty folder holds nothing that could be lost; a second time it is not empty.
    fs::create_dir(folder.join("empty")).expect("a folder");
    assert_eq!(new(&folder, &["empty"]).status.code(), Some(0));
    refused(&new(&folder, &["empty"]));
}

#[test]
fn what_is_refused_leaves_no_folder() {
    let folder = folder("new-refuses");
    let elsewhere = folder.join("else where");
    for file in ["ffi/rust/Cargo.toml", "ffi/go.mod", "go-codec/go.mod"] {
        let path = elsewhere.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, "").expect("written");
    }
    for (arguments, why) in [
        (&["Shop"][..], "small letters"),
        (&["type"], "has taken that name"),
        (&["main"], "has taken that name"),
        (&["--module", "shop", "shop"], "no path of a Go module"),
        (&["--halflap", ".", "shop"], "no checkout of halflap"),
        (
            &["--halflap", "else where", "shop"],
            "do not all take its ' '",
        ),
    ] {
        let said = refused(&new(&folder, arguments));
        assert!(said.contains(why), "{said}");
    }
    let there = fs::read_dir(&folder).expect("it is there").count();
    assert_eq!(there, 1);
}

#[test]
fn all_files_name_the_service_and_the_module() {
    let folder = folder("new-names");
    let made = new(
        &folder,
        &["--module", "git.example.org/a/b", "deep/my-shop"],
    );
    assert_eq!(made.status.code(), Some(0));
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(said.contains("\n  cd deep/my-shop\n"), "{said}");
    let text = |name: &str| {
        fs::read_to_string(folder.join("deep/my-shop").join(name)).expect("it is there")
    };
    assert!(text("Cargo.toml").contains("name = \"myshop\""));
    assert!(text("go.mod").starts_with("module git.example.org/a/b\n"));
    assert!(text("main.go").contains("\"git.example.org/a/b/myshop/myshopffi\""));
    assert!(text("myshop.lap").contains("package myshop version 1"));
    assert!(text("src/generated/mod.rs").contains("pub mod myshop_glue;"));
    // From there, `ffi/rust` is where the manifest says.
    let manifest = text("Cargo.toml");
    let path = manifest.split('"').find(|part| part.ends_with("/ffi/rust"));
    let path = folder.join("deep/my-shop").join(path.expect("it is named"));
    assert!(path.join("Cargo.toml").is_file(), "{}", path.display());
}
