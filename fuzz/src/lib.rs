//! What the fuzz targets do with bytes, without the fuzzer.

mod check;
mod description;
mod frames;
mod json;

pub use check::check;
pub use description::description;
pub use frames::frames;
pub use json::json;

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
            for target in [check, description, frames, json] {
                target(&bytes);
            }
        }
    }
}
