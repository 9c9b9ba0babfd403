//! What happens when one side has a newer schema than the other?
//!
//! `v1` is the code of the first release, `v2` that of the second, which added two fields.

use std::error::Error;

use halflap::{Kind, Message};
use halflap_examples::{v1, v2};

fn main() -> Result<(), Box<dyn Error>> {
    // Old data, new program: what the writer did not know is absent, or has its default.
    let old = v1::sensor::Reading {
        sensor: "north".to_owned(),
        celsius: 4.5,
    };
    let buffer = old.to_halflap()?;
    let seen = v2::sensor::ReadingView::read(&buffer)?;
    assert_eq!(seen.celsius(), 4.5);
    assert_eq!(seen.humidity(), None);
    assert_eq!(seen.room(), "hall");

    // New data, old program: it sees the fields that it knows.
    let new = v2::sensor::Reading {
        sensor: "north".to_owned(),
        celsius: 4.5,
        humidity: Some(0.61),
        room: "attic".to_owned(),
    };
    let buffer = new.to_halflap()?;
    let seen = v1::sensor::ReadingView::read(&buffer)?;
    assert_eq!(seen.sensor(), "north");

    // But what it can't see, it can't vouch for: where a buffer is signed, hashed or compared, the
    // old program refuses newer ones.
    let refused = v1::sensor::ReadingView::read_known(&buffer).map(|_| ());
    let error = refused.expect_err("version 2 is newer");
    assert_eq!(error.kind(), Kind::NewerSchema);
    println!("{error}");

    // A new program can write for an old one, as long as nothing gets lost.
    assert!(new.encode_as(1).is_err());
    let plain = v2::sensor::Reading {
        humidity: None,
        room: "hall".to_owned(),
        ..new
    };
    let buffer = plain.encode_as(1)?;
    assert_eq!(buffer, old.to_halflap()?);
    Ok(())
}

#[test]
fn runs() -> Result<(), Box<dyn Error>> {
    main()
}
