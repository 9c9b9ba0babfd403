//! Owned types, what messages are written from, and encoders.

mod field;
mod message;
mod types;
mod union;
mod wrap;

pub use message::{OwnedMessage, message};
pub use types::{Context, imports};
pub use union::{OwnedUnion, union_};
