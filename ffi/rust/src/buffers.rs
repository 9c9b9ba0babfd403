//! Buffers that a thread uses again and again.

use std::cell::{Cell, RefCell};

use halflap::{AlignedBuf, Encoder, write::Encode};

use crate::{Error, System};

/// Larger ones are kept one at a time: to ask the system for fresh pages costs as much as to write them.
const LARGE: usize = 64 << 10;

/// Larger ones are not kept.
const LARGEST: usize = 4 << 20;

/// None is smaller, so that most messages fit.
const SMALLEST: usize = 1024;

/// So many more are kept for each thread.
const KEPT: usize = 4;

/// The space for answers. What does not fit is copied once more.
const SPACE: usize = 4096;

/// A buffer that is handed on by its address: moves of the struct itself were a tenth of a small call.
pub type Buffer = Box<AlignedBuf>;

thread_local! {
    /// The one that nearly all calls need.
    static BUFFER: Cell<Option<Buffer>> = const { Cell::new(None) };

    /// Empty ones with memory, for calls inside of calls.
    static BUFFERS: RefCell<Vec<AlignedBuf>> = const { RefCell::new(Vec::new()) };

    /// A large one.
    static LARGE_ONE: Cell<Option<Buffer>> = const { Cell::new(None) };

    /// Those that are `SPACE` long.
    static SPACES: RefCell<Vec<AlignedBuf>> = const { RefCell::new(Vec::new()) };
}

/// A buffer with room for so many bytes. What it holds is over.
///
/// # Errors
/// `out_of_memory`.
#[inline]
pub fn take(len: usize) -> Result<Buffer, Error> {
    // A thread that ends has none any more.
    if len <= LARGE
        && let Ok(Some(buffer)) = BUFFER.try_with(Cell::take)
        && buffer.capacity() >= len
    {
        return Ok(buffer);
    }
    other(len)
}

/// A buffer where the first one is in use or too small.
#[cold]
fn other(len: usize) -> Result<Buffer, Error> {
    let kept = if len > LARGE {
        take_large()
    } else {
        let kept = BUFFERS.try_with(|kept| kept.borrow_mut().pop());
        kept.ok().flatten().map(Box::new)
    };
    match kept {
        Some(buffer) if buffer.capacity() >= len => Ok(buffer),
        _ => match AlignedBuf::try_zeroed(len.max(SMALLEST)) {
            Ok(buffer) => Ok(Box::new(buffer)),
            Err(_) => Err(System::OutOfMemory.into()),
        },
    }
}

/// The large buffer that is kept, if it is.
fn take_large() -> Option<Buffer> {
    LARGE_ONE.try_with(Cell::take).ok()?
}

/// A buffer whose bytes all can be written to, for an answer.
///
/// # Errors
/// `out_of_memory`.
pub fn take_space() -> Result<AlignedBuf, Error> {
    match SPACES.try_with(|kept| kept.borrow_mut().pop()) {
        Ok(Some(space)) => Ok(space),
        _ => AlignedBuf::try_zeroed(SPACE).map_err(|_| System::OutOfMemory.into()),
    }
}

/// Keeps a space for the next one who needs it, unless what is in it is secret.
pub fn give_space(space: AlignedBuf) {
    if space.len() != SPACE || space.is_secret() {
        return;
    }
    let _ = SPACES.try_with(|kept| {
        let mut kept = kept.borrow_mut();
        if kept.len() < KEPT {
            kept.push(space);
        }
    });
}

/// Keeps a buffer for the next one who needs it. What is secret in it is wiped.
#[inline]
pub fn give(mut buffer: Buffer) {
    if buffer.capacity() > LARGEST {
        return;
    }
    buffer.clear();
    if buffer.capacity() > LARGE {
        let _ = LARGE_ONE.try_with(|kept| kept.replace(Some(buffer)));
        return;
    }
    if let Ok(Some(other)) = BUFFER.try_with(|kept| kept.replace(Some(buffer))) {
        give_other(*other);
    }
}

/// Keeps a buffer where the first one is there already.
#[cold]
fn give_other(buffer: AlignedBuf) {
    let _ = BUFFERS.try_with(|kept| {
        let mut kept = kept.borrow_mut();
        if kept.len() < KEPT {
            kept.push(buffer);
        }
    });
}

/// Writes a message to a buffer of this thread's.
///
/// # Errors
/// `why` where the message can't be written, `out_of_memory`.
pub fn encode<M, S>(source: &S, why: System) -> Result<Buffer, Error>
where
    M: Encode<S>,
    S: ?Sized,
{
    let refused = |error| why.because(format!("a {} can't be written: {error}", M::NAME));
    let encoder = Encoder::new();
    // What fits into memory that is at hand is written at once; only what does not is measured.
    let reuse = |mut buffer: Buffer| {
        let fits = encoder.encode_reusing::<M, S>(source, &mut buffer);
        if let Ok(true) = fits {
            return Ok(Some(buffer));
        }
        give(buffer);
        fits.map(|_| None).map_err(refused)
    };
    if let Some(written) = reuse(take(0)?)? {
        return Ok(written);
    }
    if let Some(large) = take_large()
        && let Some(written) = reuse(large)?
    {
        return Ok(written);
    }
    let mut buffer = take(encoder.encoded_len::<M, S>(source).map_err(refused)?)?;
    match encoder.encode_into::<M, S>(source, &mut buffer) {
        Ok(()) => Ok(buffer),
        Err(error) => Err(refused(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_comes_back() {
        let buffer = take(1000).expect("there is memory");
        assert!(buffer.capacity() >= 1000);
        let first = buffer.as_ptr();
        give(buffer);
        let again = take(500).expect("there is memory");
        assert_eq!(again.as_ptr(), first);
    }

    #[test]
    fn a_space_is_used_again_unless_it_was_secret() {
        let mut space = take_space().expect("there is memory");
        space[0] = 7;
        give_space(space);
        let mut space = take_space().expect("there is memory");
        assert_eq!((space[0], space.len()), (7, SPACE));
        space.mark_secret();
        give_space(space);
        assert_eq!(take_space().expect("there is memory")[0], 0);
    }

    #[test]
    fn what_is_large_is_kept_one_at_a_time() {
        give(Box::new(AlignedBuf::with_capacity(LARGEST + 8)));
        let buffer = take(10).expect("there is memory");
        assert!(buffer.capacity() <= LARGE);
        let large = take(LARGE + 1).expect("there is memory");
        let first = large.as_ptr();
        give(take(LARGE + 1).expect("there is memory"));
        give(large);
        assert_eq!(take(LARGE + 1).expect("there is memory").as_ptr(), first);
    }

    #[test]
    fn what_no_memory_holds_is_an_error() {
        let error = take(isize::MAX as usize).unwrap_err();
        assert!(error.is(System::OutOfMemory));
    }
}
