//! Calls back: callbacks and the client's objects.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use glue_test::generated::glue::*;
use glue_test::generated::glue_glue::StoreError;
use halflap::{AlignedBuf, Message};
use halflap_ffi::{Error, System, Word};

use crate::client::{CLOCK, NO_TOKEN, clock, data, nothing, open, order, refusal, uuid, word};
use crate::store::{get, put};
use crate::support::*;

fn scan(store: u64, prefix: &str, each: u64) -> Result<(), Error> {
    nothing(store_scan(
        store,
        NO_TOKEN,
        prefix.as_ptr(),
        prefix.len(),
        each,
    ))
}

/// A callback that says yes and keeps the customers.
fn collecting(
    more: impl Fn(usize) -> bool + Send + Sync + 'static,
) -> (u64, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let each = target(move |method, words, request| {
        assert_eq!((method, words), (0, &[][..]));
        let mut seen = kept.lock().expect("no panic");
        seen.push(Order::decode(request)?.customer);
        Ok(Given::Word(u64::from(more(seen.len()))))
    });
    (each, seen)
}

fn seen(all: &Mutex<Vec<String>>) -> Vec<String> {
    all.lock().expect("no panic").clone()
}

#[test]
fn a_callback_is_asked_for_each_order_until_it_says_no() {
    let store = open("glue.Store");
    for (n, customer) in [(1, "ada"), (2, "bob"), (3, "adam")] {
        put(store, &order(n, customer)).expect("there is room");
    }
    let (each, all) = collecting(|_| true);
    assert_eq!(scan(store, "ada", each), Ok(()));
    assert_eq!(seen(&all), ["ada", "adam"]);
    let (each, all) = collecting(|count| count < 2);
    assert_eq!(scan(store, "", each), Ok(()));
    assert_eq!(seen(&all), ["ada", "bob"]);
}

#[test]
fn what_a_callback_fails_with_is_what_the_call_fails_with() {
    let store = open("glue.Store");
    put(store, &order(1, "ada")).expect("there is room");
    let own = Error::new("go", 0, "my own");
    let failing = own.clone();
    let each = target(move |_, _, _| Err(failing.clone()));
    assert_eq!(scan(store, "", each), Err(own));
    let case = Error::from(StoreError::conflict("there", Conflict { with: uuid(8) }));
    let failing = case.clone();
    let each = target(move |_, _, _| Err(failing.clone()));
    assert_eq!(scan(store, "", each), Err(case));
    assert_eq!(
        refusal(scan(store, "", 0)),
        System::StaleHandle,
        "there is no such target"
    );
    let each = target(|_, _, _| Ok(Given::Word(2)));
    assert_eq!(
        refusal(scan(store, "", each)),
        System::BadResponse,
        "that is no bool"
    );
    // The store is as good as before.
    assert_eq!(get(store, uuid(1)), Ok(Some(order(1, "ada"))));
}

#[test]
fn a_callback_may_use_the_handle_whose_call_it_serves() {
    let store = open("glue.Store");
    put(store, &order(1, "ada")).expect("there is room");
    let each = target(move |_, _, _| {
        put(store, &order(2, "bob")).expect("there is room");
        let second = clone(store)?;
        close(store)?;
        assert_eq!(refusal(close(store)), System::StaleHandle);
        // The call that runs goes on; another begins on another handle.
        assert_eq!(get(second, uuid(2)), Ok(Some(order(2, "bob"))));
        close(second)?;
        Ok(Given::Word(1))
    });
    assert_eq!(scan(store, "", each), Ok(()));
    assert_eq!(refusal(scan(store, "", each)), System::StaleHandle);
}

/// Calls `callbacks` with what stands for the four of them.
fn callbacks(targets: [u64; 4]) -> Result<String, Error> {
    let echo = open("glue.Echo");
    let [word, text, order, nothing] = targets;
    let given = data(|(space, room)| {
        echo_callbacks(echo, NO_TOKEN, word, text, order, nothing, space, room)
    })?;
    let response = EchoCallbacksResponse::decode(&given.expect("it is data"))?;
    Ok(response.value)
}

fn message<M: Message>(message: &M) -> Result<Given, Error> {
    Ok(Given::Data(message.to_halflap().expect("it fits")))
}

fn word_target() -> u64 {
    target(|_, words, request| {
        assert_eq!((words, request), (&[7, 1][..], &[][..]));
        Ok(Given::Word((-7_i64).to_word()))
    })
}

/// It answers with so many exclamation marks.
fn text_target(marks: usize) -> u64 {
    target(move |_, words, request| {
        assert_eq!(words, []);
        let request = EchoCallbacksTextRequest::decode(request)?;
        assert_eq!(
            request.arg2,
            [Vec3 {
                x: 1.0,
                y: 0.0,
                z: 0.0
            }]
        );
        let value = request.arg1 + &"!".repeat(marks);
        message(&EchoCallbacksTextResponse { value })
    })
}

fn order_target() -> u64 {
    target(|_, _, request| {
        let request = EchoCallbacksOrderRequest::decode(request)?;
        request
            .arg1
            .map_or(Ok(Given::Nothing), |order| message(&order))
    })
}

fn nothing_target() -> u64 {
    target(|_, words, request| {
        assert_eq!((words, request), (&[][..], &[][..]));
        Ok(Given::Nothing)
    })
}

#[test]
fn callbacks_take_and_give_everything() {
    let targets = |marks| {
        [
            word_target(),
            text_target(marks),
            order_target(),
            nothing_target(),
        ]
    };
    assert_eq!(callbacks(targets(1)).as_deref(), Ok("-7said!ada"));
    // Answers that don't fit into the library's space are fetched.
    let long = callbacks(targets(10_000)).expect("it is good");
    assert_eq!(long.len(), "-7saidada".len() + 10_000);
    let [word, text, _, nothing] = targets(1);
    let none = target(|_, _, _| Ok(Given::Nothing));
    let nobody = callbacks([word, text, none, nothing]);
    assert_eq!(nobody.as_deref(), Ok("-7said!nobody"));
    let full = target(|_, _, _| Err(StoreError::full("no room").into()));
    let error = callbacks([word, text, full, nothing]).map_err(StoreError::from);
    assert_eq!(error, Err(StoreError::full("no room")));
    let garbage = target(|_, _, _| Ok(Given::Data(AlignedBuf::from(&b"garbage"[..]))));
    let error = callbacks([word, garbage, none, nothing]);
    assert!(matches!(refusal(error), System::Codec(_)));
    let error = callbacks([word, none, none, nothing]);
    assert_eq!(
        refusal(error),
        System::BadResponse,
        "a text has to be there"
    );
}

#[test]
fn a_callback_is_called_by_many_threads_at_once() {
    let echo = open("glue.Echo");
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    let each = target(move |_, words, _| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(Given::Word(words[0] * 2))
    });
    let threads = |count| word(echo_threads(echo, NO_TOKEN, count, each));
    assert_eq!(threads(0), Ok(0));
    assert_eq!(threads(100), Ok(99 * 100));
    assert_eq!(calls.load(Ordering::SeqCst), 100);
    assert_eq!(refusal(threads(257)), System::BadRequest);
    let failing = target(|_, words, _| match words[0] {
        3 => Err(Error::new("go", 0, "three")),
        n => Ok(Given::Word(n)),
    });
    let error = word(echo_threads(echo, NO_TOKEN, 8, failing));
    assert_eq!(error, Err(Error::new("go", 0, "three")));
}

#[test]
fn the_client_s_objects_are_called_and_given_back() {
    let clock = clock(1_234);
    let store = open_with("glue.Store", NO_TOKEN, &[[CLOCK, clock]]).expect("it opens");
    put(store, &order(5, "")).expect("there is room");
    let named = get(store, uuid(5))
        .expect("it is good")
        .expect("it is there");
    assert_eq!(named.customer, "customer of 5");
    let noted = Order {
        note: Some("now".into()),
        ..order(6, "ada")
    };
    put(store, &noted).expect("there is room");
    let noted = get(store, uuid(6))
        .expect("it is good")
        .expect("it is there");
    assert_eq!(noted.note.as_deref(), Some("1234"));
    // A store within it keeps the clock.
    let inner = word(store_child(store, NO_TOKEN, "a".as_ptr(), 1)).expect("there is room");
    assert_eq!(close(store), Ok(()));
    put(inner, &order(7, "")).expect("there is room");
    assert_eq!(released(clock), 0);
    assert_eq!(close(inner), Ok(()));
    assert_eq!(released(clock), 1);
}

#[test]
fn an_object_is_given_back_whatever_opening_answers() {
    let opened = |targets: &[u64]| {
        let hosts: Vec<[u64; 2]> = targets.iter().map(|target| [CLOCK, *target]).collect();
        open_with("glue.Store", NO_TOKEN, &hosts)
    };
    assert_eq!(refusal(opened(&[])), System::NoHost);
    let stranger = clock(1);
    let refused = open_with("glue.Store", NO_TOKEN, &[[CLOCK + 1, stranger]]);
    assert_eq!(refusal(refused), System::NoHost);
    let early = clock(-1);
    let error = opened(&[early]).expect_err("it is before 1970");
    assert_eq!(error, Error::msg("the clock is before 1970"));
    let broken = clock(i64::MIN);
    let error = opened(&[broken]).expect_err("it panics");
    assert!(error.is(System::Panic));
    assert_eq!(error.message(), "the clock has run down");
    let failing = target(|_, _, _| Err(Error::new("go", 0, "no time")));
    assert_eq!(opened(&[failing]), Err(Error::new("go", 0, "no time")));
    // Of two for one interface the first serves.
    let (first, second) = (clock(1), clock(-1));
    let store = opened(&[first, second]).expect("it opens");
    assert_eq!(released(first), 0);
    assert_eq!(close(store), Ok(()));
    for target in [stranger, early, broken, failing, first, second] {
        assert_eq!(released(target), 1);
    }
    let token = halflap_ffi::abi::Token::default();
    token
        .state
        .store(halflap_ffi::abi::CANCELLED, Ordering::SeqCst);
    let unused = clock(1);
    let cancelled = open_with("glue.Store", &token, &[[CLOCK, unused]]);
    assert_eq!(refusal(cancelled), System::Cancelled);
    assert_eq!(released(unused), 1);
}
