//! The schema compiler of halflap.
//!
//! Text becomes a syntax tree ([`syntax`]), the tree and those of its imports become one resolved
//! schema ([`ir`]), and a back end ([`rust`], [`go`], [`c`]) turns that into files.

#![cfg_attr(not(feature = "lsp"), allow(dead_code))]

mod build;
pub mod c;
pub mod cli;
pub mod descriptor;
pub mod diagnostics;
pub mod format;
pub mod go;
pub mod inspect;
pub mod ir;
pub mod layout;
pub mod lint;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod names;
pub mod output;
mod resolve;
pub mod rust;
mod source;

pub mod syntax;
mod templates;

pub use build::{Build, BuildError};
pub use diagnostics::Diagnostics;
pub use resolve::{Compilation, compile};
pub use source::{Disk, Source};
