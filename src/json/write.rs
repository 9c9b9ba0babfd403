//! A checked buffer as JSON.

mod fixed;

use alloc::string::String;
use alloc::vec;

use super::Writing;
use super::bytes::Bytes;
use super::source::Source;
use super::text;
use crate::header::HEADER_LEN;
use crate::schema::{Field, FieldInfo, Index, MapInfo, Shape, Versions, integer};

/// How much text is written before it goes on. A multiple of three, so that base64 can be cut here.
const PIECE: usize = 48 << 10;

/// Takes pieces of text, and says whether it takes more.
pub(super) type Sink<'s> = &'s mut dyn FnMut(&[u8]) -> bool;

/// Writes a buffer that [`crate::precise::check`] has accepted, by the versions that it said.
pub(super) fn write(
    index: &Index,
    root: usize,
    buffer: &[u8],
    versions: &Versions,
    how: Writing,
) -> String {
    let mut writer = Writer::new(index, buffer, versions, how, buffer.len());
    writer.message(root, HEADER_LEN);
    writer.out.into_string()
}

/// Writes a value of fixed size.
pub(super) fn fixed(index: &Index, ty: usize, bytes: &[u8]) -> String {
    let versions = Versions::newest(index);
    let mut writer = Writer::new(index, &[], &versions, Writing::default(), 32);
    writer.fixed(ty, bytes);
    writer.out.into_string()
}

/// Writes such a buffer piece by piece, until the sink takes no more.
#[cfg(feature = "std")]
pub(super) fn write_to(
    index: &Index,
    root: usize,
    buffer: &[u8],
    versions: &Versions,
    how: Writing,
    sink: Sink<'_>,
) {
    let room = buffer.len().saturating_mul(2).min(PIECE + 4096);
    let mut writer = Writer::new(index, buffer, versions, how, room);
    writer.sink = Some(sink);
    writer.message(root, HEADER_LEN);
    writer.drain();
}

struct Writer<'a, 's> {
    index: &'a Index,
    versions: &'a Versions,
    source: Source<'a>,
    how: Writing,
    /// How many objects and arrays are open.
    level: usize,
    /// What is written and did not go on yet.
    out: Bytes,
    sink: Option<Sink<'s>>,
    /// The sink takes no more.
    stopped: bool,
}

impl<'a> Writer<'a, '_> {
    fn new(
        index: &'a Index,
        buffer: &'a [u8],
        versions: &'a Versions,
        how: Writing,
        room: usize,
    ) -> Self {
        Self {
            index,
            versions,
            source: Source::buffer(buffer),
            how,
            level: 0,
            out: Bytes::new(room, how.reveal && index.has_secrets()),
            sink: None,
            stopped: false,
        }
    }

    /// Lets the text go on where there is enough of it.
    #[inline]
    fn passing(&mut self) {
        if self.out.len() >= PIECE {
            self.drain();
        }
    }

    #[cold]
    fn drain(&mut self) {
        if let Some(sink) = &mut self.sink {
            self.stopped = self.stopped || !sink(&self.out);
            self.out.clear();
        }
    }

    /// A message: its fields in order of their ids.
    fn message(&mut self, message: usize, at: usize) {
        let index = self.index;
        let version = self.versions.message(index, message);
        let mut first = self.open(b'{');
        let keys = &index.layout(message).keys;
        for ((field, place), key) in index.fields(message).zip(keys) {
            // A removed field is given out no more, even where the writer still had it.
            if field.removed != 0 {
                continue;
            }
            if field.since > version {
                self.missing(field, place, key, &mut first);
            } else if self.is_present(field, place, at) {
                self.key(&mut first, key);
                if field.secret && !self.how.reveal {
                    self.out.extend(b"null");
                } else {
                    self.value(place.ty, at + place.at as usize);
                }
            }
        }
        self.close(b'}', first);
    }

    fn is_present(&self, field: &Field, place: &FieldInfo, at: usize) -> bool {
        match place.presence {
            Some((byte, mask)) => self.source.u8(at + byte as usize) & mask != 0,
            None => !field.optional || self.source.u32(at + place.at as usize) != 0,
        }
    }

    /// A field that the writer's version had not: what an accessor says of it.
    #[cold]
    fn missing(&mut self, field: &Field, place: &FieldInfo, key: &str, first: &mut bool) {
        if field.optional {
            return;
        }
        self.key(first, key);
        let default = field.default.as_deref();
        match self.index.ty(place.ty).shape {
            _ if field.secret && !self.how.reveal => self.out.extend(b"null"),
            Shape::String => {
                text::string(&mut self.out, default.unwrap_or_default());
            }
            Shape::Bytes => self.out.extend(b"\"\""),
            Shape::Vector(_) => self.out.extend(b"[]"),
            shape if shape.is_slot() => self.out.extend(b"{}"),
            _ => match default {
                Some(bytes) => self.fixed(place.ty, bytes),
                None => self.fixed(place.ty, &vec![0; place.size as usize]),
            },
        }
    }

    /// A value that lies, or whose slot lies, at `at`.
    fn value(&mut self, ty: usize, at: usize) {
        let info = self.index.ty(ty);
        match info.shape {
            Shape::String => self.string(self.source.slice(at)),
            Shape::Bytes => self.base64(self.source.slice(at)),
            shape if shape.is_slot() => {
                if let Some((target, length)) = self.source.slot(at) {
                    self.target(shape, target, length);
                }
            }
            _ => self.fixed(ty, self.source.bytes(at, info.size as usize)),
        }
    }

    fn target(&mut self, shape: Shape, at: usize, length: usize) {
        match shape {
            Shape::Message(message) => self.message(message, at),
            Shape::Vector(element) => {
                let message = match self.index.ty(element).shape {
                    Shape::Message(message) => Some(message),
                    _ => None,
                };
                // A vector of messages has its stride and a zero word before its blocks.
                let (start, stride) = match message {
                    Some(_) => (at + 8, self.source.u32(at) as usize),
                    None => (at, self.index.ty(element).size as usize),
                };
                let mut first = self.open(b'[');
                for i in 0..length {
                    if self.stopped {
                        break;
                    }
                    self.passing();
                    self.separate(&mut first);
                    let at = start + i * stride;
                    match message {
                        Some(message) => self.message(message, at),
                        None => self.value(element, at),
                    }
                }
                self.close(b']', first);
            }
            Shape::Map(map) => self.map(map, at, length),
            Shape::Union(union) => self.union(union, at, length),
            _ => {}
        }
    }

    fn map(&mut self, map: MapInfo, at: usize, length: usize) {
        let stride = self.source.u32(at) as usize;
        let mut first = self.open(b'{');
        for i in 0..length {
            if self.stopped {
                break;
            }
            self.passing();
            let entry = at + 8 + i * stride;
            self.separate(&mut first);
            self.map_key(map.key, entry + map.key_at as usize);
            self.colon();
            self.value(map.value, entry + map.value_at as usize);
        }
        self.close(b'}', first);
    }

    /// A key as its text; it needs no escapes unless it is a string.
    fn map_key(&mut self, ty: usize, at: usize) {
        let info = self.index.ty(ty);
        if info.shape == Shape::String {
            return self.string(self.source.slice(at));
        }
        let bytes = self.source.bytes(at, info.size as usize);
        self.out.push(b'"');
        match info.shape {
            Shape::Bool => self.bool(bytes),
            Shape::Unsigned(_) => text::integer(&mut self.out, integer(bytes, false) as u128),
            Shape::Signed(_) => text::integer(&mut self.out, integer(bytes, true)),
            Shape::Uuid => text::uuid(&mut self.out, bytes),
            Shape::Enum(e) => {
                let e = self.index.enumeration(e);
                let value = integer(bytes, e.is_signed());
                match e.name_of(value as u64) {
                    Some(name) => self.out.extend(name.as_bytes()),
                    None => text::integer(&mut self.out, value),
                }
            }
            _ => {}
        }
        self.out.push(b'"');
    }

    /// `{"arm": {...}}`, or the bytes of an arm that is not known.
    fn union(&mut self, union: usize, at: usize, tag: usize) {
        let index = self.index;
        let version = self.versions.union(index, union);
        let arms = &index.union(union).arms;
        let arm = arms
            .iter()
            .find(|arm| arm.tag as usize == tag && arm.since <= version);
        let mut first = self.open(b'{');
        match arm {
            Some(arm) => {
                self.separate(&mut first);
                self.name(&arm.name);
                self.colon();
                self.message(arm.message as usize, at + 8);
            }
            None => {
                self.separate(&mut first);
                self.out.extend(b"\"#");
                text::integer(&mut self.out, tag);
                self.out.push(b'"');
                self.colon();
                let mut inner = self.open(b'{');
                self.key(&mut inner, "\"block\":");
                text::integer(&mut self.out, self.source.u32(at));
                self.key(&mut inner, "\"bytes\":");
                let payload = self.source.u32(at + 4) as usize;
                self.base64(self.source.bytes(at + 8, payload));
                self.close(b'}', inner);
            }
        }
        self.close(b'}', first);
    }

    /// Opens an object or an array; the value says that nothing is in it yet.
    fn open(&mut self, bracket: u8) -> bool {
        self.out.push(bracket);
        self.level += 1;
        true
    }

    /// Comes before each element and each key.
    fn separate(&mut self, first: &mut bool) {
        if !core::mem::replace(first, false) {
            self.out.push(b',');
        }
        if self.how.pretty {
            self.line();
        }
    }

    /// A key with its quotes and its colon.
    fn key(&mut self, first: &mut bool, key: &str) {
        self.separate(first);
        self.out.extend(key.as_bytes());
        if self.how.pretty {
            self.out.push(b' ');
        }
    }

    fn colon(&mut self) {
        self.out.push(b':');
        if self.how.pretty {
            self.out.push(b' ');
        }
    }

    /// A name of the description: an identifier, in which nothing is to be escaped.
    fn name(&mut self, name: &str) {
        self.out.push(b'"');
        self.out.extend(name.as_bytes());
        self.out.push(b'"');
    }

    fn string(&mut self, text: &[u8]) {
        self.out.push(b'"');
        for piece in text.chunks(PIECE) {
            text::escaped(&mut self.out, piece);
            self.passing();
        }
        self.out.push(b'"');
    }

    fn base64(&mut self, bytes: &[u8]) {
        self.out.push(b'"');
        for piece in bytes.chunks(PIECE) {
            text::base64(&mut self.out, piece);
            self.passing();
        }
        self.out.push(b'"');
    }

    fn close(&mut self, bracket: u8, empty: bool) {
        self.level -= 1;
        if self.how.pretty && !empty {
            self.line();
        }
        self.out.push(bracket);
    }

    fn line(&mut self) {
        self.out.push(b'\n');
        for _ in 0..self.level {
            self.out.extend(b"  ");
        }
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::io::{Error, ErrorKind, Result, Write};

    use super::PIECE;
    use crate::json::{Reading, Writing, from_json, to_json, write_json};
    use crate::schema::{Index, descriptor};
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    /// Takes so many pieces, then fails.
    struct Pieces(Vec<usize>, usize);

    impl Write for Pieces {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            if self.0.len() == self.1 {
                return Err(Error::from(ErrorKind::StorageFull));
            }
            self.0.push(bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    /// A message with one long string and many short values, as JSON and as a buffer.
    fn large() -> (Index, usize, String, Vec<u8>) {
        let index = Index::new(descriptor()).expect("it is good");
        let root = index.message_by_name("halflap.descriptor.EnumValue");
        let root = root.expect("it is there");
        let name = "\u{1}é\u{1f600}\\u0001".repeat(PIECE / 4);
        let name = name.replace('\u{1}', "\\u0001").replace("\\\\", "\\");
        let text = format!("{{\"name\":\"{name}\",\"value\":\"1\"}}");
        let buffer = from_json(&index, root, text.as_bytes(), Reading::default());
        let buffer = buffer.expect("it is good");
        (index, root, text, buffer)
    }

    #[test]
    fn pieces_are_the_text() {
        let (index, root, text, buffer) = large();
        let how = Writing::default();
        assert_eq!(to_json(&index, root, &buffer, how).as_ref(), Ok(&text));
        let mut out = Vec::new();
        let written = write_json(&index, root, &buffer, how, &mut out);
        assert!(written.expect("a good buffer").is_ok());
        assert!(out == text.as_bytes());
        let mut pieces = Pieces(Vec::new(), usize::MAX);
        let written = write_json(&index, root, &buffer, how, &mut pieces);
        assert!(written.expect("a good buffer").is_ok());
        assert_eq!(pieces.0.iter().sum::<usize>(), text.len());
        // An escape makes six bytes of one.
        assert!(pieces.0.len() > 2 && pieces.0.iter().all(|&len| len < 7 * PIECE));
    }

    #[test]
    fn nothing_is_written_after_an_error() {
        let (index, root, _, buffer) = large();
        let mut pieces = Pieces(Vec::new(), 1);
        let written = write_json(&index, root, &buffer, Writing::default(), &mut pieces);
        let error = written.expect("a good buffer").expect_err("no more room");
        assert_eq!(error.kind(), ErrorKind::StorageFull);
        assert_eq!(pieces.0.len(), 1);
    }
}
