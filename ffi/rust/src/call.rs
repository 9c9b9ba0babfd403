//! A call, as the method that serves it sees it.

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use crate::{Error, System, abi};

/// The call that a method serves: whether its caller still waits, and until when.
///
/// ```
/// use halflap_ffi::{Call, Error, System, abi};
/// use std::sync::atomic::Ordering;
///
/// fn count(call: &Call<'_>, numbers: &[u64]) -> Result<u64, Error> {
///     let mut sum = 0;
///     for chunk in numbers.chunks(1 << 16) {
///         call.check()?; // gives up where no one waits any more
///         sum += chunk.iter().sum::<u64>();
///     }
///     Ok(sum)
/// }
/// assert_eq!(count(&Call::detached(), &[1, 2, 3])?, 6);
///
/// let token = abi::Token::default();
/// token.state.store(abi::CANCELLED, Ordering::Relaxed);
/// let error = count(&Call::new(Some(&token)), &[1, 2, 3]).unwrap_err();
/// assert!(error.is(System::Cancelled));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    token: Option<&'a abi::Token>,
}

impl<'a> Call<'a> {
    /// A call that a token cancels, or none.
    #[inline]
    pub const fn new(token: Option<&'a abi::Token>) -> Self {
        Call { token }
    }

    /// A call that no one cancels: to call an implementation from Rust.
    pub const fn detached() -> Self {
        Call { token: None }
    }

    /// Asks whether the call should go on. It costs one read of memory.
    ///
    /// # Errors
    /// `cancelled` or `deadline_exceeded` where the caller has given up.
    #[inline]
    pub fn check(&self) -> Result<(), Error> {
        match self.state() {
            abi::RUNNING => Ok(()),
            abi::DEADLINE_EXCEEDED => Err(System::DeadlineExceeded.into()),
            _ => Err(System::Cancelled.into()),
        }
    }

    /// Whether the caller has given up.
    #[inline]
    pub fn is_cancelled(&self) -> bool {
        self.state() != abi::RUNNING
    }

    #[inline]
    fn state(&self) -> u32 {
        match self.token {
            // Acquire: what the caller did before it gave up has been done.
            Some(token) => token.state.load(Ordering::Acquire),
            None => abi::RUNNING,
        }
    }

    /// When the caller's time is over, if it said so. The caller sets the token by itself then;
    /// this is to plan with.
    ///
    /// ```
    /// let token = halflap_ffi::abi::Token { deadline: 1_500_000_000, ..Default::default() };
    /// let deadline = halflap_ffi::Call::new(Some(&token)).deadline().unwrap();
    /// let since_1970 = deadline.duration_since(std::time::UNIX_EPOCH)?;
    /// assert_eq!(since_1970.as_millis(), 1500);
    /// # Ok::<(), std::time::SystemTimeError>(())
    /// ```
    pub fn deadline(&self) -> Option<SystemTime> {
        let nanos = self.token?.deadline;
        let distance = Duration::from_nanos(nanos.unsigned_abs());
        match nanos {
            0 => None,
            1.. => SystemTime::UNIX_EPOCH.checked_add(distance),
            _ => SystemTime::UNIX_EPOCH.checked_sub(distance),
        }
    }
}
