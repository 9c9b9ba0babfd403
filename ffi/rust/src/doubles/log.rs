//! What a mock notes of its calls.

use std::collections::BTreeMap;
use std::sync::Mutex;

use halflap::{AlignedBuf, Message};

use super::lock;
use crate::{Error, System};

/// The calls of a mock, and what was expected of them. Many threads may use one.
///
/// ```
/// use halflap_ffi::doubles::Log;
/// use halflap_testdata::shop::Line;
///
/// let log = Log::default();
/// log.expect("add", 1);
/// log.note("add", &Line { article: "tea".into(), price: 3, quantity: 1 });
/// assert_eq!(log.calls("add")[0].request::<Line>()?.article, "tea");
/// assert_eq!(log.verify(), Ok(()));
/// # Ok::<(), halflap_ffi::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Log {
    calls: Mutex<Vec<Noted>>,
    expected: Mutex<BTreeMap<&'static str, usize>>,
}

/// A call that a mock has noted.
#[derive(Clone, Debug)]
pub struct Noted {
    method: &'static str,
    request: AlignedBuf,
}

impl Noted {
    /// The method's name.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Its parameters, as the request message that the method implies.
    ///
    /// # Errors
    /// Where it is another message, or could not be written.
    pub fn request<M: Message>(&self) -> Result<M, Error> {
        Ok(M::decode(&self.request)?)
    }
}

impl Log {
    /// Notes a call.
    pub fn note<M: Message>(&self, method: &'static str, request: &M) {
        // A request that can't be written is noted as an empty buffer, which can't be read.
        let request = request.to_halflap().unwrap_or_default();
        lock(&self.calls).push(Noted { method, request });
    }

    /// The calls of a method so far, in order; of all for an empty name.
    pub fn calls(&self, method: &str) -> Vec<Noted> {
        let calls = lock(&self.calls);
        let wanted = calls
            .iter()
            .filter(|call| method.is_empty() || call.method == method);
        wanted.cloned().collect()
    }

    /// Expects that a method is called so many times in all.
    pub fn expect(&self, method: &'static str, times: usize) {
        lock(&self.expected).insert(method, times);
    }

    /// Holds the calls against what was expected.
    ///
    /// # Errors
    /// What differs, a line for each method. Where anything was expected, other methods are
    /// expected not to be called.
    pub fn verify(&self) -> Result<(), String> {
        let expected = lock(&self.expected).clone();
        if expected.is_empty() {
            return Ok(());
        }
        let mut got: BTreeMap<&str, usize> = BTreeMap::new();
        for call in lock(&self.calls).iter() {
            *got.entry(call.method).or_default() += 1;
        }
        let mut wrong = Vec::new();
        for (method, times) in &expected {
            let count = got.remove(method).unwrap_or_default();
            if count != *times {
                wrong.push(format!("{method} was called {count} times, not {times}"));
            }
        }
        wrong.extend(got.keys().map(|method| format!("nobody expected {method}")));
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(wrong.join("\n")),
        }
    }
}

/// The error of a mock without a closure for a method.
#[cold]
pub fn unimplemented(what: &str) -> Error {
    System::Unimplemented.because(format!("{what} was not called"))
}
