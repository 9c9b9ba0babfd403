//! What is said of a stretch.

mod header;

use base64ct::{Base64, Encoding};
use halflap::precise::FieldState;
use halflap::schema::{Index, PresenceBit, Shape};

use super::quote::{plain, quoted};
use super::{Inspection, Stretch, What, types};

/// Longer texts, and more bytes or elements in one value, are cut.
const LONGEST: usize = 60;
const BYTES: usize = 24;

/// What a stretch is, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// Its type, as a schema says it; empty where it has none.
    pub ty: String,
    /// Its value, as JSON where it is one of the schema's; empty where it has none.
    pub value: String,
    /// What else there is to say, or nothing.
    pub note: String,
    /// The sort of thing that it is.
    pub class: Class,
}

/// Sorts of stretches, which have a colour each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Class {
    Group,
    Header,
    Slot,
    Value,
    Text,
    Bytes,
    Presence,
    Structure,
    Rest,
    Padding,
    Skipped,
    Unread,
    Secret,
}

impl Class {
    /// All of them, with a name.
    pub const ALL: [(Class, &'static str); 13] = [
        (Class::Group, "group"),
        (Class::Header, "header"),
        (Class::Slot, "slot"),
        (Class::Value, "value"),
        (Class::Text, "text"),
        (Class::Bytes, "bytes"),
        (Class::Presence, "presence"),
        (Class::Structure, "structure"),
        (Class::Rest, "rest"),
        (Class::Padding, "padding"),
        (Class::Skipped, "skipped"),
        (Class::Unread, "unread"),
        (Class::Secret, "secret"),
    ];
}

impl Row {
    fn new(class: Class, name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ty: String::new(),
            value: String::new(),
            note: String::new(),
            class,
        }
    }

    fn ty(mut self, ty: String) -> Self {
        self.ty = ty;
        self
    }

    fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// All of it on one line: `name: type = value, note`.
    pub fn line(&self) -> String {
        let mut line = self.name.clone();
        for (before, part) in [(": ", &self.ty), (" = ", &self.value), (", ", &self.note)] {
            if !part.is_empty() {
                line.push_str(before);
                line.push_str(part);
            }
        }
        line
    }
}

/// `1 byte`, `2 bytes`, `2 entries`.
pub(super) fn count(n: u64, of: &str) -> String {
    match (n, of.strip_suffix('y')) {
        (1, _) => format!("1 {of}"),
        (_, Some(stem)) => format!("{n} {stem}ies"),
        _ => format!("{n} {of}s"),
    }
}

pub(super) fn row(seen: &Inspection<'_>, stretch: &Stretch) -> Row {
    let len = stretch.bytes.len() as u64;
    let mut row = words(seen, stretch, len);
    if stretch.hidden {
        row.value = String::new();
        let sort = match stretch.what {
            What::Unread | What::Skipped | What::UnknownArm | What::Padding | What::Rest { .. } => {
                "may hold a secret"
            }
            _ => "secret",
        };
        row.note = format!("{sort}, {} not shown", count(len, "byte"));
        if !stretch.group {
            row.class = Class::Secret;
        }
    }
    row
}

fn words(seen: &Inspection<'_>, stretch: &Stretch, len: u64) -> Row {
    let bytes = || count(len, "byte");
    match &stretch.what {
        What::Header => Row::new(Class::Group, "header").note(bytes()),
        What::HeaderField(field) => header::row(seen, *field),
        What::Body => Row::new(Class::Group, "body").note(bytes()),
        What::RootBlock => Row::new(Class::Bytes, "root block").note(bytes()),
        What::Targets => Row::new(Class::Bytes, "targets").note(bytes()),
        What::Stride => Row::new(Class::Structure, "stride").value(word(seen, stretch)),
        What::ArmBlock => Row::new(Class::Structure, "block length").value(word(seen, stretch)),
        What::ArmPayload => Row::new(Class::Structure, "payload length").value(word(seen, stretch)),
        What::UnknownArm => {
            Row::new(Class::Skipped, "payload of an arm that is not known").note(bytes())
        }
        What::Padding => Row::new(Class::Padding, "padding"),
        What::Skipped => Row::new(Class::Skipped, "skipped").note("a newer writer's"),
        What::Run { texts } => Row::new(Class::Group, "text run").note(format!(
            "{}, {}",
            count(*texts as u64, "text"),
            bytes()
        )),
        What::Unread => Row::new(Class::Unread, "not read").note(bytes()),
        what => match seen.index {
            Some(index) => described(seen, index, stretch, what),
            None => Row::new(Class::Unread, ""),
        },
    }
}

/// A word of four bytes that counts bytes.
fn word(seen: &Inspection<'_>, stretch: &Stretch) -> String {
    u32_at(seen, stretch.bytes.start).to_string()
}

fn u32_at(seen: &Inspection<'_>, at: usize) -> u32 {
    let bytes = seen.bytes.get(at..).and_then(<[u8]>::first_chunk);
    bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// What only a schema tells.
fn described(seen: &Inspection<'_>, index: &Index, stretch: &Stretch, what: &What) -> Row {
    let home = seen.root.map(|root| index.message(root).package);
    let type_name = |ty| types::name(index, ty, home);
    let path = || plain(&stretch.path);
    let last = || plain(last(&stretch.path));
    match what {
        What::Block { message } => {
            let ty = types::message(index, *message, home);
            let len = count(stretch.bytes.len() as u64, "byte");
            match &*stretch.path {
                "" => Row::new(Class::Group, "root block").ty(ty).note(len),
                _ => Row::new(Class::Group, path())
                    .ty(ty)
                    .note(format!("a block of {len}")),
            }
        }
        What::Entry(_) => Row::new(Class::Group, path()).note(format!(
            "an entry of {}",
            count(stretch.bytes.len() as u64, "byte")
        )),
        What::Field {
            message,
            field,
            state,
        } => {
            let (field, place) = index.field(*message, *field);
            let secret = if field.secret { "secret " } else { "" };
            let optional = if field.optional { "?" } else { "" };
            let ty = format!("{secret}{}{optional}", type_name(place.ty));
            let row = Row::new(Class::Value, plain(&field.name)).ty(ty);
            let row = match state {
                FieldState::Absent => return row.note("absent"),
                FieldState::Removed => return row.note(format!("removed in {}", field.removed)),
                FieldState::Present => own(seen, index, place.ty, stretch, row),
            };
            match field.deprecated {
                true if row.note.is_empty() => row.note("deprecated"),
                _ => row,
            }
        }
        What::Key { ty } | What::Value { ty } | What::Slot { ty } | What::Part { ty } => {
            let row = Row::new(Class::Value, last()).ty(type_name(*ty));
            own(seen, index, *ty, stretch, row)
        }
        What::Presence {
            message,
            bits,
            spare,
        } => presence(seen, index, stretch, (*message, bits, *spare)),
        What::Target { ty, slot } => {
            let row = Row::new(Class::Group, path()).ty(type_name(*ty));
            target(seen, index, *ty, *slot, stretch, row)
        }
        What::Elements { ty, count: n } => {
            let mut values: Vec<String> = seen
                .slice(&stretch.bytes)
                .chunks(1)
                .take(BYTES)
                .map(|byte| fixed(index, *ty, byte))
                .collect();
            if *n > BYTES as u64 {
                values.push("…".into());
            }
            Row::new(Class::Value, "elements")
                .value(format!("[{}]", values.join(",")))
                .note(count(*n, "element"))
        }
        What::Rest {
            ty,
            elements,
            below,
        } => {
            let n = elements.end - elements.start;
            if *below {
                return Row::new(Class::Rest, format!("below {}", path()))
                    .note(format!("what {} hold", count(n, "element")));
            }
            let what = match index.ty(*ty).shape {
                Shape::Map(_) => count(n, "more entry"),
                _ => count(n, "more element"),
            };
            Row::new(Class::Rest, path()).note(what)
        }
        _ => Row::new(Class::Unread, ""),
    }
}

/// The last part of a path.
fn last(path: &str) -> &str {
    match path.rfind(['.', '[']) {
        Some(at) if path[at..].starts_with('[') => &path[at..],
        Some(at) => &path[at + 1..],
        None => path,
    }
}

/// A value where it lies, or the slot of one.
fn own(seen: &Inspection<'_>, index: &Index, ty: usize, stretch: &Stretch, row: Row) -> Row {
    let shape = index.ty(ty).shape;
    if !shape.is_slot() {
        if stretch.group {
            return Row {
                class: Class::Group,
                ..row
            };
        }
        return row.value(fixed(index, ty, seen.slice(&stretch.bytes)));
    }
    let at = stretch.bytes.start;
    let (offset, length) = (u32_at(seen, at), u32_at(seen, at + 4));
    let length = u64::from(length);
    let what = match shape {
        Shape::Vector(_) => count(length, "element"),
        Shape::Map(_) => count(length, "entry"),
        Shape::Message(_) => format!("a block of {length}"),
        Shape::Union(_) => format!("tag {length}"),
        _ => count(length, "byte"),
    };
    let class = Class::Slot;
    let at = at as u64 + u64::from(offset);
    match offset {
        0 => Row { class, ..row }.note("a slot of nothing"),
        _ => Row { class, ..row }.note(format!("{what} at {at}")),
    }
}

/// A value of fixed size as the project's JSON has it; what its type refuses as a number.
fn fixed(index: &Index, ty: usize, bytes: &[u8]) -> String {
    match (index.ty(ty).shape, bytes) {
        (Shape::Bool, [byte]) if *byte > 1 => byte.to_string(),
        _ => {
            let json = halflap::json::fixed_to_json(index, ty, bytes);
            plain(&json.unwrap_or_default())
        }
    }
}

fn presence(
    seen: &Inspection<'_>,
    index: &Index,
    stretch: &Stretch,
    (message, bits, spare): (usize, &[PresenceBit], u8),
) -> Row {
    let byte = seen.slice(&stretch.bytes).first().copied().unwrap_or(0);
    let names = |set: bool| {
        let bits = bits.iter().filter(|bit| (byte & bit.mask != 0) == set);
        let names = bits.map(|bit| {
            let (field, _) = index.field(message, bit.field);
            format!("{} (bit {})", plain(&field.name), bit.mask.trailing_zeros())
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let mut notes = Vec::new();
    for (what, names) in [("present", names(true)), ("absent", names(false))] {
        if !names.is_empty() {
            notes.push(format!("{what}: {names}"));
        }
    }
    if byte & spare != 0 {
        notes.push(format!("spare bits: {:08b}", byte & spare));
    }
    Row::new(Class::Presence, "presence").note(notes.join("; "))
}

/// What a slot points at.
fn target(
    seen: &Inspection<'_>,
    index: &Index,
    ty: usize,
    slot: usize,
    stretch: &Stretch,
    row: Row,
) -> Row {
    let length = u64::from(u32_at(seen, slot + 4));
    let bytes = seen.slice(&stretch.bytes);
    match index.ty(ty).shape {
        Shape::String => {
            let class = Class::Text;
            let row = Row { class, ..row };
            match std::str::from_utf8(bytes) {
                Ok(text) => row.value(quoted(text, LONGEST)),
                Err(error) => {
                    let good = &bytes[..error.valid_up_to()];
                    let good = std::str::from_utf8(good).unwrap_or_default();
                    let row = row.value(quoted(good, LONGEST));
                    row.note(format!("and then no UTF-8; {}", count(length, "byte")))
                }
            }
        }
        Shape::Bytes => {
            let class = Class::Bytes;
            let row = Row { class, ..row };
            if bytes.len() <= BYTES {
                return row.value(format!("\"{}\"", Base64::encode_string(bytes)));
            }
            row.note(count(length, "byte"))
        }
        Shape::Vector(_) => row.note(count(length, "element")),
        Shape::Map(_) => row.note(count(length, "entry")),
        Shape::Union(union) => {
            let arms = &index.union(union).arms;
            let arm = arms.iter().find(|arm| u64::from(arm.tag) == length);
            let name = arm.map_or_else(|| format!("#{length}"), |arm| plain(&arm.name));
            row.note(format!("arm {name}"))
        }
        _ => row,
    }
}
