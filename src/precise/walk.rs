//! Blocks: what lies in them, in order of position, then what their slots point at.

use core::ops::Range;

use super::slots::Slot;
use super::{Accepted, FieldState, Part, Trace};
use crate::header::HEADER_LEN;
use crate::path::Path;
use crate::schema::{Field, FieldInfo, Index, Item, Versions};
use crate::{Error, Kind};

pub(super) type Result<T = (), E = Error> = core::result::Result<T, E>;

/// The walk over one buffer. Positions are counted from the buffer's start, in 64 bits.
pub(super) struct Walk<'a, T> {
    pub(super) index: &'a Index,
    /// The writer's version of each package; those that the reader knows where it is newer.
    pub(super) versions: &'a Versions,
    /// The writer is newer than the reader.
    pub(super) newer: bool,
    /// Header and body.
    pub(super) bytes: &'a [u8],
    /// Where the next target begins, but for its alignment.
    pub(super) cursor: u64,
    /// Where the body ends or, inside a union, its payload.
    pub(super) end: u64,
    pub(super) pace: Pace,
    /// Strings that touch and that nobody has looked at yet.
    run: Range<u64>,
    /// Who watches.
    pub(super) trace: &'a mut T,
}

/// How thorough a walk is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Everything in its order: a buffer's first error is found.
    Exact,
    /// Strings that touch are checked together, and what any bits are good for is passed over. What
    /// is wrong is an error, but perhaps not the one that comes first.
    Quick,
}

/// A block, within bounds.
#[derive(Clone, Copy)]
pub(super) struct Block {
    pub(super) message: usize,
    pub(super) at: u64,
    /// All of it, with what a newer writer has added.
    pub(super) len: u64,
}

impl<'a, T: Trace> Walk<'a, T> {
    pub(super) fn new(
        index: &'a Index,
        accepted: &'a Accepted,
        buffer: &'a [u8],
        pace: Pace,
        trace: &'a mut T,
    ) -> Self {
        Self {
            index,
            versions: &accepted.versions,
            newer: accepted.newer,
            bytes: buffer,
            cursor: HEADER_LEN as u64,
            end: buffer.len() as u64,
            pace,
            run: 0..0,
            trace,
        }
    }

    /// HL-WALK-1: everything after the header, which has been checked: so the root's block, `len` bytes, is
    /// within bounds.
    pub(super) fn body(mut self, root: usize, len: u32) -> Result {
        let block = Block {
            message: root,
            at: HEADER_LEN as u64,
            len: u64::from(len),
        };
        self.block_length(root, len, 28, &Path::Root)?;
        self.cursor += block.len;
        self.fields(block, &Path::Root)?;
        self.slots(block, 1, &Path::Root)?;
        self.close_run(&Path::Root)?;
        self.finish(&Path::Root)
    }

    /// Adds a string to the run. Where the run is UTF-8 and each of its strings begins with the
    /// first byte of a character, each is.
    pub(super) fn gather(&mut self, at: u64, len: u64, path: &Path<'_>) -> Result {
        if len == 0 {
            return Ok(());
        }
        let begins = self.u8(at) & 0b1100_0000 != 0b1000_0000;
        self.check(begins, Kind::BadUtf8, at, path)?;
        if self.run.end != at {
            self.close_run(path)?;
            self.run.start = at;
        }
        self.run.end = at + len;
        Ok(())
    }

    fn close_run(&self, path: &Path<'_>) -> Result {
        let run = self.bytes(self.run.start, self.run.end - self.run.start);
        let good = simdutf8::basic::from_utf8(run).is_ok();
        self.check(good, Kind::BadUtf8, self.run.start, path)
    }

    /// HL-WALK-2: a block's length, said at `said_at`, is that of the writer's version; from a newer writer
    /// it is at least the one that we know.
    pub(super) fn block_length(
        &self,
        message: usize,
        len: u32,
        said_at: u64,
        path: &Path<'_>,
    ) -> Result {
        self.length(len, self.versions.block(self.index, message), said_at, path)
    }

    pub(super) fn length(&self, len: u32, known: u32, said_at: u64, path: &Path<'_>) -> Result {
        let good = if self.newer {
            len >= known && len.is_multiple_of(8) && len != 0
        } else {
            len == known
        };
        self.check(good, Kind::BadBlockLength, said_at, path)
    }

    /// HL-WALK-3: what lies in a block: known fields, presence bits and padding, in order of position.
    pub(super) fn fields(&mut self, block: Block, path: &Path<'_>) -> Result {
        let index = self.index;
        let message = block.message;
        let version = self.versions.message(index, message);
        let part = Part::Block { message };
        self.trace.enter(block.at, Some(block.len), part, path);
        let groups = &index.layout(message).groups;
        let mut known = block.at;
        for group in groups.iter().take_while(|group| group.since <= version) {
            let items = match self.pace {
                Pace::Exact => &group.items,
                Pace::Quick => &group.checks,
            };
            for item in items {
                self.item(block, item, path)?;
            }
            known = block.at + u64::from(group.bytes.end);
        }
        self.block_ends(known, block.at + block.len, path);
        Ok(())
    }

    /// A block whose known part ends at `known` has been looked at.
    pub(super) fn block_ends(&mut self, known: u64, end: u64, path: &Path<'_>) {
        if known < end {
            self.trace.leaf(known..end, Part::Skipped, path);
        }
        self.trace.leave(end);
    }

    fn item(&mut self, block: Block, item: &Item, path: &Path<'_>) -> Result {
        match item {
            Item::Field(field) => {
                let (named, place) = self.index.field(block.message, *field);
                let path = path.name(&named.name);
                self.field(block, *field, (named, place), &path)
            }
            Item::Presence { at, bits, spare } => {
                let at = block.at + u64::from(*at);
                let byte = self.u8(at);
                let part = Part::Presence {
                    message: block.message,
                    bits,
                    spare: *spare,
                };
                self.trace.leaf(at..at + 1, part, path);
                for bit in bits {
                    let (field, _) = self.index.field(block.message, bit.field);
                    let allowed = !self.is_removed(block, field) || byte & bit.mask == 0;
                    self.check(allowed, Kind::AbsentNotZero, at, &path.name(&field.name))?;
                }
                self.check(byte & spare == 0, Kind::PaddingNotZero, at, path)
            }
            Item::Padding(range) => {
                let start = block.at + u64::from(range.start);
                let end = block.at + u64::from(range.end);
                self.padding(start, end, path)
            }
        }
    }

    /// A field's own bytes. Of a slot that is in use nothing is looked at yet.
    fn field(
        &mut self,
        block: Block,
        field: usize,
        (named, place): (&Field, &FieldInfo),
        path: &Path<'_>,
    ) -> Result {
        let message = block.message;
        let at = block.at + u64::from(place.at);
        let end = at + u64::from(place.size);
        let removed = self.is_removed(block, named);
        let absent = match place.presence {
            Some((byte, mask)) => self.u8(block.at + u64::from(byte)) & mask == 0,
            None => false,
        };
        let state = match (removed, named.optional) {
            (true, _) => FieldState::Removed,
            // Of an optional slot the walk says later whether it may be absent.
            (_, true) if absent || place.presence.is_none() && self.u64(at) == 0 => {
                FieldState::Absent
            }
            _ => FieldState::Present,
        };
        let part = Part::Field {
            message,
            field,
            state,
        };
        self.trace.leaf(at..end, part, path);
        if absent || removed {
            return self.zero(at, end, Kind::AbsentNotZero, path);
        }
        self.value(place.ty, at, path)
    }

    /// Whether the version that the block is read by has no longer this field.
    fn is_removed(&self, block: Block, field: &Field) -> bool {
        field.removed != 0 && field.removed <= self.versions.message(self.index, block.message)
    }

    /// HL-WALK-3: the targets of a block's slots, in order of position, each with all below it.
    pub(super) fn slots(&mut self, block: Block, depth: u32, path: &Path<'_>) -> Result {
        let index = self.index;
        let version = self.versions.message(index, block.message);
        for &slot in &index.layout(block.message).slots {
            let (field, place) = index.field(block.message, slot);
            let removed = field.removed != 0 && field.removed <= version;
            if field.since > version || removed {
                continue;
            }
            let at = block.at + u64::from(place.at);
            let path = path.name(&field.name);
            let slot = Slot {
                ty: place.ty,
                at,
                field: Some((block.message, slot)),
            };
            self.slot(slot, field.optional, depth, &path)?;
        }
        Ok(())
    }

    /// HL-WALK-11: the cursor ends the body or the payload, which is padded to 8.
    pub(super) fn finish(&mut self, path: &Path<'_>) -> Result {
        if self.newer {
            self.skipped(self.cursor, self.end, path);
            return Ok(());
        }
        let ends = align_up(self.cursor, 8) == self.end;
        self.check(ends, Kind::TrailingBytes, self.cursor, path)?;
        self.padding(self.cursor, self.end, path)
    }

    /// Bytes that mean nothing and have to be zero.
    pub(super) fn padding(&mut self, start: u64, end: u64, path: &Path<'_>) -> Result {
        if start < end {
            self.trace.leaf(start..end, Part::Padding, path);
        }
        self.zero(start, end, Kind::PaddingNotZero, path)
    }

    /// Bytes of a newer writer.
    pub(super) fn skipped(&mut self, start: u64, end: u64, path: &Path<'_>) {
        if start < end {
            self.trace.leaf(start..end, Part::Skipped, path);
        }
    }
}

impl<'a, T> Walk<'a, T> {
    /// An error of this kind at this byte, unless `good`.
    pub(super) fn check(&self, good: bool, kind: Kind, at: u64, path: &Path<'_>) -> Result {
        if good {
            Ok(())
        } else {
            Err(Error::new(kind, at as usize, path.text()))
        }
    }

    /// Bytes that have to be zero; the error is at the first that is not.
    pub(super) fn zero(&self, start: u64, end: u64, kind: Kind, path: &Path<'_>) -> Result {
        if start == end {
            return Ok(());
        }
        let bytes = self.bytes(start, end - start);
        match bytes.iter().position(|&byte| byte != 0) {
            None => Ok(()),
            Some(n) => self.check(false, kind, start + n as u64, path),
        }
    }

    /// Bytes that are known to be within bounds; were they not, none.
    pub(super) fn bytes(&self, at: u64, len: u64) -> &'a [u8] {
        let range = at as usize..(at + len) as usize;
        self.bytes.get(range).unwrap_or_default()
    }

    pub(super) fn u8(&self, at: u64) -> u8 {
        self.bytes(at, 1).first().copied().unwrap_or(0)
    }

    pub(super) fn u32(&self, at: u64) -> u32 {
        self.bytes(at, 4)
            .first_chunk()
            .map_or(0, |&bytes| u32::from_le_bytes(bytes))
    }
    fn u64(&self, at: u64) -> u64 {
        self.bytes(at, 8)
            .first_chunk()
            .map_or(0, |&bytes| u64::from_le_bytes(bytes))
    }
}

/// The next multiple of an alignment, which is a power of two.
pub(super) fn align_up(at: u64, align: u64) -> u64 {
    (at + align - 1) & !(align - 1)
}
