//! From results and errors to replies.

use std::sync::Arc;

use halflap::Message;

use crate::buffers::{self, Buffer};
use crate::handles::Interface;
use crate::raw::Space;
use crate::state::State;
use crate::{Error, Reply, System, Wide, Word, abi};

/// Where an exported function puts its result: one of these methods writes the reply of it.
pub struct Out<'a> {
    state: &'a State,
    space: Space<'a>,
    /// It says that all is good, and nothing else. It is large: it is written where it is returned, not
    /// passed on inside of results.
    reply: &'a mut abi::Reply,
}

/// What an exported function's work comes to: its reply is written, or an error is.
pub type Answered = Result<(), Error>;

impl<'a> Out<'a> {
    #[inline]
    pub(crate) fn new(state: &'a State, space: Space<'a>, reply: &'a mut abi::Reply) -> Self {
        Out {
            state,
            space,
            reply,
        }
    }

    /// No result.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn none(self, (): ()) -> Answered {
        Ok(())
    }

    /// A word.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn word(self, word: impl Word) -> Answered {
        self.reply.value[0] = word.to_word();
        Ok(())
    }

    /// A wide.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn wide(self, wide: impl Wide) -> Answered {
        self.reply.value = wide.to_words();
        Ok(())
    }

    /// An object, which gets its first handle.
    ///
    /// # Errors
    /// `too_many_handles`.
    pub fn handle<I: Interface + ?Sized>(self, object: Arc<I>) -> Answered {
        self.reply.value[0] = self.state.objects.insert(object)?;
        Ok(())
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
        self.buffer(reply.written()?)
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
    #[inline]
    fn buffer(self, buffer: Buffer) -> Answered {
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
        self.reply.data = data;
        self.reply.len = len;
        self.reply.owner = owner;
        Ok(())
    }
}

/// The reply of an error. Where there is no memory for it, its code is all that remains of it.
#[cold]
pub fn failed(state: &State, space: Space<'_>, error: &Error) -> abi::Reply {
    let mut reply = abi::Reply::of([0, 0]);
    let refused = |_| Error::from(System::OutOfMemory);
    let written = error.buffer_len().map_err(refused).and_then(|len| {
        let mut buffer = buffers::take(len)?;
        error.write_to(&mut buffer).map_err(refused)?;
        Out::new(state, space, &mut reply).buffer(buffer)
    });
    reply.status = abi::FAILED;
    if let Err(without) = written {
        let system = error.system().or(without.system());
        let code = system.unwrap_or(System::OutOfMemory).code();
        reply.value[0] = u64::from(code);
    }
    reply
}
