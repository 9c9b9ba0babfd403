//! Messages in files: why mapping one is no way to read it, and what copying gives.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, Ordering};

use halflap::{Kind, Message};
use memmap2::{MmapOptions, MmapRaw};
use rustix::fs::SealFlags;
use shared::scan::{Scan, ScanView};
use shared::sealed::{self, Error};
use shared::{hostile, work};

/// What a load from a mapping would give. Asking the kernel instead of loading makes an error of
/// what were a signal, and of memory that others change nothing that Rust forbids.
fn load(mapping: &MmapRaw, at: usize) -> io::Result<u8> {
    let mut byte = [0];
    let address = mapping.as_ptr().addr() + at;
    File::open("/proc/self/mem")?.read_exact_at(&mut byte, address as u64)?;
    Ok(byte[0])
}

#[test]
fn files_are_copied() {
    let buffer = work::sample().to_halflap().unwrap();
    let file = hostile::plain_file(&buffer).unwrap();
    let copy = sealed::copy(&file, work::LIMIT).unwrap();
    assert_eq!(copy, buffer);
    assert_eq!(ScanView::read(&copy).unwrap(), work::sample());
    // Whatever becomes of the file.
    file.set_len(0).unwrap();
    assert_eq!(ScanView::read(&copy).unwrap(), work::sample());
}

#[test]
fn what_is_no_file_or_has_a_wrong_size_is_refused() {
    let buffer = work::sample().to_halflap().unwrap();
    let name = |file: &File| sealed::copy(file, work::LIMIT).unwrap_err().name();
    let (reader, mut writer) = io::pipe().unwrap();
    writer.write_all(&buffer[..100]).unwrap();
    let reader = File::from(std::os::fd::OwnedFd::from(reader));
    assert_eq!(name(&reader), "not_a_file");
    assert_eq!(name(&File::open("/").unwrap()), "not_a_file");
    assert_eq!(name(&File::open("/dev/zero").unwrap()), "not_a_file");
    for (len, expected) in [
        (0, "truncated"),
        (39, "truncated"),
        (40, "length_mismatch"),
        (buffer.len() - 1, "length_mismatch"),
        (buffer.len() + 1, "length_mismatch"),
        (buffer.len() + 8, "length_mismatch"),
        (work::LIMIT as usize, "length_mismatch"),
        (work::LIMIT as usize + 1, "too_large"),
        (1 << 40, "too_large"),
    ] {
        let file = hostile::plain_file(&buffer).unwrap();
        file.set_len(len as u64).unwrap();
        assert_eq!(name(&file), expected, "{len}");
    }
    let file = hostile::plain_file(&[0xff; 80]).unwrap();
    assert_eq!(name(&file), "bad_magic");
    // A header that promises more than the file has makes nobody take memory for it.
    let mut huge = buffer[..48].to_vec();
    huge[32..36].copy_from_slice(&0xffff_ff00u32.to_le_bytes());
    let file = hostile::plain_file(&huge).unwrap();
    assert_eq!(name(&file), "length_mismatch");
}

/// Why files are not mapped: the bytes change after they were checked, and pages go away.
#[test]
fn a_mapping_shows_what_others_do_to_the_file() {
    let buffer = work::sample().to_halflap().unwrap();
    let file = hostile::plain_file(&buffer).unwrap();
    let mapping = MmapOptions::new().map_raw_read_only(&file).unwrap();
    let (first, last) = (0, buffer.len() - 1);
    assert_eq!(load(&mapping, first).unwrap(), b'H');
    file.write_all_at(b"?", first as u64).unwrap();
    file.write_all_at(b"?", last as u64).unwrap();
    assert_eq!(load(&mapping, first).unwrap(), b'?');
    assert_eq!(load(&mapping, last).unwrap(), b'?');
    file.set_len(4096).unwrap();
    assert_eq!(load(&mapping, first).unwrap(), b'?');
    assert!(load(&mapping, last).is_err(), "a load there is a SIGBUS");
}

/// Ends the writer, also where an assertion fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A thread writes good buffers, damages them and cuts them off, while another copies: each copy
/// is refused, or is a buffer that holds together from end to end.
#[test]
fn copies_of_what_changes_are_refused_or_consistent() {
    let one = work::sample().to_halflap().unwrap();
    let other = Scan {
        scanner: "HALL".into(),
        points: work::sample().points.into_iter().rev().collect(),
        ..work::sample()
    };
    let other = other.to_halflap().unwrap();
    let memory = hostile::memory(&one, SealFlags::empty()).unwrap();
    for file in [File::from(memory), hostile::plain_file(&one).unwrap()] {
        let stop = AtomicBool::new(false);
        let (mut good, mut bad) = (0, 0);
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut round = 0u64;
                while !stop.load(Ordering::Relaxed) {
                    let bytes = if round.is_multiple_of(2) {
                        &other
                    } else {
                        &one
                    };
                    file.set_len(bytes.len() as u64).unwrap();
                    file.write_all_at(bytes, 0).unwrap();
                    match round % 7 {
                        0 => file.write_all_at(b"\xff", 32 + round % 64).unwrap(),
                        3 => file.set_len(round % 4096).unwrap(),
                        _ => {}
                    }
                    round += 1;
                }
            });
            let stop = Stop(&stop);
            for _ in 0..1000 {
                match sealed::copy(&file, work::LIMIT) {
                    Ok(copy) => match ScanView::read_known(&copy) {
                        Ok(view) => {
                            work::seen(&view);
                            assert_eq!(Scan::from(view).to_halflap().unwrap(), copy);
                            good += 1;
                        }
                        Err(error) => {
                            assert_ne!(error.kind(), Kind::ValidatorsDisagree);
                            bad += 1;
                        }
                    },
                    Err(error) => {
                        assert!(
                            matches!(error, Error::Buffer(_) | Error::Frame(_)),
                            "{error}"
                        );
                        bad += 1;
                    }
                }
            }
            drop(stop);
            writer.join().unwrap();
        });
        assert_eq!(good + bad, 1000);
    }
}
