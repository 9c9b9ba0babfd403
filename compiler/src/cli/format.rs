//! `halflap fmt`: the one way to lay out a schema.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Outcome, bad_call, print};
use crate::format::format;

/// Lay out schemas the one way, in place
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Write nothing; fail where a file is laid out otherwise
    #[arg(long)]
    check: bool,
    /// Schema files; `-` reads standard input and writes standard output
    #[arg(required = true, value_name = "S.lap")]
    schemas: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let mut outcome = Outcome::Good;
    for path in &arguments.schemas {
        let this = if path == Path::new("-") {
            stream(arguments.check)
        } else {
            file(path, arguments.check)
        };
        // What comes later is done all the same; the worst counts.
        if this as u8 > outcome as u8 {
            outcome = this;
        }
    }
    outcome
}

fn stream(check: bool) -> Outcome {
    let mut text = String::new();
    if let Err(why) = io::stdin().read_to_string(&mut text) {
        return bad_call(format!("cannot read standard input: {why}"));
    }
    match format("-", &text) {
        Err(diagnostics) => {
            print(&diagnostics);
            Outcome::BadInput
        }
        Ok(formatted) if check => judge(Path::new("-"), formatted == text),
        Ok(formatted) => match io::stdout().write_all(formatted.as_bytes()) {
            Ok(()) => Outcome::Good,
            Err(why) => bad_call(format!("cannot write standard output: {why}")),
        },
    }
}

fn file(path: &Path, check: bool) -> Outcome {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(why) => return bad_call(format!("cannot read {}: {why}", path.display())),
    };
    match format(&path.to_string_lossy(), &text) {
        Err(diagnostics) => {
            print(&diagnostics);
            Outcome::BadInput
        }
        Ok(formatted) if check => judge(path, formatted == text),
        Ok(formatted) if formatted == text => Outcome::Good,
        Ok(formatted) => match fs::write(path, formatted) {
            Ok(()) => Outcome::Good,
            Err(why) => bad_call(format!("cannot write {}: {why}", path.display())),
        },
    }
}

fn judge(path: &Path, same: bool) -> Outcome {
    if same {
        return Outcome::Good;
    }
    eprintln!(
        "error: {} is not laid out as `halflap fmt` does it",
        path.display()
    );
    Outcome::BadInput
}
