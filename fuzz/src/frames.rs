//! Streams that break off or lie about their lengths give errors, and no more memory than the
//! limit.

use std::io::{self, Read};

use halflap::AlignedBuf;
use halflap::stream::{FrameReader, write_frame};

const LIMIT: u64 = 1 << 16;

/// Gives at most a few bytes at a time, as sockets do.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let most = buf.len().min(self.1);
        self.0.read(&mut buf[..most])
    }
}

/// The first byte says how many bytes come at a time.
pub fn frames(data: &[u8]) {
    let [step, stream @ ..] = data else {
        return;
    };
    let mut frames = FrameReader::new(Trickle(stream, usize::from(*step) + 1), LIMIT);
    let mut buffer = AlignedBuf::new();
    let mut written = Vec::new();
    while let Ok(true) = frames.read_into(&mut buffer) {
        assert!(buffer.len() as u64 <= LIMIT);
        write_frame(&mut written, &buffer).expect("memory takes all");
    }
    assert!(stream.starts_with(&written));
}
