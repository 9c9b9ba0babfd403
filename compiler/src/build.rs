//! Generating Rust from a build script.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::Compilation;
use crate::diagnostics::Diagnostics;
use crate::output::{Glue, Output, Target};

/// Generates Rust modules from a build script.
///
/// The modules go to the folder `OUT_DIR` that Cargo gives a build script, and Cargo runs the
/// script again when a schema or one it imports changes.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), halflap_compiler::BuildError> {
///     halflap_compiler::Build::new()
///         .schema("schemas/shop.lap")
///         .compile()
/// }
/// ```
///
/// ```ignore
/// // src/lib.rs
/// pub mod schemas {
///     include!(concat!(env!("OUT_DIR"), "/mod.rs"));
/// }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Build {
    schemas: Vec<PathBuf>,
    out: Option<PathBuf>,
    glue: bool,
}

impl Build {
    /// A build of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a schema; what it imports comes by itself. The path is relative to the package, which
    /// is where Cargo runs a build script.
    #[must_use]
    pub fn schema(mut self, path: impl AsRef<Path>) -> Self {
        self.schemas.push(path.as_ref().to_owned());
        self
    }

    /// Writes into a folder below `OUT_DIR`, or anywhere where the path is absolute.
    #[must_use]
    pub fn out(mut self, folder: impl AsRef<Path>) -> Self {
        self.out = Some(folder.as_ref().to_owned());
        self
    }

    /// Whether the glue of interfaces and errors is generated too; it needs the crate `halflap-ffi`.
    #[must_use]
    pub fn glue(mut self, yes: bool) -> Self {
        self.glue = yes;
        self
    }

    /// Compiles the schemas and writes the modules, with a `mod.rs` that lists them.
    ///
    /// # Errors
    /// What is wrong with a schema, as the command would print it; or why a file can't be written.
    pub fn compile(&self) -> Result<(), BuildError> {
        let folder = self.folder()?;
        for schema in &self.schemas {
            rerun_if_changed(schema);
        }
        let compilation = match Compilation::new(&self.schemas) {
            Ok(compilation) => compilation,
            Err(diagnostics) => {
                diagnostics.paths().for_each(rerun_if_changed);
                return Err(BuildError(Why::Schema(diagnostics)));
            }
        };
        compilation.files().iter().for_each(rerun_if_changed);
        for warning in compilation.warnings().render(false).lines() {
            println!("cargo::warning={warning}");
        }
        let glue = self.glue.then(Glue::default);
        let targets = [Target::Rust { dir: folder }];
        let output = Output::new(&compilation, &targets, glue.as_ref());
        output.write().map_err(|why| BuildError(Why::Call(why)))?;
        Ok(())
    }

    fn folder(&self) -> Result<PathBuf, BuildError> {
        if let Some(out) = self.out.as_ref().filter(|out| out.is_absolute()) {
            return Ok(out.clone());
        }
        let Some(base) = env::var_os("OUT_DIR") else {
            let why = "OUT_DIR is not set: this is no build script; name an absolute folder";
            return Err(BuildError(Why::Call(why.to_owned())));
        };
        let base = PathBuf::from(base);
        Ok(self.out.as_ref().map_or(base.clone(), |out| base.join(out)))
    }
}

fn rerun_if_changed(path: impl AsRef<Path>) {
    println!("cargo::rerun-if-changed={}", path.as_ref().display());
}

/// Why a build script could not generate code.
///
/// `Debug` writes the same text as `Display`, because that is what a build script that returns an
/// error, or unwraps one, shows to people.
pub struct BuildError(Why);

enum Why {
    Schema(Diagnostics),
    Call(String),
}

impl BuildError {
    /// What is wrong with the schemas, if that is why.
    pub fn diagnostics(&self) -> Option<&Diagnostics> {
        match &self.0 {
            Why::Schema(diagnostics) => Some(diagnostics),
            Why::Call(_) => None,
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Why::Schema(diagnostics) => {
                write!(f, "halflap can't compile the schema\n\n{diagnostics}")
            }
            Why::Call(why) => f.write_str(why),
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_at_fault_is_shown_as_the_command_shows_it() {
        let folder = env::temp_dir().join(format!("halflap-build-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let schema = folder.join("bad.lap");
        std::fs::write(
            &schema,
            "package bad version 1\nmessage M { 1 a: nothing }\n",
        )
        .expect("a file");
        let error = Build::new()
            .schema(&schema)
            .out(&folder)
            .compile()
            .unwrap_err();
        let text = format!("{error:?}");
        assert!(text.contains("there is no `nothing`"), "{text}");
        assert!(text.contains("bad.lap:2:18"), "{text}");
        assert!(error.diagnostics().is_some());
        assert!(!folder.join("mod.rs").exists());
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
