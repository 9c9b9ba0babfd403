//! Buffers of writers that are newer than the reader: nothing behind the part that was checked is
//! ever looked at, also where a package's own code knows more than the version that is pinned.

use halflap::AlignedBuf;
use halflap::header::Header;
use halflap::read::Layout;
use halflap::zerocopy::IntoBytes;
use halflap_testdata::lagging::{Purse, PurseView};
use halflap_testdata::money::{Amount, WorthView};

/// The length that a writer of some later version gives money's amounts. Money's own newest version
/// is as long, so its accessors would look at all of it, were it not for the pin.
const LONG: u32 = 32;

fn word(body: &mut Vec<u8>, value: u32) {
    body.extend(value.to_le_bytes());
}

/// A slot at the end of the body, for a target at this place.
fn slot(body: &mut Vec<u8>, target: usize, len: u32) {
    word(body, (target - body.len()) as u32);
    word(body, len);
}

/// An amount of money's version 1, and garbage where later versions have a slot and a number.
fn amount(body: &mut Vec<u8>, cents: i64) {
    body.extend(cents.to_le_bytes());
    body.extend([1, 0]);
    body.extend([0; 6]);
    body.extend([0xff; 16]);
}

/// A purse as a later version of its schema might have it, whose third field has this tag.
fn purse(tag: u32) -> AlignedBuf {
    let mut body = Vec::new();
    slot(&mut body, 24, LONG);
    slot(&mut body, 56, 2);
    slot(&mut body, 128, tag);
    amount(&mut body, 5);
    word(&mut body, LONG);
    word(&mut body, 0);
    amount(&mut body, 6);
    amount(&mut body, 7);
    word(&mut body, LONG);
    word(&mut body, LONG);
    amount(&mut body, 8);
    let header = Header::new(Purse::TYPE_ID, [0; 8], 2, 24, body.len() as u32);
    AlignedBuf::from(&[header.as_bytes(), &body].concat()[..])
}

#[test]
fn the_pinned_version_bounds_what_is_looked_at() {
    assert_eq!(Amount::BLOCKS, [16, 24, 32]);
    let buffer = purse(1);
    let purse = PurseView::read(&buffer).unwrap();
    let mut amounts = vec![purse.first()];
    amounts.extend(purse.more());
    match purse.worth() {
        WorthView::Amount(amount) => amounts.push(amount),
        other => panic!("{other:?}"),
    }
    let cents: Vec<i64> = amounts.iter().map(|a| a.cents().amount).collect();
    assert_eq!(cents, [5, 6, 7, 8]);
    for amount in amounts {
        assert_eq!(amount.note(), None);
        assert_eq!(amount.rate(), 0);
    }
}

#[test]
fn an_arm_since_later_than_the_pinned_version_is_unknown() {
    let buffer = purse(2);
    let purse = PurseView::read(&buffer).unwrap();
    match purse.worth() {
        WorthView::Unknown(arm) => {
            assert_eq!((arm.tag(), arm.block_len(), arm.bytes().len()), (2, 32, 32));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn read_known_refuses_them() {
    let error = PurseView::read_known(&purse(1)).unwrap_err();
    assert_eq!((error.kind().name(), error.offset()), ("newer_schema", 24));
}
