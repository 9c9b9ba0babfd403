//! `halflap to-json`: a buffer for people, and for tools that read JSON.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use halflap::json::{self, Writing};
use halflap::precise;

use super::Outcome;
use super::described::{self, Described, Output};

/// Write a buffer as JSON
///
/// Secret fields become `null`. A buffer that is refused gives nothing but the error.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    described: Described,
    /// The message that the buffer holds [default: the one that its header names]
    #[arg(long = "type", value_name = "pkg.Msg")]
    type_: Option<String>,
    /// Spread the JSON over lines
    #[arg(long)]
    pretty: bool,
    /// Write secret fields too
    #[arg(long)]
    reveal: bool,
    /// Where the JSON goes; `-` is standard output
    #[arg(short, value_name = "OUT")]
    output: Option<PathBuf>,
    /// The buffer; `-` is standard input
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
    let named = match &arguments.type_ {
        Some(name) => Some(described::message(&index, name)?),
        None => None,
    };
    let buffer = described::read(&arguments.file)?;
    let root = match named {
        Some(root) => Ok(root),
        None => precise::root_of(&index, &buffer),
    };
    let how = Writing {
        pretty: arguments.pretty,
        reveal: arguments.reveal,
    };
    let mut out = Output::new(arguments.output.as_deref());
    let written = root.and_then(|root| json::write_json(&index, root, &buffer, how, &mut out));
    let written = written.map_err(|error| {
        eprintln!("{}", super::verify::line(&error));
        Outcome::BadInput
    })?;
    let written = written.and_then(|()| out.write_all(b"\n"));
    Ok(out.finish(written))
}
