//! As which version a message is written.

use super::{EncodeError, EncodeErrorKind};
use crate::read::Layout;

/// The version of a package that is being written.
///
/// There are two: [`Newest`], which the compiler folds away, and [`At`] for an older one or that
/// of an imported package.
pub trait Version: Copy {
    /// Whether what the package's version `since` added is in it.
    fn has(self, since: u32) -> bool;

    /// What a table that has one entry for each version, from version 1, says for it.
    fn pick(self, table: &'static [u32]) -> u32;

    /// The length of a message's block. A version that has none is one that an imported package's
    /// generated code does not know.
    #[inline]
    fn block<M: Layout>(self) -> Result<usize, EncodeError> {
        match self.pick(M::BLOCKS) {
            0 => Err(EncodeError::new(EncodeErrorKind::UnknownVersion)),
            len => Ok(len as usize),
        }
    }
}

/// The newest version that the generated code knows.
#[derive(Debug, Clone, Copy)]
pub struct Newest;

/// Some version, from 1.
#[derive(Debug, Clone, Copy)]
pub struct At(pub u32);

impl Version for Newest {
    #[inline]
    fn has(self, _: u32) -> bool {
        true
    }

    #[inline]
    fn pick(self, table: &'static [u32]) -> u32 {
        table.last().copied().unwrap_or(0)
    }
}

impl Version for At {
    #[inline]
    fn has(self, since: u32) -> bool {
        since <= self.0
    }

    #[inline]
    fn pick(self, table: &'static [u32]) -> u32 {
        let index = (self.0 as usize).wrapping_sub(1);
        table.get(index).copied().unwrap_or(0)
    }
}
