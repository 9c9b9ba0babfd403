//! Why memory is not taken, or not made.

use std::fmt;
use std::io;

use halflap::EncodeError;
use halflap::stream::FrameError;
use rustix::fs::SealFlags;

/// Why memory or a file is not taken, or can't be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// What came is no memory that can be sealed: a file, a pipe, a socket, a folder.
    NotMemory,
    /// Memory that someone may still change.
    NotSealed {
        /// The seals that it lacks.
        missing: SealFlags,
    },
    /// Memory that is still mapped for writing, here or elsewhere, and so can't be sealed.
    StillWritable,
    /// More than the caller allows.
    TooLarge {
        /// How many bytes there are.
        size: u64,
        /// How many there may be.
        limit: u64,
    },
    /// Memory that is not all there: reading it would have to find some, and might fail.
    HasHoles,
    /// To be copied, but no file: a folder, a pipe, a socket, a device.
    NotAFile,
    /// A byte came over the socket without a descriptor.
    NoDescriptor,
    /// More than one descriptor came at once. All of them are closed.
    ManyDescriptors,
    /// What is there is no buffer, or one of another length.
    Buffer(halflap::Error),
    /// The file became shorter while it was read.
    Frame(FrameError),
    /// The value can't be written.
    Encode(EncodeError),
    /// The kernel refused.
    Io {
        /// Which call.
        call: &'static str,
        /// What it said.
        error: io::Error,
    },
}

impl Error {
    pub(super) fn io(call: &'static str, error: impl Into<io::Error>) -> Self {
        let error = error.into();
        Error::Io { call, error }
    }

    /// A name to match on and to log, the same in Go: `not_sealed`, `length_mismatch`.
    pub fn name(&self) -> &'static str {
        match self {
            Error::NotMemory => "not_memory",
            Error::NotSealed { .. } => "not_sealed",
            Error::StillWritable => "still_writable",
            Error::TooLarge { .. } => "too_large",
            Error::HasHoles => "has_holes",
            Error::NotAFile => "not_a_file",
            Error::NoDescriptor => "no_descriptor",
            Error::ManyDescriptors => "many_descriptors",
            Error::Buffer(error) => error.kind().name(),
            Error::Frame(error) => error.name(),
            Error::Encode(error) => error.kind().name(),
            Error::Io { .. } => "io",
        }
    }
}

/// The names of seals, as `write, grow`.
pub fn seal_names(seals: SealFlags) -> String {
    let names = [
        (SealFlags::WRITE, "write"),
        (SealFlags::GROW, "grow"),
        (SealFlags::SHRINK, "shrink"),
        (SealFlags::SEAL, "seal"),
    ];
    let set: Vec<&str> = names
        .into_iter()
        .filter_map(|(seal, name)| seals.contains(seal).then_some(name))
        .collect();
    set.join(", ")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotMemory => f.write_str(
                "this is no memory that can be sealed; what is in a file has to be copied",
            ),
            Error::NotSealed { missing } => write!(
                f,
                "someone may still change this memory: it lacks the seals {}",
                seal_names(*missing)
            ),
            Error::StillWritable => {
                f.write_str("the memory can't be sealed while it is mapped for writing")
            }
            Error::TooLarge { size, limit } => {
                write!(f, "there are {size} bytes, {limit} are allowed")
            }
            Error::HasHoles => f.write_str("parts of the memory were never written"),
            Error::NotAFile => f.write_str("this is no file"),
            Error::NoDescriptor => f.write_str("no descriptor came with the byte"),
            Error::ManyDescriptors => f.write_str("more than one descriptor came at once"),
            Error::Buffer(error) => error.fmt(f),
            Error::Frame(error) => error.fmt(f),
            Error::Encode(error) => error.fmt(f),
            Error::Io { call, error } => write!(f, "{call}: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Buffer(error) => Some(error),
            Error::Frame(error) => Some(error),
            Error::Encode(error) => Some(error),
            Error::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl From<halflap::Error> for Error {
    fn from(error: halflap::Error) -> Self {
        Error::Buffer(error)
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Error::Encode(error)
    }
}

impl From<FrameError> for Error {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::Header(error) => Error::Buffer(error),
            FrameError::Io(error) => Error::io("read", error),
            error => Error::Frame(error),
        }
    }
}
