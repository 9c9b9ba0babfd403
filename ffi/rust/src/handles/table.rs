//! Slots by number: as many as are needed, which never move.

use std::mem::ManuallyDrop;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::slot::{Entered, LAST_GENERATION, Refused, Slot, Stale, Taken};
use crate::guard;

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
    fn refused(&self, slot: u32, refused: Refused<'_, T>) -> Stale {
        if let Some(taken) = refused.leave() {
            // Whoever closed it has got an answer: nobody is left to tell of a panic.
            let _ = guard::discard(self.vacate(slot, taken));
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
/// dropped there and then, and its panic is told no one.
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
            None => unreachable!("it is ended when it is gone"),
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
    pub fn end(self) -> Option<T> {
        // There is nothing left to drop.
        ManuallyDrop::new(self).finish()
    }

    #[inline(always)]
    fn finish(&mut self) -> Option<T> {
        // Where nothing is taken out, which is nearly always, nothing else is done.
        let taken = self.entered.take()?.leave()?;
        Some(self.table.vacate(self.slot, taken))
    }
}

impl<T> Drop for Use<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(value) = self.finish() {
            let _ = guard::discard(value);
        }
    }
}

#[cfg(test)]
impl<T> Table<T> {
    /// Makes it full after so many slots.
    pub fn set_limit(&self, limit: u32) {
        self.book().limit = limit;
    }

    /// Whether calls on a slot are marked.
    pub fn is_warm(&self, slot: u32) -> bool {
        self.slot(slot).is_some_and(Slot::is_warm)
    }

    /// Goes on with a late generation in a slot that is vacant.
    pub fn set_generation(&self, slot: u32, generation: u32) {
        let slot = self.slot(slot).expect("it has been used");
        slot.set_generation(generation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
    use std::thread;

    thread_local! {
        /// Whether this thread is beginning a call.
        static BEGINS: Cell<bool> = const { Cell::new(false) };
    }

    /// What panics as it is destroyed.
    struct Bomb<'a> {
        destroyed: &'a AtomicU32,
        /// Those that were destroyed by a call that was being refused.
        by_refused: &'a AtomicU32,
    }

    impl Drop for Bomb<'_> {
        fn drop(&mut self) {
            self.destroyed.fetch_add(1, Ordering::Relaxed);
            let refused = u32::from(BEGINS.get());
            self.by_refused.fetch_add(refused, Ordering::Relaxed);
            panic!("as it is destroyed");
        }
    }

    /// A call that comes while a slot closes is counted for a moment, and may be the last one: then
    /// it is the one that destroys the value. When that is, is chance: it is tried until it happened.
    #[test]
    fn a_refused_call_survives_the_panic_of_what_it_destroys() {
        const ROUNDS: u32 = if cfg!(miri) { 50 } else { 300_000 };
        guard::install_hook();
        let (destroyed, by_refused) = (AtomicU32::new(0), AtomicU32::new(0));
        let table = Table::new();
        let (open, calls) = (AtomicU64::new(0), AtomicU64::new(0));
        let ends = |used: Use<'_, Bomb<'_>>| used.end().map(guard::discard);
        let caller = || {
            loop {
                let bits = open.load(Ordering::Acquire);
                if bits == u64::MAX {
                    return;
                }
                BEGINS.set(true);
                let entered = table.enter(Key::from_bits(bits));
                BEGINS.set(false);
                calls.fetch_add(1, Ordering::Release);
                let _ = entered.map(ends);
            }
        };
        let mut rounds = 0;
        thread::scope(|scope| {
            scope.spawn(caller);
            while rounds < ROUNDS && by_refused.load(Ordering::Relaxed) == 0 {
                rounds += 1;
                let bomb = Bomb {
                    destroyed: &destroyed,
                    by_refused: &by_refused,
                };
                let Ok(key) = table.insert(bomb) else {
                    unreachable!("there is room")
                };
                open.store(key.bits(), Ordering::Release);
                let before = calls.load(Ordering::Acquire);
                while calls.load(Ordering::Acquire) == before {
                    thread::yield_now();
                }
                let used = table.enter(key).expect("it is open");
                used.close().expect("nobody else closes it");
                ends(used);
            }
            open.store(u64::MAX, Ordering::Release);
        });
        assert_eq!(destroyed.load(Ordering::Relaxed), rounds);
        assert_eq!(table.live(), 0);
    }
}
