//! Glue in Go: interface types, errors, and the client over cgo.

use super::{File, Options};
use crate::ir;

/// Generates the glue of package 0 of a schema, where it has any.
/// `library` is the static library that the client links, as seen from the output folder.
pub fn generate(_schema: &ir::Schema, _options: &Options, _library: Option<&str>) -> Vec<File> {
    Vec::new()
}
