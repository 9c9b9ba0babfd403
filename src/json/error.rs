//! Why a JSON text was refused.

use alloc::boxed::Box;
use core::fmt;

use crate::EncodeError;

/// What is wrong with a JSON text. The Go module has the same kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// It is no JSON: grammar, an early end, something after the value.
    BadJson,
    /// A string is not UTF-8.
    BadUtf8,
    /// A `\u` escape of half a surrogate pair.
    LoneSurrogate,
    /// Another kind of JSON value than the type needs.
    WrongType,
    /// A number that the type can't hold.
    OutOfRange,
    /// The right kind of JSON value, with something in it that stands for no value of the type.
    BadValue,
    /// A key, an enum's value, a flag or an arm that the schema does not know.
    UnknownName,
    /// A union's arm of a newer schema.
    UnknownArm,
    /// A key that was there before.
    DuplicateKey,
    /// A field that is not optional has no key.
    MissingField,
    /// `null` where a secret stood.
    Redacted,
    /// More than 64 targets deep.
    TooDeep,
    /// The value is fine and can't be encoded.
    Encode(crate::EncodeErrorKind),
}

impl ErrorKind {
    /// The name that both languages print.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::BadJson => "bad_json",
            ErrorKind::BadUtf8 => "bad_utf8",
            ErrorKind::LoneSurrogate => "lone_surrogate",
            ErrorKind::WrongType => "wrong_type",
            ErrorKind::OutOfRange => "out_of_range",
            ErrorKind::BadValue => "bad_value",
            ErrorKind::UnknownName => "unknown_name",
            ErrorKind::UnknownArm => "unknown_arm",
            ErrorKind::DuplicateKey => "duplicate_key",
            ErrorKind::MissingField => "missing_field",
            ErrorKind::Redacted => "redacted",
            ErrorKind::TooDeep => "too_deep",
            ErrorKind::Encode(kind) => kind.name(),
        }
    }

    /// What is wrong, in words.
    ///
    /// ```
    /// let kind = halflap::json::ErrorKind::DuplicateKey;
    /// assert_eq!(kind.sentence(), "the key was there before");
    /// ```
    pub fn sentence(self) -> &'static str {
        match self {
            ErrorKind::BadJson => "this is no JSON",
            ErrorKind::BadUtf8 => "the string is not UTF-8",
            ErrorKind::LoneSurrogate => "half a surrogate pair",
            ErrorKind::WrongType => "the type needs another kind of JSON value",
            ErrorKind::OutOfRange => "the type can't hold this number",
            ErrorKind::BadValue => "this stands for no value of the type",
            ErrorKind::UnknownName => "the schema has no such name",
            ErrorKind::UnknownArm => "an arm of a newer schema can't be read from JSON",
            ErrorKind::DuplicateKey => "the key was there before",
            ErrorKind::MissingField => "a field that is not optional is missing",
            ErrorKind::Redacted => "the secret was redacted when this was written",
            ErrorKind::TooDeep => "more than 64 targets deep",
            ErrorKind::Encode(_) => "the value can't be encoded",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a JSON text was refused: what, where in the text, at which path.
///
/// ```
/// use halflap::json::{ErrorKind, Reading, from_json};
/// use halflap::schema::{Index, descriptor};
///
/// let index = Index::new(descriptor()).unwrap();
/// let pin = index.message_by_name("halflap.descriptor.Pin").unwrap();
/// let text = b"{\"package\": 1,\n \"versions\": [1, -1]}";
/// let error = from_json(&index, pin, text, Reading::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::OutOfRange);
/// assert_eq!(error.position(), Some((2, 18)));
/// assert_eq!(error.path(), "versions[1]");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    position: Option<(usize, usize)>,
    path: Box<str>,
}

impl Error {
    /// An error at the byte `at` of `text`.
    #[cold]
    pub(super) fn at(kind: ErrorKind, text: &[u8], at: usize, path: Box<str>) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let start = before.iter().rposition(|&byte| byte == b'\n');
        let column = at - start.map_or(0, |newline| newline + 1) + 1;
        Self {
            kind,
            position: Some((line, column)),
            path,
        }
    }

    /// What is wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Line and column in the text, both from 1, the column in bytes. `None` where the value as a
    /// whole can't be encoded.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.position
    }

    /// In which field: `labels[2].key`.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Self {
            kind: ErrorKind::Encode(error.kind()),
            position: None,
            path: error.path().into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.kind.sentence(), self.kind.name())?;
        if let Some((line, column)) = self.position {
            write!(f, " at line {line}, column {column}")?;
        }
        if !self.path.is_empty() {
            write!(f, ", in {}", self.path)?;
        }
        f.write_str(")")
    }
}

impl core::error::Error for Error {}
