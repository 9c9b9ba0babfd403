//! Every class of parameter and result, there and back.

use std::collections::BTreeMap;
use std::ptr::null;

use glue_test::generated::glue::*;
use halflap::{Message, Uuid};
use halflap_ffi::{Error, Wide, Word};

use crate::client::{NO_TOKEN, ask, data, nothing, open, order, uuid, wide, word};
use crate::support::*;

#[test]
fn words() {
    let echo = open("glue.Echo");
    assert_eq!(nothing(echo_nothing(echo, NO_TOKEN)), Ok(()));
    for value in [0, 1] {
        assert_eq!(word(echo_bool(echo, NO_TOKEN, value)), Ok(value.into()));
    }
    let unsigned = echo_unsigned(echo, NO_TOKEN, u8::MAX, u16::MAX, u32::MAX, 1 << 63);
    let sum = 0xff + 0xffff + 0xffff_ffff_u64 + (1 << 63);
    assert_eq!(word(unsigned), Ok(sum));
    let signed = |a, b, c, d| word(echo_signed(echo, NO_TOKEN, a, b, c, d));
    assert_eq!(signed(-1, -2, -3, -4), Ok((-10_i64).to_word()));
    assert_eq!(signed(i8::MIN, 0, 0, 0), Ok((-128_i64).to_word()));
    assert_eq!(
        signed(0, i16::MIN, i32::MIN, 0),
        Ok((-32768_i64 - (1 << 31)).to_word())
    );
    let floats = word(echo_floats(echo, NO_TOKEN, 0.5, 0.25));
    assert_eq!(floats, Ok(0.75_f64.to_bits()));
    // Also floats that are no numbers keep their bits, and narrow words are zero-extended.
    for bits in [0x8000_0000, 0x7fa0_0001, 0xffc0_1234, 0x3f80_0000] {
        let single = word(echo_single(echo, NO_TOKEN, f32::from_bits(bits)));
        assert_eq!(single, Ok(bits.into()));
    }
    for color in [0, 1, 2, 77, 255] {
        assert_eq!(word(echo_color(echo, NO_TOKEN, color)), Ok(color.into()));
    }
    assert_eq!(word(echo_gate(echo, NO_TOKEN, 2)), Ok(2));
    let rights = word(echo_rights(echo, NO_TOKEN, 0x8000_0003));
    assert_eq!(rights, Ok(0x8000_0003));
}

#[test]
fn wides() {
    let echo = open("glue.Echo");
    for halves in [[1, 2], [u64::MAX, 1 << 63], [0, 0]] {
        let [low, high] = halves;
        assert_eq!(wide(echo_wide(echo, NO_TOKEN, low, high)), Ok(halves));
        assert_eq!(
            wide(echo_wide_signed(echo, NO_TOKEN, low, high)),
            Ok(halves)
        );
    }
    let id = Uuid(*b"0123456789abcdef");
    let [low, high] = id.to_words();
    assert_eq!(low, u64::from_le_bytes(*b"01234567"));
    let back = wide(echo_uuid(echo, NO_TOKEN, low, high));
    assert_eq!(back.map(Uuid::from_words), Ok(id));
}

/// Calls a method with one span and reads its response.
fn span<T, R: Message>(number: u32, echo: u64, values: &[T]) -> R {
    let given = data(|space| echo_data(number, echo, values.as_ptr(), values.len(), space));
    let given = given.expect("it is good").expect("it is data");
    R::decode(&given).expect("it is a response")
}

#[test]
fn spans() {
    let echo = open("glue.Echo");
    let long = "ü".repeat(5_000);
    for text in ["", "grüezi", "nul \0 inside", &long] {
        let response: EchoTextResponse = span(13, echo, text.as_bytes());
        assert_eq!(response.value, text);
        let response: EchoBlobResponse = span(14, echo, text.as_bytes());
        assert_eq!(response.value, text.as_bytes());
    }
    for numbers in [&[][..], &[1, u32::MAX], &[7; 3000]] {
        let response: EchoNumbersResponse = span(15, echo, numbers);
        assert_eq!(response.value, numbers);
    }
    let ids = [uuid(1), uuid(2)];
    let response: EchoUuidsResponse = span(17, echo, &ids);
    assert_eq!(response.value, ids);
    let bools = [1, 0, 1];
    assert_eq!(word(echo_bools(echo, NO_TOKEN, bools.as_ptr(), 3)), Ok(3));
    assert_eq!(word(echo_bools(echo, NO_TOKEN, null(), 0)), Ok(0));
    let switches = [1, 7, 0, 255];
    let counted = word(echo_switches(echo, NO_TOKEN, switches.as_ptr(), 2));
    assert_eq!(counted, Ok(2));
    let gates = [1, 2, 1];
    assert_eq!(word(echo_gates(echo, NO_TOKEN, gates.as_ptr(), 3)), Ok(3));
}

#[test]
fn what_only_a_request_holds() -> Result<(), Error> {
    let echo = open("glue.Echo");
    let value = Vec3 {
        x: 1.0,
        y: -0.0,
        z: 3.5,
    };
    let response: EchoVectorResponse = ask(20, echo, &EchoVectorRequest { value })?;
    assert_eq!(response.value, value);
    let value = [1, 2, 0xffff];
    let response: EchoArrayResponse = ask(21, echo, &EchoArrayRequest { value })?;
    assert_eq!(response.value, value);
    for value in [None, Some(0), Some(u32::MAX)] {
        let response: EchoMaybeResponse = ask(22, echo, &EchoMaybeRequest { value })?;
        assert_eq!(response.value, value);
    }
    for value in [None, Some(String::new()), Some("ü".to_owned())] {
        let request = EchoMaybeTextRequest {
            value: value.clone(),
        };
        let response: EchoMaybeTextResponse = ask(23, echo, &request)?;
        assert_eq!(response.value, value);
    }
    let value = vec!["a".to_owned(), String::new(), "ü".repeat(3000)];
    let request = EchoTextsRequest {
        value: value.clone(),
    };
    let response: EchoTextsResponse = ask(24, echo, &request)?;
    assert_eq!(response.value, value);
    let value = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), u64::MAX)]);
    let request = EchoMapRequest {
        value: value.clone(),
    };
    let response: EchoMapResponse = ask(25, echo, &request)?;
    assert_eq!(response.value, value);
    let conflict = Conflict { with: uuid(9) };
    let value = Payment::Conflict(conflict);
    let request = EchoPaymentRequest {
        value: value.clone(),
    };
    let response: EchoPaymentResponse = ask(26, echo, &request)?;
    assert_eq!(response.value, value);
    Ok(())
}

#[test]
fn buffers() -> Result<(), Error> {
    let echo = open("glue.Echo");
    let sent = order(3, "ada");
    let back: Order = ask(27, echo, &sent)?;
    assert_eq!(back, sent);
    let request = EchoMaybeOrderRequest {
        value: Some(sent.clone()),
    };
    let back: Order = ask(28, echo, &request)?;
    assert_eq!(back, sent);
    let request = EchoMaybeOrderRequest { value: None }.to_halflap()?;
    let none = data(|space| echo_data(28, echo, request.as_ptr(), request.len(), space));
    assert_eq!(none, Ok(None), "an absent message is no data");
    let receipt = Receipt {
        id: uuid(4),
        number: 99,
    };
    let (first, second) = (sent.to_halflap()?, receipt.to_halflap()?);
    let (first, second) = (&first, &second);
    let two = data(|(space, space_len)| {
        let (first_len, second_len) = (first.len(), second.len());
        let (first, second) = (first.as_ptr(), second.as_ptr());
        echo_two(
            echo, NO_TOKEN, first, first_len, second, second_len, space, space_len,
        )
    })?;
    assert_eq!(Receipt::decode(&two.expect("it is data"))?, receipt);
    let request = EchoMixedRequest {
        name: "name".into(),
        value: Some(5),
        order: sent.clone(),
        list: vec![sent.clone(), sent],
    };
    let stats: Stats = ask(30, echo, &request)?;
    assert_eq!((stats.orders, stats.calls), (2, 4 + 3 + 5));
    Ok(())
}
