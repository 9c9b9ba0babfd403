//! Values that are wiped when they are dropped and never printed.

use core::fmt;
use core::ops::{Deref, DerefMut};

use zeroize::Zeroize;

/// The value of a `secret` field: wiped when it is dropped, redacted when it is printed, compared
/// in constant time.
///
/// `T` is `String`, `Vec<u8>` or `[u8; N]`. A string or vector that is made to grow leaves copies
/// behind that nobody wipes; make it with its final capacity, or assign a new one.
///
/// ```
/// use halflap::Secret;
///
/// let token = Secret::new(b"open sesame".to_vec());
/// assert_eq!(format!("{token:?}"), "Secret(..)");
/// assert_eq!(token, Secret::new(b"open sesame".to_vec()));
/// assert_eq!(token.len(), 11);
/// ```
#[derive(Clone, Default)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Keeps `value` secret from now on.
    pub const fn new(value: T) -> Self {
        Secret(value)
    }

    /// The value.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// Overwrites the value now, and leaves it empty (an array: zero).
    ///
    /// ```
    /// let mut pin = halflap::Secret::new([1, 2, 3, 4]);
    /// pin.wipe();
    /// assert_eq!(pin.reveal(), &[0; 4]);
    /// ```
    pub fn wipe(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> Deref for Secret<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> DerefMut for Secret<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Secret(value)
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    /// Takes the same time wherever the values differ; only their lengths show.
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.0.as_ref(), other.0.as_ref())
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

/// Compares two byte strings in a time that depends on their lengths alone.
///
/// ```
/// assert!(halflap::constant_time_eq(b"token", b"token"));
/// assert!(!halflap::constant_time_eq(b"token", b"taken"));
/// ```
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut differences = 0;
    for (x, y) in a.iter().zip(b) {
        // The barrier keeps the compiler from leaving the loop at the first difference.
        differences = core::hint::black_box(differences | (x ^ y));
    }
    differences == 0
}
