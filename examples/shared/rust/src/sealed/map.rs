//! The two mappings, and why each is sound. No other file of this example uses `unsafe`.
//!
//! `memmap2` says of its constructors that a mapping is undefined behaviour "if the underlying
//! file is subsequently modified, in or out of process". What the kernel promises against that
//! stands in the manual page fcntl(2), under "File Sealing". It does not keep off who may reach
//! into the process itself, by ptrace(2) or `/proc/PID`: from those no memory is safe.

use std::os::fd::OwnedFd;

use halflap::header::HEADER_LEN;
use halflap::{EncodeError, Error as Bad, Kind};
use memmap2::{Advice, Mmap, MmapMut, MmapOptions};
use rustix::fs::{FallocateFlags, MemfdFlags, fallocate, fcntl_get_seals, fstat, memfd_create};
use rustix::io::{Errno, retry_on_intr};

use super::{Error, SEALS};

/// Makes memory of `len` bytes and has it filled. It is sealed by none of [`SEALS`] yet, and no
/// longer mapped.
pub(super) fn filled(
    name: &str,
    len: usize,
    fill: impl FnOnce(&mut [u8]) -> Result<(), EncodeError>,
) -> Result<OwnedFd, Error> {
    let file = created(name)?;
    // Unlike `ftruncate` this takes the memory at once: an error now is no signal later.
    retry_on_intr(|| fallocate(&file, FallocateFlags::empty(), 0, len as u64))
        .map_err(|errno| Error::io("fallocate", errno))?;
    let mut bytes = writable(&file, len)?;
    // A child that another thread is just forking must not inherit it: sealing would fail.
    bytes
        .advise(Advice::DontFork)
        .map_err(|error| Error::io("madvise", error))?;
    fill(&mut bytes)?;
    Ok(file)
}

/// New memory that can be sealed and, where the kernel knows of that, never be executed.
fn created(name: &str) -> Result<OwnedFd, Error> {
    let flags = MemfdFlags::ALLOW_SEALING | MemfdFlags::CLOEXEC;
    match memfd_create(name, flags | MemfdFlags::NOEXEC_SEAL) {
        // Before Linux 6.3.
        Err(Errno::INVAL) => memfd_create(name, flags),
        made => made,
    }
    .map_err(|errno| Error::io("memfd_create", errno))
}

/// Maps memory that was just created, to be written.
fn writable(file: &OwnedFd, len: usize) -> Result<MmapMut, Error> {
    // SAFETY: the precondition is that nobody else modifies the file while the mapping is there.
    // `filled`, the only caller, has just created it and holds the only descriptor of it: it is
    // closed in children that run another program (`CLOEXEC`), and is handed out after the mapping
    // has ended. There is no other mapping of it, for it has none before this one.
    unsafe { MmapOptions::new().len(len).map_mut(file) }.map_err(|error| Error::io("mmap", error))
}

/// Maps memory from elsewhere, if it is sealed, all there, and not larger than `limit`.
pub(super) fn sealed(file: &OwnedFd, limit: u64) -> Result<Mmap, Error> {
    let missing = match fcntl_get_seals(file) {
        Ok(seals) => SEALS.difference(seals),
        // A descriptor that only stands for a path (`O_PATH`) has no seals to ask for: `BADF`.
        Err(Errno::INVAL | Errno::BADF) => return Err(Error::NotMemory),
        Err(errno) => return Err(Error::io("fcntl", errno)),
    };
    if !missing.is_empty() {
        return Err(Error::NotSealed { missing });
    }
    let len = sealed_len(file, limit)?;
    // Not `map_if_safe`, which makes a shared mapping: before Linux 6.7 the kernel refuses those of
    // sealed memory whose descriptor was opened for writing. Of pages that nobody can write any
    // more, a private mapping is just as good, and copies nothing either.
    let mut options = MmapOptions::new();
    options.len(len);
    // SAFETY: the precondition is that the file is not modified, in whatever process, while the
    // mapping is there. `F_SEAL_WRITE` was just found set: "you cannot modify the contents of the
    // file", nor can there be a writable shared mapping, for with one the seal could not have been
    // set. `F_SEAL_SHRINK` and `F_SEAL_GROW` keep its size, so that no page of the mapping goes
    // away. A seal is never removed.
    unsafe { options.map_copy_read_only(file) }.map_err(|error| Error::io("mmap", error))
}

/// How long sealed memory is. Its size and its pages stay as they are, so that what is found here
/// holds for as long as it is mapped.
fn sealed_len(file: &OwnedFd, limit: u64) -> Result<usize, Error> {
    let about = fstat(file).map_err(|errno| Error::io("fstat", errno))?;
    let size = about.st_size as u64;
    let limit = limit.min(isize::MAX as u64); // also where that is not much
    if size > limit {
        return Err(Error::TooLarge { size, limit });
    }
    let len = size as usize;
    if len < HEADER_LEN {
        return Err(Bad::new(Kind::Truncated, len, "").into());
    }
    // Reading a hole takes memory, as much as `limit` for a descriptor that cost its sender none,
    // and ends in a SIGBUS where there is none left. Blocks have 512 bytes.
    if (about.st_blocks as u64).saturating_mul(512) < size {
        return Err(Error::HasHoles);
    }
    Ok(len)
}
