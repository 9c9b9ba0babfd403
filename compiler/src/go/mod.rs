//! The Go back end.
//!
//! `types` says what a schema's types are in Go and how values of them are read, checked, written
//! and decoded; `messages`, `unions` and `values` make the view model of the declarations out
//! of that; the templates put it into files. Everything is written as `gofmt` would have it.

mod checks;
mod edits;
mod fixed;
mod flat;
pub mod glue;
mod helpers;
mod layout;
mod literals;
mod messages;
mod model;
mod place;
mod types;
mod unions;
mod values;
mod writes;

#[cfg(test)]
mod tests;

use minijinja::Environment;

use crate::ir;
use crate::names::go as names;
pub use crate::rust::File;
use crate::templates;

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
    let package = model::package(schema, options);
    let engine = engine();
    let folder = names::folder(&schema.packages[0].name);
    let stem = folder.rsplit('/').next().unwrap_or(&folder).to_owned();
    let mut files = vec![
        render(&engine, "package", format!("{folder}/{stem}.go"), &package),
        render(
            &engine,
            "link",
            format!("{folder}/{stem}_link.go"),
            &package,
        ),
    ];
    if !package.layouts.is_empty() {
        let path = format!("{folder}/{stem}_layout.go");
        files.push(render(&engine, "layout", path, &package));
    }
    files.push(File {
        path: format!("{folder}/{stem}.halflap"),
        contents: crate::descriptor::encode(schema),
    });
    files
}

fn render(engine: &Environment<'_>, name: &str, path: String, package: &model::Package) -> File {
    File {
        path,
        contents: templates::render(engine, name, package).into_bytes(),
    }
}

fn engine() -> Environment<'static> {
    templates::environment(&[
        ("head", include_str!("templates/head.go.j2")),
        ("package", include_str!("templates/package.go.j2")),
        ("values", include_str!("templates/values.go.j2")),
        ("union", include_str!("templates/union.go.j2")),
        ("message", include_str!("templates/message.go.j2")),
        ("edit", include_str!("templates/edit.go.j2")),
        ("link", include_str!("templates/link.go.j2")),
        ("layout", include_str!("templates/layout.go.j2")),
    ])
}
