//! Why a value can't be written.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt;

/// What kept a value from being written. The numbers continue those of the errors of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u8)]
pub enum EncodeErrorKind {
    /// More than 2^32 - 8 bytes, header and body together.
    TooLarge = 64,
    /// More than 64 targets deep.
    TooDeep = 65,
    /// A union whose arm came from a newer schema and is opaque here.
    UnknownArm = 66,
    /// A message, union or closed enum that is required and has no value to be written.
    MissingRequired = 67,
    /// Text that is not UTF-8.
    BadUtf8 = 68,
    /// A value that a closed enum has not.
    BadEnum = 69,
    /// A map source that gave a key twice.
    DuplicateKey = 70,
    /// A map source that gave its keys in another order than ascending.
    UnsortedMap = 71,
    /// A source that gave other lengths when it was asked the second time.
    SourceChanged = 72,
    /// A value that the version asked for can't express.
    NotInVersion = 73,
    /// A version asked for that the schema has not.
    UnknownVersion = 74,
}

impl EncodeErrorKind {
    /// The name that both languages, the command and the vectors use.
    ///
    /// ```
    /// use halflap::EncodeErrorKind;
    /// assert_eq!(EncodeErrorKind::UnknownArm.name(), "unknown_arm");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            EncodeErrorKind::TooLarge => "too_large",
            EncodeErrorKind::TooDeep => "too_deep",
            EncodeErrorKind::UnknownArm => "unknown_arm",
            EncodeErrorKind::MissingRequired => "missing_required",
            EncodeErrorKind::BadUtf8 => "bad_utf8",
            EncodeErrorKind::BadEnum => "bad_enum",
            EncodeErrorKind::DuplicateKey => "duplicate_key",
            EncodeErrorKind::UnsortedMap => "unsorted_map",
            EncodeErrorKind::SourceChanged => "source_changed",
            EncodeErrorKind::NotInVersion => "not_in_version",
            EncodeErrorKind::UnknownVersion => "unknown_version",
        }
    }

    /// A sentence for people, without the path.
    const fn text(self) -> &'static str {
        match self {
            EncodeErrorKind::TooLarge => "the value takes more than 2^32 - 8 bytes",
            EncodeErrorKind::TooDeep => "the value is nested more than 64 deep",
            EncodeErrorKind::UnknownArm => {
                "the union's arm is of a newer schema; pass the buffer on instead"
            }
            EncodeErrorKind::MissingRequired => "a required field has no value",
            EncodeErrorKind::BadUtf8 => "the text is not UTF-8",
            EncodeErrorKind::BadEnum => "the closed enum has no such value",
            EncodeErrorKind::DuplicateKey => "the map has this key twice",
            EncodeErrorKind::UnsortedMap => "the map's keys are not in ascending order",
            EncodeErrorKind::SourceChanged => "the source changed while it was being written",
            EncodeErrorKind::NotInVersion => "the version asked for can't express this value",
            EncodeErrorKind::UnknownVersion => "the schema has no such version",
        }
    }
}

impl fmt::Display for EncodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a value can't be written, and where in it.
#[derive(Clone, PartialEq, Eq)]
pub struct EncodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: EncodeErrorKind,
    path: String,
}

impl EncodeError {
    /// An error about the value as a whole; [`EncodeError::below`] says more.
    #[cold]
    pub fn new(kind: EncodeErrorKind) -> Self {
        EncodeError(Box::new(Inner {
            kind,
            path: String::new(),
        }))
    }

    /// The same error, as seen from the message that has `field`.
    ///
    /// ```
    /// use halflap::{EncodeError, EncodeErrorKind};
    ///
    /// let error = EncodeError::new(EncodeErrorKind::UnknownArm);
    /// assert_eq!(error.below("payment").at_index(3).below("orders").path(), "orders[3].payment");
    /// ```
    #[cold]
    #[must_use]
    pub fn below(mut self, field: &str) -> Self {
        let path = &self.0.path;
        self.0.path = if path.is_empty() || path.starts_with('[') {
            format!("{field}{path}")
        } else {
            format!("{field}.{path}")
        };
        self
    }

    /// The same error, as seen from the vector or map that has it at `index`.
    #[cold]
    #[must_use]
    pub fn at_index(self, index: usize) -> Self {
        self.below(&format!("[{index}]"))
    }

    /// What went wrong.
    pub fn kind(&self) -> EncodeErrorKind {
        self.0.kind
    }

    /// The field it is about, from the root message: `lines[3].labels[0].key`; empty for the
    /// whole.
    pub fn path(&self) -> &str {
        &self.0.path
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodeError")
            .field("kind", &self.0.kind)
            .field("path", &self.0.path)
            .finish()
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, path } = &*self.0;
        write!(f, "{} ({kind}", kind.text())?;
        if !path.is_empty() {
            write!(f, ", in {path}")?;
        }
        f.write_str(")")
    }
}

impl core::error::Error for EncodeError {}
