//! What the fuzz targets do with bytes, without the fuzzer.

mod check;
mod description;
mod edits;
mod frames;
mod inspect;
mod json;

pub use check::check;
pub use description::description;
pub use edits::edits;
pub use frames::frames;
pub use inspect::inspect;
pub use json::json;

use halflap::read::Layout;
use halflap::{AlignedBuf, Header};
use zerocopy::IntoBytes;

/// A buffer with this body, whatever it is, and a header that fits: of one of the known versions, or
/// of a newer one.
fn made<T: Layout>(version: u8, body: &[u8]) -> AlignedBuf {
    let newest = T::BLOCKS.len();
    // One above the newest is a newer writer.
    let version = usize::from(version) % (newest + 1) + 1;
    let schema_id = T::SCHEMA_IDS.get(version - 1).copied().unwrap_or([7; 8]);
    let root = T::BLOCKS.get(version - 1).or(T::BLOCKS.last());
    let body = &body[..body.len() / 8 * 8];
    let header = Header::new(
        T::TYPE_ID,
        schema_id,
        version as u32,
        root.copied().unwrap_or(8),
        body.len() as u32,
    );
    AlignedBuf::from(&[header.as_bytes(), body].concat()[..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few bytes of every kind, so that a target which always fails is found without a fuzzer.
    #[test]
    fn targets_survive_some_bytes() {
        let mut state = 1u64;
        for length in 0..400 {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    // Small numbers are more often lengths and offsets that mean something.
                    (state >> 56) as u8 >> ((state >> 32) % 8)
                })
                .collect();
            for target in [check, description, edits, frames, inspect, json] {
                target(&bytes);
            }
        }
    }
}
