//! Results that are messages.

use halflap::write::Encode;
use halflap::{AlignedBuf, Message};

use crate::buffers::{self, Buffer};
use crate::{Error, System};

/// A message as the result of a method: owned, or written already.
///
/// ```
/// use halflap::Message;
/// use halflap_ffi::Reply;
/// use halflap_testdata::shop::{Line, LineSource};
///
/// // A value that owns its memory: it is written when the method has ended.
/// let line = Line { article: "tea".into(), price: 300, quantity: 2 };
/// let reply: Reply<Line> = Reply::new(line.clone());
/// assert_eq!(reply.into_message()?, line);
///
/// // Anything that it can be written from: it is written at once, and nothing is copied before.
/// struct Row<'a>(&'a str);
/// impl LineSource for Row<'_> {
///     fn article(&self) -> &str {
///         self.0
///     }
///     fn price(&self) -> u64 {
///         300
///     }
///     fn quantity(&self) -> u32 {
///         2
///     }
/// }
/// let reply: Reply<Line> = Reply::encode(&Row("tea"));
/// assert_eq!(reply.into_message()?, line);
/// # Ok::<(), halflap_ffi::Error>(())
/// ```
#[derive(Debug)]
pub struct Reply<M>(Form<M>);

/// Each is a pointer, so that a reply is handed on in registers.
#[derive(Debug)]
enum Form<M> {
    Owned(Box<M>),
    Written(Buffer),
    Failed(Error),
}

impl<M: Message> Reply<M> {
    /// A message, or what one is made from: a method whose result is no message has a response
    /// message, which is made from the result.
    pub fn new(message: impl Into<M>) -> Self {
        Reply(Form::Owned(Box::new(message.into())))
    }

    /// Writes a message at once, from anything that it can be written from. An error is kept, and
    /// is the method's in the end: `bad_response`.
    pub fn encode<S: ?Sized>(source: &S) -> Self
    where
        M: Encode<S>,
    {
        match buffers::encode::<M, S>(source, System::BadResponse) {
            Ok(buffer) => Reply(Form::Written(buffer)),
            Err(error) => Reply(Form::Failed(error)),
        }
    }

    /// Passes on a buffer of the message, which is read first.
    ///
    /// # Errors
    /// What the codec refuses.
    pub fn from_buffer(buffer: AlignedBuf) -> Result<Self, Error> {
        halflap::read::read::<M>(&buffer)?;
        Ok(Reply(Form::Written(Box::new(buffer))))
    }

    /// The message.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn into_message(self) -> Result<M, Error> {
        match self.0 {
            Form::Owned(message) => Ok(*message),
            Form::Failed(error) => Err(error),
            Form::Written(buffer) => {
                let message = halflap::read::read::<M>(&buffer).map(M::from)?;
                buffers::give(buffer);
                Ok(message)
            }
        }
    }

    /// The message as a buffer.
    ///
    /// # Errors
    /// Why it can't be written: `bad_response`, `out_of_memory`.
    pub fn into_buffer(self) -> Result<AlignedBuf, Error> {
        self.written().map(|buffer| *buffer)
    }

    /// The message as a buffer of this thread's.
    #[inline]
    pub(crate) fn written(self) -> Result<Buffer, Error> {
        match self.0 {
            Form::Owned(message) => buffers::encode::<M, M>(&message, System::BadResponse),
            Form::Written(buffer) => Ok(buffer),
            Form::Failed(error) => Err(error),
        }
    }
}

impl<M: Message> From<M> for Reply<M> {
    fn from(message: M) -> Self {
        Reply::new(message)
    }
}
