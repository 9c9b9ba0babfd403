//! What can be wrong with a buffer: a kind, a place, and the path of the field.

use alloc::boxed::Box;
use core::fmt;

/// Defines [`Kind`] once: numbers, names and sentences stay together.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal, $sentence:literal;)*) => {
        /// What is wrong with a buffer. Numbers and names are part of the format: the Go module has
        /// the same ones.
        ///
        /// ```
        /// use halflap::Kind;
        /// assert_eq!(Kind::BadOffset.number(), 13);
        /// assert_eq!(Kind::BadOffset.name(), "bad_offset");
        /// assert_eq!(Kind::from_name("bad_offset"), Some(Kind::BadOffset));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Kind {
            $($(#[$doc])* $variant = $number,)*
        }

        impl Kind {
            /// All kinds, in the order of their numbers.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant),*];

            /// The number that the specification gives it.
            pub const fn number(self) -> u8 {
                match self {
                    $(Kind::$variant => $number,)*
                }
            }

            /// The name that the specification gives it, as tools print it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Kind::$variant => $name,)*
                }
            }

            /// What it means, for people: a sentence without capital and full stop.
            ///
            /// ```
            /// assert_eq!(halflap::Kind::BadUtf8.sentence(), "a string is not UTF-8");
            /// ```
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(Kind::$variant => $sentence,)*
                }
            }
        }
    };
}

kinds! {
    /// Fewer bytes than a header.
    Truncated = 1, "truncated", "the buffer is shorter than a header";
    /// The buffer does not lie at a multiple of 8.
    Misaligned = 2, "misaligned",
        "the buffer does not lie at a multiple of 8; copy it with `AlignedBuf::from`";
    /// The first four bytes are not `HLAP`.
    BadMagic = 3, "bad_magic", "this is no halflap buffer";
    /// A format that this runtime does not know.
    UnsupportedFormat = 4, "unsupported_format", "the buffer has another format than 1";
    /// A header flag that this runtime does not know.
    UnsupportedFlags = 5, "unsupported_flags", "the header has flags that are not known";
    /// The header's body length is no multiple of 8, or not what follows.
    LengthMismatch = 6, "length_mismatch",
        "the header's body length is not the length of what follows";
    /// The checksum does not fit, or is not zero where there should be none.
    ChecksumMismatch = 7, "checksum_mismatch", "the checksum does not fit the bytes";
    /// The root is another message.
    WrongType = 8, "wrong_type", "the buffer holds another type of message";
    /// The writer's schema is newer than the reader's, and the reader wants to know everything.
    NewerSchema = 9, "newer_schema", "the buffer was written with a newer version of the schema";
    /// The writer's version has another schema id here, or is not known.
    SchemaMismatch = 10, "schema_mismatch",
        "the buffer's schema is not the one that this version stands for";
    /// A target or a vector's blocks run past the end.
    OutOfBounds = 11, "out_of_bounds", "a target runs past the end";
    /// A block length or stride is not that of the writer's version.
    BadBlockLength = 12, "bad_block_length", "a block has a wrong length";
    /// A slot's offset is not what it has to be.
    BadOffset = 13, "bad_offset", "a slot does not point at where its target has to be";
    /// More than 64 targets deep.
    TooDeep = 14, "too_deep", "more than 64 targets deep";
    /// Padding, a spare presence bit, or the word after a stride is not zero.
    PaddingNotZero = 15, "padding_not_zero", "padding is not zero";
    /// Bytes of an absent optional or of a removed field are not zero.
    AbsentNotZero = 16, "absent_not_zero", "an absent or removed field is not zero";
    /// A bool is not 0 or 1.
    BadBool = 17, "bad_bool", "a bool is neither 0 nor 1";
    /// A closed enum has a value that it does not know.
    BadEnum = 18, "bad_enum", "a closed enum has no such value";
    /// A string is not UTF-8.
    BadUtf8 = 19, "bad_utf8", "a string is not UTF-8";
    /// A union's tag or payload length is wrong.
    BadUnion = 20, "bad_union", "a union has no such arm, or a wrong payload length";
    /// A map's key is not above the one before.
    UnsortedMap = 21, "unsorted_map", "a map's key is not above the one before";
    /// The targets end before the body or the payload does.
    TrailingBytes = 22, "trailing_bytes", "there are bytes after the last target";
    /// The two validators disagree: a bug in halflap. Tests show that it is never reached.
    ValidatorsDisagree = 255, "validators_disagree",
        "the two validators disagree, which is a bug in halflap";
}

impl Kind {
    /// The kind of that name, as tools print it.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a buffer was refused: what is wrong, at which byte, in which field.
///
/// The first thing that is wrong, in the order that the specification gives; the Go module reports
/// the same one.
///
/// ```
/// use halflap::{Error, Kind};
/// let error = Error::new(Kind::BadOffset, 40, "labels[2].key");
/// assert_eq!(error.kind(), Kind::BadOffset);
/// assert_eq!(
///     error.to_string(),
///     "a slot does not point at where its target has to be (bad_offset at byte 40, in labels[2].key)",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Error {
    kind: Kind,
    offset: usize,
    path: Box<str>,
}

impl Error {
    /// An error at a byte of the buffer, in the field of that path; the header has no path.
    pub fn new(kind: Kind, offset: usize, path: impl Into<Box<str>>) -> Error {
        Error {
            kind,
            offset,
            path: path.into(),
        }
    }

    /// What is wrong.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Where, counted from the start of the buffer.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// In which field: `logs[3].identity`, `labels[2].key`, `payment.card.number`; empty for the
    /// header and for the root's own block.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ({} at byte {}",
            self.kind.sentence(),
            self.kind.name(),
            self.offset
        )?;
        if !self.path.is_empty() {
            write!(f, ", in {}", self.path)?;
        }
        f.write_str(")")
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn kinds_have_distinct_names_and_ascending_numbers() {
        for pair in Kind::ALL.windows(2) {
            assert!(pair[0].number() < pair[1].number());
        }
        for &kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
            assert_eq!(kind as u8, kind.number());
        }
        assert_eq!(Kind::from_name("nonsense"), None);
    }

    #[test]
    fn an_error_without_a_path_says_none() {
        let error = Error::new(Kind::Truncated, 7, "");
        assert_eq!(
            error.to_string(),
            "the buffer is shorter than a header (truncated at byte 7)"
        );
    }
}
