//! Messages in memory that several processes read and nobody changes.
//!
//! A checked buffer is read without further checks, so its bytes must not change while there is a
//! view of it. Within a program the borrow sees to that; between processes the kernel has to. A
//! **memfd** is memory with a descriptor, and a **seal** is a promise of the kernel's about it:
//! once sealed against writing, growing and shrinking, it stays as it is until the last descriptor
//! and the last mapping are gone.
//!
//! ```
//! use std::os::unix::net::UnixStream;
//! use shared::scan::{Scan, ScanView};
//! use shared::sealed::{self, Sealed};
//!
//! let (here, there) = UnixStream::pair()?; // `there` belongs to another process
//!
//! // The writer: straight into the memory, then sealed for good, then handed over.
//! let scan = Scan { scanner: "hall".into(), ..Scan::default() };
//! sealed::send(&here, &Sealed::write("scan", &scan)?)?;
//!
//! // The reader: nothing but sealed memory is mapped, and nothing of it is copied.
//! let file = sealed::receive(&there)?.expect("the writer sent one");
//! let memory = Sealed::accept(file, 1 << 20)?;
//! assert_eq!(ScanView::read(&memory)?.scanner(), "hall");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What lies in a file can't be sealed: [`copy`] reads it to memory of one's own first.
//!
//! # Who owns what
//!
//! A [`Sealed`] owns its mapping and its descriptor. A view borrows the `Sealed`, so it can't
//! outlive the mapping. Other processes have descriptors of their own: whoever drops last frees
//! the memory. A `Sealed` may be read by many threads at once.

mod error;
mod file;
mod map;
mod socket;

use std::fmt;
use std::ops::Deref;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use halflap::write::Encode;
use halflap::{Encoder, Error as Bad, Header, Kind, Message};
use memmap2::Mmap;
use rustix::fs::SealFlags;

pub use error::{Error, seal_names};
pub use file::copy;
pub use socket::{receive, send};

/// What a reader insists on: nobody writes, grows or shrinks the memory any more, and nobody
/// changes its seals.
pub const SEALS: SealFlags = SealFlags::WRITE
    .union(SealFlags::GROW)
    .union(SealFlags::SHRINK)
    .union(SealFlags::SEAL);

/// A buffer in memory that nobody can change any more, in whatever process. It derefs to its
/// bytes, which lie at a multiple of 8.
///
/// What is read from it can't outlive it:
///
/// ```compile_fail,E0505
/// use shared::scan::{Scan, ScanView};
/// use shared::sealed::Sealed;
///
/// let memory = Sealed::write("scan", &Scan::default())?;
/// let view = ScanView::read(&memory)?;
/// drop(memory); // unmaps it
/// println!("{}", view.scanner());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Sealed {
    file: OwnedFd,
    bytes: Mmap,
}

impl Sealed {
    /// Writes a message straight into new memory and seals it. The name shows in
    /// `/proc/PID/maps`; it may be up to 249 bytes long.
    ///
    /// # Errors
    /// `Encode` where the value can't be written, and `Io` where the kernel gives no memory.
    pub fn write<M: Message>(name: &str, message: &M) -> Result<Self, Error> {
        Self::write_from::<M, M>(name, Encoder::new(), message)
    }

    /// Writes from whatever the message can be written from: a view, or a type of one's own.
    ///
    /// ```
    /// use halflap::Encoder;
    /// use shared::scan::{Scan, ScanView};
    /// use shared::sealed::Sealed;
    ///
    /// let memory = Sealed::write("scan", &Scan::default())?;
    /// let view = ScanView::read(&memory)?;
    /// let how = Encoder::new().checksum(true); // memory needs none; it may go on to a file
    /// let again = Sealed::write_from::<Scan, _>("again", how, &view)?;
    /// assert_eq!(again.len(), memory.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`write`](Sealed::write).
    pub fn write_from<M, S>(name: &str, how: Encoder, source: &S) -> Result<Self, Error>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        let len = how.encoded_len::<M, S>(source)?;
        let file = map::filled(name, len, |bytes| {
            how.encode_into_slice::<M, S>(source, bytes)
        })?;
        Self::seal(file)
    }

    /// Seals memory that was filled in another way, by [`write_from`](Sealed::write_from) or with
    /// `write(2)` for instance.
    ///
    /// # Errors
    /// `StillWritable` where someone, in whatever process, still has it mapped for writing, and
    /// those of [`accept`](Sealed::accept).
    pub fn seal(file: OwnedFd) -> Result<Self, Error> {
        use rustix::io::Errno;
        match rustix::fs::fcntl_add_seals(&file, SEALS) {
            Err(Errno::BUSY) => Err(Error::StillWritable),
            // Not permitted: sealed already, or never to be. Which of them, `accept` finds out.
            Ok(()) | Err(Errno::PERM | Errno::INVAL) => Self::accept(file, u64::MAX),
            Err(errno) => Err(Error::io("fcntl", errno)),
        }
    }

    /// Takes memory that came from elsewhere, and maps it, if it has all of [`SEALS`] and holds
    /// one buffer of at most `limit` bytes. What is in the buffer is for its view to check.
    ///
    /// # Errors
    /// `NotMemory` for files, pipes, sockets and folders, `NotSealed`, `TooLarge`, `HasHoles`,
    /// `Buffer` where the header is wrong or says another length, and `Io`.
    pub fn accept(file: OwnedFd, limit: u64) -> Result<Self, Error> {
        let bytes = map::sealed(&file, limit)?;
        check_length(&bytes)?;
        Ok(Sealed { file, bytes })
    }
}

/// Whether the header says that the buffer is as long as it is.
fn check_length(bytes: &[u8]) -> Result<(), Bad> {
    let header = Header::peek(bytes)?;
    match header.buffer_len() == bytes.len() as u64 {
        true => Ok(()),
        false => Err(Bad::new(Kind::LengthMismatch, 32, "")),
    }
}

impl Deref for Sealed {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl AsRef<[u8]> for Sealed {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl AsFd for Sealed {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl From<Sealed> for OwnedFd {
    /// Unmaps the memory and keeps its descriptor.
    fn from(sealed: Sealed) -> OwnedFd {
        sealed.file
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.len())
    }
}
