//! What a callback is asked with, and what it answers.

use halflap::read::Layout;
use halflap::write::Encode;
use halflap::{AlignedBuf, Message};

use crate::{Error, System, Wide, Word, buffers};

/// The parameters of a local callback, as they would cross to a client.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub(super) words: &'a [u64],
    pub(super) request: &'a [u8],
}

impl<'a> Asked<'a> {
    /// Words from `at` on.
    fn words<const N: usize>(&self, at: usize) -> Result<[u64; N], Error> {
        let words = self.words.get(at..).and_then(<[u64]>::first_chunk);
        words
            .copied()
            .ok_or_else(|| System::BadRequest.because("a parameter is missing"))
    }

    /// The word at a place.
    ///
    /// # Errors
    /// `bad_request` where it is no value of its type.
    pub fn word<T: Word>(&self, at: usize) -> Result<T, Error> {
        let [word] = self.words(at)?;
        crate::argument(word, &format!("word {at}"))
    }

    /// The wide at a place and the one after it.
    ///
    /// # Errors
    /// `bad_request` where it is not there.
    pub fn wide<T: Wide>(&self, at: usize) -> Result<T, Error> {
        Ok(T::from_words(self.words(at)?))
    }

    /// The message: a parameter, or the request with all of them.
    ///
    /// # Errors
    /// What the codec refuses.
    pub fn message<M: Layout>(&self) -> Result<M::View<'a>, Error> {
        Ok(halflap::read::read::<M>(self.request)?)
    }
}

/// What a callback, or a method of a host interface, has answered.
#[derive(Debug)]
pub struct Answer {
    value: [u64; 2],
    /// The buffer of the answer, and how many bytes of it it takes.
    data: Option<(AlignedBuf, usize)>,
}

impl Answer {
    pub(super) fn new(value: [u64; 2], data: Option<(AlignedBuf, usize)>) -> Self {
        Answer { value, data }
    }

    // ---- made by local callbacks

    /// No result.
    pub fn of_none((): ()) -> Self {
        Answer::new([0, 0], None)
    }

    /// A word.
    pub fn of_word(word: impl Word) -> Self {
        Answer::new([word.to_word(), 0], None)
    }

    /// A wide.
    pub fn of_wide(wide: impl Wide) -> Self {
        Answer::new(wide.to_words(), None)
    }

    /// A message.
    ///
    /// # Errors
    /// `bad_response` where it can't be written.
    pub fn of_message<M, S>(message: &S) -> Result<Self, Error>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        let buffer = buffers::encode::<M, S>(message, System::BadResponse)?;
        let len = buffer.len();
        Ok(Answer::new([0, 0], Some((*buffer, len))))
    }

    // ---- read by those who called

    /// No result.
    ///
    /// # Errors
    /// None.
    pub fn none(self) -> Result<(), Error> {
        Ok(())
    }

    /// A word.
    ///
    /// # Errors
    /// `bad_response` where it is no value of its type.
    pub fn word<T: Word>(self) -> Result<T, Error> {
        let word = self.value[0];
        let refused = || {
            System::BadResponse.because(format!(
                "the answer is {word}, which its type does not have"
            ))
        };
        T::from_word(word).ok_or_else(refused)
    }

    /// A wide.
    ///
    /// # Errors
    /// None.
    pub fn wide<T: Wide>(self) -> Result<T, Error> {
        Ok(T::from_words(self.value))
    }

    /// A message.
    ///
    /// # Errors
    /// `bad_response` where there is none, and what the codec refuses.
    pub fn message<M: Message>(self) -> Result<M, Error> {
        let missing = || System::BadResponse.because("the answer has no data");
        self.optional_message()?.ok_or_else(missing)
    }

    /// A message, or none.
    ///
    /// # Errors
    /// What the codec refuses.
    pub fn optional_message<M: Message>(mut self) -> Result<Option<M>, Error> {
        let Some((mut buffer, len)) = self.data.take() else {
            return Ok(None);
        };
        if <M as Encode<M>>::SECRET {
            buffer.mark_secret();
        }
        let message = M::decode(buffer.get(..len).unwrap_or_default());
        buffers::give_space(buffer);
        Ok(Some(message?))
    }
}
