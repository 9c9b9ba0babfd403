//! `halflap verify`: whether buffers are good, and what is wrong with those that are not.

use std::path::PathBuf;

use clap::Args;
use halflap::precise::{self, Options};

use super::Outcome;
use super::described::{self, Described};

/// Check buffers against a schema
///
/// Prints `ok`, or `error kind=<kind> offset=<byte> path=<field>`: the first thing that is wrong,
/// in the order that the specification gives. With several files, a line for each.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    described: Described,
    /// The message that the buffers hold [default: the one that their header names]
    #[arg(long = "type", value_name = "pkg.Msg")]
    type_: Option<String>,
    /// Buffers, one in a file; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    match verify(arguments) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn verify(arguments: &Arguments) -> Result<Outcome, Outcome> {
    let index = arguments.described.load()?;
    let named = match &arguments.type_ {
        Some(name) => Some(described::message(&index, name)?),
        None => None,
    };
    let mut outcome = Outcome::Good;
    for file in &arguments.files {
        let buffer = described::read(file)?;
        let root = match named {
            Some(root) => Ok(root),
            None => precise::root_of(&index, &buffer),
        };
        let checked =
            root.and_then(|root| precise::check(&index, root, &buffer, Options::default()));
        let prefix = match arguments.files.len() {
            1 => String::new(),
            _ => format!("{}: ", file.display()),
        };
        match checked {
            Ok(_) => println!("{prefix}ok"),
            Err(error) => {
                println!("{prefix}{}", line(&error));
                outcome = Outcome::BadInput;
            }
        }
    }
    Ok(outcome)
}

/// How the command says what is wrong with a buffer, the same in both languages.
pub(super) fn line(error: &halflap::Error) -> String {
    crate::inspect::refusal(error)
}
