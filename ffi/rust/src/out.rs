//! From results and errors to replies.

use std::sync::Arc;

use halflap::{AlignedBuf, Message};

use crate::handles::Interface;
use crate::raw::Space;
use crate::state::State;
use crate::{Error, Reply, System, Wide, Word, abi, buffers};

/// Where an exported function puts its result: one of these methods makes the reply of it.
#[derive(Clone, Copy)]
pub struct Out<'a> {
    state: &'a State,
    space: Space<'a>,
}

/// What an exported function answers with.
pub type Answered = Result<abi::Reply, Error>;

impl<'a> Out<'a> {
    #[inline]
    pub(crate) fn new(state: &'a State, space: Space<'a>) -> Self {
        Out { state, space }
    }

    /// No result.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn none(self, (): ()) -> Answered {
        Ok(abi::Reply::of([0, 0]))
    }

    /// A word.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn word(self, word: impl Word) -> Answered {
        Ok(abi::Reply::of([word.to_word(), 0]))
    }

    /// A wide.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn wide(self, wide: impl Wide) -> Answered {
        Ok(abi::Reply::of(wide.to_words()))
    }

    /// An object, which gets its first handle.
    ///
    /// # Errors
    /// `too_many_handles`.
    pub fn handle<I: Interface + ?Sized>(self, object: Arc<I>) -> Answered {
        let handle = self.state.objects.insert(object)?;
        Ok(abi::Reply::of([handle, 0]))
    }

    /// An object, or none.
    ///
    /// # Errors
    /// `too_many_handles`.
    pub fn optional_handle<I: Interface + ?Sized>(self, object: Option<Arc<I>>) -> Answered {
        match object {
            Some(object) => self.handle(object),
            None => self.none(()),
        }
    }

    /// A message.
    ///
    /// # Errors
    /// `bad_response` where it can't be written, `out_of_memory`.
    pub fn data<M: Message>(self, reply: Reply<M>) -> Answered {
        self.buffer(reply.into_buffer()?, abi::GOOD)
    }

    /// A message, or none.
    ///
    /// # Errors
    /// `bad_response` where it can't be written, `out_of_memory`.
    pub fn optional_data<M: Message>(self, reply: Option<Reply<M>>) -> Answered {
        match reply {
            Some(reply) => self.data(reply),
            None => self.none(()),
        }
    }

    /// Copies a buffer to the caller's space, or keeps it until it is released.
    fn buffer(self, buffer: AlignedBuf, status: u32) -> Answered {
        let len = buffer.len();
        let (data, owner) = match self.space.write(&buffer) {
            Some(data) => {
                buffers::give(buffer);
                (data, 0)
            }
            None => {
                // Where its bytes lie does not change as it moves.
                let data = buffer.as_ptr();
                (data, self.state.own(buffer)?)
            }
        };
        Ok(abi::Reply {
            value: [0, 0],
            data,
            len,
            owner,
            status,
            reserved: 0,
        })
    }

    /// An error. Where there is no memory for it, its code is all that remains of it.
    #[cold]
    pub(crate) fn error(self, error: &Error) -> abi::Reply {
        let written = || {
            let refused = |_| Error::from(System::OutOfMemory);
            let mut buffer = buffers::take(error.buffer_len().map_err(refused)?)?;
            error.write_to(&mut buffer).map_err(refused)?;
            self.buffer(buffer, abi::FAILED)
        };
        written().unwrap_or_else(|without| {
            let system = error.system().or(without.system());
            let code = system.unwrap_or(System::OutOfMemory).code();
            abi::Reply {
                status: abi::FAILED,
                ..abi::Reply::of([u64::from(code), 0])
            }
        })
    }
}
