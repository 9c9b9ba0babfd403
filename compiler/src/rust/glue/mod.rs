//! Glue in Rust: traits of interfaces, errors, and what exports a library.
//!
//! `signature` says what a method is in Rust; `model` makes the view model of the module.

mod callbacks;
mod exports;
mod model;
mod signature;

use super::{File, Options, lines};
use crate::names::rust as names;
use crate::{ir, templates};

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("templates/", $name, ".j2")))),*]
    };
}

/// Generates the glue of package 0 of a schema, where it has any.
pub fn generate(schema: &ir::Schema, options: &Options) -> Vec<File> {
    if !schema.has_glue() {
        return Vec::new();
    }
    let environment = templates::environment(&sources!(
        "glue",
        "error",
        "interface",
        "callback",
        "host",
        "library"
    ));
    let model = model::Glue::new(schema, options);
    vec![File {
        path: format!("{}.rs", names::glue_module(&schema.packages[0].name)),
        contents: lines::broken_heads(&templates::render(&environment, "glue", &model))
            .into_bytes(),
    }]
}
