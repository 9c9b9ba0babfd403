//! The fields of a message that is being edited.

use super::kind::{EditKind, FixedKind};
use super::place::Block;
use crate::kind::InPlace;
use crate::read::{Check, Field, Layout, Optional, Plain, Since};
use crate::{EncodeError, EncodeErrorKind};

/// A field of a `T` that has a fixed size. Implemented by the runtime's own constants alone.
pub trait SetField<T>: Check {
    /// What it is set to.
    type Value<'v>;

    #[doc(hidden)]
    fn set(self, block: &mut Block<'_, T>, value: Self::Value<'_>);
}

impl<T: Layout, K: FixedKind> SetField<T> for Field<T, K> {
    type Value<'v> = K::Value<'v>;

    #[inline(always)]
    fn set(self, block: &mut Block<'_, T>, value: K::Value<'_>) {
        block.spot(self).put(value);
    }
}

impl<T: Layout, K: FixedKind> SetField<T> for Optional<T, K> {
    type Value<'v> = Option<K::Value<'v>>;

    #[inline(always)]
    fn set(self, block: &mut Block<'_, T>, value: Option<K::Value<'_>>) {
        block.put(self, value);
    }
}

/// A field of a `T` in which there is something to be edited. Implemented by the runtime's own
/// constants alone.
pub trait OpenField<T>: Check {
    /// What it is edited as.
    type Edit<'a>
    where
        T: 'a;

    #[doc(hidden)]
    fn open<'a>(self, block: &'a mut Block<'_, T>) -> Self::Edit<'a>;
}

impl<T: Layout, K: EditKind> OpenField<T> for Field<T, K> {
    type Edit<'a> = K::Edit<'a>;

    #[inline(always)]
    fn open<'a>(self, block: &'a mut Block<'_, T>) -> K::Edit<'a> {
        K::edit(block.spot(self))
    }
}

impl<T: Layout, A: Plain> OpenField<T> for Optional<T, InPlace<A>> {
    type Edit<'a> = Option<&'a mut A>;

    #[inline(always)]
    fn open<'a>(self, block: &'a mut Block<'_, T>) -> Option<&'a mut A> {
        Some(block.present(self)?.in_place())
    }
}

impl<T: Layout> Block<'_, T> {
    /// Sets a field that every version has.
    #[inline(always)]
    pub fn set<F: SetField<T>>(&mut self, field: F, value: F::Value<'_>) {
        field.set(self, value);
    }

    /// Sets a field that only later versions have; `name` is what the schema calls it.
    ///
    /// # Errors
    /// `not_in_version` where the writer was older.
    #[inline(always)]
    pub fn set_since<F: SetField<T>>(
        &mut self,
        field: Since<F>,
        name: &'static str,
        value: F::Value<'_>,
    ) -> Result<(), EncodeError> {
        match field.reached(self.len()) {
            Some(field) => {
                field.set(self, value);
                Ok(())
            }
            None => Err(not_in_version(name)),
        }
    }

    /// Edits what is in a field that every version has.
    #[inline(always)]
    pub fn edit<F: OpenField<T>>(&mut self, field: F) -> F::Edit<'_> {
        field.open(self)
    }

    /// Edits what is in a field that only later versions have: nothing where the writer was older.
    #[inline(always)]
    pub fn edit_since<'a, F: OpenField<T>>(&'a mut self, field: Since<F>) -> F::Edit<'a>
    where
        F::Edit<'a>: Default,
    {
        match field.reached(self.len()) {
            Some(field) => field.open(self),
            None => F::Edit::default(),
        }
    }

    /// Edits the array of a field that only later versions have, if the writer had it.
    #[inline(always)]
    pub fn edit_if<F: OpenField<T>>(&mut self, field: Since<F>) -> Option<F::Edit<'_>> {
        Some(field.reached(self.len())?.open(self))
    }
}

#[cold]
fn not_in_version(name: &str) -> EncodeError {
    EncodeError::new(EncodeErrorKind::NotInVersion).below(name)
}
