//! Answering as it was answered before.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex};

use halflap::stream::FrameReader;
use halflap::{AlignedBuf, Message};

use super::{Numbers, lock};
use crate::generated::halflap_abi as wire;
use crate::{Call, Error, System};

/// Serves recorded calls (HL-ABI-36): each record answers one call of the same interface, method and
/// object with the same request, byte for byte; where several do, in the order of the recording.
/// Many threads may use one.
pub struct Replay {
    /// In order; those that answered leave, from the front for good.
    records: Mutex<VecDeque<Option<wire::Record>>>,
    /// Objects that a program opens, by interface, in order.
    opened: Mutex<Vec<(String, u32)>>,
    numbers: Numbers,
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Replay({} calls are left)", self.rest())
    }
}

impl Replay {
    /// Reads a recording to its end.
    ///
    /// # Errors
    /// Where the stream can't be read, or holds something else than records.
    pub fn new(from: impl Read) -> Result<Arc<Self>, Error> {
        let mut frames = FrameReader::new(from, u64::from(u32::MAX));
        let mut records = Vec::new();
        let mut frame = AlignedBuf::new();
        while frames.read_into(&mut frame).map_err(Error::msg)? {
            records.push(wire::Record::decode(&frame)?);
        }
        let returned: BTreeSet<u32> = records.iter().filter_map(|r| r.returned).collect();
        let opened = records
            .iter()
            .filter(|record| !returned.contains(&record.object));
        let opened: BTreeSet<(u32, &str)> =
            opened.map(|r| (r.object, r.interface.as_str())).collect();
        let opened = opened
            .into_iter()
            .map(|(number, name)| (name.to_owned(), number))
            .collect();
        Ok(Arc::new(Replay {
            records: Mutex::new(records.into_iter().map(Some).collect()),
            opened: Mutex::new(opened),
            numbers: Numbers::default(),
        }))
    }

    /// How many recorded calls have not been made again.
    pub fn rest(&self) -> usize {
        lock(&self.records).iter().flatten().count()
    }

    /// The number of the first object with an interface that no call returned, and that was not
    /// opened before; 0, which has no calls, where there is none.
    pub fn open(&self, interface: &str) -> u32 {
        let mut opened = lock(&self.opened);
        let at = opened.iter().position(|(name, _)| name == interface);
        at.map_or(0, |at| opened.remove(at).1)
    }

    /// Notes where an object is, for calls that take it.
    pub fn register<T: ?Sized>(&self, object: &Arc<T>, number: u32) {
        self.numbers.insert(object, number);
    }

    /// The number of an object that a call takes; 0 where it is none of the recording's.
    pub fn number<T: ?Sized>(&self, object: &Arc<T>) -> u64 {
        self.numbers.get(object)
    }

    /// The record that answers a call.
    ///
    /// # Errors
    /// `unexpected_call` where there is none; what cancels the call.
    pub fn answer<M: Message>(
        &self,
        call: &Call<'_>,
        interface: &str,
        method: u32,
        object: u32,
        request: &M,
    ) -> Result<Answer, Error> {
        call.check()?;
        let request = request
            .to_halflap()
            .map_err(|e| System::BadRequest.because(e.to_string()))?;
        let mut records = lock(&self.records);
        while matches!(records.front(), Some(None)) {
            records.pop_front();
        }
        let mut left = records.iter_mut().filter(|slot| {
            let matches = |record: &wire::Record| {
                (record.method, record.object) == (method, object)
                    && record.interface == interface
                    && record.request == request[..]
            };
            slot.as_ref().is_some_and(matches)
        });
        match left.next().and_then(Option::take) {
            Some(record) => Ok(Answer(record)),
            None => Err(System::UnexpectedCall.because(format!(
                "the recording has no such call of {interface} any more"
            ))),
        }
    }
}

/// A recorded call that answers one.
#[derive(Debug)]
pub struct Answer(wire::Record);

impl Answer {
    /// The number of the object that the call returned.
    pub fn returned(&self) -> Option<u32> {
        self.0.returned
    }

    /// The response.
    ///
    /// # Errors
    /// The recorded error; `bad_response` where there is neither.
    pub fn response<M: Message>(&self) -> Result<M, Error> {
        match (&self.0.error, &self.0.response) {
            (Some(error), _) => Err(recorded(error)),
            (None, Some(response)) => Ok(M::decode(response)?),
            (None, None) => Err(System::BadResponse.because("the record has no response")),
        }
    }

    /// The calls of callbacks, in order.
    pub fn callbacks(&self) -> impl Iterator<Item = AnswerBack<'_>> {
        self.0.callbacks.iter().map(AnswerBack)
    }
}

fn recorded(error: &wire::Error) -> Error {
    let read = error.to_halflap().ok().map(|buffer| Error::read(&buffer));
    match read {
        Some(Ok(error)) => error,
        _ => System::BadResponse.because("the record's error can't be read"),
    }
}

/// A recorded call of a callback.
#[derive(Debug)]
pub struct AnswerBack<'a>(&'a wire::Callback);

impl AnswerBack<'_> {
    /// The callback's place among the parameters, from 0.
    pub fn parameter(&self) -> u32 {
        self.0.parameter
    }

    /// That the method has no callback at that place: the recording is of another schema.
    ///
    /// # Errors
    /// `unexpected_call`, always.
    #[cold]
    pub fn unknown(&self) -> Result<(), Error> {
        let why = format!("parameter {} is no callback", self.0.parameter);
        Err(System::UnexpectedCall.because(why))
    }

    /// What it was asked with.
    ///
    /// # Errors
    /// Where it can't be read.
    pub fn request<M: Message>(&self) -> Result<M, Error> {
        Ok(M::decode(&self.0.request)?)
    }

    /// Holds an answer against the recorded one.
    ///
    /// # Errors
    /// `unexpected_call` where they differ.
    pub fn compare<T, E, M: Message>(
        &self,
        result: &Result<T, E>,
        response: impl FnOnce(&T) -> M,
    ) -> Result<(), Error> {
        let same = match (result, &self.0.response) {
            (Ok(value), Some(recorded)) => {
                let response = response(value).to_halflap();
                response.is_ok_and(|response| response[..] == recorded[..])
            }
            (Err(_), None) => true,
            _ => false,
        };
        match same {
            true => Ok(()),
            false => Err(unexpected()),
        }
    }
}

/// The error of a callback that answers otherwise.
#[cold]
fn unexpected() -> Error {
    System::UnexpectedCall.because("a callback answered otherwise than when it was recorded")
}
