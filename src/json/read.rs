//! JSON to a value in memory, by description, in one pass over the text.
//!
//! What was read lies in the same form as in a buffer, blocks and targets, but loosely: targets
//! stand in the order of the text, and slots count from the start. A string without escapes stays
//! where it is, in the text. So little memory is needed, whatever the text looks like; the encoder
//! then puts everything where it belongs.

mod fixed;
mod map;
mod object;

use alloc::vec::Vec;

use super::bytes::Bytes;
use super::encode::MAX_DEPTH;
use super::lex::{Fault, Lexer, Start};
use super::source::Source;
use super::{Error, ErrorKind};
use crate::header::HEADER_LEN;
use crate::path::Path;
use crate::schema::{Field, Index, Shape, Versions};
use crate::{EncodeError, EncodeErrorKind};

type Result<T = (), E = Error> = core::result::Result<T, E>;

/// How many offsets there are.
const OFFSETS: u64 = 1 << 32;

/// A value that was read.
pub(super) struct Value {
    bytes: Bytes,
    root: usize,
    text_at: u64,
    room: usize,
}

impl Value {
    pub(super) fn source<'a>(&'a self, text: &'a [u8]) -> Source<'a> {
        Source {
            bytes: &self.bytes,
            loose: true,
            text,
            text_at: self.text_at,
            root: self.root,
        }
    }

    /// How long its buffer is at most, at the newest version.
    pub(super) fn room(&self) -> usize {
        self.room
    }
}

/// Reads the message `root`, with the fields and arms of `versions`, the newest of each package.
pub(super) fn read(index: &Index, root: usize, text: &[u8], versions: &Versions) -> Result<Value> {
    let len = text.len() as u64;
    let text_at = if len > OFFSETS / 2 {
        OFFSETS
    } else {
        OFFSETS - len
    };
    read_below(index, root, text, versions, text_at)
}

/// The offsets from `text_at` on stand for bytes of the text. Where too few are left for the rest,
/// the text is read again, and all of it copied.
fn read_below(
    index: &Index,
    root: usize,
    text: &[u8],
    versions: &Versions,
    text_at: u64,
) -> Result<Value> {
    let secret = index.has_secrets();
    let mut reader = Reader {
        index,
        versions,
        lexer: Lexer::new(text),
        text_at,
        scratch: Bytes::new(0, secret),
        done: Bytes::new(0, secret),
        open: Bytes::new(0, secret),
        seen: Vec::new(),
        keys: Vec::new(),
        apart: 0,
        crowded: false,
    };
    // No target is at 0, which would mean that it is absent.
    reader.done.zeros(8);
    match reader.all(root) {
        Err(_) if reader.crowded && text_at < OFFSETS => {
            read_below(index, root, text, versions, OFFSETS)
        }
        Err(error) => Err(error),
        Ok(root) => Ok(Value {
            room: HEADER_LEN + reader.done.len() + reader.apart,
            bytes: reader.done,
            root,
            text_at,
        }),
    }
}

#[cold]
fn fail(text: &[u8], (kind, at): Fault, path: &Path<'_>) -> Error {
    Error::at(kind, text, at, path.text().into())
}

struct Reader<'a, 't> {
    index: &'a Index,
    versions: &'a Versions,
    lexer: Lexer<'t>,
    /// The offset that stands for the text's first byte.
    text_at: u64,
    /// Strings with escapes, while they are looked at.
    scratch: Bytes,
    /// Targets that are complete.
    done: Bytes,
    /// Targets that are being read, the innermost last: each grows at the end, until it moves to
    /// `done`.
    open: Bytes,
    /// One bit for each field of the messages that are being read.
    seen: Vec<u64>,
    /// Where the keys of the maps that are being read stand in the text.
    keys: Vec<usize>,
    /// How long all is that a buffer holds and `done` does not: strings that stay in the text, and
    /// at most the padding.
    apart: usize,
    /// There were too few offsets.
    crowded: bool,
}

impl Reader<'_, '_> {
    /// The whole text; where the root's block is.
    fn all(&mut self, root: usize) -> Result<usize> {
        let path = &Path::Root;
        self.message(root, 1, path)?;
        let root = self.close(0, path)?;
        let finished = self.lexer.finish();
        finished.map_err(|fault| fail(self.lexer.text, fault, path))?;
        Ok(root)
    }

    /// An object as a message, whose block is added to `open`. `depth` is that of the targets of
    /// its slots.
    fn message(&mut self, message: usize, depth: u32, path: &Path<'_>) -> Result {
        let index = self.index;
        let version = self.versions.message(index, message);
        let fields = &index.message(message).fields;
        let mut object = self.object(fields.len(), path)?;
        let len = self.versions.block(index, message) as usize;
        let block = self.open.zeros(len);

        let find = |name: &str, likely: usize| {
            let field = match fields.get(likely) {
                Some(field) if field.name == name => Some(likely),
                _ => index.field_by_name(message, name),
            };
            field.filter(|&field| has(&fields[field], version))
        };
        while let Some(field) = self.step(&mut object, find, path)? {
            let (field, place) = index.field(message, field);
            let path = path.name(&field.name);
            if field.secret && self.start(&path)? == Start::Null {
                let at = self.lexer.at;
                let word = self.lexer.word("null");
                word.map_err(|fault| fail(self.lexer.text, fault, &path))?;
                return self.refuse(ErrorKind::Redacted, at, &path);
            }
            self.value(place.ty, block + place.at as usize, depth, &path)?;
            if let Some((byte, mask)) = place.presence {
                self.open[block + byte as usize] |= mask;
            }
        }
        let needed = fields.iter().enumerate().filter_map(|(at, field)| {
            let needed = !field.optional && has(field, version);
            needed.then_some((at, field.name.as_str()))
        });
        self.leave(object, needed, path)
    }

    /// A value that lies, or whose slot lies, at `at` in `open`. `depth` is that of its target.
    fn value(&mut self, ty: usize, at: usize, depth: u32, path: &Path<'_>) -> Result {
        let info = self.index.ty(ty);
        if info.shape.is_slot() {
            if depth > MAX_DEPTH {
                self.start(path)?;
                return self.refuse(ErrorKind::TooDeep, self.lexer.at, path);
            }
            self.apart += info.target_align as usize - 1;
            let (target, length) = self.target(info.shape, depth, path)?;
            self.put(at, &(target as u32).to_le_bytes());
            self.put(at + 4, &(length as u32).to_le_bytes());
            return Ok(());
        }
        self.fixed(ty, at, path)
    }

    /// What a slot points at: where it is in `done`, and the length that the slot says.
    fn target(&mut self, shape: Shape, depth: u32, path: &Path<'_>) -> Result<(usize, usize)> {
        let base = self.open.len();
        match shape {
            Shape::String => {
                let text = self.lexer.text;
                let fault = |fault| fail(text, fault, path);
                self.lexer.expect(Start::String).map_err(fault)?;
                let string = self.lexer.string(&mut self.scratch).map_err(fault)?;
                let len = string.text.len();
                let place = self.text_at + string.at as u64 + 1;
                if string.plain && place < OFFSETS {
                    self.apart += len;
                    return Ok((place as usize, len));
                }
                let at = self.done.len();
                self.done.extend(string.text.as_bytes());
                self.bounded(path)?;
                Ok((at, len))
            }
            Shape::Bytes => {
                let at = self.done.len();
                let text = self.lexer.text;
                let fault = |fault| fail(text, fault, path);
                self.lexer.expect(Start::String).map_err(fault)?;
                let string = self.lexer.string(&mut self.scratch).map_err(fault)?;
                super::text::from_base64(&mut self.done, string.text.as_bytes())
                    .ok_or_else(|| fault((ErrorKind::BadValue, string.at)))?;
                self.bounded(path)?;
                Ok((at, self.done.len() - at))
            }
            Shape::Message(message) => {
                self.message(message, depth + 1, path)?;
                let len = self.open.len() - base;
                Ok((self.close(base, path)?, len))
            }
            Shape::Vector(element) => {
                let count = self.vector(element, depth + 1, path)?;
                Ok((self.close(base, path)?, count))
            }
            Shape::Map(map) => {
                let count = self.map(map, depth + 1, path)?;
                Ok((self.close(base, path)?, count))
            }
            Shape::Union(union) => {
                let tag = self.union(union, depth + 1, path)?;
                Ok((self.close(base, path)?, tag))
            }
            // All others are no slots.
            _ => Ok((0, 0)),
        }
    }

    /// An array of JSON as the elements, added to `open`; a vector of messages has its stride and
    /// a zero word before them.
    fn vector(&mut self, element: usize, depth: u32, path: &Path<'_>) -> Result<usize> {
        self.enter(Start::Array, path)?;
        let info = self.index.ty(element);
        if let Shape::Message(message) = info.shape {
            self.stride(self.versions.block(self.index, message));
        }
        let (mut first, mut count) = (true, 0);
        while self.more(&mut first, b']', path)? {
            let path = path.at(count as u64);
            match info.shape {
                Shape::Message(message) => self.message(message, depth, &path)?,
                _ => {
                    let at = self.open.zeros(info.size as usize);
                    self.value(element, at, depth, &path)?;
                }
            }
            count += 1;
        }
        Ok(count)
    }

    /// `{"arm": {...}}` as the arm's block behind its length, added to `open`; its tag.
    fn union(&mut self, union: usize, depth: u32, path: &Path<'_>) -> Result<usize> {
        let index = self.index;
        let text = self.lexer.text;
        let fault = |fault| fail(text, fault, path);
        self.lexer.enter(Start::Object).map_err(fault)?;
        let mut first = true;
        if !self.lexer.more(&mut first, b'}').map_err(fault)? {
            return Err(fault((ErrorKind::BadValue, self.lexer.at - 1)));
        }
        let key = self.lexer.key(&mut self.scratch).map_err(fault)?;
        let version = self.versions.union(index, union);
        let arms = &index.union(union).arms;
        let arm = arms
            .iter()
            .find(|arm| arm.name == key.text && arm.since <= version);
        let unknown = match key.text.starts_with('#') {
            true => ErrorKind::UnknownArm,
            false => ErrorKind::UnknownName,
        };
        let arm = arm.ok_or_else(|| fault((unknown, key.at)))?;
        self.lexer.byte(b':').map_err(fault)?;
        let message = arm.message as usize;
        self.stride(self.versions.block(index, message));
        self.message(message, depth, &path.name(&arm.name))?;
        if self.lexer.more(&mut first, b'}').map_err(fault)? {
            let second = self.lexer.key(&mut self.scratch).map_err(fault)?;
            return Err(fault((ErrorKind::BadValue, second.at)));
        }
        Ok(arm.tag as usize)
    }

    /// A block length and a zero word, as before blocks in a buffer.
    fn stride(&mut self, block: u32) {
        self.open.extend(&block.to_le_bytes());
        self.open.zeros(4);
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(to) = self.open.get_mut(at..at + bytes.len()) {
            to.copy_from_slice(bytes);
        }
    }

    /// Moves the innermost open target, which begins at `base`, to `done`, and says where it is.
    fn close(&mut self, base: usize, path: &Path<'_>) -> Result<usize> {
        let at = self.done.len();
        self.done.extend(&self.open[base..]);
        self.open.truncate(base);
        self.bounded(path)?;
        Ok(at)
    }

    /// Offsets into `done` are below those into the text.
    fn bounded(&mut self, path: &Path<'_>) -> Result {
        if self.done.len() as u64 + self.open.len() as u64 >= self.text_at {
            self.crowded = true;
            let error = EncodeError::new(EncodeErrorKind::TooLarge);
            return Err(error.below(&path.text()).into());
        }
        Ok(())
    }

    fn start(&mut self, path: &Path<'_>) -> Result<Start> {
        let text = self.lexer.text;
        self.lexer.start().map_err(|fault| fail(text, fault, path))
    }

    fn enter(&mut self, start: Start, path: &Path<'_>) -> Result {
        let text = self.lexer.text;
        self.lexer
            .enter(start)
            .map_err(|fault| fail(text, fault, path))
    }

    fn more(&mut self, first: &mut bool, close: u8, path: &Path<'_>) -> Result<bool> {
        let text = self.lexer.text;
        let more = self.lexer.more(first, close);
        more.map_err(|fault| fail(text, fault, path))
    }

    #[cold]
    fn refuse<T>(&self, kind: ErrorKind, at: usize, path: &Path<'_>) -> Result<T> {
        Err(fail(self.lexer.text, (kind, at), path))
    }
}

/// Whether a version of the message's package has this field.
fn has(field: &Field, version: u32) -> bool {
    field.since <= version && (field.removed == 0 || field.removed > version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Reading, from_json};
    use crate::schema::descriptor;

    #[test]
    fn where_offsets_are_few_strings_are_copied() {
        let index = Index::new(descriptor()).expect("it is good");
        let root = index.message_by_name("halflap.descriptor.Struct");
        let root = root.expect("it is there");
        let text = br#"{"name":"a\u00e9","package":0,"size":4,"align":4,
            "members":[{"name":"plain","type":0,"offset":0},{"name":"","type":1,"offset":4}]}"#;
        let versions = Versions::newest(&index);
        let wanted = from_json(&index, root, text, Reading::default()).expect("it is good");
        let mut copied = 0;
        for text_at in (16..OFFSETS).step_by(8).take(40).chain([OFFSETS]) {
            let value = read_below(&index, root, text, &versions, text_at).expect("it is good");
            copied += usize::from(value.text_at == OFFSETS);
            let target = super::super::encode::Target {
                version: 1,
                checksum: false,
                room: value.room(),
            };
            let source = value.source(text);
            let buffer = super::super::encode::encode(&index, root, source, &versions, target);
            let buffer = buffer.expect("it fits");
            assert_eq!(buffer, wanted, "{text_at}");
            assert!(buffer.len() <= value.room(), "{text_at}");
        }
        assert!((5..40).contains(&copied), "{copied}");
    }

    #[test]
    fn lines_are_counted_to_any_number() {
        let index = Index::new(descriptor()).expect("it is good");
        let text = "\n".repeat(70_000) + "\r\r{x";
        let error = from_json(&index, 0, text.as_bytes(), Reading::default());
        let error = error.expect_err("it is no JSON");
        assert_eq!(error.position(), Some((70_001, 4)));
    }
}
