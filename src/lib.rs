//! Zero-copy serialization that Rust and Go read in place, checked once.
