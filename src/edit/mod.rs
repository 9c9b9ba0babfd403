//! Changing buffers where they lie: what has a fixed size, and nothing else.
//!
//! Users meet the edits that the compiler generates, [`Editing`], and what those hand out; the rest
//! of this module is what generated code is made of.
//!
//! ```
//! use halflap::{Encoder, Message};
//! use halflap_testdata::shop::{Line, LineEdit, LineView};
//!
//! let line = Line { article: "tea".into(), price: 300, quantity: 2 };
//! let mut buffer = Encoder::new().checksum(true).encode::<Line, _>(&line)?;
//!
//! let mut edit = LineEdit::open(&mut buffer)?; // checks as `LineView::read_known` does
//! edit.set_price(250);
//! assert_eq!(edit.view().price(), 250);
//! drop(edit); // computes the checksum again
//!
//! assert_eq!(LineView::read(&buffer)?.price(), 250);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What an edit leaves is the buffer that an encoder would make of the changed value, byte for
//! byte. Only buffers of a version that the program knows can be edited.

mod block;
mod kind;
mod list;
mod map;
mod place;
mod value;

pub use block::{OpenField, SetField};
pub use kind::{EditItem, EditKind, EditMessage, FixedKind};
pub use list::ListEdit;
pub use map::MapEdit;
pub use place::{Block, Run, Spot, Variant};
pub use value::{SecretEdit, ValueEdit};

use crate::{Error, read};
use core::fmt;
use core::ops::{Deref, DerefMut};

/// A message that can be edited: implemented by the compiler for each owned type.
pub trait Layout: read::Layout {
    /// What it is edited as.
    type Edit<'a>: Edit<'a, Self>;
}

/// What a message `T` is edited as: implemented by the compiler.
pub trait Edit<'a, T> {
    /// An edit of this block.
    fn new(block: Block<'a, T>) -> Self;

    /// The block that it edits.
    fn block(&mut self) -> &mut Block<'a, T>;
}

/// A union that can be edited: implemented by the compiler for each owned type.
pub trait UnionLayout: read::UnionLayout {
    /// What it is edited as.
    type Edit<'a>: From<Variant<'a, Self>>;
}

/// Checks a buffer and opens it for changes. Generated edits have it as their `open`.
///
/// # Errors
/// Those of [`read_known`](read::read_known): the first thing that is wrong, `newer_schema` where
/// the writer is newer.
pub fn open<T: Layout>(buffer: &mut [u8]) -> Result<Editing<'_, T>, Error> {
    Block::open(buffer).map(|block| Editing {
        edit: T::Edit::new(block),
    })
}

/// A buffer with a `T` that is being edited. When it is dropped, the checksum is computed again,
/// where the buffer has one.
///
/// It derefs to the generated edit: `Editing<'_, Order>` has the methods of `OrderEdit`.
///
/// Whoever keeps it from being dropped, with [`mem::forget`](core::mem::forget), leaves a checksum
/// that does not fit; readers then refuse the buffer. Nothing worse happens.
///
/// No view of the buffer can be alive while it is edited, no field can have two edits at a time,
/// and a field takes its own type alone:
///
/// ```compile_fail,E0502
/// use halflap_testdata::shop::{LineEdit, LineView};
/// # let mut buffer = [0_u8; 0];
/// let view = LineView::read(&buffer)?;
/// let mut edit = LineEdit::open(&mut buffer)?;
/// edit.set_price(view.price() + 1);
/// # Ok::<(), halflap::Error>(())
/// ```
///
/// ```compile_fail,E0499
/// use halflap_testdata::shop::LineEdit;
/// # let mut buffer = [0_u8; 0];
/// let mut one = LineEdit::open(&mut buffer)?;
/// let mut two = LineEdit::open(&mut buffer)?;
/// one.set_price(1);
/// # Ok::<(), halflap::Error>(())
/// ```
///
/// ```compile_fail,E0499
/// use halflap_testdata::shop::OrderEdit;
/// # let mut buffer = [0_u8; 0];
/// let mut order = OrderEdit::open(&mut buffer)?;
/// let mut lines = order.lines();
/// order.path()[0].x = 1.0;
/// lines.get(0);
/// # Ok::<(), halflap::Error>(())
/// ```
///
/// ```compile_fail,E0502
/// use halflap_testdata::shop::OrderEdit;
/// # let mut buffer = [0_u8; 0];
/// let mut order = OrderEdit::open(&mut buffer)?;
/// let customer = order.view().customer();
/// order.set_discount(None);
/// assert!(!customer.is_empty());
/// # Ok::<(), halflap::Error>(())
/// ```
///
/// ```compile_fail,E0308
/// use halflap_testdata::shop::{OrderEdit, Rights};
/// # let mut buffer = [0_u8; 0];
/// OrderEdit::open(&mut buffer)?.set_side(Rights::READ);
/// # Ok::<(), halflap::Error>(())
/// ```
pub struct Editing<'a, T: Layout> {
    edit: T::Edit<'a>,
}

impl<T: Layout> Drop for Editing<'_, T> {
    fn drop(&mut self) {
        self.edit.block().seal();
    }
}

impl<'a, T: Layout> Deref for Editing<'a, T> {
    type Target = T::Edit<'a>;

    #[inline]
    fn deref(&self) -> &T::Edit<'a> {
        &self.edit
    }
}

impl<'a, T: Layout> DerefMut for Editing<'a, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T::Edit<'a> {
        &mut self.edit
    }
}

impl<'a, T: Layout> fmt::Debug for Editing<'a, T>
where
    T::Edit<'a>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Editing").field(&self.edit).finish()
    }
}
