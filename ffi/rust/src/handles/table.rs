//! Slots by number: as many as are needed, which never move.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::slot::{Entered, LAST_GENERATION, Refused, Slot, Stale, Taken};

/// Slots of the first segment; each further one has twice as many as the one before.
const FIRST: usize = 64;

/// Segments.
const SEGMENTS: usize = 18;

/// Slots in all: numbers of 24 bits, but for the last 64.
pub const SLOTS: u32 = (FIRST << SEGMENTS) as u32 - FIRST as u32;

/// A table of values, each behind a number and a generation that no other value ever has.
#[derive(Debug)]
pub struct Table<T> {
    segments: [OnceLock<Box<[Slot<T>]>>; SEGMENTS],
    book: Mutex<Book>,
}

/// Which slots can be filled.
#[derive(Debug)]
struct Book {
    vacant: Vec<u32>,
    /// Slots from here on have never been used.
    fresh: u32,
    /// Values that are in the table and not closed.
    live: u64,
    /// Slots that there may be.
    limit: u32,
}

/// Where a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Below [`SLOTS`].
    pub slot: u32,
    /// At least 1, at most [`LAST_GENERATION`].
    pub generation: u32,
}

impl Key {
    /// The low 52 bits of a handle (HL-ABI-19).
    pub fn bits(self) -> u64 {
        u64::from(self.generation) << 24 | u64::from(self.slot)
    }

    /// The key that has these low 52 bits.
    pub fn from_bits(bits: u64) -> Self {
        Key {
            slot: bits as u32 & 0xff_ffff,
            generation: (bits >> 24) as u32 & LAST_GENERATION,
        }
    }
}

/// Which segment a slot is in, and where there.
#[inline]
fn place(slot: u32) -> (usize, usize) {
    let at = slot as usize + FIRST;
    let segment = at.ilog2() - FIRST.ilog2();
    (segment as usize, at - (FIRST << segment))
}

impl<T> Table<T> {
    /// An empty table; it allocates nothing.
    pub const fn new() -> Self {
        Table {
            segments: [const { OnceLock::new() }; SEGMENTS],
            book: Mutex::new(Book {
                vacant: Vec::new(),
                fresh: 0,
                live: 0,
                limit: SLOTS,
            }),
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        // No code that panics runs while it is locked.
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Values that are in the table and not closed.
    pub fn live(&self) -> u64 {
        self.book().live
    }

    /// Puts a value in, or gives it back where the table is full.
    pub fn insert(&self, value: T) -> Result<Key, T> {
        let mut book = self.book();
        let slot = match book.vacant.pop() {
            Some(slot) => slot,
            None if book.fresh < book.limit => {
                book.fresh += 1;
                book.fresh - 1
            }
            None => return Err(value),
        };
        book.live += 1;
        drop(book);
        let (segment, at) = place(slot);
        let slots = self.segments[segment].get_or_init(|| {
            (0..FIRST << segment)
                .map(|_| Slot::default())
                .collect::<Box<[_]>>()
        });
        match slots[at].fill(value) {
            Ok(generation) => Ok(Key { slot, generation }),
            Err(_) => unreachable!("a slot that the book calls vacant is"),
        }
    }

    #[inline]
    fn slot(&self, slot: u32) -> Option<&Slot<T>> {
        let (segment, at) = place(slot);
        self.segments.get(segment)?.get()?.get(at)
    }

    /// Begins a call on a value.
    #[inline(always)]
    pub fn enter(&self, key: Key) -> Result<Use<'_, T>, Stale> {
        let slot = self.slot(key.slot).ok_or(Stale)?;
        match slot.enter(key.generation) {
            Ok(entered) => Ok(Use {
                table: self,
                slot: key.slot,
                entered: Some(entered),
            }),
            Err(refused) => Err(self.refused(key.slot, refused)),
        }
    }

    #[cold]
    fn refused(&self, slot: u32, refused: Refused<T>) -> Stale {
        if let Some(taken) = refused.taken {
            // Whoever closed it has got an answer: nobody is left to tell of a panic.
            let _ = crate::guard::discard(self.vacate(slot, taken));
        }
        Stale
    }

    /// Notes that a slot is vacant again, and gives the value that was in it.
    #[cold]
    fn vacate(&self, slot: u32, taken: Taken<T>) -> T {
        if taken.vacant {
            self.book().vacant.push(slot);
        }
        taken.value
    }
}

/// A call on a value. Where it is dropped rather than ended, a value that it was the last call on is
/// dropped there and then.
#[derive(Debug)]
pub struct Use<'t, T> {
    table: &'t Table<T>,
    slot: u32,
    /// Until it is ended.
    entered: Option<Entered<'t, T>>,
}

impl<T> Use<'_, T> {
    /// The value.
    #[inline]
    pub fn value(&self) -> &T {
        match &self.entered {
            Some(entered) => entered,
            None => unreachable!("no one asks for it after `end`"),
        }
    }

    /// From now on no call begins; fails where another thread was first.
    pub fn close(&self) -> Result<(), Stale> {
        let Some(entered) = &self.entered else {
            return Err(Stale);
        };
        entered.close()?;
        self.table.book().live -= 1;
        Ok(())
    }

    /// Ends the call. Gives the value where it was the last call after it was closed.
    #[inline(always)]
    pub fn end(&mut self) -> Option<T> {
        // Where nothing is taken out, which is nearly always, nothing else is done.
        let taken = self.entered.take()?.leave()?;
        Some(self.table.vacate(self.slot, taken))
    }
}

impl<T> Drop for Use<'_, T> {
    #[inline]
    fn drop(&mut self) {
        drop(self.end());
    }
}

#[cfg(test)]
impl<T> Table<T> {
    /// Makes it full after so many slots.
    pub fn set_limit(&self, limit: u32) {
        self.book().limit = limit;
    }

    /// Goes on with a late generation in a slot that is vacant.
    pub fn set_generation(&self, slot: u32, generation: u32) {
        let slot = self.slot(slot).expect("it has been used");
        slot.set_generation(generation);
    }
}
