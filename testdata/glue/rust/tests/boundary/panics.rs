//! Panics in each place where one can be.

use glue_test::generated::glue_glue::StoreError;
use halflap_ffi::{Error, System};

use crate::client::{NO_TOKEN, nothing, open, order, refusal, uuid, word};
use crate::store::{get, put};
use crate::support::*;

fn fail(store: u64, message: &str) -> Result<(), Error> {
    nothing(store_fail(store, NO_TOKEN, message.as_ptr(), message.len()))
}

#[test]
fn a_panic_in_a_method_is_answered_and_poisons_the_object() {
    let store = open("glue.Store");
    put(store, &order(1, "ada")).expect("there is room");
    let second = clone(store).expect("there is room");
    let error = fail(store, "out of tea").expect_err("it panics");
    assert!(error.is(System::Panic));
    assert_eq!(error.message(), "out of tea");
    let location = error.location().expect("it is known");
    assert!(location.contains("store.rs:"), "{location}");
    // All its handles are poisoned; they can be cloned and closed.
    let third = clone(second).expect("there is room");
    for handle in [store, second, third] {
        assert_eq!(refusal(fail(handle, "")), System::Poisoned);
        let refused = get(handle, uuid(1)).expect_err("it is poisoned");
        assert!(matches!(refused, StoreError::Other(error) if error.is(System::Poisoned)));
    }
    // As an argument, too; other objects are as good as before.
    let other = open("glue.Store");
    assert_eq!(
        refusal(word(store_merge(other, NO_TOKEN, store))),
        System::Poisoned
    );
    put(other, &order(1, "ada")).expect("there is room");
    for handle in [store, second, third, other] {
        assert_eq!(close(handle), Ok(()));
    }
}

#[test]
fn a_panic_of_any_kind_of_text_is_told() {
    for message in ["", "grüezi", &"x".repeat(9_000)] {
        let store = open("glue.Store");
        let error = fail(store, message).expect_err("it panics");
        assert_eq!(error.message(), message);
        assert_eq!(close(store), Ok(()));
    }
}

#[test]
fn a_panic_while_an_object_is_destroyed_is_told_by_close() {
    let store = open("glue.Store");
    let bomb = || word(store_child(store, NO_TOKEN, "bomb".as_ptr(), 4)).expect("there is room");
    let handle = bomb();
    put(handle, &order(1, "ada")).expect("it is a store like any other");
    let error = close(handle).expect_err("it goes off");
    assert!(error.is(System::Panic));
    assert_eq!(error.message(), "the store goes off");
    assert_eq!(
        refusal(close(handle)),
        System::StaleHandle,
        "it is closed all the same"
    );
    // The last of two handles is the one.
    let (first, second) = {
        let first = bomb();
        (first, clone(first).expect("there is room"))
    };
    assert_eq!(close(first), Ok(()));
    assert_eq!(refusal(close(second)), System::Panic);
}

#[test]
fn a_panic_goes_through_calls_back() {
    // The client calls the library from its callback, and that call panics: an error for the client,
    // which it passes on, and so one for the library.
    let (outer, inner) = (open("glue.Store"), open("glue.Store"));
    put(outer, &order(1, "ada")).expect("there is room");
    let each = target(move |_, _, _| fail(inner, "deep").map(|()| Given::Word(1)));
    let error = nothing(store_scan(outer, NO_TOKEN, "".as_ptr(), 0, each));
    let error = error.expect_err("it fails");
    assert!(error.is(System::Panic));
    assert_eq!(error.message(), "deep");
    // Only the one that panicked is poisoned.
    assert_eq!(get(outer, uuid(1)), Ok(Some(order(1, "ada"))));
    assert_eq!(refusal(fail(inner, "")), System::Poisoned);
}
