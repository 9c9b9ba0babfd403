use std::io::{self, Read};
use std::vec::Vec;

use zerocopy::IntoBytes;

use super::{FrameError, FrameReader, write_frame};
use crate::{AlignedBuf, Header, Kind};

fn frame(id: u8, body: usize) -> Vec<u8> {
    let body: Vec<u8> = (0..body).map(|n| n as u8).collect();
    let header = Header::new([id; 8], [2; 8], 1, 8, body.len() as u32);
    [header.as_bytes(), &body].concat()
}

/// A stream that gives one byte at a time, and an interruption before each.
struct Trickle<'a>(&'a [u8], bool);

impl Read for Trickle<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let n = to.len().min(1);
        self.0.read(&mut to[..n])
    }
}

#[test]
fn reads_what_was_written_byte_by_byte() {
    let mut stream = Vec::new();
    let frames = [frame(1, 8), frame(2, 80), frame(3, 200_000)];
    for one in &frames {
        AlignedBuf::from(&one[..]).write_to(&mut stream).unwrap();
    }
    let mut reader = FrameReader::new(Trickle(&stream, false), 1 << 20);
    let mut buf = AlignedBuf::new();
    for one in &frames {
        assert_eq!(reader.peek().unwrap().unwrap().type_id()[0], one[8]);
        assert!(reader.read_into(&mut buf).unwrap());
        assert_eq!(buf[..], one[..]);
    }
    assert!(reader.peek().unwrap().is_none());
    assert!(!reader.read_into(&mut buf).unwrap());
    assert!(buf.is_empty());
}

#[test]
fn an_early_end_is_told_from_a_clean_one() {
    let whole = frame(1, 16);
    let mut buf = AlignedBuf::new();
    assert!(!buf.read_from(&whole[..0], 100).unwrap());
    for end in 1..whole.len() {
        let error = buf.read_from(&whole[..end], 100).unwrap_err();
        assert!(matches!(error, FrameError::Truncated), "{end}: {error}");
        assert!(buf.is_empty());
        let mut reader = FrameReader::new(&whole[..end], 100);
        assert!(matches!(reader.skip(), Err(FrameError::Truncated)));
    }
    assert!(buf.read_from(&whole[..], 100).unwrap());
}

#[test]
fn a_large_promise_allocates_little() {
    let mut header = frame(1, 0);
    header[32..36].copy_from_slice(&0xffff_ffd0u32.to_le_bytes());
    let mut buf = AlignedBuf::new();
    let refused = buf.read_from(&header[..], 1 << 20).unwrap_err();
    assert_eq!(refused.number(), Some(97));
    assert_eq!(buf.capacity(), 0);
    let ended = buf.read_from(&header[..], u64::MAX).unwrap_err();
    assert_eq!(ended.name(), "frame_truncated");
    assert!(buf.capacity() <= 8 * super::FIRST_STEP);
}

#[test]
fn the_limit_counts_the_header() {
    let whole = frame(1, 16);
    let mut buf = AlignedBuf::new();
    assert!(buf.read_from(&whole[..], 56).unwrap());
    assert!(matches!(
        buf.read_from(&whole[..], 55),
        Err(FrameError::TooLarge { len: 56, limit: 55 })
    ));
}

#[test]
fn what_is_no_buffer_is_refused_both_ways() {
    let ones = [0xff; 64];
    let mut buf = AlignedBuf::new();
    let Err(FrameError::Header(error)) = buf.read_from(&ones[..], 100) else {
        panic!("accepted");
    };
    assert_eq!(error.kind(), Kind::BadMagic);
    let mut out = Vec::new();
    let short = &frame(1, 16)[..48];
    let Err(FrameError::Header(error)) = write_frame(&mut out, short) else {
        panic!("accepted");
    };
    assert_eq!((error.kind(), error.offset()), (Kind::LengthMismatch, 32));
    assert!(out.is_empty());
}

#[test]
fn skips() {
    let stream = [frame(1, 8), frame(2, 80)].concat();
    let mut reader = FrameReader::new(&stream[..], 1 << 20);
    assert!(reader.skip().unwrap());
    let mut buf = AlignedBuf::new();
    assert!(reader.read_into(&mut buf).unwrap());
    assert_eq!(buf[..], frame(2, 80));
    assert!(!reader.skip().unwrap());
    assert!(reader.into_inner().is_empty());
}
