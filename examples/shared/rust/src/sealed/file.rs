//! Messages in files, which can't be sealed.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;

use halflap::header::HEADER_LEN;
use halflap::stream::{FrameError, FrameReader};
use halflap::{AlignedBuf, Error as Bad, Kind};

use super::Error;

/// Copies the one buffer that a file holds, at most `limit` bytes, to memory of one's own. It does
/// for unsealed memory too.
///
/// Whoever can write the file may do so at any time, also between a check and a use. So the bytes
/// are copied first; what is checked then is the copy. A copy taken while someone writes may be a
/// mixture: it is refused like any other damage, or it is a good buffer that says what nobody
/// meant. Where that matters, write with a checksum ([`halflap::Encoder::checksum`]), or write
/// another file and rename it.
///
/// Mapping the file instead, privately even, does not help: pages of a private mapping show what
/// others write until the reader itself writes to them, and a page that is cut off is a SIGBUS.
///
/// It reads at offsets, so whoever shares the descriptor can't move it to another place. It waits
/// for as long as the file system does.
///
/// ```
/// use halflap::Message;
/// use shared::scan::{Scan, ScanView};
/// use shared::sealed;
///
/// let path = std::env::temp_dir().join(format!("scan-{}", std::process::id()));
/// std::fs::write(&path, Scan::default().to_halflap()?)?;
/// let buffer = sealed::copy(&std::fs::File::open(&path)?, 1 << 20)?;
/// assert_eq!(ScanView::read(&buffer)?.taken(), 0);
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `NotAFile`, `TooLarge`, `Buffer` where the header is wrong or says another length than the file
/// has, `Frame` where the file becomes shorter meanwhile, and `Io`.
pub fn copy(file: &File, limit: u64) -> Result<AlignedBuf, Error> {
    let about = file.metadata().map_err(|error| Error::io("fstat", error))?;
    if !about.is_file() {
        return Err(Error::NotAFile);
    }
    let size = about.len();
    if size > limit {
        return Err(Error::TooLarge { size, limit });
    }
    copy_from(At { file, offset: 0 }, size)
}

/// Copies a buffer of `size` bytes. Memory is taken for what is really there, not for what the
/// header or the size promise.
fn copy_from(bytes: impl Read, size: u64) -> Result<AlignedBuf, Error> {
    if size < HEADER_LEN as u64 {
        return Err(Bad::new(Kind::Truncated, size as usize, "").into());
    }
    let mut frames = FrameReader::new(bytes, u64::MAX);
    let Some(header) = frames.peek()? else {
        return Err(FrameError::Truncated.into());
    };
    if header.buffer_len() != size {
        return Err(Bad::new(Kind::LengthMismatch, 32, "").into());
    }
    let mut buffer = AlignedBuf::new();
    frames.read_into(&mut buffer)?;
    Ok(buffer)
}

/// A file from an offset of its own.
struct At<'f> {
    file: &'f File,
    offset: u64,
}

impl Read for At<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(bytes, self.offset)?;
        self.offset += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::{Scan, ScanView};
    use crate::work;
    use halflap::Message;

    /// A file of two versions of a scan, the second of which takes its place after some reads.
    struct Replaced {
        versions: [AlignedBuf; 2],
        reads: usize,
        at: usize,
    }

    impl Read for Replaced {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            let bytes_now = &self.versions[usize::from(self.reads == 0)];
            self.reads = self.reads.saturating_sub(1);
            let some = bytes.len().min(4096).min(bytes_now.len() - self.at);
            bytes[..some].copy_from_slice(&bytes_now[self.at..self.at + some]);
            self.at += some;
            Ok(some)
        }
    }

    /// Wherever the change falls, the copy is refused, or is a good buffer from end to end.
    #[test]
    fn a_mixture_is_refused_or_consistent() {
        let one = work::sample().to_halflap().unwrap();
        let changed = Scan {
            scanner: "HALL".into(),
            points: work::sample().points.into_iter().rev().collect(),
            ..work::sample()
        };
        let other = changed.to_halflap().unwrap();
        let mut torn = one.clone();
        torn[48] ^= 0xff; // The slot of its first text leads elsewhere.
        let (mut mixed, mut refused) = (0, 0);
        for second in [other.clone(), torn] {
            for reads in 0..20 {
                let file = Replaced {
                    versions: [one.clone(), second.clone()],
                    reads,
                    at: 0,
                };
                let copy = copy_from(file, one.len() as u64).unwrap();
                match ScanView::read_known(&copy) {
                    Ok(view) => {
                        work::seen(&view);
                        assert_eq!(Scan::from(view).to_halflap().unwrap(), copy);
                        mixed += usize::from(copy != one && copy != other);
                    }
                    Err(_) => refused += 1,
                }
            }
        }
        assert!(mixed > 0 && refused > 0, "{mixed} mixed, {refused} refused");
    }

    #[test]
    fn what_ends_early_is_refused() {
        let one = work::sample().to_halflap().unwrap();
        let name = |bytes: &[u8]| copy_from(bytes, one.len() as u64).unwrap_err().name();
        for len in [0, 1, 39, 40, 4096, one.len() - 1] {
            assert_eq!(name(&one[..len]), "frame_truncated", "{len}");
        }
    }
}
