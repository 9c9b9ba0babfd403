//! What the precise walk comes to, told to whoever watches it: the inspector shows what the walk
//! that decides has seen, so that the two can't disagree.

use core::fmt::Display;
use core::ops::Range;

use crate::schema::{MapInfo, PresenceBit};

/// What a stretch of a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part<'a> {
    /// A block with all that lies in it: the root's, a target's, an element's, an arm's.
    Block {
        /// An index of [`Schema::messages`](crate::schema::Schema::messages).
        message: usize,
    },
    /// A field's own bytes in a block: its value or its slot.
    Field {
        /// An index of [`Schema::messages`](crate::schema::Schema::messages).
        message: usize,
        /// An index of [`Message::fields`](crate::schema::Message::fields).
        field: usize,
        /// Whether the bytes stand for something.
        state: FieldState,
    },
    /// A byte of presence bits.
    Presence {
        /// The message that the fields belong to.
        message: usize,
        /// Bits that belong to fields, lowest first.
        bits: &'a [PresenceBit],
        /// Bits that belong to none.
        spare: u8,
    },
    /// The block of a map's entry.
    Entry(MapInfo),
    /// The key in an entry's block, or its slot.
    Key {
        /// An index of [`Schema::types`](crate::schema::Schema::types).
        ty: usize,
    },
    /// The value in an entry's block, or its slot.
    Value {
        /// An index of [`Schema::types`](crate::schema::Schema::types).
        ty: usize,
    },
    /// The slot of a vector's element.
    Slot {
        /// The element's type.
        ty: usize,
    },
    /// What a slot points at, with all below it.
    Target {
        /// The type that the slot is of.
        ty: usize,
        /// The field whose slot it is, as message and field; `None` for elements, keys and values.
        field: Option<(usize, usize)>,
        /// Where the slot is.
        slot: u64,
    },
    /// The elements of a vector of fixed size, one behind the other.
    Elements {
        /// The element's type.
        ty: usize,
        /// How many.
        count: u64,
    },
    /// The word before the blocks of a vector of messages or of a map that says how long they are.
    Stride,
    /// The word of a union that says how long the arm's block is.
    ArmBlock,
    /// The word of a union that says how long its payload is.
    ArmPayload,
    /// The payload of an arm that is not known.
    UnknownArm,
    /// Bytes that have to be zero.
    Padding,
    /// Bytes of a newer writer that are not looked at.
    Skipped,
}

/// Whether a field's bytes in a block stand for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldState {
    /// They do.
    Present,
    /// Its presence bit is clear, or its slot is one of zeros.
    Absent,
    /// The version that the block is read by has it no longer.
    Removed,
}

/// Watches a walk. Each method is called *before* what it is told of is checked, but after it is
/// known to be within bounds: of a buffer that is refused, the last thing told is where it happened.
///
/// The parts that were told with [`leaf`](Trace::leaf) never overlap. Together they are the whole
/// body of a buffer that was accepted.
pub trait Trace {
    /// A part that consists of others begins at `at`. `len` is its length where that is known now.
    fn enter(&mut self, at: u64, len: Option<u64>, part: Part<'_>, path: &dyn Display) {
        let _ = (at, len, part, path);
    }

    /// The part that was entered last ends before `end`.
    fn leave(&mut self, end: u64) {
        let _ = end;
    }

    /// A part that consists of no others. It may be empty.
    fn leaf(&mut self, range: Range<u64>, part: Part<'_>, path: &dyn Display) {
        let _ = (range, part, path);
    }

    /// What comes now belongs to this element, or entry, of the target that was entered last.
    fn element(&mut self, index: u64) {
        let _ = index;
    }
}

/// Watches nothing, at no cost.
impl Trace for () {}
