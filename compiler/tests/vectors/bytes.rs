//! The buffer that a vector means.

use halflap::Header;
use halflap::schema::Index;
use halflap::zerocopy::IntoBytes;

use super::file::{File, Test};

/// A buffer and what is known of how it was made.
#[derive(Clone)]
pub struct Buffer {
    pub bytes: Vec<u8>,
    /// Full name of the root.
    pub type_: String,
    pub version: u32,
}

/// Bytes from hex with repetitions and comments.
fn hex(lines: &[String]) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    for line in lines {
        let said = line.split('|').next().unwrap_or_default();
        let (digits, times) = match said.split_once('*') {
            Some((digits, times)) => {
                let times = times.trim().parse::<usize>();
                (digits, times.map_err(|why| format!("`{line}`: {why}"))?)
            }
            None => (said, 1),
        };
        let digits: Vec<u8> = digits
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_digit(16).map(|digit| digit as u8))
            .collect::<Option<_>>()
            .ok_or_else(|| format!("`{line}`: no hex"))?;
        let (pairs, rest) = digits.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(format!("`{line}`: half a byte"));
        }
        for _ in 0..times {
            bytes.extend(pairs.iter().map(|[high, low]| high << 4 | low));
        }
    }
    Ok(bytes)
}

/// What a vector's bytes are, however they are said. `index` is that of the file's schema.
pub fn buffer(index: &Index, file: &File, test: &Test) -> Result<Buffer, String> {
    let Some(base) = &test.base else {
        return plain(index, test);
    };
    let base = file.test(base).ok_or("`base` is not there")?;
    if base.base.is_some() {
        return Err("`base` has a base itself".into());
    }
    let mut buffer = plain(index, base)?;
    if let Some(type_) = &test.type_ {
        buffer.type_.clone_from(type_);
    }
    let bytes = &mut buffer.bytes;
    if let Some(len) = test.cut {
        if len > bytes.len() {
            return Err("`cut` is beyond the end".into());
        }
        bytes.truncate(len);
    }
    if let Some(more) = &test.append {
        bytes.extend(hex(more.as_slice())?);
    }
    for (at, digits) in test.set.iter().flatten() {
        let at: usize = at.parse().map_err(|why| format!("`set`: {why}"))?;
        let new = hex(std::slice::from_ref(digits))?;
        let old = bytes
            .get_mut(at..at + new.len())
            .ok_or("`set` is beyond the end")?;
        if old == new {
            return Err(format!("`set` at {at} changes nothing"));
        }
        old.copy_from_slice(&new);
    }
    if test.reseal == Some(true) {
        seal(bytes)?;
    }
    Ok(buffer)
}

/// A buffer that is said in full, or as a body behind a header that is made here.
fn plain(index: &Index, test: &Test) -> Result<Buffer, String> {
    let type_ = test.type_.clone().ok_or("`type` is missing")?;
    let root = index.message_by_name(&type_).ok_or("no such type")?;
    let message = index.message(root);
    let newest = message.blocks.len() as u32;
    let version = test.version.unwrap_or(newest);
    if let Some(lines) = &test.buffer {
        let bytes = hex(lines)?;
        let version = Header::peek(&bytes).map_or(version, Header::version);
        return Ok(Buffer {
            bytes,
            type_,
            version,
        });
    }
    let body = hex(test.bytes.as_ref().ok_or("no bytes")?)?;
    let known = (version as usize).checked_sub(1);
    let schema_id = known.and_then(|at| message.schema_ids.get(at).copied());
    let block = known.and_then(|at| message.blocks.get(at).copied());
    let header = Header::new(
        message.type_id_.to_le_bytes(),
        schema_id.unwrap_or(0).to_le_bytes(),
        version,
        test.root_block.or(block).ok_or("`root_block` is missing")?,
        body.len() as u32,
    );
    let mut bytes = [header.as_bytes(), &body].concat();
    if test.checksum == Some(true) {
        seal(&mut bytes)?;
    }
    Ok(Buffer {
        bytes,
        type_,
        version,
    })
}

/// Sets the flag and the checksum, by the rule itself rather than by the runtime's code.
fn seal(bytes: &mut [u8]) -> Result<(), String> {
    if bytes.len() < 40 {
        return Err("`reseal` without a header".into());
    }
    bytes[6] |= 1;
    let mut crc = !0_u32;
    for &byte in bytes[..36].iter().chain(&bytes[40..]) {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = crc >> 1 ^ (0xedb8_8320 * (crc & 1));
        }
    }
    bytes[36..40].copy_from_slice(&(!crc).to_le_bytes());
    Ok(())
}
