//! Glue in Rust: traits of interfaces, errors, and what exports a library.

use super::{File, Options};
use crate::ir;

/// Generates the glue of package 0 of a schema, where it has any.
pub fn generate(_schema: &ir::Schema, _options: &Options) -> Vec<File> {
    Vec::new()
}
