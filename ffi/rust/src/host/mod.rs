//! Calls back: callbacks, and objects that the client implements.

mod answer;
mod link;
#[cfg(test)]
mod tests;

use std::fmt;
use std::marker::PhantomData;

use halflap::AlignedBuf;
use halflap::write::Encode;

pub use answer::{Answer, Asked};

use crate::buffers::Buffer;
use crate::state::State;
use crate::{Error, System, abi, buffers};

/// Number of the one method of a callback.
const CALLBACK: u32 = 0;

/// A callback: a function of the client's that a method may call while it runs, or one of this
/// program, for those who call an implementation from Rust. Generated code wraps it in a type with
/// the function's own parameters.
pub struct Callback<'a>(Kind<'a>);

enum Kind<'a> {
    Host(&'static State, u64, PhantomData<&'a ()>),
    Local(Box<Local<'a>>),
}

/// What serves a local callback.
type Local<'a> = dyn Fn(&Asked<'_>) -> Result<Answer, Error> + Send + Sync + 'a;

impl<'a> Callback<'a> {
    /// A callback of the client's, good for as long as the call runs that it came with.
    pub fn host(state: &'static State, target: u64) -> Self {
        Callback(Kind::Host(state, target, PhantomData))
    }

    /// A callback that is a function of this program. It is asked as the client's would be: with
    /// words, and with a buffer that it has to read.
    pub fn local(
        serve: impl Fn(&Asked<'_>) -> Result<Answer, Error> + Send + Sync + 'a,
    ) -> Callback<'a> {
        Callback(Kind::Local(Box::new(serve)))
    }

    /// Calls it.
    ///
    /// # Errors
    /// What the callback answers, and what keeps it from being called.
    pub fn call(&self, words: &[u64], request: &Request, gives: Gives) -> Result<Answer, Error> {
        match &self.0 {
            Kind::Host(state, target, _) => ask(state, (*target, CALLBACK), words, request, gives),
            Kind::Local(serve) => serve(&Asked {
                words,
                request: request.bytes(),
            }),
        }
    }
}

impl fmt::Debug for Callback<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Host(_, target, _) => write!(f, "Callback({target})"),
            Kind::Local(_) => f.write_str("Callback(local)"),
        }
    }
}

/// An object of the client's with a host interface. It is given back when this is dropped.
pub struct HostObject {
    state: &'static State,
    target: u64,
}

impl HostObject {
    /// What a library keeps, and the client's number for its object.
    pub(crate) fn new(state: &'static State, target: u64) -> Self {
        HostObject { state, target }
    }

    /// Calls a method.
    ///
    /// # Errors
    /// What the method answers, and what keeps it from being called.
    pub fn call(
        &self,
        method: u32,
        words: &[u64],
        request: &Request,
        gives: Gives,
    ) -> Result<Answer, Error> {
        ask(self.state, (self.target, method), words, request, gives)
    }
}

impl Drop for HostObject {
    fn drop(&mut self) {
        if let Ok(host) = self.state.host() {
            link::release(host, self.target);
        }
    }
}

impl fmt::Debug for HostObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HostObject({})", self.target)
    }
}

/// What the client gave to open an object with.
#[derive(Debug)]
pub struct Hosts(Vec<(u64, HostObject)>);

impl Hosts {
    /// Takes over the objects: pairs of an interface's id and a target. From here on each of them is
    /// given back once.
    pub(crate) fn new(state: &'static State, pairs: &[[u64; 2]]) -> Result<Self, Error> {
        if !pairs.is_empty() {
            state.host()?;
        }
        let mut objects = Vec::new();
        let reserved = objects.try_reserve_exact(pairs.len());
        reserved.map_err(|_| Error::from(System::OutOfMemory))?;
        objects.extend(
            pairs
                .iter()
                .map(|&[id, target]| (id, HostObject::new(state, target))),
        );
        Ok(Hosts(objects))
    }

    /// The object for an interface.
    ///
    /// # Errors
    /// `no_host` where the client gave none.
    pub fn take(&mut self, id: u64, name: &str) -> Result<HostObject, Error> {
        let Some(at) = self.0.iter().position(|(other, _)| *other == id) else {
            return Err(System::NoHost.because(format!("the client gives no {name}")));
        };
        Ok(self.0.remove(at).1)
    }
}

/// What a callback or a method of the host's gives, which decides on the space it gets for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Nothing, a word, a wide or a handle.
    Words,
    /// A message.
    Data,
}

/// The message that goes with a call back: a parameter, or the request with all parameters.
#[derive(Debug)]
pub struct Request(Option<Buffer>);

impl Request {
    /// There is none: all parameters are words.
    pub const NONE: Request = Request(None);

    /// Writes it.
    ///
    /// # Errors
    /// `bad_request` where it can't be written, `out_of_memory`.
    pub fn encode<M, S>(source: &S) -> Result<Self, Error>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        let buffer = buffers::encode::<M, S>(source, System::BadRequest)?;
        Ok(Request(Some(buffer)))
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], |buffer| buffer.as_slice())
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        if let Some(buffer) = self.0.take() {
            buffers::give(buffer);
        }
    }
}

/// Asks the host and reads its reply.
fn ask(
    state: &State,
    to: (u64, u32),
    words: &[u64],
    request: &Request,
    gives: Gives,
) -> Result<Answer, Error> {
    let host = state.host()?;
    let mut space = match gives {
        Gives::Words => AlignedBuf::new(),
        Gives::Data => buffers::take_space()?,
    };
    let reply = link::call(host, to, words, request.bytes(), &mut space)?;
    let data = data(host, &reply, space)?;
    match reply.status {
        abi::GOOD => Ok(Answer::new(reply.value, data)),
        abi::FAILED => Err(failure(&reply, data)),
        status => Err(unreadable(format!("the status is {status}"))),
    }
}

#[cold]
fn unreadable(why: String) -> Error {
    System::BadResponse.because(format!("the host's answer can't be read: {why}"))
}

/// A buffer, and how many bytes of it are data.
type Data = (AlignedBuf, usize);

/// The data of a reply: in the space, or still at the host. What the pointer leads to is never
/// looked at, so it can be anything.
fn data(
    host: &abi::Host,
    reply: &abi::Reply,
    mut space: AlignedBuf,
) -> Result<Option<Data>, Error> {
    let here = std::ptr::eq(reply.data, space.as_mut_ptr());
    if !reply.data.is_null() {
        return match here && reply.len <= space.len() && reply.owner == 0 {
            true => Ok(Some((space, reply.len))),
            false => Err(unreadable("its data is not in the space".to_owned())),
        };
    }
    buffers::give_space(space);
    match (reply.owner, reply.len) {
        (0, 0) => Ok(None),
        (0, len) => Err(unreadable(format!("{len} bytes are nowhere"))),
        (owner, len) => fetched(host, owner, len).map(Some),
    }
}

fn fetched(host: &abi::Host, owner: u64, len: usize) -> Result<Data, Error> {
    let Ok(mut buffer) = AlignedBuf::try_zeroed(len) else {
        link::drop_data(host, owner);
        return Err(System::OutOfMemory.into());
    };
    link::fetch(host, owner, &mut buffer)?;
    Ok((buffer, len))
}

/// The error of a reply that failed.
#[cold]
fn failure(reply: &abi::Reply, data: Option<Data>) -> Error {
    let Some((buffer, len)) = data else {
        let code = u32::try_from(reply.value[0]).ok();
        return match code.and_then(System::from_code) {
            Some(system) => system.into(),
            None => unreadable(format!("its code is {}", reply.value[0])),
        };
    };
    let error = Error::read(buffer.get(..len).unwrap_or_default());
    buffers::give_space(buffer);
    error.unwrap_or_else(|why| unreadable(format!("its error is none: {why}")))
}
