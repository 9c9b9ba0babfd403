//! Encode, validate, read and decode, beside a copy of the same buffer.
//!
//! `cargo xtask bench` runs it together with the Go benchmarks and prints ratios.

mod data;
mod logs;
mod mesh;

use criterion::{criterion_group, criterion_main};

criterion_group!(benches, logs::logs, mesh::mesh);
criterion_main!(benches);
