//! Single values while they are edited.

use super::kind::FixedKind;
use super::place::Spot;
use core::fmt;

/// A value of fixed size in a map, to be looked at and replaced; [`MapEdit`](super::MapEdit) has an
/// example. It lies at whatever address, so it is no `&mut T`.
pub struct ValueEdit<'a, K>(Spot<'a, K>);

impl<'a, K: FixedKind> ValueEdit<'a, K> {
    #[inline(always)]
    pub(super) fn new(spot: Spot<'a, K>) -> Self {
        Self(spot)
    }

    /// The value as it is now.
    #[inline]
    pub fn get(&self) -> K::View<'_> {
        self.0.view()
    }

    /// Replaces the value.
    #[inline]
    pub fn set(&mut self, value: K::Value<'_>) {
        self.0.put(value);
    }
}

impl<K: FixedKind> fmt::Debug for ValueEdit<'_, K>
where
    for<'v> K::View<'v>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

/// Secret bytes of a buffer, to be changed where they lie. They are never printed, and their number
/// stays as it is.
///
/// ```
/// use halflap::{Message, Secret};
/// use halflap_testdata::secrets::{Account, AccountEdit};
///
/// # let account = account();
/// let mut buffer = account.to_halflap()?; // with six bytes of `key`
/// let mut edit = AccountEdit::open(&mut buffer)?;
/// assert_eq!(format!("{:?}", edit.key()), "Secret(..)");
/// edit.key().reveal().copy_from_slice(b"sesame");
/// drop(edit);
/// assert_eq!(Account::decode(&buffer)?.key, Secret::new(b"sesame".to_vec()));
/// # fn account() -> Account {
/// #     Account { key: Secret::new(b"abcdef".to_vec()), ..Account::default() }
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SecretEdit<'a, T: ?Sized>(&'a mut T);

impl<'a, T: ?Sized> SecretEdit<'a, T> {
    #[inline(always)]
    pub(super) fn new(secret: &'a mut T) -> Self {
        Self(secret)
    }

    /// The secret itself.
    pub const fn reveal(self) -> &'a mut T {
        self.0
    }
}

impl Default for SecretEdit<'_, [u8]> {
    /// A secret of no bytes.
    fn default() -> Self {
        Self(&mut [])
    }
}

impl<T: ?Sized> fmt::Debug for SecretEdit<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
