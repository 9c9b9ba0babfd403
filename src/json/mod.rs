//! JSON from any buffer and back, driven by a schema's description.
//!
//! The rules are those of `spec/json.md`: numbers and strings as RFC 8785 writes them, integers
//! above 32 bits as decimal strings, keys in the order of the schema. Reading is strict: what is
//! accepted stands for exactly one value, and everything else is an [`Error`] with line, column
//! and path.
//!
//! ```
//! use halflap::json::{Reading, Writing, from_json, to_json};
//! use halflap::schema::{Index, descriptor};
//!
//! let index = Index::new(descriptor()).unwrap();
//! let pin = index.message_by_name("halflap.descriptor.Pin").unwrap();
//! let text = r#"{"package":1,"versions":[1,1,3]}"#;
//! let buffer = from_json(&index, pin, text.as_bytes(), Reading::default()).unwrap();
//! assert_eq!(to_json(&index, pin, &buffer, Writing::default()).unwrap(), text);
//! ```
//!
//! # Secrets
//!
//! Where a schema has secret fields, all memory that reading and writing take for themselves is
//! overwritten before it is given back, after an error too: values that are half read, strings that
//! were put together from escapes, revealed text on its way to a writer. What the caller gave and
//! what it gets is the caller's to wipe. Single numbers that pass through registers and the stack
//! stay there, and nothing is known of copies that a system makes when it swaps.

mod bytes;
mod encode;
mod error;
#[cfg(feature = "serde")]
pub mod form;
mod lex;
mod read;
mod scalars;
mod source;
mod text;
mod write;

pub use encode::encode_as;
pub use error::{Error, ErrorKind};

use crate::precise::{self, Options};
use crate::schema::{Index, Versions};
use alloc::string::String;
use alloc::vec::Vec;

/// How JSON is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Writing {
    /// Over several lines, two spaces a level, rather than without any white space.
    pub pretty: bool,
    /// Secret fields are written too, rather than `null` in their place.
    pub reveal: bool,
}

/// What is made of JSON that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// The schema's version to encode as; the newest where it is not said.
    pub version: Option<u32>,
    /// The header gets a checksum.
    pub checksum: bool,
}

/// Checks a buffer whose root is the message `root` of the description, and writes it as JSON.
///
/// ```
/// use halflap::json::{Reading, Writing, from_json, to_json};
/// use halflap::schema::{Index, descriptor};
///
/// let index = Index::new(descriptor()).unwrap();
/// let pin = index.message_by_name("halflap.descriptor.Pin").unwrap();
/// let text = br#"{"package":1,"versions":[3]}"#;
/// let buffer = from_json(&index, pin, text, Reading::default()).unwrap();
/// let pretty = Writing { pretty: true, ..Writing::default() };
/// let lines = "{\n  \"package\": 1,\n  \"versions\": [\n    3\n  ]\n}";
/// assert_eq!(to_json(&index, pin, &buffer, pretty).unwrap(), lines);
/// ```
///
/// # Errors
/// What [`precise::check`] finds. A buffer of a newer writer is read as far as it is known.
pub fn to_json(
    index: &Index,
    root: usize,
    buffer: &[u8],
    how: Writing,
) -> Result<String, crate::Error> {
    let accepted = precise::check(index, root, buffer, Options::default())?;
    Ok(write::write(index, root, buffer, &accepted.versions, how))
}

/// Checks a buffer and writes it as JSON, as [`to_json`] does, to `out`: in pieces of some 50 KB, so
/// that the text is never in memory as a whole. `out` needs no buffer of its own.
///
/// ```
/// use halflap::json::{Reading, Writing, from_json, write_json};
/// use halflap::schema::{Index, descriptor};
///
/// let index = Index::new(descriptor()).unwrap();
/// let pin = index.message_by_name("halflap.descriptor.Pin").unwrap();
/// let text = br#"{"package":1,"versions":[3]}"#;
/// let buffer = from_json(&index, pin, text, Reading::default()).unwrap();
/// let mut out = Vec::new();
/// write_json(&index, pin, &buffer, Writing::default(), &mut out).unwrap().unwrap();
/// assert_eq!(out, text);
/// ```
///
/// # Errors
/// The outer error is what [`precise::check`] finds, before anything is written; the inner one is
/// the first that `out` gave, after which nothing more is written.
#[cfg(feature = "std")]
pub fn write_json(
    index: &Index,
    root: usize,
    buffer: &[u8],
    how: Writing,
    mut out: impl std::io::Write,
) -> Result<std::io::Result<()>, crate::Error> {
    let accepted = precise::check(index, root, buffer, Options::default())?;
    let mut written = Ok(());
    write::write_to(index, root, buffer, &accepted.versions, how, &mut |piece| {
        written = out.write_all(piece);
        written.is_ok()
    });
    Ok(written)
}

/// One value of fixed size as JSON, from the bytes that it takes in a block, a struct or a vector.
/// `None` where the type takes a slot, and for bytes of another length.
///
/// Bytes that the type refuses are written too: a bool that is neither as `false`, a value that a
/// closed enum has not as its number.
///
/// ```
/// use halflap::json::fixed_to_json;
/// use halflap::schema::{Index, Shape, descriptor};
///
/// let index = Index::new(descriptor()).unwrap();
/// let of = |shape| (0..).find(|&ty| index.ty(ty).shape == shape).unwrap();
/// let bytes = 5_u64.to_le_bytes();
/// let written = fixed_to_json(&index, of(Shape::Unsigned(8)), &bytes);
/// assert_eq!(written.as_deref(), Some("\"5\""));
/// assert_eq!(fixed_to_json(&index, of(Shape::String), &bytes), None);
/// ```
///
/// # Panics
/// If `ty` is no index of [`Schema::types`](crate::schema::Schema::types).
pub fn fixed_to_json(index: &Index, ty: usize, bytes: &[u8]) -> Option<String> {
    let info = index.ty(ty);
    let fits = !info.shape.is_slot() && bytes.len() == info.size as usize;
    fits.then(|| write::fixed(index, ty, bytes))
}

/// Reads JSON as the message `root` of the description, and encodes it: the one buffer that any
/// encoder makes of that value.
///
/// ```
/// use halflap::json::{ErrorKind, Reading, from_json};
/// use halflap::schema::{Index, descriptor};
///
/// let index = Index::new(descriptor()).unwrap();
/// let pin = index.message_by_name("halflap.descriptor.Pin").unwrap();
/// let sealed = Reading { checksum: true, ..Reading::default() };
/// // White space and the order of keys don't matter.
/// let text = br#"{ "versions": [], "package": 1 }"#;
/// assert!(from_json(&index, pin, text, sealed).is_ok());
/// let error = from_json(&index, pin, b"{}", sealed).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::MissingField);
/// assert_eq!(error.path(), "package");
/// ```
///
/// # Errors
/// The first thing that is wrong with the text; or that the value is too large, or not one of the
/// version asked for. Of a message that the description has not, no text is one (`unknown_name`).
pub fn from_json(index: &Index, root: usize, text: &[u8], how: Reading) -> Result<Vec<u8>, Error> {
    let messages = &index.schema().messages;
    let no_message = || Error::at(ErrorKind::UnknownName, text, 0, "".into());
    let message = messages.get(root).ok_or_else(no_message)?;
    let package = message.package as usize;
    let newest = index.schema().packages[package].version;
    let versions = Versions::newest(index);
    let value = read::read(index, root, text, &versions)?;
    let target = encode::Target {
        version: how.version.unwrap_or(newest),
        checksum: how.checksum,
        room: value.room(),
    };
    Ok(encode::encode(
        index,
        root,
        value.source(text),
        &versions,
        target,
    )?)
}
