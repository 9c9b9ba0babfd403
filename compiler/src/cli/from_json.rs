//! `halflap from-json`: a buffer from JSON.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::Args;
use halflap::json::{self, Reading};

use super::Outcome;
use super::described::{self, Described};

/// Read JSON and write it as a buffer
///
/// The result is the one buffer that every encoder makes of that value. JSON that is refused gives
/// `error kind=<kind> line=<line> column=<column> path=<field>`, and no buffer. On a terminal a
/// sentence follows that says what the kind means.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    described: Described,
    /// The message that the JSON holds
    #[arg(long = "type", value_name = "pkg.Msg")]
    type_: String,
    /// Put a checksum into the header
    #[arg(long)]
    checksum: bool,
    /// Where the buffer goes; `-` is standard output
    #[arg(short, value_name = "OUT")]
    output: Option<PathBuf>,
    /// The JSON; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    match convert(arguments) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn convert(arguments: &Arguments) -> Result<Outcome, Outcome> {
    let index = arguments.described.load()?;
    let root = described::message(&index, &arguments.type_)?;
    let text = described::read(&arguments.file)?;
    let how = Reading {
        version: None,
        checksum: arguments.checksum,
    };
    let buffer = json::from_json(&index, root, &text, how).map_err(|error| {
        eprintln!("{}", line(&error));
        // For people; programs have the kind.
        if io::stderr().is_terminal() {
            eprintln!("{}", error.kind().sentence());
        }
        Outcome::BadInput
    })?;
    Ok(described::write(arguments.output.as_deref(), &buffer))
}

/// How the command says what is wrong with JSON, the same in both languages.
fn line(error: &json::Error) -> String {
    let place = match error.position() {
        Some((line, column)) => format!(" line={line} column={column}"),
        None => String::new(),
    };
    format!("error kind={}{place} path={}", error.kind(), error.path())
}
