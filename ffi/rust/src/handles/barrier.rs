//! A fence of two unequal halves: one that is made often costs nothing, the other asks the system to
//! make it on every thread.
//!
//! A thread that writes one place, calls [`light`] and reads another, and a thread that writes the
//! other, calls [`heavy`] and reads the one: at least one of the two sees what the other wrote, as if
//! both had called `fence(SeqCst)`. Linux has the call for it, `membarrier`; its manual names the pair
//! of compiler barrier and call as its use. It goes back to Dice, Huang and Yang, "Asymmetric Dekker
//! synchronization" (2001).

pub use system::{heavy, light, ready};

#[cfg(all(target_os = "linux", not(miri)))]
mod system {
    use std::sync::atomic::{AtomicU8, Ordering, compiler_fence, fence};
    use std::thread;

    /// No one has asked yet.
    const UNASKED: u8 = 0;
    /// Someone waits for the system's answer, or it was no.
    const ABSENT: u8 = 1;
    const READY: u8 = 2;

    static STATE: AtomicU8 = AtomicU8::new(UNASKED);

    /// Whether the fence can be had. The first time it is asked for: the system takes some ten
    /// milliseconds to answer, for which a thread of its own waits, and until then it can't.
    pub fn ready() -> bool {
        let found = STATE.compare_exchange(UNASKED, ABSENT, Ordering::Relaxed, Ordering::Acquire);
        match found {
            Ok(_) => {
                let asks = || {
                    if membarrier(libc::MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) {
                        STATE.store(READY, Ordering::Release);
                    }
                };
                // Without a thread, it is never there.
                let _ = thread::Builder::new()
                    .name("halflap-fence".to_owned())
                    .spawn(asks);
                false
            }
            Err(state) => state == READY,
        }
    }

    /// The half that is made often.
    #[inline(always)]
    pub fn light() {
        compiler_fence(Ordering::SeqCst);
    }

    /// The half that is made seldom, once the fence is [`ready`]: some microseconds. False where the
    /// system refuses it, and then nothing is known.
    #[must_use]
    pub fn heavy() -> bool {
        fence(Ordering::SeqCst);
        membarrier(libc::MEMBARRIER_CMD_PRIVATE_EXPEDITED)
    }

    fn membarrier(command: libc::c_int) -> bool {
        // SAFETY: the call takes three numbers and touches no memory of ours.
        unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) == 0 }
    }
}

/// What the pair is like, for a machine that is watched: two equal halves.
#[cfg(miri)]
mod system {
    use std::sync::atomic::{Ordering, fence};

    pub fn ready() -> bool {
        true
    }

    pub fn light() {
        fence(Ordering::SeqCst);
    }

    #[must_use]
    pub fn heavy() -> bool {
        fence(Ordering::SeqCst);
        true
    }
}

/// Other systems have no such call, or none that was tried.
#[cfg(not(any(target_os = "linux", miri)))]
mod system {
    pub fn ready() -> bool {
        false
    }

    pub fn light() {}

    #[must_use]
    pub fn heavy() -> bool {
        false
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::hint;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::{Duration, Instant};

    /// What the fence is for, and nothing else: of two threads that write and then read what the other
    /// writes, one at least sees it.
    #[test]
    fn one_of_both_sees_what_the_other_wrote() {
        const ROUNDS: usize = if cfg!(miri) { 200 } else { 40_000 };
        // Beside other tests that wait busily, a round takes long.
        let end = Instant::now() + Duration::from_secs(2);
        while !ready() {
            assert!(Instant::now() < end, "the system has no fence");
            thread::yield_now();
        }
        let [often, seldom, met, seen, last] = [const { AtomicUsize::new(0) }; 5];
        let meet = |times: usize| {
            met.fetch_add(1, Ordering::SeqCst);
            let mut spins = 0;
            while met.load(Ordering::SeqCst) < 2 * times {
                spins += 1;
                match spins % 1000 {
                    0 => thread::yield_now(),
                    _ => hint::spin_loop(),
                }
            }
        };
        let (mut refused, mut unseen) = (0, 0);
        thread::scope(|scope| {
            scope.spawn(|| {
                for round in 1..=ROUNDS {
                    meet(2 * round - 1);
                    often.store(round, Ordering::Relaxed);
                    light();
                    seen.store(seldom.load(Ordering::Relaxed), Ordering::Relaxed);
                    meet(2 * round);
                    if last.load(Ordering::Relaxed) != 0 {
                        break;
                    }
                }
            });
            for round in 1..=ROUNDS {
                meet(2 * round - 1);
                // A bit later each time, so that both are at it at once.
                (0..round % 64).for_each(|_| hint::spin_loop());
                seldom.store(round, Ordering::Relaxed);
                refused += usize::from(!heavy());
                let other = often.load(Ordering::Relaxed);
                let over = Instant::now() > end;
                last.store(over.into(), Ordering::Relaxed);
                meet(2 * round);
                unseen += usize::from(other != round && seen.load(Ordering::Relaxed) != round);
                if over {
                    break;
                }
            }
        });
        assert_eq!((refused, unseen), (0, 0));
    }
}
