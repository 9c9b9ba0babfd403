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
    let text = without_unused(schema, text);
    let mut files = vec![file(names::glue_module(package), &text)];
    if schema.interfaces.iter().any(|i| i.decl.package == 0) {
        let doubles = doubles::Doubles::new(schema, options);
        let text = templates::render(&environment, "doubles", &doubles);
        files.push(file(names::doubles_module(package), &text));
    }
    files
}

/// Leaves out what is used of the package's own types where the text names none of them: methods may carry
/// numbers and texts alone.
fn without_unused(schema: &ir::Schema, text: String) -> String {
    let own = |decl: &ir::Decl| decl.package == 0 && text.contains(&names::type_name(&decl.name));
    let used = schema.messages.iter().any(|m| own(&m.decl))
        || schema.unions.iter().any(|u| own(&u.decl))
        || schema.enums.iter().any(|e| own(&e.decl))
        || schema.structs.iter().any(|s| own(&s.decl));
    let module = names::module(&schema.packages[0].name);
    match used {
        true => text,
        false => text.replacen(&format!("\nuse super::{module}::*;\n"), "", 1),
    }
}

fn file(module: String, text: &str) -> File {
    File {
        path: format!("{module}.rs"),
        contents: lines::broken_heads(text).into_bytes(),
    }
}
