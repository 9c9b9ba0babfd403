//! Secrets as views give them out.

use crate::secret::constant_time_eq;
use core::fmt;

/// A secret in a buffer: a string, bytes, or an array of bytes. It is never printed, and looked at
/// only where somebody says so.
///
/// ```
/// use halflap::SecretRef;
/// let token = SecretRef::new("tr0ub4dor");
/// assert_eq!(format!("{token:?}"), "Secret(..)");
/// assert_eq!(token.reveal().len(), 9);
/// ```
pub struct SecretRef<'a, T: ?Sized>(&'a T);

impl<T: ?Sized> Clone for SecretRef<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for SecretRef<'_, T> {}

impl<'a, T: ?Sized> SecretRef<'a, T> {
    /// Hides what is borrowed.
    pub const fn new(secret: &'a T) -> Self {
        Self(secret)
    }

    /// The secret itself.
    pub const fn reveal(self) -> &'a T {
        self.0
    }
}

impl<T: ?Sized> fmt::Debug for SecretRef<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<T: ?Sized + AsRef<[u8]>, U: AsRef<[u8]> + zeroize::Zeroize> PartialEq<crate::Secret<U>>
    for SecretRef<'_, T>
{
    /// Takes the same time wherever the values differ; only their lengths show.
    fn eq(&self, other: &crate::Secret<U>) -> bool {
        constant_time_eq(self.0.as_ref(), other.reveal().as_ref())
    }
}

impl<T: ?Sized + AsRef<[u8]>, U: ?Sized + AsRef<[u8]>> PartialEq<SecretRef<'_, U>>
    for SecretRef<'_, T>
{
    /// Takes the same time wherever the values differ; only their lengths show.
    fn eq(&self, other: &SecretRef<'_, U>) -> bool {
        constant_time_eq(self.0.as_ref(), other.0.as_ref())
    }
}
