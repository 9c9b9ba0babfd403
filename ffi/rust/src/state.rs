//! What a library keeps: its handles, data of replies, and the host.

use std::sync::{Arc, OnceLock};

use halflap::Checked;

use crate::buffers::Buffer;
use crate::handles::{Key, Objects, Table};
use crate::raw::{HostPointer, Space};
use crate::{Error, System, abi, buffers, guard, out};

/// What a library keeps between calls. Generated code has one as a static, and five functions that
/// pass on to it.
pub struct State {
    pub(crate) objects: Objects,
    /// Data of replies that the client has not released.
    owners: Table<Held>,
    host: OnceLock<abi::Host>,
}

/// Data of a reply that lies in the library's memory.
pub(crate) enum Held {
    Own(Buffer),
    Shared(Arc<dyn Bytes>),
}

/// A buffer that others share, which does not change.
pub(crate) trait Bytes: AsRef<[u8]> + Send + Sync {}

impl<M> Bytes for Checked<M> {}

/// The id under which [`State::live`] counts data of replies.
const REPLIES: u64 = 1;

/// The largest number of a library: 12 bits.
const LAST_NUMBER: u32 = (1 << 12) - 1;

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// That of a library which no one has called yet.
    pub const fn new() -> Self {
        State {
            objects: Objects::new(),
            owners: Table::new(),
            host: OnceLock::new(),
        }
    }

    /// `attach`: the library's number and its host (HL-ABI-12). The first number and the first
    /// host decide.
    pub fn attach(&self, number: u32, host: HostPointer<'_>) -> abi::Reply {
        guard::install_hook();
        let attached = || {
            if number > LAST_NUMBER {
                let why = format!("`number` is {number}, above {LAST_NUMBER}");
                return Err(System::BadRequest.because(why));
            }
            if let Some(host) = host.get()? {
                if host.abi != abi::ABI {
                    let why = format!("the host's ABI is {}, the library's {}", host.abi, abi::ABI);
                    return Err(System::AbiMismatch.because(why));
                }
                self.host.get_or_init(|| host);
            }
            Ok(u64::from(self.objects.decide(number)))
        };
        self.answer(attached())
    }

    /// `close`: ends a handle.
    pub fn close(&self, handle: u64) -> abi::Reply {
        self.answer(self.objects.close(handle).map(|()| 0))
    }

    /// `clone`: another handle of the same object.
    pub fn duplicate(&self, handle: u64) -> abi::Reply {
        self.answer(self.objects.duplicate(handle))
    }

    /// `live`: how many handles there are (HL-ABI-21).
    pub fn live(&self, interface: u64) -> u64 {
        match interface {
            REPLIES => self.owners.live(),
            _ => self.objects.live(interface),
        }
    }

    /// `release`: the client is done with a reply's data.
    pub fn release(&self, owner: u64) {
        if owner >> 52 != 0 {
            return;
        }
        if let Ok(found) = self.owners.enter(Key::from_bits(owner)) {
            let _ = found.close();
            match found.end() {
                Some(Held::Own(buffer)) => buffers::give(buffer),
                Some(Held::Shared(shared)) => drop(shared),
                None => {}
            }
        }
    }

    /// Keeps data until it is released: its owner's number, which is never 0.
    #[cold]
    pub(crate) fn own(&self, data: Held) -> Result<u64, Error> {
        let key = self.owners.insert(data);
        key.map(Key::bits).map_err(|_| System::OutOfMemory.into())
    }

    /// The host.
    ///
    /// # Errors
    /// `no_host` where none is attached.
    pub(crate) fn host(&self) -> Result<&abi::Host, Error> {
        let host = self.host.get();
        host.ok_or_else(|| System::NoHost.because("no host is attached to the library"))
    }

    fn answer(&self, outcome: Result<u64, Error>) -> abi::Reply {
        match outcome {
            Ok(value) => abi::Reply::of([value, 0]),
            Err(error) => out::failed(self, Space::NONE, &error),
        }
    }
}
