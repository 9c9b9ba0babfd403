//! Reading schemas.

use std::path::Path;

use crate::ir;

/// What is wrong with a schema, ready to print.
#[derive(Debug)]
pub struct Diagnostics {
    text: String,
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Diagnostics {}

/// Compiles a schema file and all that it imports.
pub fn compile(path: &Path) -> Result<ir::Schema, Diagnostics> {
    Err(Diagnostics {
        text: format!("error: cannot compile {} yet", path.display()),
    })
}
