//! `halflap check`: what is wrong with schemas, without making anything of them.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{Outcome, print};
use crate::diagnostics::Severity;
use crate::lint::{LINTS, Options};
use crate::{Compilation, Disk};

/// Check schemas and all they import, and print what is wrong
///
/// Errors are what keeps a schema from being compiled; they and all else that is printed say where,
/// why, and what to do. Lints look at the files that are named, not at those they import.
///
/// A lint has an id, which stands behind `warning` or `note`. It is allowed in one place of a schema
/// by a comment above, or behind on the same line: `// halflap: allow(ID): and why`; in a whole file
/// by that comment above its `package` line; in a whole call by `--allow ID`.
///
/// Exit code 1 where there is an error, with `--strict` also where there is a warning; notes never
/// fail.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Fail for warnings too
    #[arg(long)]
    strict: bool,
    /// Leave out what a lint finds: its id, or several with commas between them
    #[arg(long, value_name = "ID", hide_possible_values = true, value_delimiter = ',',
          value_parser = PossibleValuesParser::new(LINTS.iter().map(|lint| lint.id)))]
    allow: Vec<String>,
    /// List the lints: id, severity, and what it finds
    #[arg(long)]
    list_lints: bool,
    /// Schema files
    #[arg(required_unless_present = "list_lints", value_name = "S.lap")]
    schemas: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    if arguments.list_lints {
        list();
        return Outcome::Good;
    }
    let options = Options {
        allow: arguments.allow.iter().cloned().collect(),
    };
    match Compilation::from_source(&arguments.schemas, &Disk, Some(&options)) {
        Ok(compilation) => {
            print(compilation.warnings());
            if arguments.strict && compilation.warnings().warnings() > 0 {
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

fn list() {
    let width = LINTS.iter().map(|lint| lint.id.len()).max().unwrap_or(0);
    for lint in LINTS {
        let severity = match lint.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        println!("{:width$}  {severity:7}  {}", lint.id, lint.says);
    }
}
