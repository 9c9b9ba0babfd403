//! Calls that go through encoding and validation without crossing.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use halflap::Message;

use crate::{Call, Error, Reply, System, guard};

/// An object behind a loopback.
pub struct Loop<T: ?Sized> {
    object: Arc<T>,
    poisoned: AtomicBool,
}

impl<T: ?Sized> fmt::Debug for Loop<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let poisoned = self.poisoned.load(Ordering::Relaxed);
        f.debug_struct("Loop")
            .field("poisoned", &poisoned)
            .finish_non_exhaustive()
    }
}

impl<T: ?Sized> Loop<T> {
    /// Calls go to this object.
    pub fn new(object: Arc<T>) -> Self {
        guard::install_hook();
        Loop {
            object,
            poisoned: AtomicBool::new(false),
        }
    }

    /// Makes a call as a client would: unless the call is cancelled or the object poisoned, with a
    /// request that was written and read; a panic is an error and poisons the object; an error is
    /// written and read.
    ///
    /// # Errors
    /// The method's, and what keeps it from being called.
    pub fn call<M: Message, R>(
        &self,
        call: &Call<'_>,
        request: &M,
        method: impl FnOnce(&T, M::View<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let made = || {
            call.check()?;
            if self.poisoned.load(Ordering::Acquire) {
                return Err(System::Poisoned.into());
            }
            let request = request
                .to_halflap()
                .map_err(|e| System::BadRequest.because(e.to_string()))?;
            let view = halflap::read::read::<M>(&request)?;
            let outcome = guard::run(|| method(&self.object, view));
            if outcome.is_err() {
                self.poisoned.store(true, Ordering::Release);
            }
            outcome?
        };
        made().map_err(|error| match error.to_buffer() {
            Ok(buffer) => Error::read(&buffer).unwrap_or(error),
            Err(_) => error,
        })
    }
}

/// A reply that was written and read.
///
/// # Errors
/// Why it could not be written, or read.
pub fn resent<M: Message>(reply: Reply<M>) -> Result<Reply<M>, Error> {
    Reply::from_buffer(reply.into_buffer()?)
}
