//! Glue in Rust: traits of interfaces, errors, and what exports a library.
//!
//! `signature` says what a method is in Rust; `model` makes the view model of the module.

mod callbacks;
mod doubles;
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
    let package = &schema.packages[0].name;
    let environment = templates::environment(&sources!(
        "glue",
        "error",
        "interface",
        "callback",
        "host",
        "library",
        "doubles"
    ));
    let glue = model::Glue::new(schema, options);
    let text = templates::render(&environment, "glue", &glue);
    let mut files = vec![file(names::glue_module(package), &text)];
    if schema.interfaces.iter().any(|i| i.decl.package == 0) {
        let doubles = doubles::Doubles::new(schema, options);
        let text = templates::render(&environment, "doubles", &doubles);
        files.push(file(names::doubles_module(package), &text));
    }
    files
}

fn file(module: String, text: &str) -> File {
    File {
        path: format!("{module}.rs"),
        contents: lines::broken_heads(text).into_bytes(),
    }
}
