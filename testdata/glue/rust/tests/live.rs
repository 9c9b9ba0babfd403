//! Nothing is left behind: handles, data of replies, what the client keeps. One test alone in its
//! process, so that the numbers are its own.

#[path = "boundary/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "boundary/support.rs"]
#[allow(dead_code)]
mod support;

use std::ptr::null_mut;

use client::{CLOCK, NO_TOKEN, clock, nothing, open, order, refusal, word};
use halflap::Message;
use halflap_ffi::{Error, System};
use support::*;

const STORE: u64 = 0x09c9_943a_be7b_9f54;
const CURSOR: u64 = 0x2fb4_7305_bcd9_63af;

#[test]
fn what_is_open_is_counted_and_all_of_it_ends() {
    assert_eq!((live(0), live(1)), (0, 0));
    let store = open("glue.Store");
    let second = clone(store).expect("there is room");
    let cursor = word(store_cursor(store, NO_TOKEN, "".as_ptr(), 0)).expect("it is good");
    assert_eq!((live(0), live(STORE), live(CURSOR), live(7)), (3, 2, 1, 0));
    // Data that was not released yet counts under 1 alone.
    let first = cursor_next(cursor, NO_TOKEN, 1, null_mut(), 0);
    let failed = store_fail(second, NO_TOKEN, "oh".as_ptr(), 2);
    assert_ne!((first.owner, failed.owner), (0, 0));
    assert_eq!((live(1), live(0)), (2, 3));
    release_owner(first.owner);
    release_owner(first.owner);
    assert_eq!(live(1), 1);
    assert_eq!(refusal(take(failed)), System::Panic);
    assert_eq!(live(1), 0);
    for handle in [store, second, cursor] {
        assert_eq!(close(handle), Ok(()));
        assert_eq!(refusal(close(handle)), System::StaleHandle);
    }
    assert_eq!((live(0), live(STORE), live(CURSOR), live(1)), (0, 0, 0, 0));
    // A bad day leaves nothing behind either.
    for round in 0..50 {
        let clock = clock(if round % 3 == 0 { i64::MIN } else { 1 });
        let Ok(store) = open_with("glue.Store", NO_TOKEN, &[[CLOCK, clock]]) else {
            assert_eq!(released(clock), 1);
            continue;
        };
        let order = order(1, "ada").to_halflap().expect("it fits");
        let put = || {
            take(store_put(
                store,
                NO_TOKEN,
                order.as_ptr(),
                order.len(),
                null_mut(),
                0,
            ))
        };
        assert!(put().is_ok());
        assert!(put().is_err());
        let each = target(|_, _, _| Err(Error::msg("x".repeat(10_000))));
        let scanned = nothing(store_scan(store, NO_TOKEN, "".as_ptr(), 0, each));
        assert_eq!(scanned, Err(Error::msg("x".repeat(10_000))));
        let child = word(store_child(store, NO_TOKEN, "bomb".as_ptr(), 4)).expect("there is room");
        assert_eq!(refusal(close(child)), System::Panic);
        assert_eq!(close(store), Ok(()));
        assert_eq!(released(clock), 1);
        assert_eq!((live(0), live(1), kept()), (0, 0, 0));
    }
}
