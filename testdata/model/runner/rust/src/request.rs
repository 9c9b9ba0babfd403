//! What is asked, as it comes in.

use std::io::{self, ErrorKind, Read};

/// The bytes are a JSON text to read, not a buffer.
const TEXT: u8 = 1;
/// Slower ways to the same result are tried too.
const THOROUGH: u8 = 2;
/// Contents are told in full, where a line otherwise has their length and CRC-32.
const IN_FULL: u8 = 4;

/// One byte of flags, the number of the root and the count of the bytes, as u32, and the bytes.
#[derive(Debug)]
pub struct Request {
    flags: u8,
    pub root: usize,
    pub bytes: Vec<u8>,
}

impl Request {
    /// The next one; none at the end.
    pub fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut head = [0; 9];
        match from.read_exact(&mut head[..1]) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
        from.read_exact(&mut head[1..])?;
        let [flags, a, b, c, d, n @ ..] = head;
        let mut bytes = vec![0; u32::from_le_bytes(n) as usize];
        from.read_exact(&mut bytes)?;
        Ok(Some(Request {
            flags,
            root: u32::from_le_bytes([a, b, c, d]) as usize,
            bytes,
        }))
    }

    pub fn is_text(&self) -> bool {
        self.flags & TEXT != 0
    }

    pub fn thorough(&self) -> bool {
        self.flags & THOROUGH != 0
    }

    /// How a line tells contents.
    pub fn told(&self, contents: &[u8]) -> String {
        if self.flags & IN_FULL == 0 {
            return format!("{}:{:08x}", contents.len(), crc32fast::hash(contents));
        }
        match str::from_utf8(contents) {
            Ok(text) if text.starts_with('{') => text.into(),
            _ => contents.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}
