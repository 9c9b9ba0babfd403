//! Values that are known to be good, to be written as JSON or encoded again: a checked buffer, or
//! what was read from JSON.

use crate::header::HEADER_LEN;

/// Bytes that hold blocks and targets. Of what does not lie inside them, zeros and empty slices
/// are read.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) bytes: &'a [u8],
    /// Offsets count from the start of `bytes`, not from their slot, and targets lie anywhere:
    /// there, or in `text`.
    pub(super) loose: bool,
    /// The text that a loose value was read from.
    pub(super) text: &'a [u8],
    /// The offset that stands for its first byte; what is below is in `bytes`.
    pub(super) text_at: u64,
    /// Where the root's block is.
    pub(super) root: usize,
}

impl<'a> Source<'a> {
    /// A buffer that was checked.
    pub(super) fn buffer(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            loose: false,
            text: &[],
            text_at: u64::MAX,
            root: HEADER_LEN,
        }
    }

    pub(super) fn bytes(self, at: usize, len: usize) -> &'a [u8] {
        let (bytes, at) = match (at as u64).checked_sub(self.text_at) {
            Some(at) => (self.text, at as usize),
            None => (self.bytes, at),
        };
        at.checked_add(len)
            .and_then(|end| bytes.get(at..end))
            .unwrap_or_default()
    }

    pub(super) fn u8(self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    pub(super) fn u32(self, at: usize) -> u32 {
        self.bytes(at, 4)
            .first_chunk()
            .map_or(0, |&bytes| u32::from_le_bytes(bytes))
    }

    /// The target and the length of the slot at `at`; `None` where it is absent.
    pub(super) fn slot(self, at: usize) -> Option<(usize, usize)> {
        let length = self.u32(at + 4) as usize;
        match self.u32(at) as usize {
            0 => None,
            offset if self.loose => Some((offset, length)),
            offset => Some((at + offset, length)),
        }
    }

    /// The bytes that a slot points at.
    pub(super) fn slice(self, at: usize) -> &'a [u8] {
        self.slot(at)
            .map_or(&[], |(target, len)| self.bytes(target, len))
    }
}
