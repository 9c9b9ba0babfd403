//! The command `halflap`: one module for each subcommand.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Zero-copy messages that Rust and Go read in place, from one schema.
#[derive(Debug, Parser)]
#[command(name = "halflap", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {}

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
    let outcome = match Cli::parse().command {};
    #[allow(unreachable_code)]
    ExitCode::from(outcome as u8)
}
