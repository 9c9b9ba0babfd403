//! Writing whole buffers.

use zerocopy::IntoBytes;

use super::fill::Unwritten;
use super::version::{At, Newest};
use super::{Encode, EncodeError, EncodeErrorKind, fill, size};
use crate::AlignedBuf;
use crate::header::{HEADER_LEN, Header, MAX_LEN};
use crate::read::Layout;

/// How messages are written: with or without a checksum, as the newest version or an older one.
///
/// The owned types have methods for the usual cases (`to_halflap`, `encode_into`, `encode_as`).
/// An `Encoder` writes from any source: an owned value, a view, or a type of yours that implements
/// the message's source trait.
///
/// ```
/// use halflap::Encoder;
/// use halflap_testdata::shop::{Line, LineSource, LineView};
///
/// /// A row of some table: nothing of it is copied before it is written.
/// struct Row<'a>(&'a str, f64);
///
/// impl LineSource for Row<'_> {
///     fn article(&self) -> &str {
///         self.0
///     }
///     fn price(&self) -> u64 {
///         (self.1 * 100.0) as u64
///     }
///     fn quantity(&self) -> u32 {
///         1
///     }
/// }
///
/// let buf = Encoder::new().checksum(true).encode::<Line, _>(&Row("tea", 3.5))?;
/// assert_eq!(LineView::read(&buf)?.price(), 350);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Encoder {
    checksum: bool,
    version: Option<u32>,
}

impl Encoder {
    /// Writes the newest version, without a checksum.
    pub const fn new() -> Self {
        Encoder {
            checksum: false,
            version: None,
        }
    }

    /// Whether the header holds a checksum of the buffer.
    #[must_use]
    pub const fn checksum(mut self, yes: bool) -> Self {
        self.checksum = yes;
        self
    }

    /// Writes exactly what a writer of this version would have written. A value that the version
    /// can't express is refused as `not_in_version`.
    #[must_use]
    pub const fn version(mut self, version: u32) -> Self {
        self.version = Some(version);
        self
    }

    /// The length of the buffer, header included.
    ///
    /// # Errors
    /// When the value can't be written, as far as its lengths show it.
    pub fn encoded_len<M, S>(self, source: &S) -> Result<usize, EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        let body = match self.older::<M>()? {
            None => size::body::<M, S, _>(source, Newest)?,
            Some(version) => size::body::<M, S, _>(source, version)?,
        };
        let len = body.saturating_add(HEADER_LEN as u64);
        if len > MAX_LEN {
            return Err(EncodeError::new(EncodeErrorKind::TooLarge));
        }
        usize::try_from(len).map_err(|_| EncodeError::new(EncodeErrorKind::TooLarge))
    }

    /// Writes a new buffer: one allocation of exactly the right size.
    ///
    /// # Errors
    /// When the value can't be written.
    pub fn encode<M, S>(self, source: &S) -> Result<AlignedBuf, EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        let mut buf = AlignedBuf::new();
        self.encode_into::<M, S>(source, &mut buf)?;
        Ok(buf)
    }

    /// Writes over what a buffer holds; allocates only where its capacity is too small. On an
    /// error the buffer is empty.
    ///
    /// # Errors
    /// When the value can't be written.
    pub fn encode_into<M, S>(self, source: &S, buf: &mut AlignedBuf) -> Result<(), EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        if self.encode_reusing::<M, S>(source, buf)? {
            return Ok(());
        }
        let len = self.encoded_len::<M, S>(source)?;
        let written = match self.write::<M, S>(source, buf.reset(len)) {
            Ok(written) if written == len => return Ok(()),
            Ok(_) | Err(Unwritten::Short) => Err(EncodeError::new(EncodeErrorKind::SourceChanged)),
            Err(Unwritten::Wrong(error)) => Err(error),
        };
        buf.clear();
        written
    }

    /// Writes over what a buffer holds if its capacity suffices, and says whether it did. The buffer
    /// never grows; where the answer is no, and on an error, it is empty.
    ///
    /// ```
    /// use halflap::{AlignedBuf, Encoder};
    /// use halflap_testdata::strings::{Text, TextView};
    ///
    /// let mut buf = AlignedBuf::with_capacity(64);
    /// let text = |text: &str| Text { text: text.into() };
    /// assert!(Encoder::new().encode_reusing::<Text, _>(&text("short"), &mut buf)?);
    /// assert_eq!(TextView::read(&buf)?.text(), "short");
    /// assert!(!Encoder::new().encode_reusing::<Text, _>(&text(&"long".repeat(9)), &mut buf)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the value can't be written.
    pub fn encode_reusing<M, S>(self, source: &S, buf: &mut AlignedBuf) -> Result<bool, EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        buf.clear();
        if M::SECRET {
            buf.mark_secret();
        }
        let written = match self.write::<M, S>(source, buf.reset(buf.capacity())) {
            Ok(len) => {
                buf.reset(len);
                return Ok(true);
            }
            Err(Unwritten::Short) => Ok(false),
            Err(Unwritten::Wrong(error)) => Err(self.first::<M, S>(source, error)),
        };
        buf.clear();
        written
    }

    /// What is wrong with a value that could not be written: first of all what its lengths show.
    #[cold]
    fn first<M, S>(self, source: &S, error: EncodeError) -> EncodeError
    where
        M: Encode<S>,
        S: ?Sized,
    {
        self.encoded_len::<M, S>(source).err().unwrap_or(error)
    }

    /// Writes over memory of the caller's: a mapping, a ring, a piece of an arena. `bytes` has to
    /// be exactly as long as [`encoded_len`](Encoder::encoded_len) says; every byte of it is
    /// written. To be read in place it has to lie at a multiple of 8. On an error it is all zero.
    ///
    /// ```
    /// use halflap::{EncodeErrorKind, Encoder};
    /// use halflap_testdata::strings::{Text, TextView};
    ///
    /// let text = Text { text: "hello".into() };
    /// let mut arena = halflap::AlignedBuf::from(&[0xff; 1000][..]);
    /// let len = Encoder::new().encoded_len::<Text, _>(&text)?;
    /// let (message, rest) = arena.split_at_mut(len);
    /// Encoder::new().encode_into_slice::<Text, _>(&text, message)?;
    /// assert_eq!(TextView::read(message)?.text(), "hello");
    ///
    /// let error = Encoder::new().encode_into_slice::<Text, _>(&text, rest).unwrap_err();
    /// assert_eq!(error.kind(), EncodeErrorKind::SourceChanged);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the value can't be written; `source_changed` where `bytes` is not as long as the value
    /// takes, which is how a value shows that has changed since its length was asked for.
    pub fn encode_into_slice<M, S>(self, source: &S, bytes: &mut [u8]) -> Result<(), EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        let changed = || EncodeError::new(EncodeErrorKind::SourceChanged);
        let written = match self.write::<M, S>(source, bytes) {
            Ok(len) if len == bytes.len() => Ok(()),
            Ok(_) => Err(changed()),
            Err(Unwritten::Short) => Err(self.first::<M, S>(source, changed())),
            Err(Unwritten::Wrong(error)) => Err(self.first::<M, S>(source, error)),
        };
        if written.is_err() {
            bytes.fill(0);
        }
        written
    }

    /// Writes header and body at the start of `bytes`, and says how long they are together.
    fn write<M, S>(self, source: &S, bytes: &mut [u8]) -> Result<usize, Unwritten>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        let room = bytes
            .len()
            .min(usize::try_from(MAX_LEN).unwrap_or(usize::MAX));
        let Some((head, body)) = bytes[..room].split_at_mut_checked(HEADER_LEN) else {
            return Err(Unwritten::Short);
        };
        let (version, len) = match self.older::<M>().map_err(Unwritten::Wrong)? {
            None => {
                let len = fill::body::<M, S, _>(source, Newest, HEADER_LEN, body)?;
                (M::SCHEMA_IDS.len(), len)
            }
            Some(version) => {
                let len = fill::body::<M, S, _>(source, version, HEADER_LEN, body)?;
                (version.0 as usize, len)
            }
        };
        let header = Header::new(
            M::TYPE_ID,
            M::SCHEMA_IDS[version - 1],
            version as u32,
            M::BLOCKS[version - 1],
            len as u32,
        );
        // Each on its own, so that the usual header goes straight to where it lies.
        if self.checksum {
            head.copy_from_slice(header.sealed(&body[..len]).as_bytes());
        } else {
            head.copy_from_slice(header.as_bytes());
        }
        Ok(HEADER_LEN + len)
    }

    /// The version asked for, unless it is the newest.
    fn older<M: Layout>(self) -> Result<Option<At>, EncodeError> {
        match self.version {
            None => Ok(None),
            Some(version) if version as usize == M::SCHEMA_IDS.len() => Ok(None),
            Some(version) if (1..M::SCHEMA_IDS.len()).contains(&(version as usize)) => {
                Ok(Some(At(version)))
            }
            Some(_) => Err(EncodeError::new(EncodeErrorKind::UnknownVersion)),
        }
    }
}
