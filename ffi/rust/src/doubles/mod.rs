//! Doubles of interfaces, for tests: what generated mocks, loopbacks, recorders and replays stand on.
//!
//! For an interface `Store`, generated code has `StoreMock`, whose methods are closures of a test's;
//! `StoreLoopback`, which passes each call through encoding and validation to an implementation;
//! `StoreRecorder`, which writes calls to a stream; and `StoreReplay`, which answers as they were
//! answered then, whichever language recorded them.

mod log;
mod loopback;
mod record;
mod replay;

pub use log::{Log, Noted, unimplemented};
pub use loopback::{Loop, resent};
pub use record::{Back, Record, Recorder};
pub use replay::{Answer, AnswerBack, Replay};

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A lock that does not care whether someone panicked: what it guards is whole at any time.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Numbers of objects, by where they are.
#[derive(Debug, Default)]
struct Numbers(Mutex<HashMap<usize, u32>>);

impl Numbers {
    fn insert<T: ?Sized>(&self, object: &Arc<T>, number: u32) {
        lock(&self.0).insert(address(object), number);
    }

    fn get<T: ?Sized>(&self, object: &Arc<T>) -> u64 {
        let numbers = lock(&self.0);
        numbers.get(&address(object)).copied().map_or(0, u64::from)
    }
}

fn address<T: ?Sized>(object: &Arc<T>) -> usize {
    Arc::as_ptr(object).cast::<()>().addr()
}
