//! Watching the precise walk: what it comes to, as nodes that know what they are part of.

use std::fmt::Display;
use std::ops::Range;

use halflap::Error;
use halflap::precise::{Part, Trace};
use halflap::schema::{Index, Shape};

use super::{FEW, MANY, Stretch, What, quote, tree};

/// Something that the walk came to.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) bytes: Range<u64>,
    /// The node that it is part of; of those without, the body.
    pub(super) parent: Option<usize>,
    pub(super) group: bool,
    pub(super) what: What,
    pub(super) path: Box<str>,
    /// It is a secret, or part of one.
    pub(super) secret: bool,
}

/// Gathers nodes.
pub(super) struct Watch<'a> {
    index: Option<&'a Index>,
    bytes: &'a [u8],
    all: bool,
    nodes: Vec<Node>,
    /// Groups that have not ended yet, from the outermost.
    open: Vec<Open>,
}

/// A group that has not ended yet.
struct Open {
    node: usize,
    /// How many of its elements are kept.
    limit: u64,
    /// The element that is being looked at, and the first node of it.
    element: Option<(u64, usize)>,
    rest: Option<Rest>,
}

/// Elements that were looked at and are not kept.
struct Rest {
    elements: Range<u64>,
    /// Their blocks or slots.
    fixed: Range<u64>,
    /// What these point at.
    below: Option<Range<u64>>,
    secret: bool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(index: Option<&'a Index>, bytes: &'a [u8], all: bool) -> Self {
        Self {
            index,
            bytes,
            all,
            nodes: Vec::new(),
            open: Vec::new(),
        }
    }

    /// What was seen until the walk ended, perhaps with an error.
    pub(super) fn finish(
        mut self,
        error: Option<&Error>,
        reveal: bool,
        conceals: bool,
    ) -> Vec<Stretch> {
        // Only an error leaves groups open. The elements in which it is are kept.
        while let Some(open) = self.open.pop() {
            self.close(open, None);
        }
        let tree = tree::Tree {
            stretches: Vec::new(),
            index: self.index,
            bytes: self.bytes,
            nodes: &self.nodes,
            error,
            all: self.all,
            reveal,
            conceals,
        };
        tree.grow()
    }

    fn push(&mut self, bytes: Range<u64>, group: bool, part: Part<'_>, path: &dyn Display) {
        let parent = self.open.last().map(|open| open.node);
        let inherited = parent.is_some_and(|parent| self.nodes[parent].secret);
        self.nodes.push(Node {
            bytes,
            parent,
            group,
            secret: inherited || self.is_secret(part),
            what: what(part),
            path: quote::path(path),
        });
    }

    /// Whether a part is the value of a secret field. The slot of one is not.
    fn is_secret(&self, part: Part<'_>) -> bool {
        let Some(index) = self.index else {
            return false;
        };
        match part {
            Part::Field { message, field, .. } => {
                let (field, place) = index.field(message, field);
                field.secret && !index.ty(place.ty).shape.is_slot()
            }
            Part::Target { field, .. } => {
                field.is_some_and(|(message, field)| index.field(message, field).0.secret)
            }
            _ => false,
        }
    }

    /// How many elements of a target are kept.
    fn limit(&self, part: Part<'_>) -> u64 {
        let Part::Target { ty, slot, .. } = part else {
            return u64::MAX;
        };
        let shape = self.index.map(|index| index.ty(ty).shape);
        let count = match shape {
            Some(Shape::Vector(_) | Shape::Map(_)) if !self.all => {
                let at = slot as usize + 4;
                let length = self.bytes.get(at..).and_then(<[u8]>::first_chunk);
                length.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)))
            }
            _ => 0,
        };
        if count > MANY { FEW } else { u64::MAX }
    }

    /// Forgets the element that was looked at last, if there were enough before it.
    fn settle(&mut self) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let Some((element, mark)) = open.element.take() else {
            return;
        };
        if element < open.limit {
            return;
        }
        let mut direct = self.nodes[mark..]
            .iter()
            .filter(|node| node.parent == Some(open.node));
        if let Some(fixed) = direct.next() {
            let rest = open.rest.get_or_insert_with(|| Rest {
                elements: element..element,
                fixed: fixed.bytes.clone(),
                below: None,
                secret: false,
            });
            rest.elements.end = element + 1;
            rest.fixed.end = fixed.bytes.end;
            for node in direct {
                let below = rest.below.get_or_insert_with(|| node.bytes.clone());
                below.end = node.bytes.end;
            }
            rest.secret |= self.nodes[mark..].iter().any(|node| node.secret);
        }
        self.nodes.truncate(mark);
    }

    /// Ends a group: at `end`, or with the last thing that was seen of it.
    fn close(&mut self, open: Open, end: Option<u64>) {
        if let (Some(rest), What::Target { ty, .. }) = (open.rest, &self.nodes[open.node].what) {
            let ty = *ty;
            let of = &self.nodes[open.node].path;
            let Range { start, end } = rest.elements;
            let path = quote::path(format_args!("{of}[{start}..{end}]"));
            let below = rest.below.filter(|below| !below.is_empty());
            let parts = [Some((rest.fixed, false)), below.map(|range| (range, true))];
            for (bytes, below) in parts.into_iter().flatten() {
                self.nodes.push(Node {
                    bytes,
                    parent: Some(open.node),
                    group: false,
                    what: What::Rest {
                        ty,
                        elements: rest.elements.clone(),
                        below,
                    },
                    path: path.clone(),
                    secret: rest.secret,
                });
            }
        }
        let end = end.unwrap_or_else(|| {
            let seen = self.nodes[open.node..].iter().map(|node| node.bytes.end);
            seen.max().unwrap_or(0)
        });
        self.nodes[open.node].bytes.end = end;
    }
}

impl Trace for Watch<'_> {
    fn enter(&mut self, at: u64, len: Option<u64>, part: Part<'_>, path: &dyn Display) {
        let node = self.nodes.len();
        self.push(at..at + len.unwrap_or(0), true, part, path);
        self.open.push(Open {
            node,
            limit: self.limit(part),
            element: None,
            rest: None,
        });
    }

    fn leave(&mut self, end: u64) {
        self.settle();
        if let Some(open) = self.open.pop() {
            self.close(open, Some(end));
        }
    }

    fn leaf(&mut self, range: Range<u64>, part: Part<'_>, path: &dyn Display) {
        self.push(range, false, part, path);
    }

    fn element(&mut self, index: u64) {
        self.settle();
        let mark = self.nodes.len();
        if let Some(open) = self.open.last_mut() {
            open.element = Some((index, mark));
        }
    }
}

fn what(part: Part<'_>) -> What {
    match part {
        Part::Block { message } => What::Block { message },
        Part::Field {
            message,
            field,
            state,
        } => What::Field {
            message,
            field,
            state,
        },
        Part::Presence {
            message,
            bits,
            spare,
        } => What::Presence {
            message,
            bits: bits.into(),
            spare,
        },
        Part::Entry(map) => What::Entry(map),
        Part::Key { ty } => What::Key { ty },
        Part::Value { ty } => What::Value { ty },
        Part::Slot { ty } => What::Slot { ty },
        Part::Target { ty, slot, .. } => What::Target {
            ty,
            slot: slot as usize,
        },
        Part::Elements { ty, count } => What::Elements { ty, count },
        Part::Stride => What::Stride,
        Part::ArmBlock => What::ArmBlock,
        Part::ArmPayload => What::ArmPayload,
        Part::UnknownArm => What::UnknownArm,
        Part::Padding => What::Padding,
        Part::Skipped => What::Skipped,
        // A part that this version of the inspector has no word for.
        _ => What::Unread,
    }
}
