//! The Rust side: writes a scan into sealed memory and hands it to a reader in another process, or
//! is the reader.
//!
//! `cargo xtask test --only shared` runs it together with the Go side, `../go`.

use std::process::ExitCode;

#[cfg(target_os = "linux")]
mod commands;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    commands::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("shared-rust: only Linux has memory that can be sealed (memfd_create)");
    ExitCode::from(2)
}
