//! The command `halflap`: one module for each subcommand.

mod check;
mod described;
mod format;
mod from_json;
mod generate;
mod inspect;
mod layout;
#[cfg(feature = "lsp")]
mod lsp;
mod new;
mod to_json;
mod verify;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::Diagnostics;

/// Zero-copy messages that Rust and Go read in place, from one schema.
///
/// Exit codes: 0 all is well; 1 what it was given is at fault (a schema, a buffer, a stale file);
/// 2 how it was called is.
#[derive(Debug, Parser)]
#[command(name = "halflap", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::Arguments),
    Check(check::Arguments),
    Gen(generate::Arguments),
    Fmt(format::Arguments),
    Layout(layout::Arguments),
    Inspect(inspect::Arguments),
    Verify(verify::Arguments),
    ToJson(to_json::Arguments),
    FromJson(from_json::Arguments),
    #[cfg(feature = "lsp")]
    Lsp(lsp::Arguments),
}

/// How a subcommand ended. The numbers are the command's exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Good = 0,
    /// What was given to it is at fault: a schema, a buffer, a stale file.
    BadInput = 1,
    /// How it was called is at fault: an option, a file that can't be read or written.
    BadCall = 2,
}

/// Runs the command with the process's arguments.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::New(arguments) => new::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Gen(arguments) => generate::run(&arguments),
        Command::Fmt(arguments) => format::run(&arguments),
        Command::Layout(arguments) => layout::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::ToJson(arguments) => to_json::run(&arguments),
        Command::FromJson(arguments) => from_json::run(&arguments),
        #[cfg(feature = "lsp")]
        Command::Lsp(arguments) => lsp::run(&arguments),
    };
    ExitCode::from(outcome as u8)
}

/// Prints findings for people.
pub(crate) fn print(diagnostics: &Diagnostics) {
    let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    eprint!("{}", diagnostics.render(color));
}

/// Reports what keeps the command from doing its work.
pub(crate) fn bad_call(message: impl std::fmt::Display) -> Outcome {
    eprintln!("error: {message}");
    Outcome::BadCall
}
