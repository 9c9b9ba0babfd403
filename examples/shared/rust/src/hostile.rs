//! What a reader must not take, and how it has to be refused.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use halflap::Message;
use memmap2::MmapRaw;
use rustix::fs::{MemfdFlags, Mode, OFlags, SealFlags, fcntl_add_seals, fstatfs, memfd_create};

use crate::scan::{Answer, Outcome, Refused};
use crate::sealed::SEALS;
use crate::work;

/// Something to be handed to a reader.
pub struct Case {
    /// What is wrong with it.
    pub name: &'static str,
    /// To be sent with one byte: one descriptor, except where that is what is wrong.
    pub files: Vec<OwnedFd>,
    /// The answer that a reader has to give.
    pub answer: String,
    /// What has to live on until it is answered.
    _kept: Option<MmapRaw>,
}

/// All cases. The first is one that is to be taken.
///
/// # Errors
/// The kernel refuses to make one of them.
pub fn cases() -> io::Result<Vec<Case>> {
    let buffer = work::sample().to_halflap().map_err(io::Error::other)?;
    let mut cases = vec![case(
        "nothing is wrong",
        memory(&buffer, SEALS)?,
        "saw 4096 points of hall, the nearest at -8 -30 33, door by 64, table by 41, würfel by 5 \
         (after the cleaning)",
    )];
    seals(&buffer, &mut cases)?;
    no_memory(&buffer, &mut cases)?;
    sizes(&buffer, &mut cases)?;
    contents(&buffer, &mut cases)?;
    numbers(&buffer, &mut cases)?;
    Ok(cases)
}

fn case(name: &'static str, file: impl Into<OwnedFd>, answer: &str) -> Case {
    Case {
        name,
        files: vec![file.into()],
        answer: answer.into(),
        _kept: None,
    }
}

/// Memory that lacks seals.
fn seals(buffer: &[u8], cases: &mut Vec<Case>) -> io::Result<()> {
    let all_but = |seal| memory(buffer, SEALS.difference(seal));
    cases.push(case(
        "not sealed at all",
        all_but(SEALS)?,
        "refused not_sealed (write, grow, shrink, seal)",
    ));
    for (name, seal, answer) in [
        ("may be written", SealFlags::WRITE, "write"),
        ("may grow", SealFlags::GROW, "grow"),
        ("may shrink", SealFlags::SHRINK, "shrink"),
        ("may be sealed further", SealFlags::SEAL, "seal"),
    ] {
        let answer = format!("refused not_sealed ({answer})");
        cases.push(case(name, all_but(seal)?, &answer));
    }
    // This seal sounds as if it were enough, but leaves alone who has mapped the memory before.
    let file = memory(buffer, SealFlags::empty())?;
    let mapped = MmapRaw::map_raw(&file)?;
    let future = SEALS.difference(SealFlags::WRITE) | SealFlags::FUTURE_WRITE;
    fcntl_add_seals(&file, future)?;
    cases.push(Case {
        _kept: Some(mapped),
        ..case(
            "still mapped for writing",
            file,
            "refused not_sealed (write)",
        )
    });
    let file: File = memfd_create("never", MemfdFlags::CLOEXEC)?.into();
    file.write_all_at(buffer, 0)?;
    cases.push(case(
        "can't be sealed",
        file,
        "refused not_sealed (write, grow, shrink)",
    ));
    Ok(())
}

/// Descriptors of other things.
fn no_memory(buffer: &[u8], cases: &mut Vec<Case>) -> io::Result<()> {
    let no_memory = "refused not_memory";
    let file = plain_file(buffer)?;
    // Files of tmpfs know seals, and can't be sealed.
    let in_memory = fstatfs(&file)?.f_type as u64 == 0x0102_1994;
    let answer = match in_memory {
        true => "refused not_sealed (write, grow, shrink)",
        false => no_memory,
    };
    cases.push(case("a file", file, answer));
    let (reader, mut writer) = io::pipe()?;
    writer.write_all(b"m")?;
    cases.push(case("a pipe", reader, no_memory));
    cases.push(case("a folder", File::open("/")?, no_memory));
    cases.push(case("a device", File::open("/dev/zero")?, no_memory));
    cases.push(case("a socket", UnixStream::pair()?.0, no_memory));
    let path = rustix::fs::open("/", OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?;
    cases.push(case("a path", path, no_memory));
    let memory = memory(buffer, SEALS)?;
    let write_only = reopened(&memory, OFlags::WRONLY)?;
    cases.push(case("may not be read", write_only, "refused io"));
    Ok(())
}

/// Sealed memory of a wrong size.
fn sizes(buffer: &[u8], cases: &mut Vec<Case>) -> io::Result<()> {
    let longer = [buffer, &[0; 8]].concat();
    let mismatch = "refused length_mismatch (byte 32)";
    for (name, bytes, answer) in [
        ("empty", &[][..], "refused truncated (byte 0)"),
        ("no header", &buffer[..39], "refused truncated (byte 39)"),
        ("the header alone", &buffer[..40], mismatch),
        ("too short", &buffer[..buffer.len() - 8], mismatch),
        ("too long", &longer, mismatch),
        ("no multiple of 8", &longer[..buffer.len() + 1], mismatch),
    ] {
        cases.push(case(name, memory(bytes, SEALS)?, answer));
    }
    for (name, size, answer) in [
        ("a terabyte of nothing", 1 << 40, "refused too_large"),
        ("a bit too large", work::LIMIT + 1, "refused too_large"),
        ("never written", work::LIMIT, "refused has_holes"),
    ] {
        let file = File::from(memory(buffer, SealFlags::empty())?);
        file.set_len(size)?;
        fcntl_add_seals(&file, SEALS)?;
        cases.push(case(name, file, answer));
    }
    Ok(())
}

/// Sealed memory with damaged contents, or others than were asked for.
fn contents(buffer: &[u8], cases: &mut Vec<Case>) -> io::Result<()> {
    let damaged = |at: usize, byte: u8| {
        let mut bytes = buffer.to_vec();
        bytes[at] ^= byte;
        memory(&bytes, SEALS)
    };
    cases.push(case(
        "no buffer",
        damaged(0, 1)?,
        "refused bad_magic (byte 0)",
    ));
    // The root block begins at 40 with `taken`; the first slot is that of `scanner`, at 48, and
    // its text the first target.
    let scanner = buffer.windows(4).position(|four| four == b"hall");
    let scanner = scanner.unwrap_or(0);
    cases.push(case(
        "a slot that leads elsewhere",
        damaged(48, 8)?,
        "refused bad_offset (byte 48, scanner)",
    ));
    cases.push(case(
        "a text that is none",
        damaged(scanner, 0x80)?,
        &format!("refused bad_utf8 (byte {scanner}, scanner)"),
    ));
    let outcome = Outcome::Refused(Refused::default());
    let other = Answer { outcome }.to_halflap().map_err(io::Error::other)?;
    cases.push(case(
        "another message",
        memory(&other, SEALS)?,
        "refused wrong_type (byte 8)",
    ));
    Ok(())
}

/// A wrong number of descriptors.
fn numbers(buffer: &[u8], cases: &mut Vec<Case>) -> io::Result<()> {
    for (name, count, answer) in [
        ("no descriptor", 0, "refused no_descriptor"),
        ("two descriptors", 2, "refused many_descriptors"),
        ("200 descriptors", 200, "refused many_descriptors"),
    ] {
        let files: io::Result<Vec<OwnedFd>> = (0..count).map(|_| memory(buffer, SEALS)).collect();
        cases.push(Case {
            name,
            files: files?,
            answer: answer.into(),
            _kept: None,
        });
    }
    Ok(())
}

/// Memory with these bytes, sealed so far.
///
/// # Errors
/// The kernel has none, or no seals.
pub fn memory(bytes: &[u8], seals: SealFlags) -> io::Result<OwnedFd> {
    let flags = MemfdFlags::ALLOW_SEALING | MemfdFlags::CLOEXEC;
    let file: File = memfd_create("hostile", flags)?.into();
    file.write_all_at(bytes, 0)?;
    fcntl_add_seals(&file, seals)?;
    Ok(file.into())
}

/// Another descriptor of the same memory, opened in another way.
///
/// # Errors
/// The kernel does not allow it.
pub fn reopened(file: &OwnedFd, how: OFlags) -> io::Result<OwnedFd> {
    use std::os::fd::AsRawFd;
    let path = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(rustix::fs::open(
        path,
        how | OFlags::CLOEXEC,
        Mode::empty(),
    )?)
}

/// A file with these bytes that has no name any more.
///
/// # Errors
/// The folder for temporary files can't be written.
pub fn plain_file(bytes: &[u8]) -> io::Result<File> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("halflap-shared-{}-{count}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let made = made(&path, bytes);
    fs::remove_file(&path)?;
    made
}

fn made(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let file = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all_at(bytes, 0)?;
    Ok(file)
}
