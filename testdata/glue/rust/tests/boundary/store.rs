//! Objects, errors and cancellation.

use std::ptr::{null, null_mut};
use std::sync::atomic::Ordering;
use std::thread;

use glue_test::generated::glue::*;
use glue_test::generated::glue_glue::StoreError;
use halflap::{AlignedBuf, Message, Uuid};
use halflap_ffi::{Error, System, Wide, abi};

use crate::client::{NO_TOKEN, data, nothing, open, order, refusal, uuid, word};
use crate::support::*;

pub fn put(store: u64, order: &Order) -> Result<Receipt, StoreError> {
    let buffer = order.to_halflap().expect("it fits");
    let mut space = AlignedBuf::from(&[0xee_u8; 256][..]);
    let (place, room) = (space.as_mut_ptr(), space.len());
    let good = take(store_put(
        store,
        NO_TOKEN,
        buffer.as_ptr(),
        buffer.len(),
        place,
        room,
    ))?;
    Ok(Receipt::decode(&good.data.expect("it is data")).map_err(Error::from)?)
}

pub fn get(store: u64, id: Uuid) -> Result<Option<Order>, StoreError> {
    let [low, high] = id.to_words();
    let given = data(|(space, room)| store_get(store, NO_TOKEN, low, high, space, room))?;
    let order = given.map(|given| Order::decode(&given).map_err(Error::from));
    Ok(order.transpose()?)
}

fn cursor(store: u64, filter: &str) -> Result<u64, StoreError> {
    Ok(word(store_cursor(
        store,
        NO_TOKEN,
        filter.as_ptr(),
        filter.len(),
    ))?)
}

fn next(cursor: u64, max: u32) -> Vec<Order> {
    let mut space = [0_u64; 8];
    let place = space.as_mut_ptr().cast();
    let good = take(cursor_next(cursor, NO_TOKEN, max, place, 64)).expect("it is good");
    let data = good.data.expect("it is data");
    CursorNextResponse::decode(&data)
        .expect("it is a response")
        .value
}

fn child(store: u64, name: &str) -> Result<u64, StoreError> {
    Ok(word(store_child(
        store,
        NO_TOKEN,
        name.as_ptr(),
        name.len(),
    ))?)
}

#[test]
fn what_is_put_is_there() {
    let store = open("glue.Store");
    for n in 1..=3 {
        let receipt = put(store, &order(n, "ada")).expect("there is room");
        assert_eq!((receipt.id, receipt.number), (uuid(n), n.into()));
    }
    assert_eq!(get(store, uuid(2)), Ok(Some(order(2, "ada"))));
    assert_eq!(get(store, uuid(9)), Ok(None));
    let path = [
        Vec3 {
            x: 3.0,
            y: 4.0,
            z: 0.0,
        },
        Vec3 {
            x: 0.0,
            y: 0.0,
            z: 2.0,
        },
    ];
    let norm = word(store_norm(store, NO_TOKEN, path.as_ptr(), 2));
    assert_eq!(norm, Ok(7_f64.to_bits()));
    let stats = |space| store_stats(store, NO_TOKEN, space, 256);
    let mut space = AlignedBuf::from(&[0_u8; 256][..]);
    let good = take(stats(space.as_mut_ptr())).expect("it is good");
    let stats = Stats::decode(&good.data.expect("it is data")).expect("it is one");
    // `get` was called with three spaces each.
    assert_eq!((stats.orders, stats.calls), (3, 3 + 6 + 1));
}

/// HL-ABI-14: one message lies behind several replies, each with an owner of its own.
#[test]
fn who_asks_for_the_same_gets_the_same_bytes() {
    let store = open("glue.Store");
    let long = Order {
        note: Some("as was agreed ".repeat(1000)),
        ..order(1, "ada")
    };
    put(store, &long).expect("there is room");
    let [low, high] = uuid(1).to_words();
    let ask = || store_get(store, NO_TOKEN, low, high, null_mut(), 0);
    let (first, second) = (ask(), ask());
    assert_eq!((first.data, first.len), (second.data, second.len));
    assert_ne!(first.owner, second.owner);
    // The bytes are there for as long as anyone has a share: a reply, or the store.
    close(store).expect("it is open");
    release_owner(first.owner);
    release_owner(first.owner);
    let good = take(second).expect("it is good");
    let order = Order::decode(&good.data.expect("it is data"));
    assert_eq!(order, Ok(long));
}

#[test]
fn errors_come_with_all_they_carry() {
    let store = open("glue.Store");
    put(store, &order(1, "ada")).expect("there is room");
    let conflict = put(store, &order(1, "bob")).expect_err("it is there");
    let expected = StoreError::conflict("there is such an order", Conflict { with: uuid(1) });
    assert_eq!(conflict, expected);
    let missing = get(store, Uuid::NIL).expect_err("it has no id");
    assert_eq!(missing, StoreError::not_found("no order has the id zero"));
    let nameless = Order {
        id: Uuid::NIL,
        ..order(1, "x")
    };
    let failed = put(store, &nameless).expect_err("it has no id");
    assert_eq!(failed, StoreError::backend("an order needs an id"));
    // As they cross.
    let [low, high] = Uuid::NIL.to_words();
    let error = take(store_get(
        store,
        NO_TOKEN,
        low,
        high,
        std::ptr::null_mut(),
        0,
    ));
    let error = error.expect_err("it has no id");
    assert_eq!((error.domain(), error.code()), ("glue.StoreError", 1));
}

#[test]
fn a_full_store_says_so() {
    let store = open("glue.Store");
    for n in 0..1000_u16 {
        let mut order = order(1, "ada");
        order.id.0[1..3].copy_from_slice(&n.to_le_bytes());
        put(store, &order).expect("there is room");
    }
    let full = put(store, &order(2, "ada")).expect_err("it is full");
    assert_eq!(full, StoreError::full("there are 1000 orders"));
}

#[test]
fn objects_lead_to_objects() {
    let store = open("glue.Store");
    for (n, customer) in [(1, "ada"), (2, "bob"), (3, "adam")] {
        put(store, &order(n, customer)).expect("there is room");
    }
    let found = cursor(store, "ada").expect("it is good");
    let position = |cursor| word(cursor_position(cursor, NO_TOKEN));
    assert_eq!(next(found, 1), [order(1, "ada")]);
    assert_eq!(position(found), Ok(1));
    assert_eq!(next(found, 100), [order(3, "adam")]);
    assert!(next(found, 100).is_empty());
    assert_eq!(position(found), Ok(2));
    // A cursor outlives the handle of its store.
    let inner = child(store, "inner").expect("there is room");
    assert_eq!(child(store, ""), Ok(0), "an absent object is 0");
    assert_eq!(word(store_merge(inner, NO_TOKEN, store)), Ok(3));
    let rest = cursor(inner, "").expect("it is good");
    assert_eq!(close(inner), Ok(()));
    assert_eq!(next(rest, u32::MAX).len(), 3);
    let conflict = word(store_merge(store, NO_TOKEN, store)).map_err(StoreError::from);
    let with = Conflict { with: uuid(1) };
    assert_eq!(
        conflict,
        Err(StoreError::conflict("there is such an order", with))
    );
    let error = cursor(store, "a*").expect_err("it is no beginning");
    assert!(matches!(error, StoreError::Backend { .. }));
}

#[test]
fn handles_are_told_apart() {
    let (store, echo) = (open("glue.Store"), open("glue.Echo"));
    let call = |handle| word(echo_bool(handle, NO_TOKEN, 1));
    assert_eq!(call(echo), Ok(1));
    let error = call(store).expect_err("it is a store");
    assert!(error.is(System::WrongHandleType));
    assert_eq!(
        error.message(),
        "the handle is of glue.Store, not of glue.Echo"
    );
    assert_eq!(
        refusal(word(store_merge(store, NO_TOKEN, echo))),
        System::WrongHandleType
    );
    assert_eq!(
        refusal(word(store_merge(store, NO_TOKEN, 0))),
        System::StaleHandle
    );
    assert_eq!(refusal(call(echo ^ 1 << 60)), System::WrongLibrary);
    assert_eq!(refusal(call(echo ^ 1 << 30)), System::StaleHandle);
    assert_eq!(echo >> 52, 77, "the client chose the number");
    let second = clone(echo).expect("there is room");
    assert_eq!(close(echo), Ok(()));
    assert_eq!(refusal(close(echo)), System::StaleHandle);
    assert_eq!(refusal(clone(echo)), System::StaleHandle);
    assert_eq!(refusal(call(echo)), System::StaleHandle);
    assert_eq!(call(second), Ok(1));
    assert_eq!(close(second), Ok(()));
    assert_eq!(refusal(call(second)), System::StaleHandle);
    for handle in [0, 1, u64::MAX, 77 << 52, 77 << 52 | 0xff_ffff] {
        assert!(close(handle).is_err() && clone(handle).is_err() && call(handle).is_err());
    }
}

#[test]
fn a_call_that_is_cancelled_ends() {
    let store = open("glue.Store");
    let token = abi::Token::default();
    let wait = |millis| nothing(store_wait(store, &token, millis));
    assert_eq!(wait(1), Ok(()));
    thread::scope(|scope| {
        let waits = scope.spawn(|| wait(600_000));
        token.state.store(abi::CANCELLED, Ordering::SeqCst);
        let outcome = waits.join().expect("no panic");
        assert_eq!(refusal(outcome), System::Cancelled);
    });
    // A token that is set already: the call is not made.
    assert_eq!(refusal(wait(0)), System::Cancelled);
    token.state.store(abi::DEADLINE_EXCEEDED, Ordering::SeqCst);
    assert_eq!(refusal(wait(0)), System::DeadlineExceeded);
    let opened = open_with("glue.Echo", &token, &[]);
    assert_eq!(refusal(opened), System::DeadlineExceeded);
    assert_eq!(nothing(store_wait(store, null(), 0)), Ok(()));
}

#[test]
fn a_store_is_closed_while_it_is_called() {
    let store = open("glue.Store");
    let token = abi::Token::default();
    thread::scope(|scope| {
        let waits = scope.spawn(|| nothing(store_wait(store, &token, 600_000)));
        // The handle ends at once, the call goes on until it is told to stop.
        assert_eq!(close(store), Ok(()));
        assert_eq!(
            refusal(word(store_merge(store, NO_TOKEN, store))),
            System::StaleHandle
        );
        token.state.store(abi::CANCELLED, Ordering::SeqCst);
        let outcome = waits.join().expect("no panic");
        let system = refusal(outcome);
        assert!(matches!(system, System::Cancelled | System::StaleHandle));
    });
}
