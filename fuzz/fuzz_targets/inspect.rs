//! The inspector shows each byte once, of any buffer by any description.

#![no_main]

use halflap_fuzz::inspect;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| inspect(data));
