//! Writing messages.

mod error;

pub use error::{EncodeError, EncodeErrorKind};
