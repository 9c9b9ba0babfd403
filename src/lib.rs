//! Zero-copy serialization that Rust and Go read in place, checked once.
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(target_endian = "big")]
compile_error!("halflap reads buffers in place, which needs a little-endian target");

mod error;
pub mod header;
pub mod precise;
pub mod schema;
mod value;

pub use bytemuck;
pub use error::{Error, Kind};
pub use header::Header;
pub use value::{I128, U128, Uuid};
pub use zerocopy;
