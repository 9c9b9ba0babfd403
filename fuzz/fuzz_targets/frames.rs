//! Streams that break off or lie about their lengths give errors, and no more memory than the
//! limit.

#![no_main]

use halflap_fuzz::frames;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| frames(data));
