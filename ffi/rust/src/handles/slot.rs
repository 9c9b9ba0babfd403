//! A place for a value that many threads use at once and one of them ends.
//!
//! All that happens to a slot happens to one word, its state: generation (28 bits), phase (2 bits, and
//! one unused), whether it is [`WARM`] (1 bit), and the number of calls that run and are counted (32
//! bits). Its value is written while the phase is [`BUSY`], before it becomes [`OPEN`], and taken out
//! while it is [`BUSY`] again.
//!
//! To count a call costs two additions that all processors have to agree on, half as much as all else
//! around a call. So a slot that has seen [`MANY`] calls is made warm: from then on a call sets its
//! thread's [mark](marks), and is not counted. In return, whoever takes the value out of a warm slot has
//! to look at all marks, behind a fence that interrupts other threads; that costs about as much as was
//! paid for counting until then.

use std::cell::UnsafeCell;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use super::barrier;
use super::marks::{self, Marked};

/// Calls may begin.
const OPEN: u64 = 0 << 32;
/// No call may begin; the last one that ends takes the value out.
const CLOSING: u64 = 1 << 32;
/// There is no value.
const VACANT: u64 = 2 << 32;
/// One thread writes the value or takes it out.
const BUSY: u64 = 3 << 32;

const PHASE: u64 = 3 << 32;
/// A call may be marked instead of counted.
const WARM: u64 = 1 << 34;
const CALLS: u64 = u32::MAX as u64;
const GENERATION: u64 = 1 << 36;

/// The last generation of a slot: 28 bits.
pub const LAST_GENERATION: u32 = (1 << 28) - 1;

/// So many calls are never made; from here on they are refused, so that the number can't run over
/// into the phase. It leaves room for those that are being refused.
const TOO_MANY: u32 = 1 << 31;

/// After so many calls a slot gets warm: additions for so many cost what the fence costs, 20
/// microseconds on a virtual machine.
const MANY: u32 = if cfg!(test) { 3 } else { 2000 };

/// Slots lie in memory of their own each, so that calls on two of them don't slow each other down.
#[repr(align(64))]
pub struct Slot<T> {
    state: AtomicU64,
    /// Calls that were counted since it was filled, or since it was last asked whether it can be warm;
    /// not exactly.
    counted: AtomicU32,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: the value is written and taken out only by the one thread that has turned the phase to
// `BUSY`, which no two do at once, and which happens only where no call runs:
// - A call that is counted makes the number of calls positive before it looks at the phase; `take` asks
//   for 0 in the same compare-and-exchange that turns the phase.
// - A call that is marked sets the mark before it looks whether the slot is open and warm; `take` looks
//   at the marks of a warm slot after the phase was turned from `OPEN`. There is the fence of `barrier`
//   in between on both sides, so that the call sees the slot closed or `take` sees the mark.
// So threads share `&T`, which `T: Sync` allows, and move the value from one to another, which
// `T: Send` allows.
unsafe impl<T: Send + Sync> Sync for Slot<T> {}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot {
            state: AtomicU64::new(GENERATION | VACANT),
            counted: AtomicU32::new(0),
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
        self.counted.store(0, Ordering::Relaxed);
        // Release: whoever sees it open sees the value.
        self.state.fetch_sub(BUSY - OPEN, Ordering::Release);
        Ok(generation(state))
    }

    /// Begins a call on the value, which stays where it is until all of them have ended.
    #[inline(always)]
    pub fn enter(&self, generation: u32) -> Result<Entered<'_, T>, Refused<'_, T>> {
        let open = u64::from(generation) << 4;
        let warm = open | WARM >> 32;
        // Relaxed: it only says which way to go; each of them looks again.
        if self.state.load(Ordering::Relaxed) >> 32 == warm
            && let Some(mark) = marks::set(self.place())
        {
            let entered = self.entered(Some(mark));
            // Acquire: see `fill`.
            if self.state.load(Ordering::Acquire) >> 32 == warm {
                return Ok(entered);
            }
            return Err(Refused(Some(entered)));
        }
        match self.count(open) {
            Counted::Good => Ok(self.entered(None)),
            Counted::Late => Err(Refused(Some(self.entered(None)))),
            Counted::Not => Err(Refused(None)),
        }
    }

    #[inline(always)]
    fn entered(&self, mark: Option<Marked>) -> Entered<'_, T> {
        Entered { slot: self, mark }
    }

    /// Counts a call, if the slot is open.
    #[inline(never)]
    fn count(&self, open: u64) -> Counted {
        let is_open = |state: u64| (state & !WARM) >> 32 == open && (state as u32) < TOO_MANY;
        if !is_open(self.state.load(Ordering::Relaxed)) {
            return Counted::Not;
        }
        // Acquire: see `fill`.
        if !is_open(self.state.fetch_add(1, Ordering::Acquire)) {
            return Counted::Late;
        }
        // Where two threads do it at once, one of them may not be counted here.
        let counted = self.counted.load(Ordering::Relaxed).wrapping_add(1);
        self.counted.store(counted, Ordering::Relaxed);
        if counted >= MANY {
            self.warm();
        }
        Counted::Good
    }

    /// Makes the slot warm, if that can be. A call on it is counted, so it keeps its generation.
    #[cold]
    fn warm(&self) {
        self.counted.store(0, Ordering::Relaxed);
        if barrier::ready() {
            self.state.fetch_or(WARM, Ordering::Relaxed);
        }
    }

    /// What marks call the slot.
    #[inline]
    fn place(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// Takes the value out of a slot that is closing and has no calls, if it is still in `state` and no
    /// mark is on it.
    #[cold]
    fn take(&self, state: u64) -> Option<Taken<T>> {
        debug_assert!(state & (PHASE | CALLS) == CLOSING);
        // The thread whose mark is seen here sees the slot closing when it clears the mark. Without the
        // fence nothing is known, and the value stays for ever.
        if state & WARM != 0 && (!barrier::heavy() || marks::any(self.place())) {
            return None;
        }
        let busy = state + (BUSY - CLOSING);
        // Acquire: all that any call did comes before this, each having released it.
        self.state
            .compare_exchange(state, busy, Ordering::Acquire, Ordering::Relaxed)
            .ok()?;
        let place = self.value.get();
        // SAFETY: the pointer is that of an `UnsafeCell` in `self`. No one else uses the value:
        // this thread alone has turned the phase from `CLOSING` to `BUSY`, in the same step the
        // number of calls was 0, no mark was on a warm slot since it is closing, and in both phases no
        // new call gets at it.
        let value = unsafe { (*place).take() };
        let vacant = generation(state) != LAST_GENERATION;
        if vacant {
            // Release: see `fill`. Calls that are just being refused stay counted.
            let next = GENERATION
                .wrapping_sub(BUSY - VACANT)
                .wrapping_sub(state & WARM);
            self.state.fetch_add(next, Ordering::Release);
        }
        value.map(|value| Taken { value, vacant })
    }
}

fn generation(state: u64) -> u32 {
    (state / GENERATION) as u32
}

/// What came of counting a call.
enum Counted {
    Good,
    /// It is counted, but the slot was closed meanwhile.
    Late,
    /// The slot is not open, and it is not counted.
    Not,
}

/// That a call was not begun. Where it was counted or marked when that was seen, it has to be ended by
/// [`leave`](Refused::leave) nevertheless.
#[derive(Debug)]
pub struct Refused<'s, T>(Option<Entered<'s, T>>);

impl<T> Refused<'_, T> {
    /// Ends it. Another thread that closed the slot can have left it to this one to take out the value.
    pub fn leave(self) -> Option<Taken<T>> {
        self.0?.leave()
    }
}

/// A call on the value of a slot. It has to be ended by [`leave`](Entered::leave); where it is
/// forgotten, the value stays for ever.
#[derive(Debug)]
pub struct Entered<'s, T> {
    slot: &'s Slot<T>,
    /// Where it is not counted.
    mark: Option<Marked>,
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
        // SAFETY: `enter` found the slot open after it had counted or marked this call, so the value
        // had been written before, and it is not taken out before the call is no longer counted or
        // marked, which takes this guard by value.
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
        // While this call runs the generation stays, and so the phase goes from open to closing and no
        // further.
        match self.slot.state.fetch_or(CLOSING, Ordering::Relaxed) & PHASE {
            OPEN => Ok(()),
            _ => Err(Stale),
        }
    }

    /// Ends the call. Gives the value where it was the last call after the slot was closed.
    #[inline(always)]
    pub fn leave(self) -> Option<Taken<T>> {
        let slot = self.slot;
        let state = match self.mark {
            Some(mark) => {
                mark.clear();
                slot.state.load(Ordering::Relaxed)
            }
            // Release: all that the call did comes before the value is taken out.
            None => slot.state.fetch_sub(1, Ordering::Release) - 1,
        };
        // Where calls are still counted, the last one of them does it.
        if state & (PHASE | CALLS) == CLOSING {
            return slot.take(state);
        }
        None
    }
}

#[cfg(test)]
impl<T> Slot<T> {
    /// Whether calls are marked.
    pub fn is_warm(&self) -> bool {
        self.state.load(Ordering::Relaxed) & WARM != 0
    }

    /// Goes on with a late generation.
    pub fn set_generation(&self, generation: u32) {
        let state = u64::from(generation) * GENERATION + VACANT;
        self.state.store(state, Ordering::Relaxed);
    }
}
