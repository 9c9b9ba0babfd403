//! Buffers on streams.
//!
//! A buffer's header says how long it is, so a stream of messages is nothing but buffers end to
//! end. [`FrameReader`] takes them apart again:
//!
//! ```
//! use halflap::stream::FrameReader;
//! use halflap::{AlignedBuf, Header};
//! use zerocopy::IntoBytes;
//!
//! // Two messages without fields, of the type 1.
//! let header = Header::new([1; 8], [2; 8], 1, 8, 8);
//! let message = [header.as_bytes(), &[0; 8]].concat();
//! let stream = [&message[..], &message[..]].concat();
//!
//! let mut frames = FrameReader::new(&stream[..], 1 << 20);
//! let mut buf = AlignedBuf::new();
//! let mut count = 0;
//! while let Some(header) = frames.peek()? {
//!     assert_eq!(header.type_id(), [1; 8]); // choose by the type, then:
//!     frames.read_into(&mut buf)?;
//!     assert_eq!(buf[..], message);
//!     count += 1;
//! }
//! assert_eq!(count, 2);
//! # Ok::<(), halflap::stream::FrameError>(())
//! ```

mod error;
#[cfg(test)]
mod tests;

use std::io::{self, Read, Write};

use byteorder::{NativeEndian, ReadBytesExt};
use zerocopy::IntoBytes;

pub use error::FrameError;

use crate::header::HEADER_LEN;
use crate::{AlignedBuf, Header};

/// Memory for a frame grows in steps that double, from this many words on, so that a header which
/// promises much costs no more than what really follows it.
const FIRST_STEP: usize = 8192;

/// Reads buffers from a stream, one after the other.
#[derive(Debug)]
pub struct FrameReader<R> {
    stream: R,
    limit: u64,
    /// The header that has been read already.
    peeked: Option<Header>,
}

impl<R: Read> FrameReader<R> {
    /// Reads from `stream` buffers of at most `limit` bytes, their headers included.
    ///
    /// Reads are as small as a header: give it a `BufReader` where that matters.
    pub fn new(stream: R, limit: u64) -> Self {
        FrameReader {
            stream,
            limit,
            peeked: None,
        }
    }

    /// The header of the next buffer, or `None` where the stream ends. The buffer is still to be
    /// read; its length is already known to be within the limit.
    ///
    /// # Errors
    /// `frame_truncated` where the stream ends inside the header, `frame_too_large`, what
    /// [`Header::peek`] refuses, and errors of the stream.
    pub fn peek(&mut self) -> Result<Option<&Header>, FrameError> {
        if self.peeked.is_none() {
            let mut bytes = [0; HEADER_LEN];
            match fill(&mut self.stream, &mut bytes)? {
                0 => return Ok(None),
                HEADER_LEN => {}
                _ => return Err(FrameError::Truncated),
            }
            let header = *Header::peek(&bytes)?;
            let len = header.buffer_len();
            if len > self.limit || usize::try_from(len).is_err() {
                let limit = self.limit;
                return Err(FrameError::TooLarge { len, limit });
            }
            self.peeked = Some(header);
        }
        Ok(self.peeked.as_ref())
    }

    /// Reads the next buffer over what `buf` holds; false where the stream ends. Its contents are
    /// not checked. On an error `buf` is empty, and the stream is lost unless it can seek.
    ///
    /// # Errors
    /// Those of [`peek`](FrameReader::peek), and `frame_truncated` where the stream ends inside
    /// the body.
    pub fn read_into(&mut self, buf: &mut AlignedBuf) -> Result<bool, FrameError> {
        buf.clear();
        let Some(header) = self.peek()?.copied() else {
            return Ok(false);
        };
        self.peeked = None;
        let read = self.read_body(&header, buf);
        if read.is_err() {
            buf.clear();
        }
        read.map(|()| true)
    }

    fn read_body(&mut self, header: &Header, buf: &mut AlignedBuf) -> Result<(), FrameError> {
        let words = header.buffer_len() as usize / 8;
        let (mut done, mut next) = (HEADER_LEN / 8, words.min(FIRST_STEP));
        let room = buf.grow(0, next).as_mut_bytes();
        room[..HEADER_LEN].copy_from_slice(header.as_bytes());
        while done < words {
            self.stream
                .read_u64_into::<NativeEndian>(buf.grow(done, next))?;
            done = next;
            next = words.min((2 * done).max(buf.capacity() / 8));
        }
        Ok(())
    }

    /// Goes past the next buffer without keeping it; false where the stream ends.
    ///
    /// # Errors
    /// Those of [`read_into`](FrameReader::read_into).
    pub fn skip(&mut self) -> Result<bool, FrameError> {
        let Some(header) = self.peek()? else {
            return Ok(false);
        };
        let len = u64::from(header.body_len());
        self.peeked = None;
        match io::copy(&mut self.stream.by_ref().take(len), &mut io::sink())? {
            skipped if skipped == len => Ok(true),
            _ => Err(FrameError::Truncated),
        }
    }

    /// The stream, which stands behind the last buffer that was read (behind the next one's
    /// header, if that was peeked at).
    pub fn into_inner(self) -> R {
        self.stream
    }
}

/// Reads until `bytes` is full or the stream ends; says how many there were.
fn fill(stream: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    while done < bytes.len() {
        match stream.read(&mut bytes[done..]) {
            Ok(0) => break,
            Ok(n) => done += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

impl AlignedBuf {
    /// Reads the next buffer from a stream over what this one holds; false where the stream ends.
    /// It takes at most `limit` bytes, header included. For more than one, see
    /// [`FrameReader`].
    ///
    /// # Errors
    /// Those of [`FrameReader::read_into`].
    pub fn read_from(&mut self, stream: impl Read, limit: u64) -> Result<bool, FrameError> {
        FrameReader::new(stream, limit).read_into(self)
    }

    /// Writes it to a stream; buffers end to end are a stream of messages.
    ///
    /// ```
    /// use halflap::stream::FrameError;
    ///
    /// let no_message = halflap::AlignedBuf::from(&[0; 48][..]);
    /// let mut stream = Vec::new();
    /// assert!(matches!(no_message.write_to(&mut stream), Err(FrameError::Header(_))));
    /// assert!(stream.is_empty());
    /// ```
    ///
    /// # Errors
    /// When it does not hold a buffer as long as its header says, and errors of the stream.
    pub fn write_to(&self, stream: impl Write) -> Result<(), FrameError> {
        write_frame(stream, self)
    }
}

/// Writes a buffer that lies anywhere to a stream.
///
/// # Errors
/// When `buffer` is not as long as its header says, and errors of the stream.
pub fn write_frame(mut stream: impl Write, buffer: &[u8]) -> Result<(), FrameError> {
    let header = Header::peek(buffer)?;
    if header.buffer_len() != buffer.len() as u64 {
        return Err(crate::Error::new(crate::Kind::LengthMismatch, 32, "").into());
    }
    stream.write_all(buffer)?;
    Ok(())
}
