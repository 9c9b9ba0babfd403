//! Objects of many calls, which are marked and not counted.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{Key, Stale, Table, barrier};

/// What says whether it is used after its end.
struct Canary<'a> {
    alive: AtomicBool,
    destroyed: &'a AtomicU32,
}

impl Drop for Canary<'_> {
    fn drop(&mut self) {
        assert!(self.alive.swap(false, Ordering::Relaxed));
        self.destroyed.fetch_add(1, Ordering::Release);
    }
}

/// A canary in a table, warm.
fn warm<'a>(table: &Table<Canary<'a>>, destroyed: &'a AtomicU32) -> Key {
    let canary = Canary {
        alive: AtomicBool::new(true),
        destroyed,
    };
    let Ok(key) = table.insert(canary) else {
        unreachable!("there is room")
    };
    wait("the slot is warm; has the system a fence?", || {
        let used = table.enter(key).expect("it is open");
        drop(used.end());
        table.is_warm(key.slot)
    });
    key
}

fn wait(what: &str, mut happened: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !happened() {
        assert!(begin.elapsed() < Duration::from_secs(20), "{what}: never");
        thread::yield_now();
    }
}

fn close(table: &Table<Canary<'_>>, key: Key) -> Result<(), Stale> {
    let used = table.enter(key)?;
    let closed = used.close();
    drop(used.end());
    closed
}

#[test]
fn the_last_call_destroys_be_it_marked_or_counted() {
    let destroyed = AtomicU32::new(0);
    let table = Table::new();
    for marked_ends_last in [false, true] {
        let before = destroyed.load(Ordering::Relaxed);
        let key = warm(&table, &destroyed);
        let marked = table.enter(key).expect("it is open");
        // The thread's one mark is set: this one is counted.
        let counted = table.enter(key).expect("it is open");
        assert!(close(&table, key).is_ok());
        assert!(table.enter(key).is_err());
        let (first, last) = match marked_ends_last {
            true => (counted, marked),
            false => (marked, counted),
        };
        drop(first);
        assert!(last.value().alive.load(Ordering::Relaxed));
        assert_eq!(destroyed.load(Ordering::Relaxed), before);
        drop(last);
        assert_eq!(destroyed.load(Ordering::Relaxed), before + 1);
        assert!(!table.is_warm(key.slot), "the next one begins anew");
    }
    assert_eq!(table.live(), 0);
}

#[test]
fn a_call_on_another_thread_keeps_what_is_closed() {
    let destroyed = AtomicU32::new(0);
    let table = Table::new();
    let key = warm(&table, &destroyed);
    let (begun, closed) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            let used = table.enter(key).expect("it is open");
            begun.store(true, Ordering::Release);
            wait("it is closed", || closed.load(Ordering::Acquire));
            assert!(used.value().alive.load(Ordering::Relaxed));
            assert_eq!(destroyed.load(Ordering::Relaxed), 0);
        });
        wait("the call begins", || begun.load(Ordering::Acquire));
        assert!(close(&table, key).is_ok());
        assert_eq!(close(&table, key), Err(Stale));
        closed.store(true, Ordering::Release);
    });
    assert_eq!(destroyed.load(Ordering::Relaxed), 1);
}

/// In place of a handle: there is no more to call.
const END: u64 = u64::MAX;

struct Finally<'a>(&'a AtomicU64);

impl Drop for Finally<'_> {
    fn drop(&mut self) {
        self.0.store(END, Ordering::Release);
    }
}

/// Threads call what another one closes, over and over: none of them finds it destroyed, and each is
/// destroyed once, whoever comes last.
#[test]
fn what_many_threads_call_is_destroyed_once_and_not_before_they_are_done() {
    const ROUNDS: u32 = if cfg!(miri) { 20 } else { 3_000 };
    const CALLERS: usize = 3;
    let destroyed = AtomicU32::new(0);
    let table: Table<Canary<'_>> = Table::new();
    let (open, calls) = (AtomicU64::new(0), AtomicU64::new(0));
    let caller = || {
        loop {
            let bits = open.load(Ordering::Acquire);
            if bits == END {
                return;
            }
            if let Ok(used) = table.enter(Key::from_bits(bits)) {
                assert!(used.value().alive.load(Ordering::Relaxed));
                drop(used.end());
            }
            calls.fetch_add(1, Ordering::Release);
        }
    };
    thread::scope(|scope| {
        // However this ends, the callers end too.
        let _end = Finally(&open);
        for _ in 0..CALLERS {
            scope.spawn(caller);
        }
        for round in 0..ROUNDS {
            let key = warm(&table, &destroyed);
            open.store(key.bits(), Ordering::Release);
            let before = calls.load(Ordering::Acquire);
            wait("they call", || calls.load(Ordering::Acquire) > before);
            assert!(close(&table, key).is_ok());
            wait("it is destroyed", || {
                destroyed.load(Ordering::Acquire) > round
            });
        }
    });
    assert_eq!(destroyed.load(Ordering::Relaxed), ROUNDS);
    assert_eq!(table.live(), 0);
    assert!(barrier::ready());
}
