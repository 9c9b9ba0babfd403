//! The path of a field, kept as a chain on the stack and written out only for an error.

use alloc::string::{String, ToString};
use core::fmt;

/// Where the walk is: `logs[3].identity`.
#[derive(Clone, Copy)]
pub(crate) enum Path<'a> {
    /// The root message.
    Root,
    /// A field, a member, an arm, a map entry's `key` or `value`.
    Name(&'a Path<'a>, &'a str),
    /// An element or an entry.
    At(&'a Path<'a>, u64),
}

impl<'a> Path<'a> {
    pub(crate) fn name(&'a self, name: &'a str) -> Path<'a> {
        Path::Name(self, name)
    }

    pub(crate) fn at(&'a self, index: u64) -> Path<'a> {
        Path::At(self, index)
    }

    pub(crate) fn text(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // As deep as the walk itself, which has a bound.
        match self {
            Path::Root => Ok(()),
            Path::Name(Path::Root, name) => f.write_str(name),
            Path::Name(parent, name) => write!(f, "{parent}.{name}"),
            Path::At(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
