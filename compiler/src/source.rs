//! Where schemas are read from: the disk, or an editor's unsaved text before it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where the compiler reads files from.
///
/// An implementation decides what is behind a path; the compiler decides which paths it wants:
/// those it was given, and those that imports name.
pub trait Source {
    /// One name for a file, however it is reached: two paths of one identity are one file, which
    /// is read once.
    ///
    /// # Errors
    /// Why there is no such file.
    fn identity(&self, path: &Path) -> io::Result<PathBuf>;

    /// How long a file is, in bytes. The compiler asks before it reads.
    ///
    /// # Errors
    /// Why the file can't be read.
    fn size(&self, path: &Path) -> io::Result<u64>;

    /// A file's bytes.
    ///
    /// # Errors
    /// Why the file can't be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// The files of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Source for Disk {
    fn identity(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        fs::metadata(path).map(|found| found.len())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }
}
