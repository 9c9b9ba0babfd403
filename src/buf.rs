//! Memory that halflap buffers live in.

use alloc::collections::TryReserveError;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, DerefMut};

use zeroize::Zeroize;

/// A growable buffer whose first byte lies at a multiple of 8, as reading in place wants it.
///
/// It is made by encoding, by reading a frame from a stream, or by copying bytes that lie
/// elsewhere. It derefs to its bytes. A buffer that held a secret is wiped when it is freed and
/// when it grows; see [`AlignedBuf::mark_secret`].
///
/// ```
/// use halflap::AlignedBuf;
///
/// let mut buf = AlignedBuf::from(&b"any bytes"[..]);
/// assert_eq!(&buf[4..], b"bytes");
/// assert_eq!(buf.as_ptr() as usize % 8, 0);
/// buf.clear();
/// assert!(buf.is_empty());
/// ```
#[derive(Default)]
pub struct AlignedBuf {
    /// Every word is initialized: bytes past `len` are stale, never uninitialized.
    words: Vec<u64>,
    /// In bytes; at most `8 * words.len()`.
    len: usize,
    secret: bool,
}

impl AlignedBuf {
    /// An empty buffer; it allocates nothing.
    pub const fn new() -> Self {
        AlignedBuf {
            words: Vec::new(),
            len: 0,
            secret: false,
        }
    }

    /// An empty buffer with room for `bytes` bytes.
    ///
    /// ```
    /// let buf = halflap::AlignedBuf::with_capacity(100);
    /// assert!(buf.is_empty() && buf.capacity() >= 100);
    /// ```
    pub fn with_capacity(bytes: usize) -> Self {
        AlignedBuf {
            words: vec![0; bytes.div_ceil(8)],
            len: 0,
            secret: false,
        }
    }

    /// `len` bytes of zero, where there is memory for them: for lengths that others choose.
    ///
    /// ```
    /// use halflap::AlignedBuf;
    ///
    /// let buf = AlignedBuf::try_zeroed(100)?;
    /// assert_eq!(&buf[..], [0; 100]);
    /// assert!(AlignedBuf::try_zeroed(isize::MAX as usize).is_err());
    /// # Ok::<(), std::collections::TryReserveError>(())
    /// ```
    ///
    /// # Errors
    /// When there is not so much memory.
    pub fn try_zeroed(len: usize) -> Result<Self, TryReserveError> {
        let mut words = Vec::new();
        words.try_reserve_exact(len.div_ceil(8))?;
        words.resize(len.div_ceil(8), 0);
        Ok(AlignedBuf {
            words,
            len,
            secret: false,
        })
    }

    /// How many bytes fit without growing.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.words.len() * 8
    }

    /// The bytes.
    #[inline]
    pub fn as_slice(&self) -> &[u8] {
        let bytes: &[u8] = bytemuck::cast_slice(&self.words);
        bytes.get(..self.len).unwrap_or(bytes)
    }

    /// The bytes, to be changed. What is read from them has to be checked again.
    #[inline]
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        let len = self.len;
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut self.words);
        // `len` never exceeds the words; `min` is there so that no panic has to be compiled in.
        let len = len.min(bytes.len());
        &mut bytes[..len]
    }

    /// Makes it empty and keeps its memory; wipes it first if it may hold a secret.
    #[inline]
    pub fn clear(&mut self) {
        if self.secret {
            self.wipe();
        }
        self.len = 0;
    }

    #[cold]
    fn wipe(&mut self) {
        self.words.as_mut_slice().zeroize();
    }

    /// From now on the memory is wiped when it is cleared, freed or replaced by a larger one.
    ///
    /// Encoding a message that reaches a `secret` field does this by itself; it is for bytes that
    /// come from elsewhere.
    ///
    /// ```
    /// let mut buf = halflap::AlignedBuf::from(&b"hush"[..]);
    /// buf.mark_secret();
    /// assert!(buf.is_secret());
    /// ```
    pub fn mark_secret(&mut self) {
        self.secret = true;
    }

    /// Whether the memory is wiped when it is freed.
    pub fn is_secret(&self) -> bool {
        self.secret
    }

    /// Gives it `len` bytes whose contents are unspecified (stale or zero), for a caller that
    /// overwrites them all. Larger memory is allocated zeroed, and nothing is copied to it.
    #[inline]
    pub(crate) fn reset(&mut self, len: usize) -> &mut [u8] {
        if len > self.capacity() {
            self.replace(len);
        }
        self.len = len;
        self.as_mut_slice()
    }

    #[cold]
    fn replace(&mut self, len: usize) {
        self.clear();
        self.words = vec![0; len.div_ceil(8)];
    }

    /// Makes it `words` words long and gives those from `kept` on, which hold zero or stale bytes;
    /// those before it keep what they hold.
    #[cfg(feature = "std")]
    pub(crate) fn grow(&mut self, kept: usize, words: usize) -> &mut [u64] {
        if words > self.words.len() {
            let mut larger = vec![0; words];
            larger[..kept].copy_from_slice(&self.words[..kept]);
            core::mem::swap(&mut self.words, &mut larger);
            if self.secret {
                larger.as_mut_slice().zeroize();
            }
        }
        self.len = words * 8;
        &mut self.words[kept..words]
    }
}

impl Drop for AlignedBuf {
    #[inline]
    fn drop(&mut self) {
        if self.secret {
            self.wipe();
        }
    }
}

impl Deref for AlignedBuf {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl DerefMut for AlignedBuf {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        self.as_mut_slice()
    }
}

impl AsRef<[u8]> for AlignedBuf {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl From<&[u8]> for AlignedBuf {
    /// Copies the bytes to aligned memory.
    fn from(bytes: &[u8]) -> Self {
        let mut buf = AlignedBuf::new();
        buf.reset(bytes.len()).copy_from_slice(bytes);
        buf
    }
}

impl Clone for AlignedBuf {
    fn clone(&self) -> Self {
        let mut copy = AlignedBuf::from(self.as_slice());
        copy.secret = self.secret;
        copy
    }
}

impl PartialEq for AlignedBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for AlignedBuf {}

impl fmt::Debug for AlignedBuf {
    /// Says the length only: the bytes may be many, and may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AlignedBuf({} bytes)", self.len)
    }
}
