//! A place for a value that many threads use at once and one of them ends.
//!
//! All that happens to a slot happens to one word, its state: generation (28 bits), phase (4 bits,
//! of which 2 are used) and the number of calls that run (32 bits). Its value is written while the
//! phase is [`BUSY`], before it becomes [`OPEN`], and taken out while it is [`BUSY`] again.

use std::cell::UnsafeCell;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};

/// Calls may begin.
const OPEN: u64 = 0 << 32;
/// No call may begin; the last one that ends takes the value out.
const CLOSING: u64 = 1 << 32;
/// There is no value.
const VACANT: u64 = 2 << 32;
/// One thread writes the value or takes it out.
const BUSY: u64 = 3 << 32;

const PHASE: u64 = 3 << 32;
const CALLS: u64 = u32::MAX as u64;
const GENERATION: u64 = 1 << 36;

/// The last generation of a slot: 28 bits.
pub const LAST_GENERATION: u32 = (1 << 28) - 1;

/// So many calls are never made; from here on they are refused, so that the number can't run over
/// into the phase. It leaves room for those that are being refused.
const TOO_MANY: u32 = 1 << 31;

/// Slots lie in memory of their own each, so that calls on two of them don't slow each other down.
#[repr(align(64))]
pub struct Slot<T> {
    state: AtomicU64,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: the value is written and taken out only by the one thread that has turned the phase to
// `BUSY`, which no two do at once, and which happens only where no call runs: a call makes the
// number of calls positive before it looks at the phase, `take` asks for 0 in the same
// compare-and-exchange that turns the phase. So threads share `&T`, which `T: Sync` allows, and
// move the value from one to another, which `T: Send` allows.
unsafe impl<T: Send + Sync> Sync for Slot<T> {}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot {
            state: AtomicU64::new(GENERATION | VACANT),
            value: UnsafeCell::new(None),
        }
    }
}

/// That a slot holds nothing under that generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale;

/// What was in a slot.
#[derive(Debug)]
pub struct Taken<T> {
    /// It.
    pub value: T,
    /// Whether the slot can be filled again.
    pub vacant: bool,
}

impl<T> Slot<T> {
    /// Puts a value in and gives its generation; gives it back where the slot is not vacant.
    pub fn fill(&self, value: T) -> Result<u32, T> {
        let busy = |state: u64| (state & PHASE == VACANT).then_some(state + (BUSY - VACANT));
        // Acquire: what the thread did that took the last value out comes before this.
        let filled = self
            .state
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, busy);
        let Ok(state) = filled else {
            return Err(value);
        };
        let place = self.value.get();
        // SAFETY: the pointer is that of an `UnsafeCell` in `self`. No one else uses the value:
        // this thread alone has turned the phase from `VACANT` to `BUSY`, and in both of them no
        // call gets at it.
        unsafe { *place = Some(value) };
        // Release: whoever sees it open sees the value.
        self.state.fetch_sub(BUSY - OPEN, Ordering::Release);
        Ok(generation(state))
    }

    /// Begins a call on the value, which stays where it is until all of them have ended.
    #[inline(always)]
    pub fn enter(&self, generation: u32) -> Result<Entered<'_, T>, Refused<T>> {
        // Acquire: see `fill`.
        let state = self.state.fetch_add(1, Ordering::Acquire);
        let open = u64::from(generation) << 4;
        if state >> 32 == open && (state as u32) < TOO_MANY {
            return Ok(Entered { slot: self });
        }
        Err(self.refuse())
    }

    /// Ends a call that was not begun. A slot that is closing while it was counted can be left to
    /// this thread to take out.
    #[cold]
    fn refuse(&self) -> Refused<T> {
        Refused {
            taken: self.leave(),
        }
    }

    /// Counts one call less, and takes the value out if it was the last one of a closing slot.
    #[inline(always)]
    fn leave(&self) -> Option<Taken<T>> {
        // Release: all that the call did comes before the value is taken out.
        let state = self.state.fetch_sub(1, Ordering::Release);
        if state & (PHASE | CALLS) == CLOSING | 1 {
            return self.take(state - 1);
        }
        None
    }

    /// Takes the value out of a slot that is closing and has no calls, if it is still in `state`.
    #[cold]
    fn take(&self, state: u64) -> Option<Taken<T>> {
        debug_assert!(state & (PHASE | CALLS) == CLOSING);
        let busy = state + (BUSY - CLOSING);
        // Acquire: all that any call did comes before this, each having released it.
        self.state
            .compare_exchange(state, busy, Ordering::Acquire, Ordering::Relaxed)
            .ok()?;
        let place = self.value.get();
        // SAFETY: the pointer is that of an `UnsafeCell` in `self`. No one else uses the value:
        // this thread alone has turned the phase from `CLOSING` to `BUSY`, in the same step the
        // number of calls was 0, and in both phases no new one gets at it.
        let value = unsafe { (*place).take() };
        let vacant = generation(state) != LAST_GENERATION;
        if vacant {
            // Release: see `fill`. Calls that are just being refused stay counted.
            let next = GENERATION.wrapping_sub(BUSY - VACANT);
            self.state.fetch_add(next, Ordering::Release);
        }
        value.map(|value| Taken { value, vacant })
    }
}

fn generation(state: u64) -> u32 {
    (state / GENERATION) as u32
}

/// That a call was not begun; it may have been the one that had to take out what another closed.
#[derive(Debug)]
pub struct Refused<T> {
    /// What it took out.
    pub taken: Option<Taken<T>>,
}

/// A call on the value of a slot. It has to be ended by [`leave`](Entered::leave); where it is
/// forgotten, the value stays for ever.
#[derive(Debug)]
pub struct Entered<'s, T> {
    slot: &'s Slot<T>,
}

impl<T> std::fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Slot({:#x})", self.state.load(Ordering::Relaxed))
    }
}

impl<T> Deref for Entered<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        let place = self.slot.value.get();
        // SAFETY: `enter` found the slot open after it had counted this call, so the value had
        // been written before, and it is not taken out before the call is no longer counted, which
        // takes this guard by value.
        let value = unsafe { &*place };
        match value {
            Some(value) => value,
            None => unreachable!("a slot that is open has a value"),
        }
    }
}

impl<T> Entered<'_, T> {
    /// From now on no call begins; fails where another thread was first.
    pub fn close(&self) -> Result<(), Stale> {
        // While this call is counted the generation stays, and so the phase goes from open to
        // closing and no further.
        match self.slot.state.fetch_or(CLOSING, Ordering::Relaxed) & PHASE {
            OPEN => Ok(()),
            _ => Err(Stale),
        }
    }

    /// Ends the call. Gives the value where it was the last call after the slot was closed.
    #[inline(always)]
    pub fn leave(self) -> Option<Taken<T>> {
        self.slot.leave()
    }
}

#[cfg(test)]
impl<T> Slot<T> {
    /// Goes on with a late generation.
    pub fn set_generation(&self, generation: u32) {
        let state = u64::from(generation) * GENERATION + VACANT;
        self.state.store(state, Ordering::Relaxed);
    }
}
