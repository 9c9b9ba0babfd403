//! Slots and what they point at.

use core::cmp::Ordering;

use super::walk::{Block, Pace, Result, Walk, align_up};
use super::{Part, Trace};
use crate::Kind;
use crate::path::Path;
use crate::schema::{MapInfo, Shape, integer};

/// Targets nest at most this deep; what a slot of the root's block points at is 1 deep.
const MAX_DEPTH: u32 = 64;

/// A slot that is to be followed.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) ty: usize,
    pub(super) at: u64,
    /// The field that it is of, as message and field.
    pub(super) field: Option<(usize, usize)>,
}

/// A slot that has passed presence, depth, offset, bounds and padding: the cursor stands at its
/// target.
struct Target {
    slot: Slot,
    /// What its second word says.
    length: u32,
    /// Where the target is.
    at: u64,
    depth: u32,
}

impl<T: Trace> Walk<'_, T> {
    /// HL-WALK-5: presence, depth, offset, bounds, padding before the target, contents.
    pub(super) fn slot(
        &mut self,
        slot: Slot,
        optional: bool,
        depth: u32,
        path: &Path<'_>,
    ) -> Result {
        let info = self.index.ty(slot.ty);
        let offset = self.u32(slot.at);
        let length = self.u32(slot.at + 4);
        if offset == 0 {
            let absent = optional && length == 0;
            return self.check(absent, Kind::BadOffset, slot.at, path);
        }
        self.check(depth <= MAX_DEPTH, Kind::TooDeep, slot.at, path)?;

        let at = slot.at + u64::from(offset);
        let align = u64::from(info.target_align);
        let place = align_up(self.cursor, align);
        let there = if self.newer {
            at >= place && at & (align - 1) == 0
        } else {
            at == place
        };
        self.check(there, Kind::BadOffset, slot.at, path)?;

        let len = u64::from(length);
        let size = match info.shape {
            Shape::Vector(element) if !self.is_message(element) => {
                len * u64::from(self.index.ty(element).size)
            }
            // The header that it has of its own.
            Shape::Vector(_) | Shape::Map(_) | Shape::Union(_) => 8,
            _ => len,
        };
        let fits = at <= self.end && size <= self.end - at;
        self.check(fits, Kind::OutOfBounds, slot.at + 4, path)?;
        if self.newer {
            self.skipped(self.cursor, at, path);
        } else {
            self.padding(self.cursor, at, path)?;
        }
        self.cursor = at + size;
        let target = Target {
            slot,
            length,
            at,
            depth,
        };
        let part = Part::Target {
            ty: slot.ty,
            field: slot.field,
            slot: slot.at,
        };
        let is_leaf = matches!(info.shape, Shape::String | Shape::Bytes);
        if is_leaf {
            self.trace.leaf(at..at + size, part, path);
        } else {
            self.trace.enter(at, None, part, path);
        }
        self.target(info.shape, &target, path)?;
        if !is_leaf {
            self.trace.leave(self.cursor);
        }
        Ok(())
    }

    /// HL-WALK-6 to 10: what a slot points at. The cursor stands behind its `size` above.
    fn target(&mut self, shape: Shape, target: &Target, path: &Path<'_>) -> Result {
        match shape {
            Shape::String => self.utf8(target, path),
            Shape::Message(message) => {
                self.block_length(message, target.length, target.slot.at + 4, path)?;
                let block = Block {
                    message,
                    at: target.at,
                    len: u64::from(target.length),
                };
                self.fields(block, path)?;
                self.slots(block, target.depth + 1, path)
            }
            Shape::Vector(element) => match self.index.ty(element).shape {
                Shape::Message(message) => self.messages(message, target, path),
                shape if shape.is_slot() => self.vector_of_slots(element, target, path),
                _ => {
                    let (ty, count) = (element, u64::from(target.length));
                    let part = Part::Elements { ty, count };
                    self.trace.leaf(target.at..self.cursor, part, path);
                    self.elements(ty, target.at, count, path)
                }
            },
            Shape::Map(map) => self.map(map, target, path),
            Shape::Union(union) => self.union(union, target, path),
            // Bytes, and what is no slot at all.
            _ => Ok(()),
        }
    }

    fn utf8(&mut self, target: &Target, path: &Path<'_>) -> Result {
        if self.pace == Pace::Quick {
            return self.gather(target.at, u64::from(target.length), path);
        }
        let bytes = self.bytes(target.at, u64::from(target.length));
        match core::str::from_utf8(bytes) {
            Ok(_) => Ok(()),
            Err(e) => {
                let at = target.at + e.valid_up_to() as u64;
                self.check(false, Kind::BadUtf8, at, path)
            }
        }
    }

    /// Slots, then their targets in order.
    fn vector_of_slots(&mut self, element: usize, target: &Target, path: &Path<'_>) -> Result {
        for i in 0..u64::from(target.length) {
            let (ty, at) = (element, target.at + i * 8);
            let path = path.at(i);
            self.trace.element(i);
            self.trace.leaf(at..at + 8, Part::Slot { ty }, &path);
            let field = None;
            self.slot(Slot { ty, at, field }, false, target.depth + 1, &path)?;
        }
        Ok(())
    }

    /// `{stride, zero}`, the blocks, then block by block what their slots point at.
    fn messages(&mut self, message: usize, target: &Target, path: &Path<'_>) -> Result {
        let known = self.versions.block(self.index, message);
        let stride = self.stride(known, target, path)?;
        for i in 0..u64::from(target.length) {
            let block = Block {
                message,
                at: target.at + 8 + i * stride,
                len: stride,
            };
            let path = path.at(i);
            self.trace.element(i);
            self.fields(block, &path)?;
            self.slots(block, target.depth + 1, &path)?;
        }
        Ok(())
    }

    /// The words before the blocks of a vector of messages or a map: the stride, a zero word; then
    /// the bounds of the blocks, behind which the cursor is put.
    fn stride(&mut self, known: u32, target: &Target, path: &Path<'_>) -> Result<u64> {
        let stride = self.u32(target.at);
        self.trace
            .leaf(target.at..target.at + 4, Part::Stride, path);
        self.length(stride, known, target.at, path)?;
        self.padding(target.at + 4, target.at + 8, path)?;
        let stride = u64::from(stride);
        let size = u64::from(target.length) * stride;
        let fits = size <= self.end - self.cursor;
        self.check(fits, Kind::OutOfBounds, target.slot.at + 4, path)?;
        self.cursor += size;
        Ok(stride)
    }

    /// As a vector of messages `{1 key: K  2 value: V}`, the keys strictly ascending.
    fn map(&mut self, map: MapInfo, target: &Target, path: &Path<'_>) -> Result {
        let stride = self.stride(map.block, target, path)?;
        for i in 0..u64::from(target.length) {
            let entry = target.at + 8 + i * stride;
            let path = path.at(i);
            self.trace.element(i);
            self.entry(map, entry, stride, target.depth + 1, &path)?;
            if i > 0 {
                let before = entry - stride + u64::from(map.key_at);
                let key = entry + u64::from(map.key_at);
                let above = self.compare(map.key, before, key) == Ordering::Less;
                self.check(above, Kind::UnsortedMap, entry, &path.name("key"))?;
            }
        }
        Ok(())
    }

    /// One entry of a map: key, value and padding in order of position, then their slots.
    fn entry(
        &mut self,
        map: MapInfo,
        entry: u64,
        stride: u64,
        depth: u32,
        path: &Path<'_>,
    ) -> Result {
        let (key, value) = (map.key, map.value);
        let mut parts = [
            (key, u64::from(map.key_at), "key", Part::Key { ty: key }),
            (
                value,
                u64::from(map.value_at),
                "value",
                Part::Value { ty: value },
            ),
        ];
        parts.sort_by_key(|&(_, at, ..)| at);
        self.trace
            .enter(entry, Some(stride), Part::Entry(map), path);
        let mut at = 0;
        for (ty, place, name, part) in parts {
            let path_of = path.name(name);
            self.padding(entry + at, entry + place, path)?;
            at = place + u64::from(self.index.ty(ty).size);
            self.trace.leaf(entry + place..entry + at, part, &path_of);
            self.value(ty, entry + place, &path_of)?;
        }
        let end = entry + u64::from(map.block);
        self.padding(entry + at, end, path)?;
        self.block_ends(end, entry + stride, path);
        for (ty, place, name, _) in parts {
            if self.index.ty(ty).shape.is_slot() {
                let (at, field) = (entry + place, None);
                self.slot(Slot { ty, at, field }, false, depth, &path.name(name))?;
            }
        }
        Ok(())
    }

    /// The order of two keys that have been checked: by number, or by bytes.
    fn compare(&self, key: usize, a: u64, b: u64) -> Ordering {
        let info = self.index.ty(key);
        let size = u64::from(info.size);
        let number = |at, signed| integer(self.bytes(at, size), signed);
        let signed = match info.shape {
            Shape::Signed(_) => true,
            Shape::Enum(e) => self.index.enumeration(e).is_signed(),
            _ => false,
        };
        match info.shape {
            Shape::String => self.text(a).cmp(self.text(b)),
            Shape::Uuid => self.bytes(a, size).cmp(self.bytes(b, size)),
            _ if signed => number(a, true).cmp(&number(b, true)),
            _ => (number(a, false) as u128).cmp(&(number(b, false) as u128)),
        }
    }

    /// The bytes of a string whose slot has been checked.
    fn text(&self, slot: u64) -> &[u8] {
        let at = slot + u64::from(self.u32(slot));
        self.bytes(at, u64::from(self.u32(slot + 4)))
    }

    /// `{block length, payload length}`, the arm's block and what its slots point at, padded to 8.
    /// Tag, payload length, bounds of the payload, block, end of the payload.
    fn union(&mut self, union: usize, target: &Target, path: &Path<'_>) -> Result {
        let index = self.index;
        let tag = target.length;
        let version = self.versions.union(index, union);
        let arm = index
            .union(union)
            .arms
            .iter()
            .find(|arm| arm.tag == tag && arm.since <= version);
        let may_be = arm.is_some() || (self.newer && tag != 0);
        self.check(may_be, Kind::BadUnion, target.slot.at + 4, path)?;

        let block = self.u32(target.at);
        let payload = self.u32(target.at + 4);
        let words = [target.at, target.at + 4, target.at + 8];
        self.trace.leaf(words[0]..words[1], Part::ArmBlock, path);
        self.trace.leaf(words[1]..words[2], Part::ArmPayload, path);
        let holds = payload.is_multiple_of(8) && payload >= block;
        self.check(holds, Kind::BadUnion, target.at, path)?;
        let start = target.at + 8;
        let fits = u64::from(payload) <= self.end - start;
        self.check(fits, Kind::OutOfBounds, target.at + 4, path)?;
        let end = start + u64::from(payload);

        let Some(arm) = arm else {
            self.length(block, 0, target.at, path)?;
            self.trace.leaf(start..end, Part::UnknownArm, path);
            self.cursor = end;
            return Ok(());
        };
        let path = path.name(&arm.name);
        let message = arm.message as usize;
        self.block_length(message, block, target.at, &path)?;
        let outer = core::mem::replace(&mut self.end, end);
        self.cursor = start + u64::from(block);
        let arm = Block {
            message,
            at: start,
            len: u64::from(block),
        };
        self.fields(arm, &path)?;
        self.slots(arm, target.depth + 1, &path)?;
        self.finish(&path)?;
        self.end = outer;
        self.cursor = end;
        Ok(())
    }

    fn is_message(&self, ty: usize) -> bool {
        matches!(self.index.ty(ty).shape, Shape::Message(_))
    }
}
