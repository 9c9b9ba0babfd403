//! For each thread a mark: the place that it uses, which others ask for before they take away what is
//! there.
//!
//! These are hazard pointers (Michael, 2004) with the fence of [`barrier`]: to set a mark and to clear
//! it are plain writes to memory that no other thread writes to.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::barrier;

/// So many threads can have a mark at once; others do without.
const MARKS: usize = 128;

/// What a mark holds that no thread has.
const NOBODY: usize = 0;
/// What a mark holds whose thread uses nothing.
const NOTHING: usize = 1;
/// What a mark holds that can't be set.
const NEVER: usize = 2;

/// Where no other place is a cache line long, so that threads don't slow each other down.
#[repr(align(128))]
struct Mark(AtomicUsize);

static ALL: [Mark; MARKS] = [const { Mark(AtomicUsize::new(NOBODY)) }; MARKS];

/// That of a thread which has not needed one.
static UNASKED: Mark = Mark(AtomicUsize::new(NEVER));
/// That of a thread which got none, or ends.
static NONE: Mark = Mark(AtomicUsize::new(NEVER));

thread_local! {
    /// This thread's mark.
    static MINE: Cell<&'static Mark> = const { Cell::new(&UNASKED) };

    /// Gives this thread's mark back when it ends.
    static END: End = const { End };
}

struct End;

impl Drop for End {
    fn drop(&mut self) {
        let mark = MINE.replace(&NONE);
        // One that is still set stays so: what was forgotten in use is never taken away.
        let _ = mark
            .0
            .compare_exchange(NOTHING, NOBODY, Ordering::Release, Ordering::Relaxed);
    }
}

/// This thread's mark, set. It is cleared by [`clear`](Marked::clear), on the same thread.
#[derive(Debug)]
pub struct Marked {
    place: &'static AtomicUsize,
    thread: PhantomData<*const ()>,
}

/// Says that this thread uses a place, an address that is neither 0, 1 nor 2. What it reads afterwards
/// is what was there after that, or [`any`] sees the mark. None where this thread's mark is set already,
/// or it has none.
#[inline(always)]
pub fn set(place: usize) -> Option<Marked> {
    let mine = MINE.with(Cell::get);
    let mark = if mine.0.load(Ordering::Relaxed) == NOTHING {
        mine
    } else {
        claim(mine)?
    };
    // Release: see `clear`.
    mark.0.store(place, Ordering::Release);
    barrier::light();
    Some(Marked {
        place: &mark.0,
        thread: PhantomData,
    })
}

/// Gives a mark to this thread, where it has not needed one before.
#[cold]
fn claim(mine: &'static Mark) -> Option<&'static Mark> {
    if !std::ptr::eq(mine, &UNASKED) {
        return None;
    }
    MINE.set(&NONE);
    // A thread that ends has none.
    END.try_with(|_| ()).ok()?;
    let free = |mark: &&Mark| {
        let claimed =
            mark.0
                .compare_exchange(NOBODY, NOTHING, Ordering::Acquire, Ordering::Relaxed);
        claimed.is_ok()
    };
    let mark = ALL.iter().find(free)?;
    MINE.set(mark);
    Some(mark)
}

impl Marked {
    /// Says that this thread does not use the place any more. What it reads afterwards is what was there
    /// after that, or [`any`] does not see the mark.
    #[inline(always)]
    pub fn clear(self) {
        // Release: what the thread did there comes before what is done by one that sees it cleared.
        self.place.store(NOTHING, Ordering::Release);
        barrier::light();
    }
}

/// Whether a thread uses the place, or may; to be asked after [`barrier::heavy`].
pub fn any(place: usize) -> bool {
    // Acquire: see `clear`.
    ALL.iter()
        .any(|mark| mark.0.load(Ordering::Acquire) == place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::thread;

    #[test]
    fn a_thread_has_one_mark_and_gives_it_back() {
        let (first, second) = (0x1000, 0x2000);
        thread::scope(|scope| {
            let other = scope.spawn(|| {
                let mark = set(first).expect("it is not set");
                assert!(set(second).is_none(), "there is only one");
                assert!(any(first) && !any(second));
                mark.clear();
                assert!(!any(first));
                let mark = set(second).expect("it is not set any more");
                assert!(any(second) && !any(first));
                mark.clear();
            });
            other.join().expect("it does not panic");
        });
        assert!(!any(second));
    }

    #[test]
    fn what_is_forgotten_in_use_stays_so() {
        let place = 0x3000;
        let other = thread::spawn(move || {
            let _forgotten = set(place);
            assert!(set(place).is_none());
        });
        other.join().expect("it does not panic");
        assert!(any(place));
    }

    #[test]
    fn threads_without_a_mark_do_without_and_later_ones_get_those_that_ended() {
        let place = 0x4000;
        let marked = || {
            const THREADS: usize = MARKS + 3;
            let all = Barrier::new(THREADS);
            thread::scope(|scope| {
                let threads = [(); THREADS].map(|()| {
                    scope.spawn(|| {
                        let mark = set(place);
                        all.wait();
                        let got = mark.map(Marked::clear).is_some();
                        assert_eq!(set(place).map(Marked::clear).is_some(), got);
                        got
                    })
                });
                let got = threads.map(|thread| thread.join().expect("it does not panic"));
                got.iter().filter(|got| **got).count()
            })
        };
        let (first, second) = (marked(), marked());
        // Other tests have some too.
        assert!((MARKS / 2..=MARKS).contains(&first), "{first}");
        assert!((MARKS / 2..=MARKS).contains(&second), "{second}");
        assert!(!any(place));
    }
}
