//! The Rust back end.

use crate::ir;

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Below the output folder, with `/` between its parts.
    pub path: String,
    /// Its bytes.
    pub contents: Vec<u8>,
}

/// What a package's code depends on beside its schema.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The command that is said to have made the files: independent of path and machine.
    pub command: String,
}

/// Generates the files of package 0 of a schema.
pub fn generate(schema: &ir::Schema, options: &Options) -> Vec<File> {
    let _ = (schema, options);
    Vec::new()
}

/// Generates the file `mod.rs` that lists the modules of all generated packages.
pub fn index(packages: &[&ir::Package], options: &Options) -> File {
    let _ = (packages, options);
    File {
        path: "mod.rs".into(),
        contents: Vec::new(),
    }
}
