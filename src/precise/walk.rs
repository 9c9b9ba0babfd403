//! Blocks: what lies in them, in order of position, then what their slots point at.

use super::Accepted;
use crate::header::HEADER_LEN;
use crate::path::Path;
use crate::schema::{Field, FieldInfo, Index, Item, Versions};
use crate::{Error, Kind};

pub(super) type Result<T = (), E = Error> = core::result::Result<T, E>;

/// The walk over one buffer. Positions are counted from the buffer's start, in 64 bits.
pub(super) struct Walk<'a> {
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
}

/// A block, within bounds.
#[derive(Clone, Copy)]
pub(super) struct Block {
    pub(super) message: usize,
    pub(super) at: u64,
}

impl<'a> Walk<'a> {
    pub(super) fn new(index: &'a Index, accepted: &'a Accepted, buffer: &'a [u8]) -> Self {
        Self {
            index,
            versions: &accepted.versions,
            newer: accepted.newer,
            bytes: buffer,
            cursor: HEADER_LEN as u64,
            end: buffer.len() as u64,
        }
    }

    /// HL-WALK-1: everything after the header, which has been checked: so the root's block, `len` bytes, is
    /// within bounds.
    pub(super) fn body(mut self, root: usize, len: u32) -> Result {
        let block = Block {
            message: root,
            at: HEADER_LEN as u64,
        };
        self.block_length(root, len, 28, &Path::Root)?;
        self.cursor += u64::from(len);
        self.fields(block, &Path::Root)?;
        self.slots(block, 1, &Path::Root)?;
        self.finish(&Path::Root)
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
    pub(super) fn fields(&self, block: Block, path: &Path<'_>) -> Result {
        let version = self.versions.message(self.index, block.message);
        let groups = &self.index.layout(block.message).groups;
        for group in groups.iter().take_while(|group| group.since <= version) {
            for item in &group.items {
                self.item(block, item, path)?;
            }
        }
        Ok(())
    }

    fn item(&self, block: Block, item: &Item, path: &Path<'_>) -> Result {
        match item {
            Item::Field(field) => {
                let (field, place) = self.index.field(block.message, *field);
                self.field(block, field, place, &path.name(&field.name))
            }
            Item::Presence { at, bits, spare } => {
                let at = block.at + u64::from(*at);
                let byte = self.u8(at);
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
                self.zero(start, end, Kind::PaddingNotZero, path)
            }
        }
    }

    /// A field's own bytes. Of a slot that is in use nothing is looked at yet.
    fn field(&self, block: Block, field: &Field, place: &FieldInfo, path: &Path<'_>) -> Result {
        let at = block.at + u64::from(place.at);
        let absent = place
            .presence
            .is_some_and(|(byte, mask)| self.u8(block.at + u64::from(byte)) & mask == 0);
        if absent || self.is_removed(block, field) {
            return self.zero(at, at + u64::from(place.size), Kind::AbsentNotZero, path);
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
            if field.since > version || self.is_removed(block, field) {
                continue;
            }
            let at = block.at + u64::from(place.at);
            let path = path.name(&field.name);
            self.slot(place.ty, at, field.optional, depth, &path)?;
        }
        Ok(())
    }

    /// HL-WALK-11: the cursor ends the body or the payload, which is padded to 8.
    pub(super) fn finish(&self, path: &Path<'_>) -> Result {
        if self.newer {
            return Ok(());
        }
        let ends = self.cursor.next_multiple_of(8) == self.end;
        self.check(ends, Kind::TrailingBytes, self.cursor, path)?;
        self.zero(self.cursor, self.end, Kind::PaddingNotZero, path)
    }

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
}
