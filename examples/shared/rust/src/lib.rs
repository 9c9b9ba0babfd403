//! How do a Rust and a Go process share a message in memory?
//!
//! [`sealed`] is the part to copy: it writes messages into memory that can be sealed, hands it to
//! another process, and takes from others only what is sealed. [`scan`] is generated from the
//! schema `../scan.lap`; [`work`] makes a scan and reads one; [`hostile`] makes what a reader has
//! to refuse. The program is in `main.rs`, its twin in Go in `../go`.
#![cfg(target_os = "linux")]

mod generated;
pub mod hostile;
pub mod sealed;
pub mod work;

pub use generated::scan;
