//! What a check sees of a buffer: blocks, slots and unions whose bytes it has yet to judge.

use super::mode::Mode;

/// A slot as it lies in a block or a vector.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// Where it lies in the body.
    pub(crate) at: usize,
    pub(crate) offset: u32,
    /// Bytes, elements, block length or tag, as the target has it.
    pub(crate) len: u32,
}

/// The known part of a block that is being checked.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a, M> {
    bytes: &'a [u8],
    /// Where it lies in the body.
    at: usize,
    mode: M,
}

#[inline(always)]
pub(crate) fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |all, byte| all | byte) == 0
}

/// The four bytes at this place as a number, where they are there.
#[inline(always)]
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

impl<'a, M: Mode> Raw<'a, M> {
    #[inline(always)]
    pub(crate) fn new(bytes: &'a [u8], at: usize, mode: M) -> Self {
        Self { bytes, at, mode }
    }

    /// The slot at this place of the block.
    #[inline(always)]
    pub(crate) fn slot(&self, at: usize) -> Option<Slot> {
        let slot: &[u8; 8] = self.bytes.get(at..)?.first_chunk()?;
        let [o0, o1, o2, o3, l0, l1, l2, l3] = *slot;
        Some(Slot {
            at: self.at + at,
            offset: u32::from_le_bytes([o0, o1, o2, o3]),
            len: u32::from_le_bytes([l0, l1, l2, l3]),
        })
    }

    /// The bytes of a field.
    #[inline(always)]
    pub(crate) fn bytes(&self, at: usize, len: usize) -> Option<&'a [u8]> {
        self.bytes.get(at..)?.get(..len)
    }

    #[inline(always)]
    pub(crate) fn mode(&self) -> M {
        self.mode
    }

    /// The same block, walked in another mode: that of the package its field's type is from.
    #[inline(always)]
    pub(crate) fn with_mode<N: Mode>(&self, mode: N) -> Raw<'a, N> {
        Raw::new(self.bytes, self.at, mode)
    }

    /// Whether the writer, or the reader where that is older, has this version or a later one.
    #[inline(always)]
    pub fn since(&self, version: u32) -> bool {
        self.mode.version() >= version
    }

    /// Whether these bytes are zero, as padding has to be.
    #[inline(always)]
    pub fn zero(&self, range: core::ops::Range<usize>) -> bool {
        self.bytes.get(range).is_some_and(is_zero)
    }

    /// Whether none of these bits is set in the byte, as spare presence bits have to be.
    #[inline(always)]
    pub fn zero_bits(&self, at: usize, mask: u8) -> bool {
        self.bytes.get(at).is_some_and(|byte| byte & mask == 0)
    }

    /// Whether these bytes are zero, where the block has them: since this version.
    #[inline(always)]
    pub fn zero_since(&self, version: u32, range: core::ops::Range<usize>) -> bool {
        !self.since(version) || self.zero(range)
    }

    /// Whether none of these bits is set in the byte, where the block has it: since this version.
    #[inline(always)]
    pub fn zero_bits_since(&self, version: u32, at: usize, mask: u8) -> bool {
        !self.since(version) || self.zero_bits(at, mask)
    }

    /// Whether the presence bit `8 * byte + bit` is set.
    #[inline(always)]
    pub(crate) fn presence(&self, bit: u32) -> Option<bool> {
        let byte = self.bytes.get((bit / 8) as usize)?;
        Some(byte >> (bit % 8) & 1 != 0)
    }
}

impl Slot {
    /// Neither offset nor length: what an absent optional has.
    #[inline(always)]
    pub(crate) fn is_absent(&self) -> bool {
        self.offset == 0 && self.len == 0
    }
}

/// A union's tag and block length while it is being checked.
#[derive(Clone, Copy, Debug)]
pub struct RawArm<M> {
    pub(crate) tag: u32,
    pub(crate) block: u32,
    pub(crate) mode: M,
}

impl<M: Mode> RawArm<M> {
    /// The tag: never 0.
    pub fn tag(&self) -> u32 {
        self.tag
    }

    #[inline(always)]
    pub(crate) fn mode(&self) -> M {
        self.mode
    }

    #[inline(always)]
    pub(crate) fn with_mode<N: Mode>(&self, mode: N) -> RawArm<N> {
        RawArm {
            tag: self.tag,
            block: self.block,
            mode,
        }
    }
}
