//! How names of the schema become names in generated code.

pub mod go;
pub mod rust;
