//! Handles that are used as they should be, and as they should not.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use super::slot::{LAST_GENERATION, Slot};
use super::*;
use crate::raw::{HostPointer, Space, TokenPointer};
use crate::state::State;
use crate::{Call, Error, System, abi, call};

/// Something that counts how often it is destroyed.
struct Thing {
    number: u64,
    destroyed: Arc<AtomicU32>,
}

impl Drop for Thing {
    fn drop(&mut self) {
        self.destroyed.fetch_add(1, Ordering::SeqCst);
        assert!(self.number != 13, "thirteen is destroyed");
    }
}

trait Numbered: Send + Sync {
    fn number(&self) -> u64;
}

impl Numbered for Thing {
    fn number(&self) -> u64 {
        self.number
    }
}

static STATE: State = State::new();

impl Interface for dyn Numbered {
    const ID: u64 = 7;
    const NAME: &'static str = "test.Numbered";

    fn state() -> &'static State {
        &STATE
    }
}

trait Other: Send + Sync {}

impl Other for Thing {}

impl Interface for dyn Other {
    const ID: u64 = 8;
    const NAME: &'static str = "test.Other";

    fn state() -> &'static State {
        &STATE
    }
}

/// A thing, and how often it was destroyed.
fn thing(number: u64) -> (Arc<dyn Numbered>, Arc<AtomicU32>) {
    let destroyed = Arc::new(AtomicU32::new(0));
    let thing = Thing {
        number,
        destroyed: Arc::clone(&destroyed),
    };
    (Arc::new(thing), destroyed)
}

fn number(objects: &Objects, handle: u64) -> Result<u64, Error> {
    let found = objects.borrow::<dyn Numbered>(handle)?;
    Ok(found.object()?.number())
}

fn refusal<T>(outcome: Result<T, Error>) -> Option<System> {
    outcome.err().and_then(|error| error.system())
}

#[test]
fn a_handle_is_good_until_it_is_closed() {
    let objects = Objects::new();
    let (thing, destroyed) = thing(5);
    let handle = objects.insert(thing).expect("there is room");
    assert_eq!(handle >> 52, 4095, "the library chooses its number");
    assert_eq!(number(&objects, handle), Ok(5));
    assert_eq!(objects.close(handle), Ok(()));
    assert_eq!(destroyed.load(Ordering::SeqCst), 1);
    assert_eq!(refusal(number(&objects, handle)), Some(System::StaleHandle));
    assert_eq!(refusal(objects.close(handle)), Some(System::StaleHandle));
    assert_eq!(
        refusal(objects.duplicate(handle)),
        Some(System::StaleHandle)
    );
    assert_eq!(destroyed.load(Ordering::SeqCst), 1);
}

#[test]
fn numbers_that_are_no_handles_are_refused() {
    let objects = Objects::new();
    assert_eq!(objects.decide(0x123), 0x123);
    assert_eq!(objects.decide(0x124), 0x123, "the first one decides");
    let (thing, _destroyed) = thing(5);
    let handle = objects.insert(thing).expect("there is room");
    let refused = |handle| refusal(number(&objects, handle));
    assert_eq!(refused(handle), None);
    assert_eq!(refused(0), Some(System::StaleHandle));
    assert_eq!(refused(1), Some(System::StaleHandle));
    let other_number = handle ^ 1 << 52;
    assert_eq!(refused(other_number), Some(System::WrongLibrary));
    assert_eq!(refused(u64::MAX), Some(System::WrongLibrary));
    let own = 0x123 << 52;
    for bits in [0, 1, 63, 64, 0xff_ffff, (1 << 52) - 1] {
        assert_eq!(refused(own | bits), Some(System::StaleHandle), "{bits:#x}");
    }
    let other_generation = handle ^ 1 << 24;
    assert_eq!(refused(other_generation), Some(System::StaleHandle));
    let found = objects.borrow::<dyn Other>(handle).expect("it is open");
    let error = found.object().err().expect("it is of another type");
    assert!(error.is(System::WrongHandleType));
    assert_eq!(
        error.message(),
        "the handle is of test.Numbered, not of test.Other"
    );
}

#[test]
fn a_closed_object_lives_until_its_calls_have_ended() {
    let objects = Objects::new();
    let (thing, destroyed) = thing(5);
    let handle = objects.insert(thing).expect("there is room");
    let first = objects.borrow::<dyn Numbered>(handle).expect("it is open");
    let second = objects.borrow::<dyn Numbered>(handle).expect("it is open");
    assert_eq!(objects.close(handle), Ok(()));
    assert_eq!(objects.live(0), 0);
    // No new call begins, those that run go on.
    assert_eq!(refusal(number(&objects, handle)), Some(System::StaleHandle));
    assert_eq!(first.object().map(|thing| thing.number()), Ok(5));
    drop(first);
    assert_eq!(destroyed.load(Ordering::SeqCst), 0);
    assert_eq!(second.object().map(|thing| thing.number()), Ok(5));
    drop(second);
    assert_eq!(destroyed.load(Ordering::SeqCst), 1);
}

#[test]
fn a_clone_is_another_handle_of_the_same_object() {
    let objects = Objects::new();
    let (thing, destroyed) = thing(5);
    let first = objects.insert(thing).expect("there is room");
    let second = objects.duplicate(first).expect("there is room");
    assert_ne!(first, second);
    assert_eq!(
        (objects.live(0), objects.live(7), objects.live(8)),
        (2, 2, 0)
    );
    assert_eq!(objects.close(first), Ok(()));
    assert_eq!(destroyed.load(Ordering::SeqCst), 0);
    assert_eq!(number(&objects, second), Ok(5));
    assert_eq!(objects.close(second), Ok(()));
    assert_eq!(destroyed.load(Ordering::SeqCst), 1);
    assert_eq!((objects.live(0), objects.live(7)), (0, 0));
}

#[test]
fn a_slot_is_used_again_under_another_generation() {
    let objects = Objects::new();
    let mut handles = Vec::new();
    for n in 100..200 {
        let (thing, _destroyed) = thing(n);
        let handle = objects.insert(thing).expect("there is room");
        assert_eq!(handle & 0xff_ffff, 0, "there is never more than one");
        assert!(!handles.contains(&handle));
        for &old in &handles {
            assert_eq!(refusal(number(&objects, old)), Some(System::StaleHandle));
        }
        assert_eq!(number(&objects, handle), Ok(n));
        objects.close(handle).expect("it is open");
        handles.push(handle);
    }
}

#[test]
fn a_slot_without_generations_is_never_used_again() {
    let table = Table::new();
    let first = table.insert(1).expect("there is room");
    let end = |key| {
        let found = table.enter(key).expect("it is open");
        found.close().expect("it is open");
        found.end()
    };
    assert_eq!(end(first), Some(1));
    table.set_generation(0, LAST_GENERATION);
    let last = table.insert(2).expect("there is room");
    let expected = Key {
        slot: 0,
        generation: LAST_GENERATION,
    };
    assert_eq!(last, expected);
    assert_eq!(Key::from_bits(last.bits()), last);
    assert_eq!(end(last), Some(2));
    assert_eq!(table.insert(3).map(|key| key.slot), Ok(1));
    assert!(table.enter(last).is_err());
    for generation in [0, 1, LAST_GENERATION] {
        assert!(
            table
                .enter(Key {
                    slot: 0,
                    generation
                })
                .is_err()
        );
    }
}

#[test]
fn a_slot_that_is_not_vacant_is_not_filled() {
    let slot = Slot::default();
    let generation = slot.fill(1).expect("it is vacant");
    assert_eq!(slot.fill(2), Err(2));
    let call = slot.enter(generation).expect("it is open");
    call.close().expect("it is open");
    assert_eq!(call.close(), Err(Stale));
    assert_eq!(slot.fill(2), Err(2));
    assert_eq!(call.leave().map(|taken| taken.value), Some(1));
    assert_eq!(slot.fill(2), Ok(generation + 1));
}

#[test]
fn a_full_table_says_so_and_destroys_what_it_can_not_take() {
    let table = Table::new();
    table.set_limit(70);
    let keys: Vec<Key> = (0..70)
        .map(|n| table.insert(n).expect("there is room"))
        .collect();
    assert_eq!(table.insert(70), Err(70));
    assert_eq!(table.live(), 70);
    for (n, key) in keys.iter().enumerate() {
        let found = table.enter(*key).expect("it is open");
        assert_eq!(*found.value(), n);
    }
    let found = table.enter(keys[33]).expect("it is open");
    found.close().expect("it is open");
    drop(found);
    assert_eq!(table.insert(71).map(|key| key.slot), Ok(33));
    assert_eq!(table.insert(72), Err(72));
}

#[test]
fn an_object_that_panics_as_it_is_destroyed_is_told_of_by_close() {
    crate::guard::install_hook();
    let objects = Objects::new();
    let (bad, destroyed) = thing(13);
    let handle = objects.insert(bad).expect("there is room");
    let error = objects.close(handle).expect_err("it panics");
    assert!(error.is(System::Panic));
    assert_eq!(error.message(), "thirteen is destroyed");
    assert!(error.location().is_some_and(|at| at.contains("tests.rs")));
    assert_eq!(refusal(objects.close(handle)), Some(System::StaleHandle));
    assert_eq!(destroyed.load(Ordering::SeqCst), 1);
    // Where a call was the last use, the one who closed has been answered already.
    let (bad, destroyed) = thing(13);
    let handle = objects.insert(bad).expect("there is room");
    let found = objects.borrow::<dyn Numbered>(handle).expect("it is open");
    assert_eq!(objects.close(handle), Ok(()));
    drop(found);
    assert_eq!(destroyed.load(Ordering::SeqCst), 1);
    // The slot is usable, and the books are right.
    let (good, _destroyed) = thing(5);
    let handle = objects.insert(good).expect("there is room");
    assert_eq!(number(&objects, handle), Ok(5));
    assert_eq!(objects.live(0), 1);
}

fn called<R>(
    handle: u64,
    token: Option<&abi::Token>,
    method: impl FnOnce(&dyn Numbered, &Call<'_>) -> Result<u64, R>,
) -> Result<u64, Error>
where
    Error: From<R>,
{
    let token = TokenPointer::of(token);
    let reply = call::<dyn Numbered>(handle, token, Space::NONE, |object, call, out| {
        out.word(method(object, call)?)
    });
    let outcome = match reply.status {
        abi::GOOD => Ok(reply.value[0]),
        _ => {
            // SAFETY: the reply's data is its owner's, which is released below.
            let data = unsafe { std::slice::from_raw_parts(reply.data, reply.len) };
            Err(Error::read(data).expect("it is an error"))
        }
    };
    STATE.release(reply.owner);
    STATE.release(reply.owner);
    outcome
}

#[test]
fn calls_are_answered_and_panics_poison() {
    STATE.attach(9, HostPointer::null());
    let (thing, destroyed) = thing(5);
    let handle = STATE.objects.insert(thing).expect("there is room");
    let second = STATE.duplicate(handle).value[0];
    let good = |object: &dyn Numbered, _: &Call<'_>| Ok::<_, Error>(object.number());
    assert_eq!(called(handle, None, good), Ok(5));
    let failed = called(handle, None, |_, _| Err(Error::msg("no")));
    assert_eq!(failed, Err(Error::msg("no")));
    assert_eq!(called(handle, None, good), Ok(5), "an error is no panic");
    // A call that was cancelled before it began is not made.
    let token = abi::Token::default();
    token.state.store(abi::CANCELLED, Ordering::SeqCst);
    let never = |_: &dyn Numbered, _: &Call<'_>| -> Result<u64, Error> { unreachable!() };
    let cancelled = called(handle, Some(&token), never);
    assert_eq!(refusal(cancelled), Some(System::Cancelled));
    token.state.store(abi::DEADLINE_EXCEEDED, Ordering::SeqCst);
    let late = called(handle, Some(&token), never);
    assert_eq!(refusal(late), Some(System::DeadlineExceeded));
    // A panic says where, and poisons all handles of the object.
    let error = called(handle, None, |_, _| -> Result<u64, Error> {
        panic!("ouch")
    });
    let error = error.expect_err("it panicked");
    assert!(error.is(System::Panic));
    assert_eq!(error.message(), "ouch");
    assert!(error.location().is_some_and(|at| at.contains("tests.rs")));
    assert_eq!(refusal(called(second, None, never)), Some(System::Poisoned));
    let third = STATE.duplicate(second).value[0];
    assert_eq!(refusal(called(third, None, never)), Some(System::Poisoned));
    for handle in [handle, second, third] {
        assert_eq!(STATE.close(handle).status, abi::GOOD);
    }
    assert_eq!(destroyed.load(Ordering::SeqCst), 1);
    assert_eq!(STATE.live(0), 0);
    assert_eq!(STATE.live(1), 0, "all errors were released");
    assert_eq!(STATE.attach(10, HostPointer::null()).value[0], 9);
    assert_eq!(STATE.attach(4096, HostPointer::null()).status, abi::FAILED);
    for owner in [0, 1, u64::MAX, 1 << 52] {
        STATE.release(owner);
    }
}

/// A generator of random numbers that is good enough to mix steps up.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

#[test]
fn sixteen_threads_open_clone_use_and_close_as_they_like() {
    const THREADS: u64 = 16;
    // Miri sees more in each step, and takes its time.
    const STEPS: u64 = if cfg!(miri) { 40 } else { 3000 };
    let seed = 0x5eed_0007;
    println!("seed {seed:#x}");
    let objects = Objects::new();
    let handles = Mutex::new(Vec::<u64>::new());
    let destroyed = Arc::new(AtomicU32::new(0));
    let (made, closed, used) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let barrier = Barrier::new(THREADS as usize);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (objects, handles, destroyed) = (&objects, &handles, &destroyed);
            let (made, closed, used, barrier) = (&made, &closed, &used, &barrier);
            scope.spawn(move || {
                let mut random = Random(seed + thread);
                // Handles of which others may have closed some.
                let mut known = Vec::new();
                barrier.wait();
                for _ in 0..STEPS {
                    match random.below(8) {
                        0 => {
                            let thing = Thing {
                                number: 7,
                                destroyed: Arc::clone(destroyed),
                            };
                            let thing: Arc<dyn Numbered> = Arc::new(thing);
                            let handle = objects.insert(thing).expect("there is room");
                            made.fetch_add(1, Ordering::Relaxed);
                            handles.lock().expect("no panic").push(handle);
                        }
                        1 => {
                            let shared = handles.lock().expect("no panic");
                            if !shared.is_empty() {
                                let at = random.below(shared.len() as u64);
                                known.push(shared[at as usize]);
                            }
                        }
                        2 if !known.is_empty() => {
                            let at = random.below(known.len() as u64) as usize;
                            match objects.duplicate(known[at]) {
                                Ok(handle) => handles.lock().expect("no panic").push(handle),
                                Err(error) => assert!(error.is(System::StaleHandle)),
                            }
                        }
                        3 if !known.is_empty() => {
                            let at = random.below(known.len() as u64) as usize;
                            match objects.close(known.swap_remove(at)) {
                                Ok(()) => {
                                    closed.fetch_add(1, Ordering::Relaxed);
                                }
                                Err(error) => assert!(error.is(System::StaleHandle)),
                            }
                        }
                        _ if !known.is_empty() => {
                            let at = random.below(known.len() as u64) as usize;
                            match number(objects, known[at]) {
                                Ok(number) => {
                                    assert_eq!(number, 7);
                                    used.fetch_add(1, Ordering::Relaxed);
                                }
                                Err(error) => assert!(error.is(System::StaleHandle)),
                            }
                        }
                        _ => {}
                    }
                }
            });
        }
    });
    let all = handles.into_inner().expect("no panic");
    let open = all.len() as u64 - closed.load(Ordering::Relaxed);
    assert_eq!(objects.live(0), open);
    assert_eq!(objects.live(7), open);
    let mut rest = 0;
    for handle in &all {
        rest += u64::from(objects.close(*handle).is_ok());
    }
    assert_eq!(rest, open);
    assert_eq!(objects.live(0), 0);
    assert!(used.load(Ordering::Relaxed) > STEPS / 3);
    let made = made.load(Ordering::Relaxed);
    assert_eq!(u64::from(destroyed.load(Ordering::SeqCst)), made);
    let mut distinct = all.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), all.len(), "no two handles are equal");
}

#[test]
fn a_handle_that_two_threads_close_is_closed_once() {
    let objects = Objects::new();
    for round in 0..if cfg!(miri) { 20 } else { 500 } {
        let (thing, destroyed) = thing(round + 100);
        let handle = objects.insert(thing).expect("there is room");
        let barrier = Barrier::new(4);
        let closed = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    barrier.wait();
                    if objects.close(handle).is_ok() {
                        closed.fetch_add(1, Ordering::SeqCst);
                    }
                });
                scope.spawn(|| {
                    barrier.wait();
                    while let Ok(number) = number(&objects, handle) {
                        assert_eq!(number, round + 100);
                    }
                });
            }
        });
        assert_eq!(closed.load(Ordering::SeqCst), 1);
        assert_eq!(destroyed.load(Ordering::SeqCst), 1);
    }
}
