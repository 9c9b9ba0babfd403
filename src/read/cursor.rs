//! The one cursor that a fast check moves over a body.
//!
//! What a slot points at has to start exactly where the cursor stands, so one pass without any
//! table of visited ranges proves that nothing overlaps and nothing is left out. There is no
//! `unsafe` here: a mistake in this file can accept a wrong buffer, but can't itself read outside
//! of one.
//!
//! A failed cursor has an empty body and stands behind its end: no later slot can be followed,
//! whatever it says, so the walk comes to an end by itself.

use super::mode::Mode;
use super::raw::{Raw, RawArm, Slot, is_zero, u32_at};

/// Targets may be nested this deep.
pub(crate) const MAX_DEPTH: u32 = 64;

/// The place that a fast check has reached, and the strings since the last other target.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct Cursor<'a> {
    /// The body, or the part of it up to the end of the innermost payload.
    body: &'a [u8],
    /// Where the next target goes, before it is aligned.
    at: usize,
    /// Start of the current run: `run..at` holds whole strings and verified zero bytes, whose
    /// UTF-8 is not checked yet.
    run: usize,
    /// How many targets the walked block lies deep.
    depth: u32,
}

#[inline(always)]
fn align_up(at: usize, align: usize) -> usize {
    at.wrapping_add(align - 1) & !(align - 1)
}

impl<'a> Cursor<'a> {
    /// A cursor at the end of the root block.
    pub(crate) fn new(body: &'a [u8], root_len: usize) -> Self {
        Self {
            body,
            at: root_len,
            run: root_len,
            depth: 0,
        }
    }

    /// Makes the cursor fail for good.
    #[cold]
    pub(crate) fn fail(&mut self) -> bool {
        self.body = &[];
        self.at = 1;
        self.run = 1;
        false
    }

    #[inline(always)]
    fn has_failed(&self) -> bool {
        self.at > self.body.len()
    }

    /// Checks the current run and starts the next one.
    #[inline(always)]
    fn close(&mut self, next: usize) -> bool {
        if self.run != self.at && !is_utf8(self.body.get(self.run..self.at)) {
            return self.fail();
        }
        self.run = next;
        true
    }

    /// A string's slot: the string lies at the cursor, and does not begin inside of a character.
    /// Whether it is UTF-8 is seen when the run is closed.
    #[inline(always)]
    pub(crate) fn text<M: Mode>(&mut self, slot: Slot) -> bool {
        if !M::EXACT && !self.skip_gap(slot) {
            return false;
        }
        let end = self.at as u64 + u64::from(slot.len);
        let misplaced = slot.offset as usize != self.at.wrapping_sub(slot.at);
        if misplaced | (end > self.body.len() as u64) | (self.depth >= MAX_DEPTH) {
            return self.fail();
        }
        let first = match slot.len {
            0 => 0,
            _ => self.body.get(self.at).copied().unwrap_or(0x80),
        };
        self.at = end as usize;
        first & 0xc0 != 0x80
    }

    /// Moves the cursor to where a newer writer's slot points.
    #[inline(never)]
    fn skip_gap(&mut self, slot: Slot) -> bool {
        let start = slot.at as u64 + u64::from(slot.offset);
        if start < self.at as u64 || start > self.body.len() as u64 {
            return self.fail();
        }
        let start = start as usize;
        if start != self.at {
            if !self.close(start) {
                return false;
            }
            self.at = start;
        }
        true
    }

    /// A slot whose target has `size` bytes: the target's place and bytes, with the cursor moved
    /// behind it; or `None` from a failed cursor.
    #[inline(always)]
    pub(crate) fn target<M: Mode>(
        &mut self,
        slot: Slot,
        align: usize,
        size: u64,
    ) -> Option<(usize, &'a [u8])> {
        let expected = align_up(self.at, align);
        let start = if M::EXACT {
            let padding = self.body.get(self.at..expected);
            if slot.offset as usize != expected.wrapping_sub(slot.at)
                || !padding.is_some_and(is_zero)
            {
                self.fail();
                return None;
            }
            expected
        } else {
            let start = usize::try_from(slot.at as u64 + u64::from(slot.offset));
            match start {
                Ok(start) if start >= expected && start % align == 0 => start,
                _ => {
                    self.fail();
                    return None;
                }
            }
        };
        let end = start as u64 + size;
        if end > self.body.len() as u64 || self.depth >= MAX_DEPTH {
            self.fail();
            return None;
        }
        let end = end as usize;
        // An empty target leaves the run open, unless bytes were skipped that nobody looked at.
        if (size != 0 || !M::EXACT) && !self.close(end) {
            return None;
        }
        self.at = end;
        Some((start, self.body.get(start..end)?))
    }

    /// The next bytes at the cursor, which are no string: what follows a vector's or a payload's
    /// own eight bytes.
    #[inline(always)]
    fn take(&mut self, size: u64) -> Option<(usize, &'a [u8])> {
        let start = self.at;
        let end = start as u64 + size;
        if end > self.body.len() as u64 {
            self.fail();
            return None;
        }
        self.at = end as usize;
        self.run = self.at;
        Some((start, self.body.get(start..self.at)?))
    }

    /// Whether a block of this length is one that holds the known part.
    #[inline(always)]
    fn fits<M: Mode>(len: usize, known: usize) -> bool {
        if M::EXACT {
            len == known
        } else {
            len >= known && len.is_multiple_of(8)
        }
    }

    /// The root's block.
    #[inline(always)]
    pub(crate) fn root<M: Mode>(
        &mut self,
        bytes: &'a [u8],
        mode: M,
        blocks: &'static [u32],
        walk: impl FnOnce(&mut Self, Raw<'a, M>) -> bool,
    ) -> bool {
        match mode.block_len(blocks) {
            Some(known) if Self::fits::<M>(bytes.len(), known) => {
                let known = bytes.get(..known).unwrap_or_default();
                walk(self, Raw::new(known, 0, mode))
            }
            _ => self.fail(),
        }
    }

    /// A message's slot: its block, then whatever `walk` finds below it.
    #[inline(always)]
    pub(crate) fn message<M: Mode>(
        &mut self,
        slot: Slot,
        mode: M,
        blocks: &'static [u32],
        walk: impl FnOnce(&mut Self, Raw<'a, M>) -> bool,
    ) -> bool {
        let Some((at, bytes)) = self.target::<M>(slot, 8, u64::from(slot.len)) else {
            return false;
        };
        self.block(at, bytes, mode, blocks, walk)
    }

    /// A block that lies at the cursor.
    #[inline(always)]
    fn block<M: Mode>(
        &mut self,
        at: usize,
        bytes: &'a [u8],
        mode: M,
        blocks: &'static [u32],
        walk: impl FnOnce(&mut Self, Raw<'a, M>) -> bool,
    ) -> bool {
        let known = match mode.block_len(blocks) {
            Some(known) if Self::fits::<M>(bytes.len(), known) => bytes.get(..known),
            _ => None,
        };
        let Some(known) = known else {
            return self.fail();
        };
        self.depth += 1;
        let ok = walk(self, Raw::new(known, at, mode));
        self.depth -= 1;
        ok
    }

    /// The slot of a vector of blocks or of a map, of which each is `known` bytes long: calls
    /// `walk` for each block and stops at the first that says no.
    #[inline(always)]
    pub(crate) fn blocks<M: Mode>(
        &mut self,
        slot: Slot,
        mode: M,
        known: Option<usize>,
        mut walk: impl FnMut(&mut Self, Raw<'a, M>) -> bool,
    ) -> bool {
        let Some((_, head)) = self.target::<M>(slot, 8, 8) else {
            return false;
        };
        let (Some(stride), Some(0)) = (u32_at(head, 0), u32_at(head, 4)) else {
            return self.fail();
        };
        let known = match known {
            Some(known) if Self::fits::<M>(stride as usize, known) => known,
            _ => return self.fail(),
        };
        // In an exact walk the stride is a constant from here on.
        let stride = if M::EXACT { known } else { stride as usize };
        let Some((start, all)) = self.take(u64::from(slot.len) * stride as u64) else {
            return false;
        };
        if stride == 0 {
            return self.fail();
        }
        self.depth += 1;
        let mut at = start;
        for block in all.chunks_exact(stride) {
            let Some(block) = block.get(..known) else {
                return self.fail();
            };
            if !walk(self, Raw::new(block, at, mode)) {
                return self.fail();
            }
            at += stride;
        }
        self.depth -= 1;
        true
    }

    /// The slot of a vector of slots: calls `walk` for each slot and stops at the first that says
    /// no.
    #[inline(always)]
    pub(crate) fn slots<M: Mode>(
        &mut self,
        slot: Slot,
        mode: M,
        mut walk: impl FnMut(&mut Self, Raw<'a, M>) -> bool,
    ) -> bool {
        let Some((start, all)) = self.target::<M>(slot, 4, u64::from(slot.len) * 8) else {
            return false;
        };
        self.depth += 1;
        let mut at = start;
        for slot in all.chunks_exact(8) {
            if !walk(self, Raw::new(slot, at, mode)) {
                return self.fail();
            }
            at += 8;
        }
        self.depth -= 1;
        true
    }

    /// A union's slot: its payload is a body of its own, inside which `walk` checks the arm.
    #[inline(always)]
    pub(crate) fn union<M: Mode>(
        &mut self,
        slot: Slot,
        mode: M,
        walk: impl FnOnce(&mut Self, RawArm<M>) -> bool,
    ) -> bool {
        let Some((_, head)) = self.target::<M>(slot, 8, 8) else {
            return false;
        };
        let (Some(block), Some(payload)) = (u32_at(head, 0), u32_at(head, 4)) else {
            return self.fail();
        };
        let outer = self.body;
        let end = self.at as u64 + u64::from(payload);
        let sound = slot.len != 0 && payload.is_multiple_of(8) && block <= payload;
        if !sound || end > outer.len() as u64 {
            return self.fail();
        }
        self.body = outer.get(..end as usize).unwrap_or_default();
        let arm = RawArm {
            tag: slot.len,
            block,
            mode,
        };
        if !walk(self, arm) || self.has_failed() {
            return self.fail();
        }
        self.body = outer;
        true
    }

    /// A known arm: its block, what is below it, and the end of its payload.
    #[inline(always)]
    pub(crate) fn known_arm<M: Mode>(
        &mut self,
        arm: RawArm<M>,
        blocks: &'static [u32],
        walk: impl FnOnce(&mut Self, Raw<'a, M>) -> bool,
    ) -> bool {
        let Some((at, bytes)) = self.take(u64::from(arm.block)) else {
            return false;
        };
        self.block(at, bytes, arm.mode, blocks, walk) && self.end::<M>()
    }

    /// An arm that is not known: wrong where the writer's version is, else skipped.
    pub(crate) fn unknown_arm<M: Mode>(&mut self, arm: RawArm<M>) -> bool {
        if M::EXACT || arm.block == 0 || !arm.block.is_multiple_of(8) {
            return self.fail();
        }
        self.end::<M>()
    }

    /// The end of a body or payload: nothing but padding to a multiple of 8 is left; or, from a
    /// newer writer, whatever it likes.
    #[inline(always)]
    pub(crate) fn end<M: Mode>(&mut self) -> bool {
        let end = self.body.len();
        let ended = if M::EXACT {
            align_up(self.at, 8) == end && ends_with_zeros(self.body, end.wrapping_sub(self.at))
        } else {
            !self.has_failed()
        };
        if !ended || !self.close(end) {
            return self.fail();
        }
        self.at = end;
        true
    }

    /// The bytes that a slot of a string points at, once its slot is checked. It is not known yet
    /// whether they are UTF-8.
    #[inline(always)]
    pub(crate) fn text_bytes(&self, slot: Slot) -> Option<&'a [u8]> {
        let start = slot.at.checked_add(slot.offset as usize)?;
        self.body.get(start..)?.get(..slot.len as usize)
    }
}

/// Whether the last `count` bytes, fewer than 8, are zero.
#[inline(always)]
fn ends_with_zeros(body: &[u8], count: usize) -> bool {
    let Some(last) = body.last_chunk() else {
        return count == 0;
    };
    let above = u64::from_le_bytes(*last).checked_shr(64 - 8 * count as u32);
    above.unwrap_or(0) == 0
}

/// The run of strings of a cursor that has not failed.
#[inline(never)]
fn is_utf8(run: Option<&[u8]>) -> bool {
    run.is_some_and(|run| is_short_ascii(run) || simdutf8::basic::from_utf8(run).is_ok())
}

/// Whether it is ASCII, where it is so short that to look at it costs less than to ask how.
#[inline(always)]
fn is_short_ascii(run: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let Some(last) = run.last_chunk() else {
        return run.is_ascii();
    };
    if run.len() > 64 {
        return false;
    }
    let mut all = u64::from_le_bytes(*last);
    for word in run.as_chunks().0 {
        all |= u64::from_le_bytes(*word);
    }
    all & HIGH == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn text_is_utf_8_wherever_the_long_way_says_so() {
        for len in 0..80 {
            let plain = vec![b'x'; len];
            assert!(is_utf8(Some(&plain)), "{len}");
            for at in 0..len {
                for text in [&b"\x80"[..], b"\xff", "é".as_bytes(), b"\0", b"\x7f"] {
                    let mut run = plain.clone();
                    run.splice(at..(at + text.len()).min(len), text.iter().copied());
                    let valid = core::str::from_utf8(&run).is_ok();
                    assert_eq!(is_utf8(Some(&run)), valid, "{len} {at} {text:?}");
                }
            }
        }
        assert!(!is_utf8(None));
    }

    #[test]
    fn only_the_last_bytes_have_to_be_zeros() {
        for count in 0..8 {
            for at in 0..16 {
                let mut body = [0; 16];
                body[at] = 1;
                assert_eq!(
                    ends_with_zeros(&body, count),
                    at < 16 - count,
                    "{at} {count}"
                );
            }
        }
        assert!(ends_with_zeros(&[], 0));
    }
}
