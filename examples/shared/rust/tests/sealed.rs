//! Sealed memory: what its writer can't do any more, and what a reader does not take.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;

use halflap::{EncodeErrorKind, Encoder, Kind, Message};
use memmap2::MmapRaw;
use rustix::fs::{FallocateFlags, OFlags, SealFlags, fallocate, fcntl_add_seals, fcntl_get_seals};
use rustix::io::Errno;
use shared::scan::{Answer, AnswerView, Outcome, Scan, ScanView, Seen};
use shared::sealed::{self, Error, SEALS, Sealed};
use shared::{hostile, work};

const PERM: Option<i32> = Some(Errno::PERM.raw_os_error());

fn scan() -> Sealed {
    Sealed::write("scan", &work::sample()).unwrap()
}

#[test]
fn what_is_written_is_read_in_place() {
    let memory = scan();
    assert_eq!(memory[..], work::sample().to_halflap().unwrap()[..]);
    assert!(fcntl_get_seals(&memory).unwrap().contains(SEALS));
    let view = ScanView::read(&memory).unwrap();
    assert_eq!(view, work::sample());
    let points = view.points().as_ptr_range();
    let bytes = memory.as_ptr_range();
    assert!(points.start.cast() > bytes.start && points.end.cast() <= bytes.end);
    assert_eq!(
        format!("{memory:?}"),
        format!("Sealed({} bytes)", memory.len())
    );
}

#[test]
fn nobody_can_change_it_any_more() {
    let memory = scan();
    let len = memory.len();
    let file = File::from(memory.as_fd().try_clone_to_owned().unwrap());
    let refused = |result: io::Result<()>| assert_eq!(result.unwrap_err().raw_os_error(), PERM);
    refused(file.write_all_at(b"HLAP", 0));
    refused(file.write_all_at(b"more", len as u64));
    refused(file.set_len(0));
    refused(file.set_len(len as u64 + 1));
    refused(MmapRaw::map_raw(&file).map(drop));
    let hole = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    refused(fallocate(&file, hole, 0, 4096).map_err(Into::into));
    refused(fcntl_add_seals(&file, SealFlags::FUTURE_WRITE).map_err(Into::into));
    // Nor over another descriptor of it, opened afresh.
    let again = hostile::reopened(&OwnedFd::from(file), OFlags::RDWR).unwrap();
    let again = File::from(again);
    refused(again.write_all_at(b"HLAP", 0));
    refused(again.set_len(0));
    assert_eq!(ScanView::read(&memory).unwrap(), work::sample());
}

#[test]
fn each_case_is_refused_as_it_has_to_be() {
    let cases = hostile::cases().unwrap();
    let mut count = 0;
    for mut case in cases {
        let (1, Some(file)) = (case.files.len(), case.files.pop()) else {
            continue; // Those are for the socket.
        };
        let answer = work::answer(Sealed::accept(file, work::LIMIT));
        let answer = answer.to_halflap().unwrap();
        let line = work::line(&AnswerView::read(&answer).unwrap());
        assert_eq!(line, case.answer, "{}", case.name);
        count += 1;
    }
    assert!(count > 20, "{count} cases");
}

#[test]
fn who_still_writes_can_not_seal() {
    let buffer = work::sample().to_halflap().unwrap();
    let file = hostile::memory(&buffer, SealFlags::empty()).unwrap();
    let writable = MmapRaw::map_raw(&file).unwrap();
    let again = file.try_clone().unwrap();
    let error = Sealed::seal(again).unwrap_err();
    assert!(matches!(error, Error::StillWritable), "{error}");
    // Nothing of it is sealed then.
    assert!(!fcntl_get_seals(&file).unwrap().intersects(SEALS));
    drop(writable);
    assert_eq!(Sealed::seal(file).unwrap()[..], buffer[..]);
}

#[test]
fn what_can_not_be_sealed_is_said() {
    let buffer = work::sample().to_halflap().unwrap();
    let final_ = hostile::memory(&buffer, SealFlags::SEAL).unwrap();
    match Sealed::seal(final_).unwrap_err() {
        Error::NotSealed { missing } => assert_eq!(missing, SEALS.difference(SealFlags::SEAL)),
        error => panic!("{error}"),
    }
    let (reader, _writer) = io::pipe().unwrap();
    assert!(matches!(Sealed::seal(reader.into()), Err(Error::NotMemory)));
    // Sealing twice is sealing once.
    let file = OwnedFd::from(scan());
    assert!(Sealed::seal(file).is_ok());
}

#[test]
fn errors_of_the_value_and_the_kernel_are_told_apart() {
    let how = Encoder::new().version(7);
    let error = Sealed::write_from::<Scan, _>("scan", how, &work::sample()).unwrap_err();
    assert!(
        matches!(&error, Error::Encode(error) if error.kind() == EncodeErrorKind::UnknownVersion)
    );
    assert_eq!(error.name(), "unknown_version");
    let error = Sealed::write("a\0b", &work::sample()).unwrap_err();
    assert!(matches!(error, Error::Io { .. }));
    let error = Sealed::accept(OwnedFd::from(scan()), 1000).unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit: 1000, size } if size > 65_000));
    // The header is looked at before anyone asks for a view.
    let longer = [&scan()[..], &[0; 8]].concat();
    for (bytes, kind, offset) in [
        (&[0; 39][..], Kind::Truncated, 39),
        (&[0; 48], Kind::BadMagic, 0),
        (&longer, Kind::LengthMismatch, 32),
    ] {
        match Sealed::accept(hostile::memory(bytes, SEALS).unwrap(), work::LIMIT).unwrap_err() {
            Error::Buffer(error) => assert_eq!((error.kind(), error.offset()), (kind, offset)),
            error => panic!("{error}"),
        }
    }
}

#[test]
fn views_are_written_again_with_nothing_in_between() {
    let memory = scan();
    let view = ScanView::read(&memory).unwrap();
    let how = Encoder::new().checksum(true);
    let again = Sealed::write_from::<Scan, _>("again", how, &view).unwrap();
    assert_eq!(ScanView::read(&again).unwrap(), work::sample());
    assert_ne!(again[..40], memory[..40]);
    assert_eq!(again[40..], memory[40..]);
}

#[test]
fn many_threads_read_it() {
    let memory = scan();
    let expected = work::seen(&ScanView::read(&memory).unwrap());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(work::seen(&ScanView::read(&memory).unwrap()), expected));
        }
    });
}

#[test]
fn descriptors_go_over_the_socket() {
    let (here, there) = UnixStream::pair().unwrap();
    let outcome = Outcome::Seen(Seen::default());
    let answer = Sealed::write("answer", &Answer { outcome }).unwrap();
    sealed::send(&here, scan()).unwrap();
    sealed::send(&here, &answer).unwrap();
    drop(answer); // What is under way needs no descriptor of the sender's.
    drop(here);
    let first = sealed::receive(&there).unwrap().unwrap();
    let flags = rustix::io::fcntl_getfd(&first).unwrap();
    assert!(flags.contains(rustix::io::FdFlags::CLOEXEC));
    let first = Sealed::accept(first, work::LIMIT).unwrap();
    assert_eq!(ScanView::read(&first).unwrap(), work::sample());
    let second = sealed::receive(&there).unwrap().unwrap();
    let second = Sealed::accept(second, work::LIMIT).unwrap();
    assert!(AnswerView::read(&second).is_ok());
    assert!(sealed::receive(&there).unwrap().is_none());

    let error = sealed::send(&there, &first).unwrap_err();
    assert!(matches!(&error, Error::Io { error, .. } if error.kind() == io::ErrorKind::BrokenPipe));
}
