//! `halflap layout`: where every byte of every type lies.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::described::write;
use super::{Outcome, bad_call, print};
use crate::Compilation;
use crate::layout::{self, Layout};

/// Print the layout of every type: offsets, sizes, alignments, version by version
///
/// A message's `block` says how long its block is at each version of the package, from version 1 on;
/// a field `since` a version lies behind the end of the block before that version. Kept in a file
/// and compared with `--check`, a layout tells in a review, or in CI, what a change of the schema
/// moves.
///
/// For C, `halflap gen --c` makes a header of it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  halflap layout shop.lap                           tables, for people
  halflap layout --type shop.Order shop.lap         one message, struct, union or enum
  halflap layout --json -o shop.json shop.lap       a file to keep
  halflap layout --check shop.json shop.lap         does the schema still say what was kept?")]
pub(super) struct Arguments {
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Only this type, also of an imported package: `shop.Order`
    #[arg(long = "type", value_name = "pkg.Type")]
    only: Option<String>,
    /// Write to this file; `-` is standard output
    #[arg(short, value_name = "OUT")]
    out: Option<PathBuf>,
    /// Write nothing; compare with this file, which holds either format, say what differs and fail
    /// where something does
    #[arg(long, value_name = "GOLDEN", conflicts_with_all = ["format", "json", "out"])]
    check: Option<PathBuf>,
    /// Schema file
    #[arg(value_name = "S.lap")]
    schema: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables, for people
    Text,
    /// For programs; docs/layout.md describes it
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let compilation = match Compilation::new(std::slice::from_ref(&arguments.schema)) {
        Ok(compilation) => compilation,
        Err(diagnostics) => {
            print(&diagnostics);
            return Outcome::BadInput;
        }
    };
    print(compilation.warnings());
    let Some(root) = compilation.roots().first() else {
        return bad_call("no schema");
    };
    let schema = compilation.schema(*root);
    let layout = match &arguments.only {
        None => layout::layout(&schema),
        Some(name) => match layout::layout_of(&schema, name) {
            Ok(layout) => layout,
            Err(unknown) => return bad_call(unknown),
        },
    };
    match &arguments.check {
        Some(golden) => check(golden, &layout),
        None if arguments.json || arguments.format == Format::Json => {
            write(arguments.out.as_deref(), layout.json().as_bytes())
        }
        None => write(arguments.out.as_deref(), layout.text().as_bytes()),
    }
}

fn check(golden: &Path, layout: &Layout) -> Outcome {
    let name = golden.display();
    let text = match fs::read(golden) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(why) => return bad_call(format_args!("{name} can't be read: {why}")),
    };
    match layout.differences(&text) {
        Ok(lines) if lines.is_empty() => Outcome::Good,
        Ok(lines) => {
            eprintln!("error: {name} holds another layout");
            for line in lines {
                eprintln!("  {line}");
            }
            eprintln!("help: where that is meant, write it anew: `-o {name}` for `--check {name}`");
            Outcome::BadInput
        }
        Err(why) => {
            eprintln!("error: {name}: {why}");
            Outcome::BadInput
        }
    }
}
