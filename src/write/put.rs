//! Writing by the constants that say where a message's fields lie.

use super::form::{Defaulted, Form};
use super::{EncodeError, EncodeErrorKind, Target};
use crate::read::Layout;
use crate::read::kind::Kind;
use crate::read::{Field, Optional, Removed, Since};

/// The constant of a field that can be written from an `S`.
pub trait Put<S>: Copy {
    /// Writes the field, where the version that is written has it.
    ///
    /// # Errors
    /// When the value can't be written.
    fn put<T: Target>(self, source: S, to: &mut T) -> Result<(), EncodeError>;

    /// Whether it is what readers see where the writer was older: zero, empty or absent.
    fn is_empty(self, source: S) -> bool;
}

/// The constant of a field with a default that can be written from an `S`.
pub trait PutDefaulted<S>: Copy {
    /// What the default is given as.
    type Default;

    /// Writes the field where the version that is written has it, and sees to it that it is the
    /// default where it has not.
    ///
    /// # Errors
    /// When the value can't be written.
    fn put<T: Target>(
        self,
        source: S,
        default: Self::Default,
        to: &mut T,
    ) -> Result<(), EncodeError>;
}

/// The constant of a removed field.
pub trait Gone: Copy {
    /// Writes zeroes, where the version that is written has the field; says whether it still has
    /// to be written, because the version is older than the removal.
    fn gone<T: Target>(self, to: &mut T) -> bool;
}

impl<M: Layout, K: Form<S>, S> Put<S> for Field<M, K> {
    #[inline(always)]
    fn put<T: Target>(self, source: S, to: &mut T) -> Result<(), EncodeError> {
        K::write(source, self.at as usize, to)
    }

    fn is_empty(self, source: S) -> bool {
        K::is_empty(source)
    }
}

impl<M: Layout, K: Form<S>, S> Put<Option<S>> for Optional<M, K> {
    #[inline]
    fn put<T: Target>(self, source: Option<S>, to: &mut T) -> Result<(), EncodeError> {
        let at = self.at as usize;
        match source {
            Some(source) => {
                to.set(self.presence);
                K::write(source, at, to)
            }
            None => {
                to.zero(at..at + K::SIZE);
                Ok(())
            }
        }
    }

    fn is_empty(self, source: Option<S>) -> bool {
        source.is_none()
    }
}

impl<F: Put<S>, S> Put<S> for Since<F> {
    #[inline]
    fn put<T: Target>(self, source: S, to: &mut T) -> Result<(), EncodeError> {
        if to.has(self.version) {
            self.field.put(source, to)
        } else if self.field.is_empty(source) {
            Ok(())
        } else {
            Err(EncodeError::new(EncodeErrorKind::NotInVersion))
        }
    }

    fn is_empty(self, source: S) -> bool {
        self.field.is_empty(source)
    }
}

impl<M: Layout, K: Defaulted<S>, S> PutDefaulted<S> for Since<Field<M, K>> {
    type Default = K::Default;

    #[inline]
    fn put<T: Target>(self, source: S, default: K::Default, to: &mut T) -> Result<(), EncodeError> {
        if to.has(self.version) {
            self.field.put(source, to)
        } else if K::is(source, default) {
            Ok(())
        } else {
            Err(EncodeError::new(EncodeErrorKind::NotInVersion))
        }
    }
}

/// The bytes of a field's value in the block.
trait Place: Copy {
    fn clear<T: Target>(self, to: &mut T);
}

impl<M: Layout, K: Kind> Place for Field<M, K> {
    #[inline]
    fn clear<T: Target>(self, to: &mut T) {
        let at = self.at as usize;
        to.zero(at..at + K::SIZE);
    }
}

impl<M: Layout, K: Kind> Place for Optional<M, K> {
    #[inline]
    fn clear<T: Target>(self, to: &mut T) {
        let at = self.at as usize;
        to.zero(at..at + K::SIZE);
    }
}

impl<F: Place> Gone for Removed<F> {
    #[inline]
    fn gone<T: Target>(self, to: &mut T) -> bool {
        self.field.clear(to);
        !to.has(self.version)
    }
}

impl<F: Place> Gone for Since<Removed<F>> {
    #[inline]
    fn gone<T: Target>(self, to: &mut T) -> bool {
        to.has(self.version) && self.field.gone(to)
    }
}

impl<M: Layout, K: Form<S>, S> Put<S> for Removed<Field<M, K>> {
    /// Writes what a version from before the removal gets in its place.
    #[inline]
    fn put<T: Target>(self, source: S, to: &mut T) -> Result<(), EncodeError> {
        self.field.put(source, to)
    }

    fn is_empty(self, _: S) -> bool {
        true
    }
}
