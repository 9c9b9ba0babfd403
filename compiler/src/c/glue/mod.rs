//! Glue in C: the structs that cross the boundary, and the functions of each interface.

use super::{File, Options};
use crate::ir;

/// Generates the glue of package 0 of a schema, where it has any.
pub fn generate(_schema: &ir::Schema, _options: &Options) -> Vec<File> {
    Vec::new()
}
