//! Reading buffers where they lie: a check once, then accessors that can't fail.
//!
//! Users meet [`List`], [`Map`] and what generated code builds on them; the rest of this module is
//! what generated code is made of.
//!
//! A check is one walk with a [`Cursor`], compiled for each message. It only says yes or no; on a
//! no, a second walk that is driven by the schema's description finds out what is wrong, and where.

mod block;
mod bounded;
mod checked;
mod choice;
mod compare;
mod cursor;
mod field;
pub mod kind;
mod layout;
mod list;
mod map;
mod mode;
pub(crate) mod place;
mod plain;
mod raw;
mod secret;
#[cfg(test)]
mod tests;

pub use block::Block;
pub use bounded::bounded;
pub use checked::Checked;
pub use choice::{Arm, Arms, UnknownArm, Variant};
pub use compare::{Compare, CompareField, same};
pub use cursor::Cursor;
pub use field::{Check, Field, Fields, LaterFields, Optional, Read, Removed, Since};
pub use layout::{Import, Layout, UnionLayout};
pub use list::{Iter, List};
pub use map::{Entries, Map};
pub use mode::{Current, Known, Mode, Newer};
pub use plain::{
    Key, Plain, all_i8, all_i16, all_i32, all_i64, all_u8, all_u16, all_u32, all_u64, bytes_of,
};
pub use raw::{Raw, RawArm, Slot};
pub use secret::SecretRef;

use crate::header::{Expect, HEADER_LEN};
use crate::precise::{self, Options};
use crate::{Error, Kind};
use mode::{Limit, clamped};
use place::Place;

/// Checks a buffer and everything in it, once; a newer writer's is accepted. Generated views have
/// it as their `read`.
///
/// What it gives borrows the buffer: it can't outlive it, nor see it change.
///
/// ```compile_fail,E0515
/// fn text(bytes: &[u8]) -> Result<&'static str, halflap::Error> {
///     let buffer = halflap::AlignedBuf::from(bytes);
///     Ok(halflap_testdata::strings::TextView::read(&buffer)?.text()) // the buffer ends here
/// }
/// ```
///
/// ```compile_fail,E0502
/// fn change(buffer: &mut halflap::AlignedBuf) -> Result<(), halflap::Error> {
///     let view = halflap_testdata::strings::TextView::read(buffer)?;
///     buffer.clear();
///     println!("{}", view.text()); // what was read is still in use
///     Ok(())
/// }
/// ```
///
/// ```
/// use halflap::Message;
/// use halflap_testdata::strings::Text;
///
/// let buffer = Text { text: "hello".into() }.to_halflap()?;
/// let view = halflap::read::read::<Text>(&buffer)?;
/// assert_eq!(view.text(), "hello");
///
/// let error = halflap::read::read::<Text>(&buffer[..40]).unwrap_err();
/// assert_eq!(error.kind(), halflap::Kind::LengthMismatch);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The first thing that is wrong, in the order that the specification gives.
pub fn read<T: Layout>(buffer: &[u8]) -> Result<T::View<'_>, Error> {
    read_as::<T>(buffer, false)
}

/// Checks a buffer as [`read`] does, but refuses a newer writer's: what is left is canonical, so
/// it can be signed, hashed or compared byte by byte.
///
/// ```
/// use halflap::Message;
/// use halflap_testdata::{evolve, v1};
///
/// let buffer = evolve::Small { a: 1, b: 2, c: 3 }.to_halflap()?; // version 3
/// assert_eq!(v1::evolve::SmallView::read(&buffer)?.a(), 1);
/// let error = v1::evolve::SmallView::read_known(&buffer).unwrap_err();
/// assert_eq!(error.kind(), halflap::Kind::NewerSchema);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The first thing that is wrong; `newer_schema` where the writer is newer.
pub fn read_known<T: Layout>(buffer: &[u8]) -> Result<T::View<'_>, Error> {
    read_as::<T>(buffer, true)
}

#[inline]
fn read_as<T: Layout>(buffer: &[u8], known_only: bool) -> Result<T::View<'_>, Error> {
    let root = check::<T>(buffer, known_only)?;
    // SAFETY: `check` has just said yes to the buffer.
    Ok(unsafe { root.view::<T>(buffer) })
}

/// The root's block: how long it is, and up to which version it is checked. It is one number, because two
/// that are written one by one can't be read as one at once.
struct Root(u64);

impl Root {
    fn new(len: u32, limit: Limit) -> Self {
        Root(u64::from(limit) << 32 | u64::from(len))
    }

    #[inline]
    fn len(&self) -> u32 {
        self.0 as u32
    }

    #[inline]
    fn limit(&self) -> Limit {
        (self.0 >> 32) as Limit
    }

    /// # Safety
    /// `check::<T>` has said yes to the buffer, whose bytes are still the same, and this is what it gave.
    #[inline]
    unsafe fn view<'a, T: Layout>(&self, buffer: &'a [u8]) -> T::View<'a> {
        let body = buffer.get(HEADER_LEN..).unwrap_or_default();
        // SAFETY: the root's block starts the body, and the caller says that `check` has said yes to it, in
        // the mode that belongs to the limit.
        T::View::from(unsafe { Block::new(Place::start_of(body), self.len(), self.limit()) })
    }
}

/// Checks a buffer, and says what can be read of its root.
fn check<T: Layout>(buffer: &[u8], known_only: bool) -> Result<Root, Error> {
    const {
        assert!(!T::BLOCKS.is_empty() && T::BLOCKS.len() == T::SCHEMA_IDS.len());
    }
    let expect = Expect {
        type_id: T::TYPE_ID,
        schema_ids: T::SCHEMA_IDS,
        aligned: T::ALIGNED,
        known_only,
    };
    let header = match expect.usual(buffer) {
        Some(header) => header,
        None => expect.check(buffer)?,
    };
    let body = buffer.get(HEADER_LEN..).unwrap_or_default();
    let (version, newest) = (header.version(), T::BLOCKS.len() as u32);
    let len = header.root_len();
    let (sound, limit): (bool, Limit) = match version.cmp(&newest) {
        core::cmp::Ordering::Equal => (is_sound::<T, _>(body, len, Current), 0),
        core::cmp::Ordering::Less => (is_sound::<T, _>(body, len, Known(version)), 0),
        core::cmp::Ordering::Greater => (is_sound::<T, _>(body, len, Newer(newest)), newest),
    };
    if !sound {
        return Err(explain::<T>(buffer, known_only));
    }
    Ok(Root::new(clamped(len, limit, T::BLOCKS), limit))
}

/// What is wrong with a buffer that the fast check refused.
#[cold]
fn explain<T: Layout>(buffer: &[u8], known_only: bool) -> Error {
    let options = Options {
        known_only,
        check_alignment: true,
    };
    match precise::explain(T::DESCRIPTION, T::TYPE_ID, buffer, options) {
        Ok(()) => Error::new(Kind::ValidatorsDisagree, 0, ""),
        Err(error) => error,
    }
}

/// The fast check of a body.
fn is_sound<T: Layout, M: Mode>(body: &[u8], root_len: u32, mode: M) -> bool {
    let root = body.get(..root_len as usize).unwrap_or_default();
    let mut cursor = Cursor::new(body, root.len());
    cursor.root(root, mode, T::BLOCKS, T::check) && cursor.end::<M>()
}
