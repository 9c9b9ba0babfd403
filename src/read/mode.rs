//! What the writer's version lets a walk expect.

mod sealed {
    pub trait Sealed {}
}

/// How the writer's version relates to what the generated code knows. The walk is compiled once for
/// each mode, so that the usual one, where both have the same version, compares with constants.
///
/// Only the runtime's own three modes implement it.
pub trait Mode: Copy + sealed::Sealed {
    /// The mode for messages of an imported package that is pinned at an older version than its
    /// generated code knows.
    type Pinned: Mode;

    /// The writer's version is known: every length is that version's, every target lies at the
    /// cursor.
    const EXACT: bool;

    /// The version of the package that is walked: the writer's, or the newest that the reader
    /// knows where that is older. [`Current`] answers with the highest number there is.
    fn version(self) -> u32;

    /// The length of a block that grew like `blocks`, or `None` for a version that has none.
    fn block_len(self, blocks: &'static [u32]) -> Option<usize>;

    /// The mode for a package whose version `versions` gives for each of ours.
    fn pin(self, versions: &'static [u32]) -> Self::Pinned;
}

/// The writer has the version of the generated code.
#[derive(Clone, Copy, Debug)]
pub struct Current;

/// The writer has this older version.
#[derive(Clone, Copy, Debug)]
pub struct Known(pub(crate) u32);

/// The writer is newer; this is the newest version that the reader knows.
#[derive(Clone, Copy, Debug)]
pub struct Newer(pub(crate) u32);

impl sealed::Sealed for Current {}
impl sealed::Sealed for Known {}
impl sealed::Sealed for Newer {}

/// Entry of a table by version, which starts with version 1.
fn by_version(table: &[u32], version: u32) -> Option<u32> {
    table.get((version as usize).checked_sub(1)?).copied()
}

impl Mode for Current {
    type Pinned = Known;
    const EXACT: bool = true;

    #[inline]
    fn version(self) -> u32 {
        u32::MAX
    }

    #[inline]
    fn block_len(self, blocks: &'static [u32]) -> Option<usize> {
        blocks.last().map(|&len| len as usize)
    }

    #[inline]
    fn pin(self, versions: &'static [u32]) -> Known {
        Known(versions.last().copied().unwrap_or(0))
    }
}

impl Mode for Known {
    type Pinned = Known;
    const EXACT: bool = true;

    #[inline]
    fn version(self) -> u32 {
        self.0
    }

    #[inline]
    fn block_len(self, blocks: &'static [u32]) -> Option<usize> {
        by_version(blocks, self.0).map(|len| len as usize)
    }

    #[inline]
    fn pin(self, versions: &'static [u32]) -> Known {
        Known(by_version(versions, self.0).unwrap_or(0))
    }
}

impl Mode for Newer {
    type Pinned = Newer;
    const EXACT: bool = false;

    #[inline]
    fn version(self) -> u32 {
        self.0
    }

    #[inline]
    fn block_len(self, blocks: &'static [u32]) -> Option<usize> {
        by_version(blocks, self.0).map(|len| len as usize)
    }

    #[inline]
    fn pin(self, versions: &'static [u32]) -> Newer {
        Newer(by_version(versions, self.0).unwrap_or(0))
    }
}

/// A view's `limit`: 0 where the writer's version is known and every length is exact, else the
/// newest version that the reader knows of the view's package.
pub(crate) type Limit = u32;

/// The limit behind an import.
#[inline]
pub(crate) fn pinned(limit: Limit, versions: &'static [u32]) -> Limit {
    match limit {
        0 => 0,
        // A version that has not imported the package has no field of its types; 1 is the smallest
        // limit that is one.
        _ => by_version(versions, limit).unwrap_or(1).max(1),
    }
}

/// The part of a block of this length that a view may look at.
#[inline]
pub(crate) fn clamped(len: u32, limit: Limit, blocks: &'static [u32]) -> u32 {
    match limit {
        0 => len,
        _ => len.min(by_version(blocks, limit).unwrap_or(0)),
    }
}
