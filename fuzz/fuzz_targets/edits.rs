//! Edits in place leave what an encoder makes of the changed value.

#![no_main]

use halflap_fuzz::edits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| edits(data));
