//! What generated code says of its messages, unions and imports.

use super::block::Block;
use super::choice::Variant;
use super::cursor::Cursor;
use super::mode::Mode;
use super::raw::{Raw, RawArm};

/// A message as it lies in a buffer: implemented by the compiler for each owned type.
///
/// # Safety
/// A [`Block<'_, Self>`](Block) exists only where [`check`](Layout::check) has said yes, and the
/// message's constants ([`Field`](super::Field) and its like, made by
/// [`Fields::new`](super::Fields::new)) are then used without another look. So for each such
/// constant that is not since a later version, `check` says yes only where
/// [`Cursor::field`] did for that constant; and for those since version N, only where
/// [`Raw::since`] says no to N or [`Cursor::since`] said yes.
/// `BLOCKS` never shrinks, holds no 0, and its entry for a version is not below the end of any
/// field since that version. `ALIGNED` is true if a value of a [`Plain`](super::Plain) type of
/// alignment above 1 can be reached by reference.
pub unsafe trait Layout: Sized + 'static {
    /// What it is read as.
    type View<'a>: Copy + From<Block<'a, Self>>;

    /// Full name in the schema: `shop.Order`.
    const NAME: &'static str;

    /// Id of the type, the same in all its versions.
    const TYPE_ID: [u8; 8];

    /// Schema ids by version of its package: entry 0 is version 1.
    const SCHEMA_IDS: &'static [[u8; 8]];

    /// Block lengths by version of its package: entry 0 is version 1.
    const BLOCKS: &'static [u32];

    /// A buffer with this root has to lie at a multiple of 8.
    const ALIGNED: bool;

    /// Description of the schema, for everything that is driven by it: a halflap message.
    const DESCRIPTION: &'static [u8];

    /// Whether the block and everything below it is sound. It may go on after a no, so that
    /// several tests become one jump; the cursor sees to it that nothing is followed then.
    fn check<M: Mode>(c: &mut Cursor<'_>, b: Raw<'_, M>) -> bool;
}

/// A union as it lies in a buffer: implemented by the compiler for each owned type.
///
/// # Safety
/// For each [`Arm`](super::Arm) of the union, [`check`](UnionLayout::check) says yes to its tag
/// only where [`Cursor::arm`] did for that arm, or [`Cursor::unknown`].
pub unsafe trait UnionLayout: Sized + 'static {
    /// What it is read as.
    type View<'a>: Copy + From<Variant<'a, Self>>;

    /// Whether an arm and everything below it is sound.
    fn check<M: Mode>(c: &mut Cursor<'_>, arm: RawArm<M>) -> bool;
}

/// Which versions of one package those of another stand for: implemented by the compiler for each
/// package whose types a file's messages use.
///
/// ```
/// use halflap::read::Import;
/// /// Package money: its version 1 at our version 1, its version 3 from our version 2 on.
/// struct Money;
/// impl Import for Money {
///     const VERSIONS: &'static [u32] = &[1, 3];
/// }
/// ```
pub trait Import: 'static {
    /// By version of the importing package, from version 1; 0 where it is not imported yet.
    const VERSIONS: &'static [u32];
}
