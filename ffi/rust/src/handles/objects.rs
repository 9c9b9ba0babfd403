//! Objects of a library's interfaces, by handle.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::known::Known;
use super::{Key, Stale, Table, Use};
use crate::state::State;
use crate::{Error, System, guard};

/// An interface that a library implements: `dyn Store`. Generated code implements it.
pub trait Interface: Send + Sync + 'static {
    /// Its type id, as a number (HL-ABI-9).
    const ID: u64;

    /// Its full name: `shop.Store`.
    const NAME: &'static str;

    /// What its library keeps.
    fn state() -> &'static State;
}

/// An object, and what all its handles share.
struct Shared<O: ?Sized> {
    /// [`Interface::ID`].
    interface: u64,
    /// [`Interface::NAME`].
    name: &'static str,
    poisoned: AtomicBool,
    /// An `Arc<I>` of the [`Interface`] I.
    object: Known<O>,
}

type Object = Arc<Shared<dyn Any + Send + Sync>>;

/// The number of a library that does not care.
const ANY_NUMBER: u32 = 4095;

/// The handles of a library.
pub struct Objects {
    /// Bits 52 to 63 of its handles; 0 until it is decided.
    number: AtomicU32,
    table: Table<Object>,
    /// Handles by interface.
    live: Mutex<Vec<(u64, u64)>>,
}

impl Objects {
    /// None; it allocates nothing.
    pub const fn new() -> Self {
        Objects {
            number: AtomicU32::new(0),
            table: Table::new(),
            live: Mutex::new(Vec::new()),
        }
    }

    /// Decides the library's number, if it is not decided, and gives the one in force. 0 leaves it
    /// to the library.
    pub fn decide(&self, number: u32) -> u32 {
        let wanted = if number == 0 { ANY_NUMBER } else { number };
        let decided = self
            .number
            .compare_exchange(0, wanted, Ordering::Relaxed, Ordering::Relaxed);
        decided.map_or_else(|before| before, |_| wanted)
    }

    /// Changes the number of handles of an interface.
    fn count(&self, interface: u64, change: i64) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        match live.iter_mut().find(|(id, _)| *id == interface) {
            Some((_, count)) => *count = count.wrapping_add_signed(change),
            None => live.push((interface, change.unsigned_abs())),
        }
    }

    /// Handles of an interface that are not closed; of all for 0.
    pub fn live(&self, interface: u64) -> u64 {
        if interface == 0 {
            return self.table.live();
        }
        let live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let found = live.iter().find(|(id, _)| *id == interface);
        found.map_or(0, |(_, count)| *count)
    }

    /// A handle of an object that has none yet.
    ///
    /// # Errors
    /// `too_many_handles`.
    pub fn insert<I: Interface + ?Sized>(&self, object: Arc<I>) -> Result<u64, Error> {
        self.put(Arc::new(Shared {
            interface: I::ID,
            name: I::NAME,
            poisoned: AtomicBool::new(false),
            object: Known::new(object),
        }))
    }

    fn put(&self, object: Object) -> Result<u64, Error> {
        let interface = object.interface;
        match self.table.insert(object) {
            Ok(key) => {
                self.count(interface, 1);
                Ok(u64::from(self.decide(0)) << 52 | key.bits())
            }
            Err(object) => {
                // A panic while it is dropped says no more than this does.
                let _ = guard::discard(object);
                Err(System::TooManyHandles.into())
            }
        }
    }

    /// Begins a use of what a handle stands for.
    #[inline(always)]
    fn find(&self, handle: u64) -> Result<Use<'_, Object>, Error> {
        if handle >> 52 != u64::from(self.number.load(Ordering::Relaxed)) {
            return Err(self.foreign(handle));
        }
        let found = self.table.enter(Key::from_bits(handle));
        found.map_err(|Stale| System::StaleHandle.into())
    }

    #[cold]
    fn foreign(&self, handle: u64) -> Error {
        match handle >> 52 {
            0 => System::StaleHandle.into(),
            _ => System::WrongLibrary.into(),
        }
    }

    /// Begins a use of an object, whose interface is looked at when it is asked for.
    ///
    /// # Errors
    /// `stale_handle`, `wrong_library`.
    #[inline(always)]
    pub fn borrow<I: Interface + ?Sized>(&self, handle: u64) -> Result<Borrowed<'_, I>, Error> {
        Ok(Borrowed {
            used: self.find(handle)?,
            interface: PhantomData,
        })
    }

    /// Another handle of the same object.
    ///
    /// # Errors
    /// `stale_handle`, `wrong_library`, `too_many_handles`.
    pub fn duplicate(&self, handle: u64) -> Result<u64, Error> {
        let found = self.find(handle)?;
        let object = Arc::clone(found.value());
        finish(found)?;
        self.put(object)
    }

    /// Ends a handle.
    ///
    /// # Errors
    /// `stale_handle`, `wrong_library`, and `panic` where that destroyed the object, which panicked.
    pub fn close(&self, handle: u64) -> Result<(), Error> {
        let found = self.find(handle)?;
        let interface = found.value().interface;
        let closed = found.close();
        if closed.is_ok() {
            self.count(interface, -1);
        }
        let finished = finish(found);
        closed.map_err(|Stale| Error::from(System::StaleHandle))?;
        finished
    }
}

/// Ends a use, and drops the object where it was the last one.
#[inline(always)]
fn finish(used: Use<'_, Object>) -> Result<(), Error> {
    match used.end() {
        None => Ok(()),
        Some(object) => guard::discard(object),
    }
}

/// A use of an object: it is not destroyed while this is there.
pub struct Borrowed<'s, I: ?Sized> {
    used: Use<'s, Object>,
    interface: PhantomData<fn() -> Arc<I>>,
}

impl<I: Interface + ?Sized> Borrowed<'_, I> {
    /// The object.
    ///
    /// # Errors
    /// `wrong_handle_type` where the handle is of another interface, `poisoned` where a call on it
    /// panicked.
    #[inline]
    pub fn object(&self) -> Result<&Arc<I>, Error> {
        let shared = self.used.value();
        let Some(object) = shared.object.get::<Arc<I>>() else {
            return Err(wrong_type(I::NAME, shared.name));
        };
        // Acquire: whoever sees it poisoned sees what the call that panicked did.
        if shared.poisoned.load(Ordering::Acquire) {
            return Err(System::Poisoned.into());
        }
        Ok(object)
    }

    /// Ends the use, as dropping it does, but inlined: that is why a call that goes well ends in it. Where
    /// that destroys the object and it panics, the handle was closed before, by someone who has got an
    /// answer; there is no one left to tell.
    #[inline(always)]
    pub fn end(self) {
        let _ = finish(self.used);
    }

    /// Lets no one call the object any more.
    #[cold]
    pub fn poison(&self) {
        self.used.value().poisoned.store(true, Ordering::Release);
    }
}

#[cold]
fn wrong_type(wanted: &str, found: &str) -> Error {
    System::WrongHandleType.because(format!("the handle is of {found}, not of {wanted}"))
}
