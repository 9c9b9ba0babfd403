//! What each byte of a buffer is: the model behind `halflap inspect`, and its two renderers.
//!
//! [`Inspection::new`] checks a buffer with the precise walk of the runtime, watches it (`watch`),
//! and makes of what it saw a tree of [`Stretch`]es (`tree`) whose leaves are every byte of the
//! buffer exactly once. What a stretch is called is worked out in `words` when it is asked for;
//! `text` and `page` print the same rows for a terminal and as a page for a browser.

mod header;
mod page;
mod quote;
mod rules;
mod text;
mod tree;
mod types;
mod watch;
mod words;

use std::ops::Range;

use halflap::precise::{self, FieldState};
use halflap::schema::{Index, MapInfo, PresenceBit};
use halflap::{Error, Header, Kind};

pub use header::HeaderField;
pub(crate) use quote::plain;
pub use words::{Class, Row};

/// Of more elements than this only the first [`FEW`] are stretches of their own.
const MANY: u64 = 16;
const FEW: u64 = 8;

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Each element of long vectors, and each byte of long stretches.
    pub all: bool,
    /// Secrets too.
    pub reveal: bool,
}

/// A buffer with the meaning of its bytes.
#[derive(Debug, Clone)]
pub struct Inspection<'a> {
    index: Option<&'a Index>,
    root: Option<usize>,
    bytes: &'a [u8],
    options: Options,
    stretches: Vec<Stretch>,
    error: Option<Error>,
}

/// Bytes that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Which they are. A stretch may be empty: that of an empty text is.
    pub bytes: Range<usize>,
    /// How many stretches it is in.
    pub depth: usize,
    /// It consists of the stretches that follow and are deeper.
    pub group: bool,
    /// What it is.
    pub what: What,
    /// The field that it belongs to, as errors name it; empty for header and root.
    pub path: Box<str>,
    /// Its bytes are, or may be, a secret that is not to be shown.
    pub hidden: bool,
}

/// What a stretch is.
///
/// Indices named `message`, `ty` and `field` are those of a description
/// ([`Schema`](halflap::schema::Schema)).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// The header.
    Header,
    /// One of the header's fields.
    HeaderField(HeaderField),
    /// Everything behind the header.
    Body,
    /// The root's block, without a schema to read it by.
    RootBlock,
    /// What lies behind the root's block, without a schema to read it by.
    Targets,
    /// The block of a message.
    Block {
        /// The message.
        message: usize,
    },
    /// A field in a block.
    Field {
        /// The message.
        message: usize,
        /// The field's index in it.
        field: usize,
        /// Whether it is there.
        state: FieldState,
    },
    /// A byte of presence bits.
    Presence {
        /// The message.
        message: usize,
        /// The bits that belong to fields.
        bits: Box<[PresenceBit]>,
        /// Those that belong to none.
        spare: u8,
    },
    /// The block of a map's entry.
    Entry(MapInfo),
    /// A key in an entry's block.
    Key {
        /// Its type.
        ty: usize,
    },
    /// A value in an entry's block.
    Value {
        /// Its type.
        ty: usize,
    },
    /// The slot of a vector's element.
    Slot {
        /// The element's type.
        ty: usize,
    },
    /// What a slot points at.
    Target {
        /// Its type.
        ty: usize,
        /// Where the slot is.
        slot: usize,
    },
    /// A member of a struct, an element of an array or of a vector.
    Part {
        /// Its type.
        ty: usize,
    },
    /// Elements of a fixed size.
    Elements {
        /// Their type.
        ty: usize,
        /// How many.
        count: u64,
    },
    /// How long the blocks of a vector or map are.
    Stride,
    /// How long an arm's block is.
    ArmBlock,
    /// How long a union's payload is.
    ArmPayload,
    /// The payload of an arm that the schema has not.
    UnknownArm,
    /// Zeros.
    Padding,
    /// Bytes of a newer writer.
    Skipped,
    /// Texts that lie back to back.
    Run {
        /// How many.
        texts: usize,
    },
    /// Elements that are not shown each for itself, or what lies below them.
    Rest {
        /// The vector's or map's type.
        ty: usize,
        /// Which they are.
        elements: Range<u64>,
        /// What their slots point at rather than they themselves.
        below: bool,
    },
    /// Bytes behind the error, which nobody has looked at.
    Unread,
}

impl<'a> Inspection<'a> {
    /// Looks at a buffer: by a schema's description or, without one, at its header alone. `named` is
    /// the message that it has to hold, an index of the description's messages; without it the header
    /// says which.
    ///
    /// ```
    /// use halflap::schema::{Index, descriptor};
    /// use halflap::json::{Reading, from_json};
    /// use halflap_compiler::inspect::{Inspection, Options};
    ///
    /// let index = Index::new(descriptor()).unwrap();
    /// let pin = index.message_by_name("halflap.descriptor.Pin").unwrap();
    /// let text = br#"{"package":1,"versions":[3]}"#;
    /// let buffer = from_json(&index, pin, text, Reading::default()).unwrap();
    /// let seen = Inspection::new(Some(&index), None, &buffer, Options::default());
    /// assert!(seen.error().is_none());
    /// let version = seen.stretches().iter().find(|s| &*s.path == "versions[0]").unwrap();
    /// assert_eq!(version.bytes, 56..60);
    /// assert_eq!(seen.row(version).line(), "[0]: u32 = 3");
    /// ```
    pub fn new(
        index: Option<&'a Index>,
        named: Option<usize>,
        bytes: &'a [u8],
        options: Options,
    ) -> Self {
        let root = match (index, named) {
            (Some(index), None) => precise::root_of(index, bytes).map(Some),
            _ => Ok(named),
        };
        let mut watch = watch::Watch::new(index, bytes, options.all);
        let checked = match (index, &root) {
            (_, Err(error)) => Err(error.clone()),
            (Some(index), Ok(Some(root))) => {
                let how = precise::Options::default();
                precise::check_with(index, *root, bytes, how, &mut watch).map(|_| ())
            }
            _ => header::check_alone(bytes),
        };
        let error = checked.err();
        let root = root.ok().flatten();
        let conceals = !options.reveal
            && index.is_some_and(|index| {
                let of_root = root.filter(|_| !is_kind(error.as_ref(), Kind::WrongType));
                types::holds_secrets(index, of_root)
            });
        let stretches = watch.finish(error.as_ref(), options.reveal, conceals);
        Self {
            index,
            root,
            bytes,
            options,
            stretches,
            error,
        }
    }

    /// All stretches, each before those that it consists of.
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// Why the buffer is refused: what [`precise::check`] says of it.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// What is said of a stretch.
    pub fn row(&self, stretch: &Stretch) -> Row {
        words::row(self, stretch)
    }

    /// The tree as text, a line for each stretch, with the bytes beside it. It ends with the line that
    /// `halflap verify` prints.
    ///
    /// ```
    /// use halflap_compiler::inspect::{Inspection, Options};
    ///
    /// let seen = Inspection::new(None, None, b"HLAP", Options::default());
    /// let text = seen.text(false);
    /// assert!(text.contains("48 4c 41 50                magic = HLAP"));
    /// assert!(text.ends_with("error kind=truncated offset=4 path=\n"));
    /// ```
    pub fn text(&self, color: bool) -> String {
        text::write(self, color)
    }

    /// The tree beside a picture of the bytes, as one page that needs nothing else. `name` is what
    /// the page calls the buffer.
    pub fn page(&self, name: &str) -> String {
        page::write(self, name)
    }

    /// The last line of the text.
    pub fn verdict(&self) -> String {
        match (&self.error, self.index) {
            (Some(error), _) => refusal(error),
            (None, Some(_)) => "ok".to_owned(),
            (None, None) => "header ok, body not checked: there is no schema".to_owned(),
        }
    }

    /// What the buffer is, in a few words.
    fn summary(&self) -> String {
        let mut parts = Vec::new();
        if let (Some(index), Some(root)) = (self.index, self.root) {
            parts.push(quote::plain(&index.message(root).name));
        }
        if let Ok(header) = Header::peek(self.bytes) {
            parts.push(format!("version {}", header.version()));
        }
        parts.push(words::count(self.bytes.len() as u64, "byte"));
        parts.join(", ")
    }

    /// The bytes of a stretch.
    fn slice(&self, range: &Range<usize>) -> &'a [u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}

/// How the command says what is wrong with a buffer, the same in both languages.
pub(crate) fn refusal(error: &Error) -> String {
    let (kind, offset, path) = (error.kind(), error.offset(), error.path());
    format!("error kind={kind} offset={offset} path={path}")
}

fn is_kind(error: Option<&Error>, kind: Kind) -> bool {
    error.is_some_and(|error| error.kind() == kind)
}
