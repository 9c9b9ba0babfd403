//! Zero-copy serialization that Rust and Go read in place, checked once.
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(target_endian = "big")]
compile_error!("halflap reads buffers in place, which needs a little-endian target");

mod buf;
mod error;
pub mod header;
#[cfg(feature = "json")]
pub mod json;
mod own;
mod path;
pub mod precise;
pub mod read;
pub mod schema;
mod secret;
#[cfg(feature = "std")]
pub mod stream;
mod value;
pub mod write;

pub use buf::AlignedBuf;
pub use bytemuck;
pub use error::{Error, Kind};
pub use header::Header;
pub use own::{Message, OpaqueArm, OwnedKind};
pub use read::{List, Map, SecretRef, UnknownArm, kind};
pub use secret::{Secret, constant_time_eq};
pub use value::{I128, U128, Uuid};
pub use write::{EncodeError, EncodeErrorKind, Encoder, Seq};
pub use zerocopy;
