//! Checks of what editors get: the language server in a real client, and the highlighting.

use std::fs;
use std::path::Path;

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[
    Step {
        name: "no-lsp",
        what: "the compiler builds without its language server, as build scripts want it",
        run: |run| {
            let arguments = "clippy -p halflap-compiler --no-default-features";
            let command = run.cargo(arguments).words("-- -D warnings");
            command.run().map(|_| String::new())
        },
    },
    Step {
        name: "editors",
        what: "Neovim and the language server understand each other",
        run: neovim,
    },
    Step {
        name: "vscode",
        what: "VS Code's highlighter gives every word its scope, and its client starts the server",
        run: vscode,
    },
];

/// Whether a program is installed.
fn is_there(run: &Run, program: &str) -> bool {
    let asked = run.shell(program).arg("--version").ask();
    asked.is_ok_and(|(success, _)| success)
}

/// Copies the files of a folder, not those in folders below.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Neovim without anyone's settings, in a folder that it may write to.
fn neovim(run: &Run) -> Result<String, Failure> {
    if !is_there(run, "nvim") {
        return Ok("left out, there is no nvim".to_owned());
    }
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let scratch = run.empty("editors")?;
    let schemas = scratch.join("schemas");
    copy(&run.root().join("testdata/editors"), &schemas)?;
    let mut command = run
        .shell("nvim")
        .words("--headless -u NONE -i NONE -c")
        .arg("luafile editors/nvim/tests/lsp.lua")
        .env("HALFLAP", halflap)
        .env("SCHEMAS", schemas);
    for folder in ["CONFIG", "DATA", "STATE", "CACHE"] {
        command = command.env(&format!("XDG_{folder}_HOME"), &scratch);
    }
    let told = command.run()?;
    let last = told.trim().lines().last().unwrap_or_default();
    match last.strip_suffix(" checks") {
        Some(count) if count != "0" => Ok(last.to_owned()),
        _ => Err(Failure::new(told)),
    }
}

fn vscode(run: &Run) -> Result<String, Failure> {
    for program in ["node", "npm"] {
        if !is_there(run, program) {
            return Ok(format!("left out, there is no {program}"));
        }
    }
    const VSCODE: &str = "editors/vscode";
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let scratch = run.scratch("vscode")?;
    copy(&run.root().join(VSCODE).join("test"), &scratch)?;
    // Where it finds the library that it uses.
    let extension = scratch.join("extension");
    copy(&run.root().join(VSCODE), &extension)?;
    run.shell("npm")
        .words("install --no-audit --no-fund --ignore-scripts --no-package-lock --prefer-offline")
        .folder(&scratch)
        .run()?;
    run.shell("node")
        .arg(scratch.join("client.js"))
        .arg(extension.join("client.js"))
        .arg(halflap)
        .run()?;
    let mut schemas = run.files(".lap")?;
    // What is no schema need not be coloured like one.
    schemas.retain(|file| !file.starts_with("testdata/invalid"));
    run.shell("node")
        .arg(scratch.join("grammar.js"))
        .arg(format!("{VSCODE}/syntaxes/lap.tmLanguage.json"))
        .arg("testdata/editors/highlight.lap")
        .arg("testdata/editors/highlight.scopes")
        .args(&schemas)
        .run()
}
