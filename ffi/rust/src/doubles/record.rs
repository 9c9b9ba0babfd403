//! Writing calls down.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use halflap::Message;

use super::{Numbers, lock};
use crate::Error;
use crate::generated::halflap_abi as wire;

/// Writes calls to a stream, from which a [`Replay`](super::Replay) serves them again, in Rust or in
/// Go (HL-ABI-35). Calls are written in the order in which they end. Many threads may use one.
pub struct Recorder {
    to: Mutex<Sink>,
    objects: AtomicU32,
    numbers: Numbers,
}

struct Sink {
    write: Box<dyn Write + Send>,
    failed: Option<io::Error>,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("objects", &self.objects)
            .finish_non_exhaustive()
    }
}

impl Recorder {
    /// One that writes to a stream.
    pub fn new(to: impl Write + Send + 'static) -> Arc<Self> {
        Arc::new(Recorder {
            to: Mutex::new(Sink {
                write: Box::new(to),
                failed: None,
            }),
            objects: AtomicU32::new(0),
            numbers: Numbers::default(),
        })
    }

    /// The first error of writing, once: from then on nothing is written, and calls go on.
    pub fn take_error(&self) -> Option<io::Error> {
        lock(&self.to).failed.take()
    }

    /// The number of the next object.
    pub fn object(&self) -> u32 {
        self.objects.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Notes where an object is, for calls that take it.
    pub fn register<T: ?Sized>(&self, object: &Arc<T>, number: u32) {
        self.numbers.insert(object, number);
    }

    /// The number of an object that a call takes; 0 where it is not recorded.
    pub fn number<T: ?Sized>(&self, object: &Arc<T>) -> u64 {
        self.numbers.get(object)
    }

    /// Begins the record of a call.
    pub fn begin<M: Message>(
        self: &Arc<Self>,
        interface: &str,
        method: u32,
        object: u32,
        request: &M,
    ) -> Record {
        Record {
            recorder: Arc::clone(self),
            began: Instant::now(),
            record: Mutex::new(wire::Record {
                interface: interface.to_owned(),
                method,
                object,
                request: bytes(request),
                ..wire::Record::default()
            }),
        }
    }

    fn write(&self, record: &wire::Record) {
        let Ok(buffer) = record.to_halflap() else {
            return;
        };
        let mut to = lock(&self.to);
        if to.failed.is_none() {
            to.failed = to.write.write_all(&buffer).err();
        }
    }
}

/// A message as a buffer; empty where it can't be written: then the call fails by itself.
fn bytes<M: Message>(message: &M) -> Vec<u8> {
    message
        .to_halflap()
        .map(|buffer| buffer.to_vec())
        .unwrap_or_default()
}

/// An error as records hold it.
fn error<E: Clone + Into<Error>>(error: &E) -> wire::Error {
    let error: Error = error.clone().into();
    let buffer = error.to_buffer().unwrap_or_default();
    wire::Error::decode(&buffer).unwrap_or_default()
}

/// A call that is being recorded.
#[derive(Debug)]
pub struct Record {
    recorder: Arc<Recorder>,
    began: Instant,
    /// A library may call back from many threads.
    record: Mutex<wire::Record>,
}

impl Record {
    /// Notes that the call returned an object, and gives its number.
    pub fn returned(&self) -> u32 {
        let number = self.recorder.object();
        lock(&self.record).returned = Some(number);
        number
    }

    /// Writes the record; `response` makes the response message of a good result.
    pub fn end<T, E: Clone + Into<Error>, M: Message>(
        &self,
        result: &Result<T, E>,
        response: impl FnOnce(&T) -> M,
    ) {
        let mut record = lock(&self.record);
        match result {
            Ok(value) => record.response = Some(bytes(&response(value))),
            Err(why) => record.error = Some(error(why)),
        }
        record.took = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.recorder.write(&record);
    }

    /// Begins the record of a call of the callback that is the parameter at this place, from 0.
    pub fn callback<M: Message>(&self, parameter: u32, request: &M) -> Back<'_> {
        Back {
            record: self,
            callback: wire::Callback {
                parameter,
                request: bytes(request),
                ..wire::Callback::default()
            },
        }
    }
}

/// A call of a callback that is being recorded.
#[derive(Debug)]
pub struct Back<'a> {
    record: &'a Record,
    callback: wire::Callback,
}

impl Back<'_> {
    /// Adds it to the call's record; `response` makes the response message of a good result.
    pub fn end<T, E: Clone + Into<Error>, M: Message>(
        mut self,
        result: &Result<T, E>,
        response: impl FnOnce(&T) -> M,
    ) {
        match result {
            Ok(value) => self.callback.response = Some(bytes(&response(value))),
            Err(why) => self.callback.error = Some(error(why)),
        }
        lock(&self.record.record).callbacks.push(self.callback);
    }
}
