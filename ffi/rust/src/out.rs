//! From results and errors to replies.

use std::sync::Arc;

use halflap::Message;

use crate::buffers::{self, Buffer};
use crate::handles::Interface;
use crate::raw::Space;
use crate::reply::Written;
use crate::state::{Bytes, Held, State};
use crate::{Error, Reply, System, Wide, Word, abi};

/// Where an exported function's result goes: one of these methods makes an answer of it.
pub struct Out<'a> {
    state: &'a State,
    space: Space<'a>,
}

/// What an exported function's work comes to.
pub type Answered = Result<Done, Error>;

/// A result as it crosses.
///
/// It is no reply yet: a reply is large, and is read at once. So it is made in the one place where the
/// caller wants it, out of what is still in registers; a copy of it would have to wait for its parts.
pub struct Done(Form);

enum Form {
    None,
    Word(u64),
    Wide([u64; 2]),
    /// So many bytes at the beginning of the caller's space.
    Written(usize),
    /// A buffer that the library keeps.
    Kept {
        data: *const u8,
        len: usize,
        owner: u64,
    },
}

impl Done {
    /// The reply of a call with this space.
    #[inline(always)]
    pub(crate) fn reply(self, space: Space<'_>) -> abi::Reply {
        let good = abi::Reply::of([0, 0]);
        match self.0 {
            Form::None => good,
            Form::Word(word) => abi::Reply::of([word, 0]),
            Form::Wide(words) => abi::Reply::of(words),
            Form::Written(len) => abi::Reply {
                data: space.start(),
                len,
                ..good
            },
            Form::Kept { data, len, owner } => abi::Reply {
                data,
                len,
                owner,
                ..good
            },
        }
    }
}

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
        Ok(Done(Form::None))
    }

    /// A word.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn word(self, word: impl Word) -> Answered {
        Ok(Done(Form::Word(word.to_word())))
    }

    /// A wide.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn wide(self, wide: impl Wide) -> Answered {
        Ok(Done(Form::Wide(wide.to_words())))
    }

    /// An object, which gets its first handle.
    ///
    /// # Errors
    /// `too_many_handles`.
    pub fn handle<I: Interface + ?Sized>(self, object: Arc<I>) -> Answered {
        let handle = self.state.objects.insert(object)?;
        self.word(handle)
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
        match reply.written()? {
            Written::Own(buffer) => self.buffer(buffer),
            Written::Shared(shared) => self.share(shared),
        }
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
        if self.space.write(&buffer) {
            buffers::give(buffer);
            return Ok(Done(Form::Written(len)));
        }
        // Where its bytes lie does not change as it moves.
        let data = buffer.as_ptr();
        let owner = self.state.own(Held::Own(buffer))?;
        Ok(Done(Form::Kept { data, len, owner }))
    }

    /// Copies a buffer that others share to the caller's space, or takes a share until it is released.
    fn share(self, shared: Arc<dyn Bytes>) -> Answered {
        let bytes = (*shared).as_ref();
        let (data, len) = (bytes.as_ptr(), bytes.len());
        if self.space.write(bytes) {
            return Ok(Done(Form::Written(len)));
        }
        let owner = self.state.own(Held::Shared(shared))?;
        Ok(Done(Form::Kept { data, len, owner }))
    }
}

/// The reply of an error. Where there is no memory for it, its code is all that remains of it.
#[cold]
pub fn failed(state: &State, space: Space<'_>, error: &Error) -> abi::Reply {
    let refused = |_| Error::from(System::OutOfMemory);
    let written = error.buffer_len().map_err(refused).and_then(|len| {
        let mut buffer = buffers::take(len)?;
        error.write_to(&mut buffer).map_err(refused)?;
        Out::new(state, space).buffer(buffer)
    });
    let reply = match written {
        Ok(done) => done.reply(space),
        Err(without) => {
            let system = error.system().or(without.system());
            let code = system.unwrap_or(System::OutOfMemory).code();
            abi::Reply::of([u64::from(code), 0])
        }
    };
    abi::Reply {
        status: abi::FAILED,
        ..reply
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use halflap::Checked;
    use halflap_testdata::strings::Text;

    static STATE: State = State::new();

    #[test]
    fn a_share_ends_when_it_is_released_and_once() {
        let text = "long ".repeat(1000);
        let kept = Arc::new(Checked::<Text>::encode(&Text { text }).expect("it fits"));
        let replies = [(); 2].map(|()| {
            let reply = Reply::shared(Arc::clone(&kept));
            let done = Out::new(&STATE, Space::NONE).data(reply);
            done.expect("there is memory").reply(Space::NONE)
        });
        assert_eq!(Arc::strong_count(&kept), 3);
        for reply in &replies {
            assert_eq!((reply.data, reply.len), (kept.as_ptr(), kept.len()));
        }
        let [first, second] = replies;
        STATE.release(first.owner);
        STATE.release(first.owner);
        assert_eq!(Arc::strong_count(&kept), 2);
        STATE.release(second.owner);
        assert_eq!(Arc::strong_count(&kept), 1);
    }

    #[test]
    fn the_buffer_of_a_shared_message_is_a_copy() {
        let text = Text {
            text: "short".into(),
        };
        let kept = Arc::new(Checked::<Text>::encode(&text).expect("it fits"));
        let reply = Reply::from(Arc::clone(&kept));
        let copy = reply.into_buffer().expect("there is memory");
        assert_ne!(copy.as_ptr(), kept.as_ptr());
        assert_eq!(copy.as_slice(), &kept[..]);
    }
}
