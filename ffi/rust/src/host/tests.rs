//! A host written in Rust, with good manners and with bad ones.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use halflap::Message;

use super::*;
use crate::generated::halflap_abi as wire;
use crate::raw::HostPointer;

/// Data that the host keeps for those who fetch it.
static KEPT: Mutex<BTreeMap<u64, Vec<u8>>> = Mutex::new(BTreeMap::new());
static RELEASED: Mutex<Vec<u64>> = Mutex::new(Vec::new());
static NEXT: AtomicU32 = AtomicU32::new(1);

fn callback(parameter: u32) -> wire::Callback {
    wire::Callback {
        parameter,
        request: vec![7; parameter as usize],
        ..Default::default()
    }
}

/// The reply of a host that behaves.
fn put(data: &[u8], space: *mut u8, space_len: usize, status: u32) -> abi::Reply {
    let good = abi::Reply {
        len: data.len(),
        status,
        ..abi::Reply::of([0, 0])
    };
    if data.len() <= space_len {
        // SAFETY: the space is as long as the library says.
        unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), space, data.len()) };
        return abi::Reply {
            data: space,
            ..good
        };
    }
    let owner = u64::from(NEXT.fetch_add(1, Ordering::SeqCst));
    KEPT.lock().expect("no panic").insert(owner, data.to_vec());
    abi::Reply { owner, ..good }
}

/// The target says what to do.
unsafe extern "C" fn serve(
    target: u64,
    method: u32,
    words: *const u64,
    word_count: usize,
    request: *const u8,
    request_len: usize,
    space: *mut u8,
    space_len: usize,
) -> abi::Reply {
    let words: &[u64] = match word_count {
        0 => &[],
        // SAFETY: the library passes a slice.
        _ => unsafe { std::slice::from_raw_parts(words, word_count) },
    };
    let request: &[u8] = match request_len {
        0 => &[],
        // SAFETY: the library passes a slice.
        _ => unsafe { std::slice::from_raw_parts(request, request_len) },
    };
    let message = |n: u32| callback(n).to_halflap().expect("it fits");
    let bad = |reply: abi::Reply| reply;
    match target {
        1 => abi::Reply::of([words.iter().sum::<u64>() + u64::from(method), 0]),
        2 => abi::Reply::of([words[0], words[1]]),
        3 => put(&message(3), space, space_len, abi::GOOD),
        4 => put(&message(9000), space, space_len, abi::GOOD),
        5 => put(request, space, space_len, abi::GOOD),
        6 => {
            let error = Error::new("test.Host", 6, "no");
            put(
                &error.to_buffer().expect("it fits"),
                space,
                space_len,
                abi::FAILED,
            )
        }
        7 => abi::Reply {
            status: abi::FAILED,
            ..abi::Reply::of([4, 0])
        },
        8 => bad(abi::Reply {
            status: abi::FAILED,
            ..abi::Reply::of([77, 0])
        }),
        9 => bad(abi::Reply {
            status: 2,
            ..abi::Reply::of([0, 0])
        }),
        10 => bad(abi::Reply {
            data: std::ptr::without_provenance(16),
            len: 1 << 40,
            ..abi::Reply::of([0, 0])
        }),
        11 => bad(abi::Reply {
            data: space,
            len: space_len + 1,
            ..abi::Reply::of([0, 0])
        }),
        12 => bad(abi::Reply {
            len: 10,
            ..abi::Reply::of([0, 0])
        }),
        13 => bad(abi::Reply {
            len: usize::MAX,
            owner: 7777,
            ..abi::Reply::of([0, 0])
        }),
        14 => put(b"no message", space, space_len, abi::GOOD),
        15 => put(b"no error", space, space_len, abi::FAILED),
        _ => abi::Reply::of([0, 0]),
    }
}

unsafe extern "C" fn fetch(owner: u64, to: *mut u8, len: usize) {
    let kept = KEPT.lock().expect("no panic").remove(&owner);
    if to.is_null() {
        RELEASED.lock().expect("no panic").push(owner);
        return;
    }
    let kept = kept.expect("it is there");
    assert_eq!(kept.len(), len);
    // SAFETY: the library passes memory of that length.
    unsafe { std::ptr::copy_nonoverlapping(kept.as_ptr(), to, len) };
}

unsafe extern "C" fn release(target: u64) {
    RELEASED.lock().expect("no panic").push(target);
}

fn state() -> &'static State {
    static STATE: State = State::new();
    let host = abi::Host {
        abi: 1,
        reserved: 0,
        call: Some(serve),
        fetch: Some(fetch),
        release: Some(release),
    };
    assert_eq!(STATE.attach(1, HostPointer::of(&host)).status, abi::GOOD);
    &STATE
}

fn ask(target: u64, words: &[u64], gives: Gives) -> Result<Answer, Error> {
    Callback::host(state(), target).call(words, &Request::NONE, gives)
}

#[test]
fn words_go_there_and_back() {
    let sum = ask(1, &[1, 2, 3], Gives::Words).and_then(Answer::word::<u32>);
    assert_eq!(sum, Ok(6));
    let object = HostObject::new(state(), 1);
    let sum = object.call(10, &[1], &Request::NONE, Gives::Words);
    assert_eq!(sum.and_then(Answer::word::<u8>), Ok(11));
    let wide = ask(2, &[3, 5], Gives::Words).and_then(Answer::wide::<u128>);
    assert_eq!(wide, Ok(5 << 64 | 3));
    let error = ask(1, &[2], Gives::Words).and_then(Answer::word::<bool>);
    assert!(error.is_err_and(|error| error.is(System::BadResponse)));
}

#[test]
fn messages_come_in_the_space_or_are_fetched() {
    let small = ask(3, &[], Gives::Data).and_then(Answer::message::<wire::Callback>);
    assert_eq!(small, Ok(callback(3)));
    let large = ask(4, &[], Gives::Data).and_then(Answer::message::<wire::Callback>);
    assert_eq!(large, Ok(callback(9000)));
    // Also where no space was given.
    let small = ask(3, &[], Gives::Words).and_then(Answer::message::<wire::Callback>);
    assert_eq!(small, Ok(callback(3)));
    assert!(KEPT.lock().expect("no panic").is_empty());
    let none = ask(99, &[], Gives::Data).and_then(Answer::optional_message::<wire::Callback>);
    assert_eq!(none, Ok(None));
    let none = ask(99, &[], Gives::Data).and_then(Answer::message::<wire::Callback>);
    assert!(none.is_err_and(|error| error.is(System::BadResponse)));
    let request = Request::encode::<wire::Callback, _>(&callback(5)).expect("it fits");
    let echo = Callback::host(state(), 5).call(&[], &request, Gives::Data);
    assert_eq!(echo.and_then(Answer::message), Ok(callback(5)));
}

#[test]
fn errors_come_as_they_were_given() {
    for gives in [Gives::Data, Gives::Words] {
        let error = ask(6, &[], gives).expect_err("it fails");
        assert_eq!(error, Error::new("test.Host", 6, "no"));
    }
    let error = ask(7, &[], Gives::Data).expect_err("it fails");
    assert!(error.is(System::StaleHandle));
}

#[test]
fn answers_that_can_not_be_are_refused() {
    for target in [8, 9, 10, 11, 12, 15] {
        let error = ask(target, &[], Gives::Data).expect_err("it is none");
        assert!(error.is(System::BadResponse), "{target}: {error}");
    }
    let error = ask(13, &[], Gives::Data).expect_err("it is too long");
    assert!(error.is(System::OutOfMemory));
    assert!(RELEASED.lock().expect("no panic").contains(&7777));
    let error = ask(14, &[], Gives::Data).and_then(Answer::message::<wire::Callback>);
    let error = error.expect_err("it is no message");
    assert_eq!(
        error.system(),
        Some(System::Codec(halflap::Kind::Truncated))
    );
}

#[test]
fn an_object_is_given_back_once() {
    let released = |target: u64| {
        let all = RELEASED.lock().expect("no panic");
        all.iter().filter(|other| **other == target).count()
    };
    let pairs = [[1, 101], [2, 102], [1, 103]];
    let mut hosts = Hosts::new(state(), &pairs).expect("a host is there");
    let first = hosts.take(1, "test.One").expect("it is there");
    let error = hosts.take(3, "test.Three").expect_err("it is not there");
    assert_eq!(error.message(), "the client gives no test.Three");
    assert!(error.is(System::NoHost));
    drop(hosts);
    assert_eq!((released(101), released(102), released(103)), (0, 1, 1));
    drop(first);
    assert_eq!(released(101), 1);
}

#[test]
fn without_a_host_nothing_is_called() {
    static LONELY: State = State::new();
    LONELY.attach(2, HostPointer::null());
    let error = Callback::host(&LONELY, 1).call(&[], &Request::NONE, Gives::Words);
    assert!(error.is_err_and(|error| error.is(System::NoHost)));
    let refused = Hosts::new(&LONELY, &[[1, 101]]);
    assert!(refused.is_err_and(|error| error.is(System::NoHost)));
    assert!(Hosts::new(&LONELY, &[]).is_ok());
    let old = abi::Host {
        abi: 2,
        reserved: 0,
        call: None,
        fetch: None,
        release: None,
    };
    assert_eq!(LONELY.attach(2, HostPointer::of(&old)).status, abi::FAILED);
    // One that lacks its functions is no better.
    let empty = abi::Host { abi: 1, ..old };
    assert_eq!(LONELY.attach(2, HostPointer::of(&empty)).status, abi::GOOD);
    let error = Callback::host(&LONELY, 1).call(&[], &Request::NONE, Gives::Words);
    assert!(error.is_err_and(|error| error.is(System::NoHost)));
}

#[test]
fn a_local_callback_is_asked_as_a_client_would_be() {
    let local = Callback::local(|asked| {
        let factor = asked.word::<u8>(0)?;
        let wide = asked.wide::<u128>(1)?;
        let message = asked.message::<wire::Callback>()?;
        let sum = u64::from(message.parameter() * u32::from(factor)) + wide as u64;
        Ok(Answer::of_word(sum))
    });
    let request = Request::encode::<wire::Callback, _>(&callback(5)).expect("it fits");
    let answer = local.call(&[3, 100, 0], &request, Gives::Words);
    assert_eq!(answer.and_then(Answer::word::<u64>), Ok(115));
    let error = local.call(&[3, 100], &request, Gives::Words);
    assert!(error.is_err_and(|error| error.is(System::BadRequest)));
    let error = local.call(&[3, 100, 0], &Request::NONE, Gives::Words);
    let truncated = System::Codec(halflap::Kind::Truncated);
    assert!(error.is_err_and(|error| error.is(truncated)));
}
