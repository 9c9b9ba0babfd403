//! Nodes in the order in which they were seen become stretches in the order in which they lie, and
//! what nobody has seen becomes one too: so each byte is in exactly one stretch that is no group.

use std::ops::Range;

use halflap::header::HEADER_LEN;
use halflap::schema::{Index, Shape};
use halflap::{Error, Kind};

use super::header::{self, HeaderField};
use super::watch::Node;
use super::{FEW, MANY, Stretch, What, quote};

/// What the tree is made of.
pub(super) struct Tree<'a> {
    pub(super) stretches: Vec<Stretch>,
    pub(super) index: Option<&'a Index>,
    pub(super) bytes: &'a [u8],
    pub(super) nodes: &'a [Node],
    pub(super) error: Option<&'a Error>,
    pub(super) all: bool,
    /// Secrets are shown.
    pub(super) reveal: bool,
    /// Bytes of which nothing is known may be secrets.
    pub(super) conceals: bool,
}

/// A leaf of the walk, or a part of one: which bytes, and where in the tree.
#[derive(Clone)]
struct Place {
    bytes: Range<u64>,
    depth: usize,
    path: Box<str>,
    hidden: bool,
}

impl Tree<'_> {
    pub(super) fn grow(mut self) -> Vec<Stretch> {
        let len = self.bytes.len() as u64;
        let readable = header::readable(self.error) as u64;
        let header = 0..len.min(readable);
        self.group(What::Header, &Place::new(header.clone(), 0));
        for field in HeaderField::ALL {
            let bytes = field.bytes();
            let bytes = bytes.start as u64..(bytes.end as u64).min(header.end);
            if !bytes.is_empty() {
                self.leaf(What::HeaderField(field), Place::new(bytes, 1));
            }
        }
        if header.end == len {
            return self.stretches;
        }
        if readable < HEADER_LEN as u64 {
            self.unread(header.end..len, 0);
            return self.stretches;
        }
        self.group(What::Body, &Place::new(header.end..len, 0));
        match (self.index, self.error) {
            (None, None) => self.raw(header.end..len),
            _ => self.children(&self.children_of(), None, header.end..len, 1),
        }
        self.stretches
    }

    /// The body as far as it can be told without a schema.
    fn raw(&mut self, body: Range<u64>) {
        let root = HeaderField::RootBlock.bytes();
        let root = self.bytes.get(root).and_then(<[u8]>::first_chunk);
        let root = root.map_or(0, |bytes| u32::from_le_bytes(*bytes));
        let border = (body.start + u64::from(root)).min(body.end);
        for (what, bytes) in [
            (What::RootBlock, body.start..border),
            (What::Targets, border..body.end),
        ] {
            if !bytes.is_empty() {
                self.leaf(what, Place::new(bytes, 1));
            }
        }
    }

    /// By node, and last for the body: what it consists of, in order of position.
    fn children_of(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.nodes.len() + 1];
        for (at, node) in self.nodes.iter().enumerate() {
            children[node.parent.unwrap_or(self.nodes.len())].push(at);
        }
        for list in &mut children {
            // Something empty is seen before what begins where it lies.
            list.sort_by_key(|at| self.nodes[*at].bytes.start);
        }
        children
    }

    /// What a group consists of. As deep as the walk goes, which has a bound.
    fn children(
        &mut self,
        children: &[Vec<usize>],
        node: Option<usize>,
        bytes: Range<u64>,
        depth: usize,
    ) {
        let mut at = bytes.start;
        let mut list = &children[node.unwrap_or(self.nodes.len())][..];
        while let [first, rest @ ..] = list {
            at = self.gap(at..self.nodes[*first].bytes.start, depth);
            let run = self.run(list);
            let (run, depth) = match run {
                0 | 1 => (1, depth),
                _ => {
                    let last = &self.nodes[list[run - 1]];
                    let run_bytes = self.nodes[*first].bytes.start..last.bytes.end;
                    let texts = list[..run].iter();
                    let texts = texts.filter(|at| !self.nodes[**at].bytes.is_empty());
                    let texts = texts.count();
                    self.group(What::Run { texts }, &Place::new(run_bytes, depth));
                    (run, depth + 1)
                }
            };
            for &child in &list[..run] {
                let node = &self.nodes[child];
                let mut place = Place::new(node.bytes.clone(), depth);
                place.path.clone_from(&node.path);
                place.hidden = node.secret && !self.reveal;
                if node.group {
                    self.group(node.what.clone(), &place);
                    self.children(children, Some(child), node.bytes.clone(), depth + 1);
                } else {
                    self.value(node.what.clone(), place);
                }
                at = at.max(node.bytes.end);
            }
            list = &rest[run - 1..];
        }
        self.gap(at..bytes.end, depth);
    }

    /// How many nodes from the first on are texts that touch: of fewer than two that are not empty
    /// none.
    fn run(&self, list: &[usize]) -> usize {
        let is_text = |node: &Node| match (self.index, &node.what) {
            (Some(index), What::Target { ty, .. }) => index.ty(*ty).shape == Shape::String,
            _ => false,
        };
        let mut end = None;
        let (mut len, mut texts) = (0, 0);
        for (count, at) in list.iter().enumerate() {
            let node = &self.nodes[*at];
            if !is_text(node) || end.is_some_and(|end| end != node.bytes.start) {
                break;
            }
            end = Some(node.bytes.end);
            if !node.bytes.is_empty() {
                texts += 1;
                len = count + 1;
            } else if texts == 0 {
                break;
            }
        }
        if texts < 2 { 0 } else { len }
    }

    /// Where a value of fixed size is refused.
    fn fault(&self) -> Option<u64> {
        let error = self.error?;
        let of_value = matches!(error.kind(), Kind::BadBool | Kind::BadEnum);
        of_value.then_some(error.offset() as u64)
    }

    /// A leaf of the walk; structs, arrays and elements are taken apart.
    fn value(&mut self, what: What, place: Place) {
        let Some(index) = self.index.filter(|_| !place.hidden) else {
            return self.leaf(what, place);
        };
        let ty = match &what {
            What::Elements { ty, count } => {
                let (ty, count) = (*ty, *count);
                // Its path is that of the vector, which is the group around it.
                return self.elements(index, ty, count, &place);
            }
            What::Field { message, field, .. } => index.field(*message, *field).1.ty,
            What::Key { ty } | What::Value { ty } | What::Part { ty } => *ty,
            _ => return self.leaf(what, place),
        };
        match index.ty(ty).shape {
            Shape::Struct(s) => {
                self.group(what, &place);
                for member in &index.structure(s).members {
                    let ty = member.type_ as usize;
                    let start = place.bytes.start + u64::from(member.offset);
                    let bytes = start..start + u64::from(index.ty(ty).size);
                    let path = quote::path(format_args!("{}.{}", place.path, member.name));
                    let part = place.part(bytes.clone(), path);
                    self.value(What::Part { ty }, part);
                    if self.fault().is_some_and(|at| bytes.contains(&at)) {
                        return self.unread(bytes.end..place.bytes.end, place.depth + 1);
                    }
                }
            }
            Shape::Array(element, count) if !is_byte(index.ty(element).shape) => {
                self.group(what, &place);
                let mut inner = place;
                inner.depth += 1;
                self.elements(index, element, u64::from(count), &inner);
            }
            _ => self.leaf(what, place),
        }
    }

    /// The elements of a vector or array; where they are many, some of them.
    fn elements(&mut self, index: &Index, ty: usize, count: u64, place: &Place) {
        if is_byte(index.ty(ty).shape) {
            if count > 0 {
                self.leaf(What::Elements { ty, count }, place.clone());
            }
            return;
        }
        let size = u64::from(index.ty(ty).size);
        let start = place.bytes.start;
        let fault = self.fault().filter(|at| place.bytes.contains(at));
        let fault = fault.map(|at| (at - start) / size);
        let shown = if self.all || count <= MANY {
            count
        } else {
            FEW
        };
        let each = shown.min(fault.map_or(count, |fault| fault + 1));
        let one = |tree: &mut Self, i: u64| {
            let bytes = start + i * size..start + (i + 1) * size;
            let path = quote::path(format_args!("{}[{i}]", place.path));
            let mut part = place.part(bytes, path);
            part.depth = place.depth;
            tree.value(What::Part { ty }, part);
        };
        for i in 0..each {
            one(self, i);
        }
        let rest = each..fault.map_or(count, |fault| fault.max(each));
        if rest.start < rest.end && fault != Some(each - 1) {
            let bytes = start + rest.start * size..start + rest.end * size;
            let Range {
                start: from,
                end: to,
            } = rest;
            let path = quote::path(format_args!("{}[{from}..{to}]", place.path));
            let mut part = place.part(bytes, path);
            part.depth = place.depth;
            let what = What::Rest {
                ty,
                elements: rest,
                below: false,
            };
            self.leaf(what, part);
        }
        if let Some(fault) = fault {
            if fault >= each {
                one(self, fault);
            }
            self.unread(start + (fault + 1) * size..place.bytes.end, place.depth);
        }
    }

    /// Bytes that the walk did not come to. Returns where they end.
    fn gap(&mut self, bytes: Range<u64>, depth: usize) -> u64 {
        let end = bytes.end;
        self.unread(bytes, depth);
        end
    }

    fn unread(&mut self, bytes: Range<u64>, depth: usize) {
        if !bytes.is_empty() {
            self.leaf(What::Unread, Place::new(bytes, depth));
        }
    }

    fn group(&mut self, what: What, place: &Place) {
        self.push(what, place.clone(), true);
    }

    fn leaf(&mut self, what: What, place: Place) {
        self.push(what, place, false);
    }

    fn push(&mut self, what: What, place: Place, group: bool) {
        let bytes = place.bytes.start as usize..place.bytes.end as usize;
        let unknown = match what {
            What::Unread | What::Skipped | What::UnknownArm => true,
            // Of a text that was made shorter, what is cut off lies in the padding.
            What::Padding => {
                let padding = self.bytes.get(bytes.clone()).unwrap_or_default();
                padding.iter().any(|byte| *byte != 0)
            }
            _ => false,
        };
        self.stretches.push(Stretch {
            hidden: place.hidden || unknown && self.conceals,
            bytes,
            depth: place.depth,
            group,
            what,
            path: place.path,
        });
    }
}

impl Place {
    fn new(bytes: Range<u64>, depth: usize) -> Self {
        Self {
            bytes,
            depth,
            path: Box::default(),
            hidden: false,
        }
    }

    /// A part of it, one deeper.
    fn part(&self, bytes: Range<u64>, path: Box<str>) -> Self {
        Self {
            bytes,
            depth: self.depth + 1,
            path,
            hidden: self.hidden,
        }
    }
}

/// Whether elements are better shown together.
fn is_byte(shape: Shape) -> bool {
    matches!(shape, Shape::Unsigned(1) | Shape::Signed(1))
}
