//! `halflap check`: what is wrong with schemas, without making anything of them.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, print};
use crate::Compilation;

/// Check schemas and all they import, and print what is wrong
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Schema files
    #[arg(required = true, value_name = "S.lap")]
    schemas: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    match Compilation::new(&arguments.schemas) {
        Ok(compilation) => {
            print(compilation.warnings());
            if arguments.strict && !compilation.warnings().is_empty() {
                Outcome::BadInput
            } else {
                Outcome::Good
            }
        }
        Err(diagnostics) => {
            print(&diagnostics);
            Outcome::BadInput
        }
    }
}
