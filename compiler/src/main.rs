//! The command `halflap`.

use std::process::ExitCode;

fn main() -> ExitCode {
    halflap_compiler::cli::main()
}
