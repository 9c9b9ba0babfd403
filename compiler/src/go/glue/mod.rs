//! Glue in Go: interface types and errors, doubles of them for tests, and the client over cgo.
//!
//! `signature` says what a method is in Go; `interfaces` and `doubles` make the view models of the
//! files that need no cgo.

mod client;
mod doubles;
mod interfaces;
mod messages;
mod signature;

use minijinja::Environment;

use super::helpers::Package;
use super::{File, Options};
use crate::ir;
use crate::names::go as names;
use crate::templates;

/// The folder of the client of package 0, where it has any interface. C headers belong into it.
pub fn client_folder(schema: &ir::Schema) -> Option<String> {
    let mut own = schema.interfaces.iter().filter(|i| i.decl.package == 0);
    own.next()?;
    Some(client::folder(schema))
}

/// Generates the glue of package 0 of a schema, where it has any.
/// `library` is the static library that the client links, as seen from the output folder.
pub fn generate(schema: &ir::Schema, options: &Options, library: Option<&str>) -> Vec<File> {
    if !schema.has_glue() {
        return Vec::new();
    }
    let engine = engine();
    let folder = names::folder(&schema.packages[0].name);
    let stem = folder.rsplit('/').next().unwrap_or(&folder);
    let mut files = Vec::new();
    let glue = interfaces::Glue::new(&Package::new(schema), options);
    files.push(render(
        &engine,
        "glue",
        format!("{folder}/{stem}_glue.go"),
        &glue,
    ));
    if schema.interfaces.iter().any(|i| i.decl.package == 0) {
        let doubles = doubles::Doubles::new(&Package::new(schema), options);
        files.push(render(
            &engine,
            "doubles",
            format!("{folder}/{stem}_doubles.go"),
            &doubles,
        ));
    }
    files.extend(client::generate(schema, options, library));
    files
}

fn render(
    engine: &Environment<'_>,
    name: &str,
    path: String,
    model: &impl serde::Serialize,
) -> File {
    File {
        path,
        contents: templates::render(engine, name, model).into_bytes(),
    }
}

fn engine() -> Environment<'static> {
    templates::environment(&[
        ("glue", include_str!("templates/glue.go.j2")),
        ("error", include_str!("templates/error.go.j2")),
        ("interface", include_str!("templates/interface.go.j2")),
        ("doubles", include_str!("templates/doubles.go.j2")),
        ("mock", include_str!("templates/mock.go.j2")),
        ("loopback", include_str!("templates/loopback.go.j2")),
        ("recorder", include_str!("templates/recorder.go.j2")),
        ("replay", include_str!("templates/replay.go.j2")),
    ])
}
