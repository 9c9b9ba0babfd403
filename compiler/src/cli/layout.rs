//! `halflap layout`: where every byte of every type lies.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, print};
use crate::{Compilation, layout};

/// Print the layout of every type: offsets, sizes, alignments, version by version
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Schema file
    #[arg(value_name = "S.lap")]
    schema: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    match Compilation::new(std::slice::from_ref(&arguments.schema)) {
        Ok(compilation) => {
            print(compilation.warnings());
            for root in compilation.roots() {
                print!("{}", layout::describe(&compilation.schema(*root)));
            }
            Outcome::Good
        }
        Err(diagnostics) => {
            print(&diagnostics);
            Outcome::BadInput
        }
    }
}
