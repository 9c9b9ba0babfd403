//! Why a buffer can't be read from a stream or written to one.

use core::fmt;
use std::io;

use crate::Error;

/// Why a buffer can't be read from a stream or written to one.
#[derive(Debug)]
#[non_exhaustive]
pub enum FrameError {
    /// The stream ended inside a buffer.
    Truncated,
    /// The buffer is longer than the caller allows.
    TooLarge {
        /// How long it is, by its header.
        len: u64,
        /// How long it may be.
        limit: u64,
    },
    /// What stands on the stream is not the header of a buffer.
    Header(Error),
    /// The stream failed.
    Io(io::Error),
}

impl FrameError {
    /// The number of its kind, which continues those of the other errors; `None` for errors of
    /// the stream.
    ///
    /// ```
    /// use halflap::stream::FrameError;
    /// assert_eq!(FrameError::Truncated.number(), Some(96));
    /// ```
    pub fn number(&self) -> Option<u8> {
        match self {
            FrameError::Truncated => Some(96),
            FrameError::TooLarge { .. } => Some(97),
            FrameError::Header(error) => Some(error.kind().number()),
            FrameError::Io(_) => None,
        }
    }

    /// The name that both languages use: `frame_truncated`, `frame_too_large`, that of the
    /// header's error, or `io`.
    pub fn name(&self) -> &'static str {
        match self {
            FrameError::Truncated => "frame_truncated",
            FrameError::TooLarge { .. } => "frame_too_large",
            FrameError::Header(error) => error.kind().name(),
            FrameError::Io(_) => "io",
        }
    }
}

impl From<Error> for FrameError {
    fn from(error: Error) -> Self {
        FrameError::Header(error)
    }
}

impl From<io::Error> for FrameError {
    /// An early end is a truncated frame.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => FrameError::Truncated,
            _ => FrameError::Io(error),
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FrameError::Truncated => f.write_str("the stream ends in a buffer (frame_truncated)"),
            FrameError::TooLarge { len, limit } => write!(
                f,
                "the buffer on the stream is longer than is allowed (frame_too_large: {len} bytes, not {limit})"
            ),
            FrameError::Header(error) => error.fmt(f),
            FrameError::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FrameError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FrameError::Header(error) => Some(error),
            FrameError::Io(error) => Some(error),
            FrameError::Truncated | FrameError::TooLarge { .. } => None,
        }
    }
}
