//! Errors there and back.

use halflap::Kind;

use super::*;

fn there_and_back(error: &Error) -> Error {
    let buffer = error.to_buffer().expect("it fits");
    Error::read(&buffer).expect("it is one")
}

#[test]
fn every_error_comes_back_as_it_was() {
    let payload = wire::Callback {
        parameter: 7,
        ..Default::default()
    };
    let refused = halflap::Error::new(Kind::BadUtf8, 77, "orders[3].customer");
    let errors = [
        Error::msg("words"),
        Error::msg(""),
        Error::new("shop.StoreError", 2, "in the way").with_payload(&payload),
        Error::new("shop.StoreError", u32::MAX, String::from("whatever")),
        System::Panic.because("oh").with_location("src/lib.rs:1:2"),
        Error::from(refused),
    ];
    for error in errors {
        assert_eq!(there_and_back(&error), error);
    }
}

#[test]
fn a_payload_is_a_buffer_that_can_be_read_in_place() {
    let payload = wire::Callback {
        parameter: 7,
        ..Default::default()
    };
    let error = Error::new("shop.StoreError", 2, "in the way").with_payload(&payload);
    let error = there_and_back(&error);
    let bytes = error.payload().expect("it is there");
    assert!(bytes.as_ptr().addr().is_multiple_of(8));
    let view = wire::CallbackView::read(bytes).expect("it is one");
    assert_eq!(view.parameter(), 7);
}

#[test]
fn codes_of_the_boundary_are_those_of_the_specification() {
    let table = include_str!("../../../../spec/abi.md");
    let rows: Vec<(u32, &str)> = (table.lines())
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            let code = cells.next()?.parse().ok()?;
            Some((code, cells.next()?.trim_matches('`')))
        })
        .collect();
    let ours: Vec<_> = (System::ALL.iter())
        .map(|system| (system.code(), system.name()))
        .collect();
    assert_eq!(ours, rows);
    for (code, name) in rows {
        let system = System::from_code(code).expect("it is known");
        assert_eq!((system.code(), system.name()), (code, name));
    }
    for &kind in Kind::ALL {
        let code = 100 + u32::from(kind.number());
        assert_eq!(System::from_code(code), Some(System::Codec(kind)));
        assert_eq!(System::Codec(kind).code(), code);
    }
    assert_eq!(System::from_code(0), None);
    assert_eq!(System::from_code(100), None);
    assert_eq!(Error::new("shop.StoreError", 1, "").system(), None);
}

#[test]
fn an_error_says_what_it_knows() {
    let refused = halflap::Error::new(Kind::BadUtf8, 77, "orders[3].customer");
    let error = Error::from(refused);
    assert_eq!(
        error.to_string(),
        "a string is not UTF-8 (bad_utf8, at byte 77, in orders[3].customer)"
    );
    let error = System::Panic.because("oh").with_location("src/lib.rs:1:2");
    assert_eq!(error.to_string(), "oh (panic, at src/lib.rs:1:2)");
    let error = Error::new("shop.StoreError", 3, "");
    assert_eq!(error.to_string(), "error 3 of shop.StoreError");
    assert_eq!(
        format!("{error:?}"),
        r#"Error { domain: "shop.StoreError", code: 3, message: "" }"#
    );
}

#[test]
fn an_error_in_a_box_comes_out_as_itself() {
    let error = Error::new("shop.StoreError", 3, "full");
    let boxed: Box<dyn std::error::Error + Send + Sync> = Box::new(error.clone());
    assert_eq!(Error::from(boxed), error);
    let other: Box<dyn std::error::Error + Send + Sync> = "words".into();
    assert_eq!(Error::from(other), Error::msg("words"));
}

#[test]
fn what_is_no_error_is_refused() {
    assert_eq!(Error::read(&[]).unwrap_err().kind(), Kind::Truncated);
    let other = wire::Callback::default().to_halflap().expect("it fits");
    assert_eq!(Error::read(&other).unwrap_err().kind(), Kind::WrongType);
}

#[test]
fn systems_say_the_same_in_every_language() {
    let texts = include_str!("../../../../testdata/systems.json");
    assert_eq!(texts.matches("\"code\"").count(), 16);
    for code in 1..=16 {
        let system = System::from_code(code).expect("it is one");
        let (name, text) = (system.name(), system.sentence());
        let row = format!("{{\"code\": {code}, \"name\": \"{name}\", \"text\": \"{text}\"}}");
        assert!(texts.contains(&row), "{row}");
        assert!(Error::from(system).to_string().starts_with(text));
    }
}
