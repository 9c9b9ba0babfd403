//! Results that are messages.

use std::sync::Arc;

use halflap::write::Encode;
use halflap::{AlignedBuf, Checked, Message};

use crate::buffers::{self, Buffer};
use crate::{Error, System};

/// A message as the result of a method: owned, written already, or shared.
///
/// ```
/// use std::sync::Arc;
/// use halflap::{Checked, Message};
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
///
/// // A message that was written once and is given to all who ask: it is neither written nor copied again.
/// let kept = Arc::new(Checked::<Line>::encode(&line).unwrap());
/// let reply = Reply::shared(Arc::clone(&kept));
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
    Shared(Arc<Checked<M>>),
    Failed(Error),
}

/// A message as a buffer.
pub(crate) enum Written<M> {
    /// Of this thread's.
    Own(Buffer),
    Shared(Arc<Checked<M>>),
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

    /// Lends a buffer that others share: a snapshot, a table, whatever is asked for more often than it
    /// changes. The client reads it where it lies, and its share ends when it is done. What is short
    /// enough for the space that the client has brought is copied there, which costs less.
    pub fn shared(message: Arc<Checked<M>>) -> Self {
        Reply(Form::Shared(message))
    }

    /// The message.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn into_message(self) -> Result<M, Error> {
        match self.0 {
            Form::Owned(message) => Ok(*message),
            Form::Failed(error) => Err(error),
            Form::Shared(shared) => Ok(M::from(shared.view())),
            Form::Written(buffer) => {
                let message = halflap::read::read::<M>(&buffer).map(M::from)?;
                buffers::give(buffer);
                Ok(message)
            }
        }
    }

    /// The message as a buffer, which is a copy of a shared one.
    ///
    /// # Errors
    /// Why it can't be written: `bad_response`, `out_of_memory`.
    pub fn into_buffer(self) -> Result<AlignedBuf, Error> {
        match self.written()? {
            Written::Own(buffer) => Ok(*buffer),
            Written::Shared(shared) => {
                let mut copy = AlignedBuf::try_zeroed(shared.len())
                    .map_err(|_| Error::from(System::OutOfMemory))?;
                if M::SECRET {
                    copy.mark_secret();
                }
                copy.copy_from_slice(&shared);
                Ok(copy)
            }
        }
    }

    /// The message as a buffer that can be handed on.
    #[inline]
    pub(crate) fn written(self) -> Result<Written<M>, Error> {
        match self.0 {
            Form::Owned(message) => {
                buffers::encode::<M, M>(&message, System::BadResponse).map(Written::Own)
            }
            Form::Written(buffer) => Ok(Written::Own(buffer)),
            Form::Shared(shared) => Ok(Written::Shared(shared)),
            Form::Failed(error) => Err(error),
        }
    }
}

impl<M: Message> From<M> for Reply<M> {
    fn from(message: M) -> Self {
        Reply::new(message)
    }
}

impl<M: Message> From<Arc<Checked<M>>> for Reply<M> {
    fn from(message: Arc<Checked<M>>) -> Self {
        Reply::shared(message)
    }
}
