//! The schema compiler of halflap.
//!
//! Text becomes a syntax tree , the tree and those of its imports become one resolved
//! schema ([`ir`]), and a back end ([`rust`], [`go`]) turns that into files.

pub mod cli;
pub mod descriptor;
pub mod go;
pub mod ir;
pub mod names;
pub mod rust;
mod source;

pub use source::{Diagnostics, compile};
