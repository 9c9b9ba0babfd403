//! No text does harm, and what is read as JSON is written as JSON that gives the same bytes.

#![no_main]

use halflap_fuzz::json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| json(data));
