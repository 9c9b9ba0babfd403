//! `halflap inspect`: what each byte of a buffer is.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::described::{self, Described};
use super::{Outcome, bad_call};
use crate::inspect::{Inspection, Options};

/// Show what each byte of a buffer is
///
/// Prints the buffer as a tree: offset, bytes, and what they are. A buffer that is refused is shown up
/// to the error, which is marked at its byte; what comes behind it is printed as it is. The last line
/// is the one that `halflap verify` prints.
///
/// Without a schema the header is shown, and the body as plain bytes.
///
/// Of vectors of more than 16 elements the first 8 are shown, and the others as one stretch; of stretches
/// of more than 32 bytes the first 24. `--all` shows everything.
#[derive(Debug, Args)]
#[command(
    mut_group("Described", |group| group.required(false)),
    after_help = "Examples:\n  halflap inspect --schema shop.lap order.bin\n  halflap inspect --schema shop.lap --html order.html order.bin\n  halflap inspect unknown.bin"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    described: Described,
    /// The message that the buffer holds [default: the one that its header names]
    #[arg(long = "type", value_name = "pkg.Msg", requires = "Described")]
    type_: Option<String>,
    /// Whether the text is coloured; `auto`: on a terminal, unless NO_COLOR is set
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    color: When,
    /// Show every element of long vectors, and every byte of long stretches
    #[arg(long)]
    all: bool,
    /// Show secret fields too
    #[arg(long)]
    reveal: bool,
    /// Write a page for a browser instead, and only the verdict as text; `-` is standard output
    #[arg(long, value_name = "OUT")]
    html: Option<PathBuf>,
    /// The buffer; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum When {
    #[default]
    Auto,
    Always,
    Never,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    match inspect(arguments) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn inspect(arguments: &Arguments) -> Result<Outcome, Outcome> {
    let index = match arguments.described.is_given() {
        true => Some(arguments.described.load()?),
        false => None,
    };
    let named = match (&index, &arguments.type_) {
        (Some(index), Some(name)) => Some(described::message(index, name)?),
        _ => None,
    };
    let buffer = described::read(&arguments.file)?;
    let options = Options {
        all: arguments.all,
        reveal: arguments.reveal,
    };
    let seen = Inspection::new(index.as_ref(), named, &buffer, options);
    let outcome = match seen.error() {
        Some(_) => Outcome::BadInput,
        None => Outcome::Good,
    };
    let text = match &arguments.html {
        None => seen.text(arguments.color.is_on()),
        Some(out) => {
            let page = seen.page(&name(&arguments.file));
            if out == Path::new("-") {
                page
            } else {
                match described::write(Some(out), page.as_bytes()) {
                    Outcome::Good => seen.verdict() + "\n",
                    failed => return Err(failed),
                }
            }
        }
    };
    print(&text).map(|()| outcome)
}

/// What the page calls a file.
fn name(file: &Path) -> String {
    let name = file.file_name().filter(|_| file != Path::new("-"));
    name.map_or_else(
        || "standard input".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Prints to standard output. That its reader has seen enough (`| head`) is no error.
fn print(text: &str) -> Result<(), Outcome> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(why) if why.kind() != ErrorKind::BrokenPipe => Err(bad_call(format_args!(
            "standard output can't be written: {why}"
        ))),
        _ => Ok(()),
    }
}

impl When {
    fn is_on(self) -> bool {
        match self {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                io::stdout().is_terminal() && !set("NO_COLOR") && !dumb
            }
        }
    }
}
