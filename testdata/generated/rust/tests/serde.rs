//! The serde form of owned types is the JSON of the specification.

mod support;

use halflap::json::{Writing, to_json};
use halflap::{Message, Secret, Uuid};
use halflap_testdata as t;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use support::Random;

const VALUES: u64 = 30;

/// Whether two values are the same JSON; numbers by what they are, not by how they are written.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && same(a.1, b.1))
        }
        _ => a == b,
    }
}

#[derive(Default)]
struct Seen {
    values: usize,
    same_text: usize,
}

fn all_of<T: Message + Serialize + DeserializeOwned>(seen: &mut Seen) {
    let index = support::index::<T>();
    let root = index.message_by_type_id(T::TYPE_ID).expect("its own type");
    for seed in 0..VALUES {
        let mut random = Random::new(seed);
        // Not every value of a pinned package is one of the pinned version.
        let Some(buffer) = support::buffer::<T>(&index, &mut random, None) else {
            continue;
        };
        let value = T::decode(&buffer).expect("a good buffer");
        let hidden = to_json(&index, root, &buffer, Writing::default()).expect("a good buffer");
        let ours = serde_json::to_string(&value).expect("JSON");
        let [a, b] = [&hidden, &ours].map(|text| serde_json::from_str(text).expect("JSON"));
        assert!(same(&a, &b), "{}:\n{hidden}\n{ours}", T::NAME);
        seen.values += 1;
        seen.same_text += usize::from(hidden == ours);

        let writing = Writing {
            reveal: true,
            ..Writing::default()
        };
        let text = to_json(&index, root, &buffer, writing).expect("a good buffer");
        let read: T = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}\n{text}", T::NAME));
        assert_eq!(
            read.to_halflap().expect("the newest version")[40..],
            buffer[40..],
            "{}:\n{text}",
            T::NAME
        );
    }
}

macro_rules! all {
    ($seen:ident, $($module:ident { $($message:ident)* })*) => {
        $($(all_of::<t::$module::$message>(&mut $seen);)*)*
    };
}

#[test]
fn both_forms_are_one() {
    let mut seen = Seen::default();
    all! { seen,
        arrays { Arrays Rows }
        defaults { All First }
        enums { Enums Flags Lists }
        evolve { Part Card Voucher Item Empty Small }
        lagging { Purse }
        log { Log Logs }
        maps { Leaf Texts Numbers Wide Keys Values }
        money { Amount Coupon }
        names { Keywords }
        optionals { Leaf Other Inline Slots Bits }
        pins { Invoice }
        recursion { Node Tree Add Literal Formula Dir Shelf }
        removed { Leaf Gone OfLeaf OfChoice OfGate OfLock OfGates Holder }
        scalars { Ints U8U16 Empty Bools Order }
        secrets { Account Login Logins Vault }
        shop { Card Cash Voucher Line Order Till }
        strings { Text Blob Three Padded }
        unions { Card Cash Split Bill Two }
        vectors { Item Number Fixed Named Texts Items Choices Nested Maps }
        wide { Wide Ids }
    }
    assert!(seen.values > 1000, "{}", seen.values);
    // Formats have their own way with floats, and with nothing else.
    assert!(
        seen.same_text * 10 > seen.values * 9,
        "{} of {}",
        seen.same_text,
        seen.values
    );
}

fn order() -> Value {
    json!({
        "id": "07070707-0707-0707-0707-070707070707", "customer": "Ada", "lines": [],
        "path": [{"x": 1, "y": -0.5, "z": "inf"}], "payment": {"voucher": {"code": "7"}},
        "labels": {"a": "1"}, "side": "buy", "token": "aHVzaA==",
    })
}

#[test]
fn reads_and_writes_an_order() {
    let read: t::shop::Order = serde_json::from_value(order()).expect("a good order");
    assert_eq!(read.id, Uuid([7; 16]));
    assert_eq!(read.path[0].z, f32::INFINITY);
    assert_eq!(
        read.payment,
        t::shop::Payment::Voucher(t::shop::Voucher { code: 7 })
    );
    assert_eq!(read.token, Secret::new(b"hush".to_vec()));
    assert_eq!((read.discount, &read.note), (None, &None));
    let mut redacted = order();
    redacted["token"] = Value::Null;
    assert_eq!(serde_json::to_value(&read).expect("JSON"), redacted);
}

#[test]
fn refuses_what_is_no_order() {
    let refused = |change: fn(&mut Value), words: &str| {
        let mut value = order();
        change(&mut value);
        let error = serde_json::from_str::<t::shop::Order>(&value.to_string()).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    };
    refused(|order| order["extra"] = json!(1), "unknown field `extra`");
    refused(
        |order| order["side"] = json!("hold"),
        "unknown variant `hold`",
    );
    refused(|order| order["side"] = json!(256), "invalid value");
    refused(|order| order["token"] = json!("aHVzaA"), "base64");
    refused(|order| order["token"] = json!(null), "invalid type: null");
    refused(|order| order["id"] = json!("7"), "a UUID");
    refused(|order| order["payment"] = json!({}), "one arm");
    refused(
        |order| order["payment"] = json!({"cash": {}, "voucher": {}}),
        "one arm",
    );
    refused(
        |order| order["payment"] = json!({"voucher": {"code": 7}}),
        "decimal number",
    );
    refused(
        |order| order["payment"] = json!({"voucher": {"code": "07"}}),
        "decimal number",
    );
    refused(
        |order| order["discount"] = json!(1.5),
        "invalid type: floating point",
    );
    refused(
        |order| order["discount"] = json!(null),
        "invalid type: null",
    );
    let missing = |order: &mut Value| {
        order.as_object_mut().expect("an object").remove("lines");
    };
    refused(missing, "missing field `lines`");
    let twice = r#"{"a": 1, "a": 1}"#;
    let error = serde_json::from_str::<t::scalars::U8U16>(twice).unwrap_err();
    assert!(error.to_string().contains("duplicate field `a`"), "{error}");
}
