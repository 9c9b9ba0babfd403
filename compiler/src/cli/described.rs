//! What `verify`, `inspect`, `to-json` and `from-json` share: a schema, or its description, and files.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use halflap::schema::{Index, Schema};

use super::{Outcome, bad_call, print};
use crate::Compilation;

/// Where the schema comes from.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Described {
    /// The schema file
    #[arg(long, value_name = "S.lap")]
    schema: Option<PathBuf>,
    /// The schema's compiled description, as `halflap gen --descriptor` writes it
    #[arg(long, value_name = "FILE")]
    descriptor: Option<PathBuf>,
}

impl Described {
    /// Whether there is one, for commands that do something without.
    pub(super) fn is_given(&self) -> bool {
        self.schema.is_some() || self.descriptor.is_some()
    }

    /// Compiles the schema, or reads its description. What is wrong is printed.
    pub(super) fn load(&self) -> Result<Index, Outcome> {
        let description = match (&self.schema, &self.descriptor) {
            (Some(schema), _) => compile(schema)?,
            (None, Some(file)) => fs::read(file).map_err(|why| unreadable(file, &why))?,
            (None, None) => return Err(bad_call("give `--schema` or `--descriptor`")),
        };
        let at_fault = |why: &dyn std::error::Error| {
            let file = self.descriptor.as_ref().or(self.schema.as_ref());
            let file = file.map(|file| file.display().to_string());
            eprintln!("error: {}: {why}", file.unwrap_or_default());
            Outcome::BadInput
        };
        let schema = Schema::decode(&description).map_err(|why| at_fault(&why))?;
        Index::new(schema).map_err(|why| at_fault(&why))
    }
}

fn compile(schema: &PathBuf) -> Result<Vec<u8>, Outcome> {
    let compilation = Compilation::new(std::slice::from_ref(schema)).map_err(|diagnostics| {
        print(&diagnostics);
        Outcome::BadInput
    })?;
    print(compilation.warnings());
    match compilation.roots().first() {
        Some(&root) => Ok(crate::descriptor::encode(&compilation.schema(root))),
        None => Err(bad_call("no schema")),
    }
}

/// The message with this full name.
pub(super) fn message(index: &Index, name: &str) -> Result<usize, Outcome> {
    index.message_by_name(name).ok_or_else(|| {
        let names = index.schema().messages.iter().map(|m| m.name.as_str());
        let mut close: Vec<&str> = names
            .filter(|known| strsim::jaro_winkler(known, name) > 0.85)
            .collect();
        close.sort_unstable();
        let hint = match close.as_slice() {
            [] => String::new(),
            close => format!("; did you mean `{}`?", close.join("` or `")),
        };
        bad_call(format_args!("the schema has no message `{name}`{hint}"))
    })
}

/// A file's bytes; `-` is standard input.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Outcome> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    bytes.map_err(|why| unreadable(file, &why))
}

/// Writes a result to a file; `-`, or none, is standard output.
pub(super) fn write(file: Option<&Path>, bytes: &[u8]) -> Outcome {
    let (written, name) = match file.filter(|file| *file != Path::new("-")) {
        Some(file) => (fs::write(file, bytes), file.display().to_string()),
        None => {
            let mut out = io::stdout().lock();
            let written = out.write_all(bytes).and_then(|()| out.flush());
            (written, "standard output".to_owned())
        }
    };
    match written {
        Ok(()) => Outcome::Good,
        Err(why) => bad_call(format_args!("{name} can't be written: {why}")),
    }
}

fn unreadable(file: &Path, why: &io::Error) -> Outcome {
    bad_call(format_args!("{} can't be read: {why}", file.display()))
}
