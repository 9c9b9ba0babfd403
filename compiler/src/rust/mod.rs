//! The Rust back end.
//!
//! A schema becomes a view model (`model`): names, type strings, lines of text and booleans, and
//! that becomes files by small templates. Templates hold no arithmetic; everything that depends on
//! the width of a line is decided in `lines`, so that rustfmt leaves the files unchanged.

mod edits;
mod fields;
pub mod glue;
mod lines;
mod model;
mod owned;
mod render;
mod types;
mod values;

#[cfg(test)]
mod tests;

pub use model::IndexedModule;

use crate::{descriptor, ir, names};

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

/// Generates the files of package 0 of a schema: a module, and the description beside it.
pub fn generate(schema: &ir::Schema, options: &Options) -> Vec<File> {
    let module = names::rust::module(&schema.packages[0].name);
    let model = model::Module::new(schema, options);
    vec![
        File {
            path: format!("{module}.rs"),
            contents: render::module(&model).into_bytes(),
        },
        File {
            path: format!("{module}.halflap"),
            contents: descriptor::encode(schema),
        },
    ]
}

/// Generates the file `mod.rs` that lists the modules of all generated packages, and more modules
/// that lie beside them.
pub fn index(packages: &[&ir::Package], more: Vec<IndexedModule>, options: &Options) -> File {
    let model = model::Index::new(packages, more, options);
    File {
        path: "mod.rs".into(),
        contents: render::index(&model).into_bytes(),
    }
}
