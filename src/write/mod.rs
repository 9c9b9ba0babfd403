//! Writing messages.
//!
//! [`Encoder`] is the door for users. The rest is what generated code is made of: it implements
//! [`Encode`] for each message and [`EncodeUnion`] for each union, generic over the sources they
//! can be written from, by naming the fields to a [`Target`].
//!
//! A message is written in one pass over its source where the memory that is given suffices. Else
//! there are two: the first adds up the bytes, the second writes them into memory of exactly that
//! length. Every write is within bounds. A source that answers differently the second time gives a
//! buffer that is valid for the second answers, or the error `source_changed`; never one with a hole.

mod encoder;
mod error;
mod fill;
mod form;
mod put;
mod size;
mod target;
mod union;
mod version;

pub use core::borrow::Borrow;

pub use encoder::Encoder;
pub use error::{EncodeError, EncodeErrorKind};
pub use form::{ArmForm, Defaulted, Form, ItemForm, KeyForm, Seq};
pub use put::{Gone, Put, PutDefaulted};
pub use target::Target;
pub use union::{Choice, Written};

use crate::Secret;
use crate::read::Layout;

/// What writing gives: nothing but the error, or proof that an arm was written.
pub type Result<T = ()> = core::result::Result<T, EncodeError>;

/// The value of an optional secret.
///
/// ```
/// let token = Some(halflap::Secret::new(String::from("hush")));
/// let shown: Option<&str> = halflap::write::reveal(&token);
/// assert_eq!(shown, Some("hush"));
/// ```
pub fn reveal<T, U>(secret: &Option<Secret<T>>) -> Option<&U>
where
    T: zeroize::Zeroize + AsRef<U>,
    U: ?Sized,
{
    secret.as_ref().map(|secret| secret.reveal().as_ref())
}

/// How deep targets nest at most.
const MAX_DEPTH: u32 = 64;

/// A message that can be written from an `S`.
///
/// Generated code implements it for each message `M` and every `S` that implements `M`'s source
/// trait. What it writes is never trusted: a wrong implementation makes a buffer that readers
/// refuse.
pub trait Encode<S: ?Sized>: Layout {
    /// The message reaches a `secret` field, so buffers that hold it are wiped.
    const SECRET: bool;

    /// Writes every byte of the block, field by field in order of position.
    ///
    /// # Errors
    /// When the value can't be written as the version of the target.
    fn encode<T: Target>(source: &S, to: &mut T) -> Result;
}

/// A union that can be written from an `S`.
pub trait EncodeUnion<S: ?Sized> {
    /// Writes the arm that the source has.
    ///
    /// # Errors
    /// When the value can't be written as the version of the target.
    fn encode<T: Target>(source: &S, to: Choice<'_, T>) -> Result<Written>;
}
