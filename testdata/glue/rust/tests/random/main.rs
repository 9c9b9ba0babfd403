//! Random sequences of calls, most of them with something wrong: closed handles, handles that never
//! were, cancelled tokens, spaces that can be none, objects that panic. A model says what each has to
//! answer. `HALFLAP_SEED` and `HALFLAP_STEPS` make another or a longer run of it.

#[path = "../boundary/client.rs"]
#[allow(dead_code)]
mod client;
mod model;
#[path = "../boundary/support.rs"]
#[allow(dead_code)]
mod support;

use std::ptr::null_mut;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use client::{CLOCK, NO_TOKEN, clock, nothing, order, word};
use halflap::Message;
use halflap_ffi::{Error, System, abi};
use model::{Kind, Model};
use support::*;

/// A generator of random numbers that is good enough to mix steps up.
pub struct Random(u64);

impl Random {
    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given.map_or(otherwise, |text| text.parse().expect("a number"))
}

/// Both tests count all handles of the process, so they take turns.
static TURN: Mutex<()> = Mutex::new(());

fn answer(outcome: Result<u64, Error>) -> Result<u64, (String, u32)> {
    outcome.map_err(|error| (error.domain().to_owned(), error.code()))
}

#[test]
fn each_call_answers_as_the_model_says() {
    let _turn = TURN.lock().expect("no panic");
    let (seed, steps) = (
        number("HALFLAP_SEED", 20_261),
        number("HALFLAP_STEPS", 20_000),
    );
    println!("seed {seed}, {steps} steps");
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut model = Model::default();
    let stopped = abi::Token::default();
    stopped.state.store(abi::CANCELLED, Ordering::SeqCst);
    for step in 0..steps {
        let token: *const abi::Token = if random.one_in(12) {
            &stopped
        } else {
            NO_TOKEN
        };
        let called = !token.is_null();
        let handle = model.handle(&mut random);
        let (told, wanted) = match random.below(13) {
            0 => {
                let hosts = [[CLOCK, clock(1)]];
                let opened = open_with("glue.Store", token, &hosts);
                (opened, model.open(Kind::Store, called))
            }
            1 => (
                open_with("glue.Echo", token, &[[CLOCK, clock(1)]]),
                model.open(Kind::Echo, called),
            ),
            2 => (clone(handle), model.clone(handle)),
            3 | 4 => (close(handle).map(|()| 0), model.close(handle)),
            5 => {
                let id = random.below(40) as u8 + 1;
                let buffer = order(id, "ada").to_halflap().expect("it fits");
                let room = usize::from(random.one_in(10));
                let reply = store_put(
                    handle,
                    token,
                    buffer.as_ptr(),
                    buffer.len(),
                    null_mut(),
                    room,
                );
                let put = take(reply).map(|_| 0);
                (put, model.put(handle, called, room, id))
            }
            6 => {
                let found = word(store_cursor(handle, token, "".as_ptr(), 0));
                (found, model.child(handle, called, Kind::Cursor))
            }
            7 => {
                let bomb = random.one_in(4);
                let name = if bomb { "bomb" } else { "tea" };
                let child = word(store_child(handle, token, name.as_ptr(), name.len()));
                let kind = if bomb { Kind::Bomb } else { Kind::Store };
                (child, model.child(handle, called, kind))
            }
            8 => {
                let given = take(cursor_next(handle, token, 3, null_mut(), 0)).map(|_| 0);
                (given, model.use_as(handle, called, Kind::Cursor).map(|_| 0))
            }
            9 if random.one_in(3) => {
                let failed = nothing(store_fail(handle, token, "oh".as_ptr(), 2)).map(|()| 0);
                (failed, model.fail(handle, called))
            }
            10 => {
                let other = model.handle(&mut random);
                let merged = word(store_merge(handle, token, other));
                (merged, model.merge(handle, called, other))
            }
            11 => {
                let value = random.below(4) as u8;
                let told = word(echo_bool(handle, token, value));
                (told, model.flag(handle, called, value))
            }
            _ => {
                let text = b"tea\xff";
                let len = random.below(5) as usize;
                let reply = echo_data(13, handle, text.as_ptr(), len, (null_mut(), 0));
                (take(reply).map(|_| 0), model.text(handle, len < 4))
            }
        };
        let told = answer(told);
        match (&told, &wanted) {
            // A handle is new, whatever it is.
            (Ok(handle), Ok(model::NEW)) => model.got(*handle),
            _ => assert_eq!(told, wanted, "step {step} of seed {seed}"),
        }
        assert_eq!(live(0), model.live(), "step {step} of seed {seed}");
        assert_eq!(live(1), 0, "step {step} of seed {seed}");
    }
    for handle in model.open_handles() {
        assert_eq!(answer(close(handle).map(|()| 0)), model.close(handle));
    }
    assert_eq!((live(0), live(1)), (0, 0));
    assert_eq!(clocks_out(), 0, "every clock was given back");
}

#[test]
fn many_threads_do_so_at_once() {
    let _turn = TURN.lock().expect("no panic");
    let (seed, steps) = (
        number("HALFLAP_SEED", 20_262),
        number("HALFLAP_STEPS", 20_000) / 8,
    );
    println!("seed {seed}, {steps} steps each of 8 threads");
    let shared = Mutex::new(vec![0]);
    let (good, panics) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for thread in 0..8 {
            let (shared, good, panics) = (&shared, &good, &panics);
            let mut random = Random((seed + thread).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            scope.spawn(move || {
                for _ in 0..steps {
                    let handle = {
                        let all = shared.lock().expect("no panic");
                        all[random.below(all.len() as u64) as usize]
                    };
                    let told = match random.below(10) {
                        0 => open_with("glue.Store", NO_TOKEN, &[[CLOCK, clock(1)]]),
                        1 => clone(handle),
                        2 => close(handle).map(|()| 0),
                        3 => word(store_child(handle, NO_TOKEN, "bomb".as_ptr(), 4)),
                        4 => word(store_cursor(handle, NO_TOKEN, "".as_ptr(), 0)),
                        5 if random.one_in(4) => {
                            nothing(store_fail(handle, NO_TOKEN, "oh".as_ptr(), 2)).map(|()| 0)
                        }
                        6 => take(cursor_next(handle, NO_TOKEN, 9, null_mut(), 0)).map(|_| 0),
                        _ => {
                            let id = random.below(200) as u8 + 1;
                            let order = order(id, "ada").to_halflap().expect("it fits");
                            let (place, len) = (order.as_ptr(), order.len());
                            let reply = store_put(handle, NO_TOKEN, place, len, null_mut(), 0);
                            take(reply).map(|_| 0)
                        }
                    };
                    match told {
                        Ok(0) => _ = good.fetch_add(1, Ordering::Relaxed),
                        Ok(handle) => shared.lock().expect("no panic").push(handle),
                        Err(error) if error.domain() == "glue.StoreError" => {}
                        Err(error) => match error.system() {
                            Some(System::Panic) => _ = panics.fetch_add(1, Ordering::Relaxed),
                            Some(
                                System::StaleHandle | System::Poisoned | System::WrongHandleType,
                            ) => {}
                            _ => panic!("{error} (seed {seed})"),
                        },
                    }
                }
            });
        }
    });
    for handle in shared.into_inner().expect("no panic") {
        // Some were closed before, and bombs go off.
        let _ = close(handle);
    }
    assert!(good.into_inner() > 0 && panics.into_inner() > 0);
    assert_eq!((live(0), live(1)), (0, 0));
    assert_eq!(clocks_out(), 0, "every clock was given back");
}
