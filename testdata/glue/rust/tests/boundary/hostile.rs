//! Arguments that are none.

use std::ptr::{null, null_mut, without_provenance};

use glue_test::generated::glue::*;
use halflap::{AlignedBuf, Kind, Message};
use halflap_ffi::{System, abi};

use crate::client::{CLOCK, NO_TOKEN, clock, nothing, open, order, refusal, word};
use crate::support::*;

/// A method with one span and no useful space.
fn span<T>(number: u32, echo: u64, first: *const T, count: usize) -> System {
    refusal(take(echo_data(number, echo, first, count, (null_mut(), 0))))
}

#[test]
fn pointers_that_lead_nowhere_are_refused_where_that_shows() {
    let echo = open("glue.Echo");
    for number in [13, 14, 15, 17, 20, 27] {
        let null_with_length = span(number, echo, null::<u8>(), 1);
        assert_eq!(null_with_length, System::BadRequest, "{number}");
        let endless = span(number, echo, without_provenance::<u8>(8), usize::MAX);
        assert_eq!(endless, System::BadRequest, "{number}");
        let too_long = span(number, echo, without_provenance::<u8>(8), 1 << 63);
        assert_eq!(too_long, System::BadRequest, "{number}");
    }
    for address in [1, 2, 3, 5] {
        let misaligned = span(15, echo, without_provenance::<u8>(address), 1);
        assert_eq!(misaligned, System::BadRequest);
    }
    let overflow = span(17, echo, without_provenance::<u8>(8), 1 << 60);
    assert_eq!(
        overflow,
        System::BadRequest,
        "sixteen times that is more than memory"
    );
    let store = open("glue.Store");
    let path = without_provenance::<Vec3>(2);
    assert_eq!(
        refusal(word(store_norm(store, NO_TOKEN, path, 1))),
        System::BadRequest
    );
    // The name of the parameter is in the words.
    let error = word(store_norm(store, NO_TOKEN, null(), 9)).expect_err("it is refused");
    assert_eq!(error.message(), "`path` is null, but has a length");
}

#[test]
fn a_length_of_zero_comes_with_any_pointer() {
    let echo = open("glue.Echo");
    for address in [0, 1, 3, usize::MAX] {
        let good = take(echo_data(
            15,
            echo,
            without_provenance::<u8>(address),
            0,
            (null_mut(), 0),
        ));
        let data = good.expect("it is empty").data.expect("it is data");
        let response = EchoNumbersResponse::decode(&data).expect("it is a response");
        assert_eq!(response.value, []);
        let bools = without_provenance(address);
        assert_eq!(word(echo_bools(echo, NO_TOKEN, bools, 0)), Ok(0));
    }
}

#[test]
fn bits_that_are_no_value_are_refused() {
    let echo = open("glue.Echo");
    assert_eq!(
        refusal(word(echo_bool(echo, NO_TOKEN, 2))),
        System::BadRequest
    );
    for gate in [0, 3, 0xffff] {
        let error = word(echo_gate(echo, NO_TOKEN, gate)).expect_err("it is none");
        assert!(error.is(System::BadRequest));
        assert!(error.message().starts_with("`value` is "), "{error}");
    }
    let bools = [1, 0, 2];
    let refused = word(echo_bools(echo, NO_TOKEN, bools.as_ptr(), 3));
    assert_eq!(refusal(refused), System::BadRequest);
    assert_eq!(word(echo_bools(echo, NO_TOKEN, bools.as_ptr(), 2)), Ok(2));
    let switches = [1, 7, 9, 7];
    let refused = word(echo_switches(echo, NO_TOKEN, switches.as_ptr(), 2));
    assert_eq!(refusal(refused), System::BadRequest);
    let gates = [1, 0];
    let refused = word(echo_gates(echo, NO_TOKEN, gates.as_ptr(), 2));
    assert_eq!(refusal(refused), System::BadRequest);
    for text in [&b"\xff"[..], b"ab\xc3", b"\xed\xa0\x80"] {
        assert_eq!(
            span(13, echo, text.as_ptr(), text.len()),
            System::BadRequest
        );
    }
}

#[test]
fn buffers_are_checked_before_they_are_read() {
    let (store, echo) = (open("glue.Store"), open("glue.Echo"));
    let good = order(3, "ada").to_halflap().expect("it fits");
    let sent = |bytes: &AlignedBuf| {
        take(echo_data(
            27,
            echo,
            bytes.as_ptr(),
            bytes.len(),
            (null_mut(), 0),
        ))
        .map(drop)
    };
    assert_eq!(sent(&good), Ok(()));
    // Every byte that is damaged is refused, or leads to another order; nothing worse.
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0xff;
        if let Err(error) = sent(&bad) {
            assert!(
                matches!(error.system(), Some(System::Codec(_))),
                "{at}: {error}"
            );
            assert!(error.offset().is_some());
        }
    }
    for len in 0..good.len() {
        let short = AlignedBuf::from(&good[..len]);
        assert!(matches!(refusal(sent(&short)), System::Codec(_)), "{len}");
    }
    let other = Receipt::default().to_halflap().expect("it fits");
    assert_eq!(refusal(sent(&other)), System::Codec(Kind::WrongType));
    let mut moved = AlignedBuf::from(&[&[0; 4], &good[..]].concat()[..]);
    let moved = moved.as_mut_slice()[4..].as_ptr();
    let refused = store_put(store, NO_TOKEN, moved, good.len(), null_mut(), 0);
    assert_eq!(
        refusal(take(refused)),
        System::BadRequest,
        "an order lies at a multiple of 8"
    );
    let request = EchoTextsRequest {
        value: vec!["ab".into()],
    };
    let mut request = request.to_halflap().expect("it fits");
    let at = request.len() - 8;
    request[at] = 0xff;
    let refused = take(echo_data(
        24,
        echo,
        request.as_ptr(),
        request.len(),
        (null_mut(), 0),
    ));
    let error = refused.expect_err("it is no text");
    assert_eq!(error.system(), Some(System::Codec(Kind::BadUtf8)));
    assert_eq!(
        (error.offset(), error.path()),
        (Some(at as u64), Some("value[0]"))
    );
}

#[test]
fn a_space_that_can_be_none_is_refused() {
    let echo = open("glue.Echo");
    let sent = |space, room| refusal(take(echo_data(13, echo, null::<u8>(), 0, (space, room))));
    assert_eq!(sent(null_mut(), 1), System::BadRequest);
    let mut byte = 0_u8;
    assert_eq!(sent(&raw mut byte, usize::MAX), System::BadRequest);
    // One that is not aligned is as good as any.
    let mut space = AlignedBuf::from(&[0xee_u8; 512][..]);
    let odd = space.as_mut_slice()[3..].as_mut_ptr();
    let good = take(echo_data(13, echo, null::<u8>(), 0, (odd, 500))).expect("it is good");
    let response = EchoTextResponse::decode(&good.data.expect("it is data"));
    assert_eq!(response.map(|response| response.value), Ok(String::new()));
}

#[test]
fn tokens_and_hosts_lie_where_they_can() {
    let echo = open("glue.Echo");
    let token = without_provenance::<abi::Token>(12);
    assert_eq!(
        refusal(nothing(echo_nothing(echo, token))),
        System::BadRequest
    );
    let host = without_provenance::<abi::Host>(12);
    assert_eq!(refusal(take(attach_with(77, host))), System::BadRequest);
    assert_eq!(refusal(take(attach_with(4096, null()))), System::BadRequest);
    let newer = abi::Host {
        abi: 2,
        reserved: 0,
        call: None,
        fetch: None,
        release: None,
    };
    assert_eq!(refusal(take(attach_with(77, &newer))), System::AbiMismatch);
    // The first host and the first number stay.
    let later = abi::Host { abi: 1, ..newer };
    assert_eq!(
        take(attach_with(78, &later)).map(|good| good.value[0]),
        Ok(77)
    );
    let hosts = [[CLOCK, clock(5)]];
    assert!(open_with("glue.Store", NO_TOKEN, &hosts).is_ok());
    for (place, count) in [(0, 1), (12, 1), (8, 1 << 60), (8, usize::MAX)] {
        let opened = open_at("glue.Store", without_provenance(place), count);
        assert_eq!(refusal(opened), System::BadRequest);
    }
}

#[test]
fn owners_that_are_none_are_ignored() {
    for owner in [0, 1, 77 << 52, u64::MAX, (1 << 52) - 1] {
        release_owner(owner);
    }
    let echo = open("glue.Echo");
    let text = "x".repeat(100);
    let call = || echo_data(13, echo, text.as_ptr(), text.len(), (null_mut(), 0));
    let (first, second) = (call(), call());
    assert_ne!(first.owner, second.owner);
    release_owner(first.owner);
    release_owner(first.owner);
    // What is not released is still there.
    let good = take(second).expect("it is good");
    let response = EchoTextResponse::decode(&good.data.expect("it is data"));
    assert_eq!(response.map(|response| response.value), Ok(text.clone()));
}
