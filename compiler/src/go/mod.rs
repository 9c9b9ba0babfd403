//! The Go back end.

use crate::ir;
pub use crate::rust::File;

/// What a package's code depends on beside its schema.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The command that is said to have made the files: independent of path and machine.
    pub command: String,
    /// Import path of the output folder: the package `acme.shop` is imported as
    /// `<import>/acme/shop`.
    pub import: String,
}

/// Generates the files of package 0 of a schema.
pub fn generate(schema: &ir::Schema, options: &Options) -> Vec<File> {
    let _ = (schema, options);
    Vec::new()
}
