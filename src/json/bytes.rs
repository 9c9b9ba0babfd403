//! Memory for what is read and written, which leaves no secret behind.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};

use zeroize::Zeroize;

/// Bytes that grow at their end. Where they may hold a secret, they are overwritten whenever their
/// memory is given back: when they move because they grow, and when they are dropped.
pub(super) struct Bytes {
    bytes: Vec<u8>,
    secret: bool,
}

impl Bytes {
    /// No bytes yet, room for some.
    pub(super) fn new(capacity: usize, secret: bool) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
            secret,
        }
    }

    /// Makes room for `more` bytes.
    #[inline]
    pub(super) fn reserve(&mut self, more: usize) {
        if self.bytes.capacity() - self.bytes.len() < more {
            self.grow(more);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        if !self.secret {
            return self.bytes.reserve(more);
        }
        let needed = self.bytes.len().saturating_add(more);
        let doubled = self.bytes.capacity().saturating_mul(2);
        let mut moved = Vec::with_capacity(needed.max(doubled));
        moved.extend_from_slice(&self.bytes);
        self.bytes.zeroize();
        self.bytes = moved;
    }

    #[inline]
    pub(super) fn push(&mut self, byte: u8) {
        self.reserve(1);
        self.bytes.push(byte);
    }

    #[inline]
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// Adds zeros, and says where they begin.
    #[inline]
    pub(super) fn zeros(&mut self, len: usize) -> usize {
        let at = self.bytes.len();
        self.reserve(len);
        self.bytes.resize(at + len, 0);
        at
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    /// The bytes themselves, which are now the caller's to wipe.
    pub(super) fn into_vec(mut self) -> Vec<u8> {
        core::mem::take(&mut self.bytes)
    }

    /// The same as text; empty where they are none.
    pub(super) fn into_string(self) -> String {
        String::from_utf8(self.into_vec()).unwrap_or_default()
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl DerefMut for Bytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        if self.secret {
            self.bytes.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_stays_the_same() {
        for secret in [false, true] {
            let mut bytes = Bytes::new(0, secret);
            for i in 0..1000_u32 {
                match i % 3 {
                    0 => bytes.push(i as u8),
                    1 => bytes.extend(&[1; 7]),
                    _ => drop(bytes.zeros(5)),
                }
            }
            assert_eq!(bytes.len(), 334 + 333 * 7 + 333 * 5);
            assert_eq!(bytes[..14], [0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 3]);
        }
    }
}
