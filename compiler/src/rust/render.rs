//! Templates.

use super::lines;
use super::model::{Index, Module};
use crate::templates;

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("templates/", $name, ".j2")))),*]
    };
}

const SOURCES: [(&str, &str); 12] = sources!(
    "index",
    "module",
    "closed",
    "open",
    "flags",
    "struct",
    "union",
    "owned_union",
    "message",
    "edit",
    "owned",
    "source",
);

/// The text of a module.
pub fn module(model: &Module) -> String {
    let text = templates::render(&templates::environment(&SOURCES), "module", model);
    lines::broken_heads(&text)
}

/// The text of the file that lists the modules.
pub fn index(model: &Index) -> String {
    templates::render(&templates::environment(&SOURCES), "index", model)
}
