//! What generated code writes a block to.

use core::ops::Range;

use super::form::{Form, KeyForm};
use super::put::{Gone, Put, PutDefaulted};
use super::{Encode, EncodeError, EncodeErrorKind};
use crate::read::{Import, Plain};

/// The block of a message as generated code fills it.
///
/// One function for each message says what is in its block, field by field in order of position.
/// Where there is memory that the message fits into, it runs once, over a target that writes. Else it
/// runs over one that only adds up the bytes that slots point at, and then over one that writes them.
/// So both passes see a message alike, unless its source answers differently; then the second one runs
/// out of memory or leaves some, and that is the error `source_changed`.
///
/// Generated code uses the four methods at the end; the others are what the kinds of fields are
/// written with. `at` is always a place in the block.
pub trait Target: Sized {
    /// The same block, as a message of an imported package sees it.
    type Pinned<'t>: Target
    where
        Self: 't;

    /// Whether the version that is written has what `since` added.
    fn has(&self, since: u32) -> bool;

    /// Turns the version of this package to that of an imported one.
    fn pinned<P: Import>(&mut self) -> Self::Pinned<'_>;

    /// Writes a value of fixed size.
    fn put<E: Plain>(&mut self, at: usize, value: &E);

    /// Writes zeroes: padding, presence bits before they are set, or what is absent.
    fn zero(&mut self, bytes: Range<usize>);

    /// Sets a presence bit, `8 * byte + bit`.
    fn set(&mut self, presence: u32);

    /// Writes a slot and, where the cursor stands, the elements it points at.
    fn leaf<E: Plain>(&mut self, at: usize, items: &[E]) -> Result<(), EncodeError>;

    /// Writes a slot and the message it points at.
    fn message<M, S>(&mut self, at: usize, source: &S) -> Result<(), EncodeError>
    where
        M: Encode<S>,
        S: ?Sized;

    /// Writes a slot and the vector of messages it points at.
    fn messages<M, I>(&mut self, at: usize, items: I) -> Result<(), EncodeError>
    where
        M: Encode<I::Item>,
        I: ExactSizeIterator;

    /// Writes a slot and the vector of slots it points at.
    fn slots<K, I>(&mut self, at: usize, items: I) -> Result<(), EncodeError>
    where
        K: Form<I::Item>,
        I: ExactSizeIterator;

    /// Writes a slot and the map it points at.
    fn entries<K, V, I, A, B>(&mut self, at: usize, items: I) -> Result<(), EncodeError>
    where
        K: KeyForm<A>,
        V: Form<B>,
        I: ExactSizeIterator<Item = (A, B)>;

    /// Writes a slot and the union's payload it points at.
    fn payload<M, S>(&mut self, at: usize, tag: u32, source: &S) -> Result<(), EncodeError>
    where
        M: Encode<S>,
        S: ?Sized;

    /// Writes a field. One that the version does not have yet has to be zero, empty or absent.
    ///
    /// # Errors
    /// When the value can't be written; the field's name is the first part of the path.
    #[inline(always)]
    fn field<F: Put<S>, S>(&mut self, field: F, name: &str, source: S) -> Result<(), EncodeError> {
        field.put(source, self).map_err(|error| error.below(name))
    }

    /// Writes a field that later versions have, with the default that it has for older ones.
    ///
    /// # Errors
    /// When the value can't be written; the field's name is the first part of the path.
    #[inline]
    fn defaulted<F, S>(
        &mut self,
        field: F,
        name: &str,
        source: S,
        default: F::Default,
    ) -> Result<(), EncodeError>
    where
        F: PutDefaulted<S>,
    {
        field
            .put(source, default, self)
            .map_err(|error| error.below(name))
    }

    /// Writes a removed field: zeroes, and for versions from before the removal as well, unless
    /// the answer is yes. Then something else has to be written over them.
    #[inline]
    fn gone<F: Gone>(&mut self, field: F) -> bool {
        field.gone(self)
    }

    /// Refuses a removed field that the version still has, and that no default, zero or absence
    /// can stand for.
    ///
    /// # Errors
    /// Always: `missing_required`.
    fn missing(&self, name: &str) -> Result<(), EncodeError> {
        Err(EncodeError::new(EncodeErrorKind::MissingRequired).below(name))
    }
}
