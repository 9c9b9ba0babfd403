//! The header's fields, and checking it where there is no schema.

use std::ops::Range;

use halflap::header::{Expect, HEADER_LEN};
use halflap::{Error, Header, Kind};

/// A field of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "spec/wire.md, HL-HEAD-1, says what each is")]
pub enum HeaderField {
    Magic,
    Format,
    Flags,
    TypeId,
    SchemaId,
    Version,
    RootBlock,
    Body,
    Checksum,
}

impl HeaderField {
    /// All of them, in order of position.
    pub const ALL: [Self; 9] = [
        Self::Magic,
        Self::Format,
        Self::Flags,
        Self::TypeId,
        Self::SchemaId,
        Self::Version,
        Self::RootBlock,
        Self::Body,
        Self::Checksum,
    ];

    /// What the specification calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Magic => "magic",
            Self::Format => "format",
            Self::Flags => "flags",
            Self::TypeId => "type id",
            Self::SchemaId => "schema id",
            Self::Version => "version",
            Self::RootBlock => "root block length",
            Self::Body => "body length",
            Self::Checksum => "checksum",
        }
    }

    /// Where it lies.
    pub const fn bytes(self) -> Range<usize> {
        match self {
            Self::Magic => 0..4,
            Self::Format => 4..6,
            Self::Flags => 6..8,
            Self::TypeId => 8..16,
            Self::SchemaId => 16..24,
            Self::Version => 24..28,
            Self::RootBlock => 28..32,
            Self::Body => 32..36,
            Self::Checksum => 36..40,
        }
    }
}

/// How much of a buffer with this error can be read as a header: of another format nothing is known.
pub(super) fn readable(error: Option<&Error>) -> usize {
    match error.map(Error::kind) {
        Some(Kind::BadMagic) => HeaderField::Magic.bytes().end,
        Some(Kind::UnsupportedFormat) => HeaderField::Format.bytes().end,
        _ => HEADER_LEN,
    }
}

/// All that can be checked of a header without a schema.
pub(super) fn check_alone(buffer: &[u8]) -> Result<(), Error> {
    let type_id = Header::peek(buffer).map_or([0; 8], Header::type_id);
    let any = Expect {
        type_id,
        schema_ids: &[],
        aligned: false,
        known_only: false,
    };
    any.check(buffer).map(|_| ())
}

/// The checksum that a buffer should have.
pub(super) fn checksum(buffer: &[u8]) -> Option<u32> {
    let header = Header::peek(buffer).ok()?;
    let body = buffer.get(HEADER_LEN..)?;
    header.checksum()?;
    header.sealed(body).checksum()
}
