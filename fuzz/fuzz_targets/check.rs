//! The fast validator and the precise walk agree on every body; what is accepted from a known
//! version re-encodes to itself.

#![no_main]

use halflap_fuzz::check;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| check(data));
