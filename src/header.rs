//! The 40 bytes at the front of every buffer, and the checks that come before any field.

use crate::{Error, Kind};
use zerocopy::byteorder::little_endian::{U16, U32};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// Length of the header in bytes.
pub const HEADER_LEN: usize = 40;

/// Header and body together are at most this long.
pub const MAX_LEN: u64 = (1 << 32) - 8;

/// The format that this runtime reads and writes.
pub const FORMAT: u16 = 1;

const MAGIC: [u8; 4] = *b"HLAP";
const FLAG_CHECKSUM: u16 = 1;

/// The header of a buffer, seen in place.
///
/// To dispatch by type before anything is checked, [`peek`](Header::peek) at it:
///
/// ```
/// use halflap::{Header, Kind};
/// let mut bytes = [0; 48];
/// bytes[..4].copy_from_slice(b"HLAP");
/// bytes[4] = 1; // format
/// bytes[8..16].copy_from_slice(&[1, 2, 3, 4, 5, 6, 7, 8]); // type id
/// bytes[32] = 8; // body length
/// let header = Header::peek(&bytes)?;
/// assert_eq!(header.type_id(), [1, 2, 3, 4, 5, 6, 7, 8]);
/// assert_eq!(header.buffer_len(), 48);
/// assert_eq!(Header::peek(b"HLAP").unwrap_err().kind(), Kind::Truncated);
/// # Ok::<(), halflap::Error>(())
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned,
)]
#[repr(C)]
pub struct Header {
    magic: [u8; 4],
    format: U16,
    flags: U16,
    type_id: [u8; 8],
    schema_id: [u8; 8],
    version: U32,
    root_len: U32,
    body_len: U32,
    checksum: U32,
}

const _: () = assert!(size_of::<Header>() == HEADER_LEN);

impl Header {
    /// A header without checksum, for an encoder to put in front of a body.
    ///
    /// ```
    /// use halflap::Header;
    /// let header = Header::new([1; 8], [2; 8], 1, 8, 8);
    /// assert_eq!(header.version(), 1);
    /// assert_eq!(header.checksum(), None);
    /// ```
    pub fn new(
        type_id: [u8; 8],
        schema_id: [u8; 8],
        version: u32,
        root_len: u32,
        body_len: u32,
    ) -> Header {
        Header {
            magic: MAGIC,
            format: U16::new(FORMAT),
            flags: U16::new(0),
            type_id,
            schema_id,
            version: U32::new(version),
            root_len: U32::new(root_len),
            body_len: U32::new(body_len),
            checksum: U32::new(0),
        }
    }

    /// The same header with the checksum of itself and `body`.
    ///
    /// ```
    /// use halflap::Header;
    /// let body = [0; 8];
    /// let header = Header::new([1; 8], [2; 8], 1, 8, 8).sealed(&body);
    /// assert!(header.checksum().is_some());
    /// ```
    #[must_use]
    pub fn sealed(mut self, body: &[u8]) -> Header {
        self.flags = U16::new(self.flags.get() | FLAG_CHECKSUM);
        self.checksum = U32::new(self.digest(body));
        self
    }

    /// Looks at the header of a buffer, or of the first buffer of a stream, without checking
    /// what follows: enough to choose the type to read it as, and to know how long it is.
    ///
    /// # Errors
    /// `truncated`, `bad_magic`, `unsupported_format`, `unsupported_flags`, and `length_mismatch`
    /// where the body length can't be that of any buffer.
    pub fn peek(buffer: &[u8]) -> Result<&Header, Error> {
        let header = Header::start_of(buffer)?;
        header.check_prefix()?;
        Ok(header)
    }

    fn start_of(buffer: &[u8]) -> Result<&Header, Error> {
        match Header::ref_from_prefix(buffer) {
            Ok((header, _)) => Ok(header),
            Err(_) => Err(Error::new(Kind::Truncated, buffer.len(), "")),
        }
    }

    fn check_prefix(&self) -> Result<(), Error> {
        if self.magic != MAGIC {
            return Err(Error::new(Kind::BadMagic, 0, ""));
        }
        if self.format.get() != FORMAT {
            return Err(Error::new(Kind::UnsupportedFormat, 4, ""));
        }
        if self.flags.get() & !FLAG_CHECKSUM != 0 {
            return Err(Error::new(Kind::UnsupportedFlags, 6, ""));
        }
        if !self.body_len.get().is_multiple_of(8) || self.buffer_len() > MAX_LEN {
            return Err(Error::new(Kind::LengthMismatch, 32, ""));
        }
        Ok(())
    }

    /// Id of the root message's type, the same in all its versions: what generated types have as a
    /// constant.
    ///
    /// ```
    /// use halflap::{Header, Message};
    /// use halflap_testdata::strings::{Blob, Text};
    ///
    /// let buffer = Text { text: "hello".into() }.to_halflap()?;
    /// let what = match Header::peek(&buffer)?.type_id() {
    ///     Text::TYPE_ID => "text",
    ///     Blob::TYPE_ID => "blob",
    ///     _ => "something else",
    /// };
    /// assert_eq!(what, "text");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn type_id(&self) -> [u8; 8] {
        self.type_id
    }

    /// Whether the root is a `T`, in whatever version: to dispatch by type.
    ///
    /// ```
    /// use halflap::{Header, Message};
    /// use halflap_testdata::strings::{Blob, Text};
    ///
    /// let buffer = Text { text: "hello".into() }.to_halflap()?;
    /// let header = Header::peek(&buffer)?;
    /// assert!(header.is::<Text>() && !header.is::<Blob>());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is<T: crate::read::Layout>(&self) -> bool {
        self.type_id == T::TYPE_ID
    }

    /// Fingerprint of the writer's schema.
    pub fn schema_id(&self) -> [u8; 8] {
        self.schema_id
    }

    /// The writer's version of the root's package.
    pub fn version(&self) -> u32 {
        self.version.get()
    }

    /// Length of the root's block.
    pub fn root_len(&self) -> u32 {
        self.root_len.get()
    }

    /// Length of what follows the header.
    pub fn body_len(&self) -> u32 {
        self.body_len.get()
    }

    /// Length of header and body.
    pub fn buffer_len(&self) -> u64 {
        HEADER_LEN as u64 + u64::from(self.body_len.get())
    }

    /// The checksum, where there is one.
    pub fn checksum(&self) -> Option<u32> {
        (self.flags.get() & FLAG_CHECKSUM != 0).then_some(self.checksum.get())
    }

    /// CRC-32 of the header without its last four bytes, and of the body.
    fn digest(&self, body: &[u8]) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&self.as_bytes()[..36]);
        hasher.update(body);
        hasher.finalize()
    }
}

/// Computes the checksum of a buffer again, where it has one: after changes in its body.
pub(crate) fn reseal(buffer: &mut [u8]) {
    if let Ok((header, body)) = Header::mut_from_prefix(buffer)
        && header.checksum().is_some()
    {
        *header = header.sealed(body);
    }
}

/// What a reader expects of a header.
#[derive(Clone, Copy, Debug)]
pub struct Expect<'a> {
    /// The root's type id.
    pub type_id: [u8; 8],
    /// Its schema ids by version of its package: entry 0 is version 1.
    pub schema_ids: &'a [[u8; 8]],
    /// The buffer has to lie at a multiple of 8.
    pub aligned: bool,
    /// Newer writers are refused.
    pub known_only: bool,
}

impl Expect<'_> {
    /// The header where it says what nearly all say: this format, no flags and no checksum, a version
    /// that is known, and lengths that fit. Of all others, [`check`](Expect::check) has to say what they
    /// are; it finds nothing wrong with those that this one returns.
    #[inline(always)]
    pub(crate) fn usual<'b>(&self, buffer: &'b [u8]) -> Option<&'b Header> {
        let (header, body) = Header::ref_from_prefix(buffer).ok()?;
        let id = self
            .schema_ids
            .get((header.version() as usize).wrapping_sub(1))?;
        let usual = header.magic == MAGIC
            && header.format.get() == FORMAT
            && header.flags.get() == 0
            && header.type_id == self.type_id
            && header.schema_id == *id
            && header.body_len() as usize == body.len()
            && body.len().is_multiple_of(8)
            && buffer.len() as u64 <= MAX_LEN
            && header.checksum.get() == 0
            && header.root_len() <= header.body_len()
            && (!self.aligned || buffer.as_ptr().addr().is_multiple_of(8));
        usual.then_some(header)
    }

    /// Checks a header and what it says of the buffer, in the order of the error kinds, up to the
    /// bounds of the root's block; nothing inside the body is looked at, except for the checksum.
    ///
    /// ```
    /// use halflap::header::Expect;
    /// use halflap::{Header, Kind};
    /// let expect = Expect { type_id: [1; 8], schema_ids: &[[2; 8]], aligned: false, known_only: true };
    /// assert_eq!(expect.check(&[0; 8]).unwrap_err().kind(), Kind::Truncated);
    /// assert_eq!(expect.check(&[0; 40]).unwrap_err().kind(), Kind::BadMagic);
    /// ```
    ///
    /// # Errors
    /// Kinds 1 to 10, and `out_of_bounds` where the root's block is longer than the body.
    pub fn check<'b>(&self, buffer: &'b [u8]) -> Result<&'b Header, Error> {
        let header = Header::start_of(buffer)?;
        if self.aligned && !buffer.as_ptr().addr().is_multiple_of(8) {
            return Err(Error::new(Kind::Misaligned, 0, ""));
        }
        header.check_prefix()?;
        if header.buffer_len() != buffer.len() as u64 {
            return Err(Error::new(Kind::LengthMismatch, 32, ""));
        }
        let body = buffer.get(HEADER_LEN..).unwrap_or_default();
        let checksum = match header.checksum() {
            Some(_) => header.digest(body),
            None => 0,
        };
        if header.checksum.get() != checksum {
            return Err(Error::new(Kind::ChecksumMismatch, 36, ""));
        }
        if header.type_id != self.type_id {
            return Err(Error::new(Kind::WrongType, 8, ""));
        }
        let version = header.version() as usize;
        if self.known_only && version > self.schema_ids.len() {
            return Err(Error::new(Kind::NewerSchema, 24, ""));
        }
        if version == 0 {
            return Err(Error::new(Kind::SchemaMismatch, 24, ""));
        }
        if self
            .schema_ids
            .get(version - 1)
            .is_some_and(|id| *id != header.schema_id)
        {
            return Err(Error::new(Kind::SchemaMismatch, 16, ""));
        }
        if header.root_len() > header.body_len() {
            return Err(Error::new(Kind::OutOfBounds, 28, ""));
        }
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    const EXPECT: Expect<'static> = Expect {
        type_id: [1; 8],
        schema_ids: &[[2; 8], [3; 8]],
        aligned: false,
        known_only: true,
    };

    fn buffer(header: Header, body: &[u8]) -> Vec<u8> {
        [header.as_bytes(), body].concat()
    }

    fn good() -> Vec<u8> {
        let body = *b"\x07\0\0\0\0\0\0\0";
        buffer(Header::new([1; 8], [3; 8], 2, 8, 8).sealed(&body), &body)
    }

    fn refused(bytes: &[u8], expect: Expect<'_>) -> (u8, usize) {
        let error = expect.check(bytes).unwrap_err();
        assert_eq!(error.path(), "");
        (error.kind().number(), error.offset())
    }

    #[test]
    fn accepts_known_versions_and_checksums() {
        assert!(EXPECT.check(&good()).is_ok());
        let body = [0; 8];
        let plain = buffer(Header::new([1; 8], [2; 8], 1, 8, 8), &body);
        assert_eq!(EXPECT.check(&plain).unwrap().version(), 1);
    }

    #[test]
    fn what_is_usual_has_nothing_wrong() {
        let plain = buffer(Header::new([1; 8], [3; 8], 2, 8, 8), &[0; 8]);
        assert_eq!(EXPECT.usual(&plain), EXPECT.check(&plain).ok());
        assert!(EXPECT.usual(&plain).is_some());
        assert!(EXPECT.usual(&good()).is_none(), "it has a checksum");
        for bit in 0..8 * HEADER_LEN {
            let mut damaged = plain.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                EXPECT.usual(&damaged),
                EXPECT.check(&damaged).ok(),
                "bit {bit}"
            );
        }
        for len in 0..plain.len() {
            assert!(EXPECT.usual(&plain[..len]).is_none(), "{len} bytes");
        }
        for len in [0, 4, 12] {
            let odd = buffer(
                Header::new([1; 8], [3; 8], 2, 0, len),
                &[0; 12][..len as usize],
            );
            assert_eq!(
                EXPECT.usual(&odd),
                EXPECT.check(&odd).ok(),
                "{len} bytes of body"
            );
        }
        for root_len in [0, 8, 9, u32::MAX] {
            let header = buffer(Header::new([1; 8], [3; 8], 2, root_len, 8), &[0; 8]);
            assert_eq!(EXPECT.usual(&header), EXPECT.check(&header).ok());
        }
        let aligned = Expect {
            aligned: true,
            ..EXPECT
        };
        let mut space = Vec::from([0; 64]);
        for start in 0..8 {
            space[start..start + 48].copy_from_slice(&plain);
            let bytes = &space[start..start + 48];
            assert_eq!(
                aligned.usual(bytes),
                aligned.check(bytes).ok(),
                "at {start}"
            );
        }
    }

    #[test]
    fn each_damage_has_its_kind_and_offset() {
        let with = |at: usize, byte: u8| {
            let mut bytes = good();
            bytes[at] ^= byte;
            refused(&bytes, EXPECT)
        };
        for n in 0..40 {
            assert_eq!(refused(&good()[..n], EXPECT), (1, n));
        }
        assert_eq!(with(3, 1), (3, 0));
        assert_eq!(with(4, 2), (4, 4));
        assert_eq!(with(6, 2), (5, 6));
        assert_eq!(with(32, 1), (6, 32));
        assert_eq!(with(32, 16), (6, 32));
        assert_eq!(refused(&good()[..47], EXPECT), (6, 32));
        for at in [6, 8, 16, 24, 28, 36, 40, 47] {
            assert_eq!(with(at, 1), (7, 36));
        }
    }

    #[test]
    fn type_and_schema_come_after_the_checksum() {
        let with = |header: Header, expect| refused(&buffer(header, &[0; 8]), expect);
        let lenient = Expect {
            known_only: false,
            ..EXPECT
        };
        assert_eq!(with(Header::new([0; 8], [3; 8], 2, 8, 8), EXPECT), (8, 8));
        assert_eq!(with(Header::new([1; 8], [3; 8], 3, 8, 8), EXPECT), (9, 24));
        assert_eq!(with(Header::new([1; 8], [3; 8], 0, 8, 8), EXPECT), (10, 24));
        assert_eq!(
            with(Header::new([1; 8], [3; 8], 1, 8, 8), lenient),
            (10, 16)
        );
        assert_eq!(
            with(Header::new([1; 8], [3; 8], 2, 16, 8), EXPECT),
            (11, 28)
        );
        let newer = buffer(Header::new([1; 8], [9; 8], u32::MAX, 8, 8), &[0; 8]);
        assert!(lenient.check(&newer).is_ok());
    }

    #[test]
    fn a_wrong_address_is_reported_right_after_the_length() {
        let mut space = Vec::from([0u8; 64]);
        let start = space.as_ptr().addr().wrapping_neg() % 8 + 1;
        space[start..start + 40].fill(0);
        let expect = Expect {
            aligned: true,
            ..EXPECT
        };
        assert_eq!(refused(&space[start..start + 40], expect), (2, 0));
        assert_eq!(refused(&space[start..start + 39], expect), (1, 39));
    }
}
