//! Schema text as a tree. Knows what the text says, not what it means.

pub mod ast;
mod implied;
mod items;
pub mod lexer;
mod parser;
mod types;

pub(crate) use implied::{argument, implied, message_names};
pub(crate) use items::ATTRIBUTES;
#[cfg(any(test, feature = "lsp"))]
pub(crate) use parser::ITEMS;
pub(crate) use parser::plain;
pub use parser::{Mark, Parsed, parse, parse_marked};

#[cfg(test)]
mod editor_tests;
#[cfg(test)]
mod tests;
