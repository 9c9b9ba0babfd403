//! Writing unions.

use super::form::ArmForm;
use super::{EncodeError, EncodeErrorKind, Target};
use crate::read::Arm;

/// The place of a union that is to be written: generated code wraps it into a type that has a
/// method for each arm.
pub struct Choice<'t, T> {
    at: usize,
    to: &'t mut T,
}

/// Says that an arm has been written: only the methods that write one return it.
#[derive(Debug)]
pub struct Written(());

impl<'t, T: Target> Choice<'t, T> {
    pub(super) fn new(at: usize, to: &'t mut T) -> Self {
        Choice { at, to }
    }

    /// Writes an arm from a source of its message.
    ///
    /// # Errors
    /// When the value can't be written, or the version that is written does not have the arm.
    #[inline]
    pub fn arm<U, K: ArmForm<S>, S: ?Sized>(
        self,
        arm: Arm<U, K>,
        name: &str,
        source: &S,
    ) -> Result<Written, EncodeError> {
        let written = if self.to.has(arm.version) {
            K::write_arm(source, self.at, arm.tag, self.to)
        } else {
            Err(EncodeError::new(EncodeErrorKind::NotInVersion))
        };
        match written {
            Ok(()) => Ok(Written(())),
            Err(error) => Err(error.below(name)),
        }
    }

    /// Refuses an arm that only a newer schema knows.
    ///
    /// # Errors
    /// Always: `unknown_arm`, with the union's path.
    pub fn unknown(self) -> Result<Written, EncodeError> {
        Err(EncodeError::new(EncodeErrorKind::UnknownArm))
    }
}
