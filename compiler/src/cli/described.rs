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
            let why = crate::inspect::plain(&why.to_string());
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
    let mut out = Output::new(file);
    let written = out.write_all(bytes);
    out.finish(written)
}

/// Where a result goes. A file is made when the first of it is written, so that what is refused
/// before leaves none behind.
pub(super) struct Output<'a> {
    file: Option<&'a Path>,
    open: Option<Box<dyn Write>>,
}

impl<'a> Output<'a> {
    /// A file; `-`, or none, is standard output.
    pub(super) fn new(file: Option<&'a Path>) -> Self {
        Self {
            file: file.filter(|file| *file != Path::new("-")),
            open: None,
        }
    }

    fn open(&mut self) -> io::Result<&mut Box<dyn Write>> {
        let open: Box<dyn Write> = match (self.open.take(), self.file) {
            (Some(open), _) => open,
            (None, Some(file)) => Box::new(fs::File::create(file)?),
            (None, None) => Box::new(io::stdout().lock()),
        };
        Ok(self.open.insert(open))
    }

    /// Ends it, and says what is wrong.
    pub(super) fn finish(mut self, written: io::Result<()>) -> Outcome {
        let Err(why) = written.and_then(|()| self.flush()) else {
            return Outcome::Good;
        };
        let name = self.file.map(|file| file.display().to_string());
        let name = name.unwrap_or_else(|| "standard output".to_owned());
        bad_call(format_args!("{name} can't be written: {why}"))
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.open()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.open()?.flush()
    }
}

fn unreadable(file: &Path, why: &io::Error) -> Outcome {
    bad_call(format_args!("{} can't be read: {why}", file.display()))
}
