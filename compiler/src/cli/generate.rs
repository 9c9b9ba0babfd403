//! `halflap gen`: code from schemas.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, bad_call, print};
use crate::Compilation;
use crate::output::{self, Glue, Output, Target};

/// Generate code from schemas
///
/// Each package, and each it imports, becomes files of its own: in Rust a module named like the
/// package with `_` for `.`, and a `mod.rs` that lists them all; in Go a folder for each part of
/// the package's name; in C a header named like the module, with the ending `.lap.h`, and
/// `halflap.h`, which they share. Name all schemas of one output folder in one call.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Write Rust modules into this folder
    #[arg(long, value_name = "DIR")]
    rust: Option<PathBuf>,
    /// Write Go packages below this folder
    #[arg(long, value_name = "DIR")]
    go: Option<PathBuf>,
    /// Import path of the Go folder [default: that of the nearest go.mod, and the folder in it]
    #[arg(long, value_name = "PATH", requires = "go")]
    go_import: Option<String>,
    /// Write C headers into this folder, for C11 and C++11 or newer: structs, and where each field of
    /// a message lies; they hold no code but helpers that find the way in a buffer
    #[arg(long, value_name = "DIR")]
    c: Option<PathBuf>,
    /// Write the description of the schema and all it imports to this file: what `halflap-go
    /// --descriptor` and other tools read in place of schemas
    #[arg(long, value_name = "FILE")]
    descriptor: Option<PathBuf>,
    /// Generate the glue of interfaces and errors too: what lets Go call Rust in one process
    #[arg(long)]
    glue: bool,
    /// The static library that the Go side of the glue links, as seen from the Go folder [default:
    /// none; CGO_LDFLAGS names it]
    #[arg(long, value_name = "FILE.a", requires_all = ["glue", "go"])]
    lib: Option<String>,
    /// Write nothing; fail where what is there differs from what would be written
    #[arg(long)]
    check: bool,
    /// Schema files
    #[arg(required = true, value_name = "S.lap")]
    schemas: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let mut targets = Vec::new();
    if let Some(dir) = &arguments.rust {
        targets.push(Target::Rust { dir: dir.clone() });
    }
    if let Some(dir) = &arguments.go {
        let import = match &arguments.go_import {
            Some(import) => Ok(import.trim_end_matches('/').to_owned()),
            None => output::go_import(dir),
        };
        match import {
            Ok(import) => targets.push(Target::Go {
                dir: dir.clone(),
                import,
            }),
            Err(why) => return bad_call(why),
        }
    }
    if let Some(dir) = &arguments.c {
        targets.push(Target::C { dir: dir.clone() });
    }
    if let Some(file) = &arguments.descriptor {
        if arguments.schemas.len() > 1 {
            return bad_call("`--descriptor` describes one schema, with all it imports");
        }
        targets.push(Target::Descriptor { file: file.clone() });
    }
    if targets.is_empty() {
        return bad_call("nothing to generate: give `--rust`, `--go`, `--c` or `--descriptor`");
    }
    let compilation = match Compilation::new(&arguments.schemas) {
        Ok(compilation) => compilation,
        Err(diagnostics) => {
            print(&diagnostics);
            return Outcome::BadInput;
        }
    };
    print(compilation.warnings());
    let glue = arguments.glue.then(|| Glue {
        library: arguments.lib.clone(),
    });
    let output = Output::new(&compilation, &targets, glue.as_ref());
    if arguments.check {
        return check(&output);
    }
    match output.write() {
        Ok(_) => Outcome::Good,
        Err(why) => bad_call(why),
    }
}

fn check(output: &Output) -> Outcome {
    match output.stale() {
        Ok(stale) if stale.is_empty() => Outcome::Good,
        Ok(stale) => {
            for path in stale {
                eprintln!("error: {} is stale or missing", path.display());
            }
            eprintln!("help: run the same command without `--check`");
            Outcome::BadInput
        }
        Err(why) => bad_call(why),
    }
}
