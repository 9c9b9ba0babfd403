//! No bytes given as a schema's description, and no buffer read by one, do harm.

#![no_main]

use halflap_fuzz::description;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| description(data));
