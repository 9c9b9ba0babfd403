//! What edits do where the schema has versions, closed enums and secrets, and what they refuse.

use halflap::{AlignedBuf, EncodeError, EncodeErrorKind, Encoder, Kind, Message, Secret, Uuid};
use halflap_testdata::evolve::{Card, Item, ItemEdit, ItemView, Part, Payment, Side, Voucher};
use halflap_testdata::{
    arrays, defaults, log, maps, optionals, secrets, shop, structs, unions, v1,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[allow(deprecated)]
fn item() -> Item {
    let part = Part {
        name: "p".into(),
        weight: 0,
        tags: vec![],
    };
    Item {
        name: "a".into(),
        count: 2,
        parts: vec![part],
        payment: Payment::Card(Card { number: "1".into() }),
        hint: None,
        note: None,
        side: Side::SELL,
        rate: None,
        label: "none".into(),
        spare: None,
        scale: 1.5,
    }
}

fn is_late(set: Result<(), EncodeError>, name: &str) {
    let error = set.unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (EncodeErrorKind::NotInVersion, name)
    );
}

#[test]
fn what_the_version_does_not_have_is_not_set() {
    let mut buffer = item().encode_as(1).unwrap();
    let before = buffer.clone();
    let mut edit = ItemEdit::open(&mut buffer).unwrap();
    is_late(edit.set_side(Side::BUY), "side");
    is_late(edit.set_rate(Some(1)), "rate");
    is_late(edit.set_rate(None), "rate");
    is_late(edit.set_scale(1.5), "scale");
    is_late(edit.parts().get(0).unwrap().set_weight(1), "weight");
    assert!(edit.spare().is_none());
    drop(edit);
    assert_eq!(buffer, before);

    // One version later some of them are there.
    let mut buffer = item().encode_as(2).unwrap();
    let mut edit = ItemEdit::open(&mut buffer).unwrap();
    edit.set_side(Side::BUY).unwrap();
    edit.set_rate(Some(1)).unwrap();
    edit.parts().get(0).unwrap().set_weight(7).unwrap();
    is_late(edit.set_scale(0.5), "scale");
    drop(edit);
    let view = ItemView::read_known(&buffer).unwrap();
    assert_eq!(
        (view.side(), view.rate(), view.scale()),
        (Side::BUY, Some(1), 1.5)
    );
    assert_eq!(view.parts().get(0).unwrap().weight(), 7);
}

#[test]
fn what_lies_behind_late_slots_is_empty() {
    let all = defaults::All {
        id: 1,
        ..Default::default()
    };
    let mut buffer = all.encode_as(1).unwrap();
    let mut edit = defaults::AllEdit::open(&mut buffer).unwrap();
    assert!(edit.n().is_none());
    assert!(edit.p().is_empty() && edit.q().is_empty() && edit.r().is_empty());
    is_late(edit.set_f(defaults::Gate::Open), "f");
    is_late(edit.set_n(&[1, 2]), "n");
    edit.set_id(2);
    drop(edit);
    assert_eq!(defaults::AllView::read(&buffer).unwrap().id(), 2);

    let mut buffer = all.to_halflap().unwrap();
    let mut edit = defaults::AllEdit::open(&mut buffer).unwrap();
    *edit.n().unwrap() = [3, 4];
    drop(edit);
    assert_eq!(defaults::AllView::read(&buffer).unwrap().n(), &[3, 4]);
}

#[test]
fn removed_fields_keep_what_older_writers_gave_them() {
    let old = v1::evolve::Item {
        name: "a".into(),
        count: 1,
        parts: vec![],
        payment: v1::evolve::Payment::Card(v1::evolve::Card { number: "".into() }),
        legacy: 9,
        hint: None,
        mark: Some(5),
    };
    let mut buffer = old.to_halflap().unwrap();
    ItemEdit::open(&mut buffer).unwrap().set_count(2);
    let changed = v1::evolve::Item { count: 2, ..old };
    assert_eq!(v1::evolve::Item::decode(&buffer).unwrap(), changed);
    assert_eq!(buffer, changed.to_halflap().unwrap());
}

#[test]
fn newer_writers_are_refused() {
    let mut buffer = item().to_halflap().unwrap();
    let before = buffer.clone();
    let error = v1::evolve::ItemEdit::open(&mut buffer).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (Kind::NewerSchema, 24));
    assert_eq!(buffer, before);
}

#[test]
fn optionals_come_and_go() {
    let inline = optionals::Inline::default();
    let empty = inline.to_halflap().unwrap();
    let mut buffer = empty.clone();
    let mut edit = optionals::InlineEdit::open(&mut buffer).unwrap();
    edit.set_h(Some(optionals::Gate::Shut));
    edit.set_e(Some(u128::MAX));
    edit.set_f(Some(Uuid([7; 16])));
    assert!(edit.k().is_none());
    edit.set_k(Some(&[1, 2, 3]));
    edit.k().unwrap()[1] = 9;
    assert_eq!(edit.view().k(), Some(&[1, 9, 3]));
    edit.set_b(Some(false));
    drop(edit);
    let set = optionals::Inline {
        h: Some(optionals::Gate::Shut),
        e: Some(u128::MAX),
        f: Some(Uuid([7; 16])),
        k: Some([1, 9, 3]),
        b: Some(false),
        ..inline
    };
    assert_eq!(buffer, set.to_halflap().unwrap());

    let mut edit = optionals::InlineEdit::open(&mut buffer).unwrap();
    edit.set_h(None);
    edit.set_e(None);
    edit.set_f(None);
    edit.set_k(None);
    edit.set_b(None);
    drop(edit);
    assert_eq!(buffer, empty);
}

#[test]
fn unions_are_edited_by_arm() {
    let card = unions::Card {
        number: "42".into(),
        months: 3,
    };
    let split = unions::Split {
        parts: vec![
            unions::Payment::Card(card),
            unions::Payment::Cash(unions::Cash {}),
        ],
    };
    let bill = unions::Bill {
        payment: unions::Payment::Split(split),
        total: 1,
    };
    let mut buffer = bill.to_halflap().unwrap();
    let mut edit = unions::BillEdit::open(&mut buffer).unwrap();
    let mut payment = edit.payment();
    assert!(payment.card().is_none() && payment.cash().is_none());
    let mut split = payment.split().unwrap();
    let mut parts = split.parts();
    parts.get(0).unwrap().card().unwrap().set_months(4);
    assert!(parts.get(1).unwrap().card().is_none());
    assert!(matches!(
        parts.view().get(1),
        Some(unions::PaymentView::Cash(_))
    ));
    drop(edit);
    let unions::Payment::Split(split) = unions::Bill::decode(&buffer).unwrap().payment else {
        panic!("another arm");
    };
    assert!(matches!(&split.parts[0], unions::Payment::Card(card) if card.months == 4));
}

#[test]
fn maps_are_edited_by_key() {
    let leaf = |n| maps::Leaf { n };
    let values = maps::Values {
        a: [(1, leaf(10)), (5, leaf(50))].into(),
        b: [(2, maps::Choice::Leaf(leaf(6)))].into(),
        c: [("k".into(), vec![1, 2]), ("kk".into(), vec![])].into(),
        d: [(1, [(2, 3)].into())].into(),
        e: [(7, maps::Point { x: 1, y: 2 })].into(),
        f: Default::default(),
    };
    let mut buffer = values.to_halflap().unwrap();
    let mut edit = maps::ValuesEdit::open(&mut buffer).unwrap();
    edit.a().get(5).unwrap().set_n(51);
    assert!(edit.a().get(4).is_none());
    edit.b().get(2).unwrap().leaf().unwrap().set_n(7);
    edit.c().get("k").unwrap().reverse();
    assert!(edit.c().get("").is_none());
    edit.d().get(1).unwrap().get(2).unwrap().set(4);
    let mut points = edit.e();
    let mut point = points.get(7).unwrap();
    let y = point.get().y;
    point.set(maps::Point { x: y, y: -1 });
    assert_eq!(format!("{point:?}"), "Point { x: 2, y: -1 }");
    drop(edit);
    let changed = maps::Values {
        a: [(1, leaf(10)), (5, leaf(51))].into(),
        b: [(2, maps::Choice::Leaf(leaf(7)))].into(),
        c: [("k".into(), vec![2, 1]), ("kk".into(), vec![])].into(),
        d: [(1, [(2, 4)].into())].into(),
        e: [(7, maps::Point { x: 2, y: -1 })].into(),
        ..values
    };
    assert_eq!(buffer, changed.to_halflap().unwrap());
}

#[test]
fn slices_and_arrays_are_changed_as_what_they_are() {
    let point = |x| structs::Point { x, y: 0 };
    let mixed = structs::Mixed {
        a: 1,
        b: 2,
        c: 3,
        d: false,
        e: structs::Suit::Clubs,
    };
    let paths = structs::Paths {
        points: vec![point(1), point(2)],
        odds: vec![],
        mixed: vec![mixed],
    };
    let mut buffer = paths.to_halflap().unwrap();
    let mut edit = structs::PathsEdit::open(&mut buffer).unwrap();
    edit.points().swap(0, 1);
    edit.mixed()[0].e = structs::Suit::Hearts;
    edit.mixed()[0].d = true;
    assert!(edit.odds().is_empty());
    drop(edit);
    let view = structs::PathsView::read_known(&buffer).unwrap();
    assert_eq!(view.points(), [point(2), point(1)]);
    assert_eq!(
        (view.mixed()[0].e, view.mixed()[0].d),
        (structs::Suit::Hearts, true)
    );

    let mut buffer = arrays::Arrays::default().to_halflap().unwrap();
    let mut edit = arrays::ArraysEdit::open(&mut buffer).unwrap();
    edit.h()[0] = u64::MAX;
    edit.f()[1] = arrays::Step::Go;
    edit.set_d(&[[1, 2], [3, 4]]);
    assert_eq!(edit.view().d(), &[[1, 2], [3, 4]]);
    drop(edit);
    let view = arrays::ArraysView::read_known(&buffer).unwrap();
    assert_eq!((view.h()[0], view.f()[1]), (u64::MAX, arrays::Step::Go));
}

#[test]
fn the_checksum_fits_however_the_edit_ends() {
    let line = shop::Line::default();
    let sealed = Encoder::new()
        .checksum(true)
        .encode::<shop::Line, _>(&line)
        .unwrap();
    let read = |buffer: &AlignedBuf| shop::LineView::read(buffer).map(|view| view.price());

    let mut buffer = sealed.clone();
    shop::LineEdit::open(&mut buffer).unwrap().set_price(7);
    assert_eq!(read(&buffer), Ok(7));

    let mut buffer = sealed.clone();
    let panics = catch_unwind(AssertUnwindSafe(|| {
        let mut edit = shop::LineEdit::open(&mut buffer).unwrap();
        edit.set_price(8);
        panic!("in the middle of an edit");
    }));
    assert!(panics.is_err());
    assert_eq!(read(&buffer), Ok(8));

    // Who does this gets what it says: a checksum that does not fit.
    let mut buffer = sealed;
    let mut edit = shop::LineEdit::open(&mut buffer).unwrap();
    edit.set_price(9);
    std::mem::forget(edit);
    assert_eq!(read(&buffer).unwrap_err().kind(), Kind::ChecksumMismatch);

    // Without one none is added.
    let mut buffer = line.to_halflap().unwrap();
    shop::LineEdit::open(&mut buffer).unwrap().set_price(7);
    assert_eq!(
        buffer,
        shop::Line { price: 7, ..line }.to_halflap().unwrap()
    );
}

/// Edits can be swapped, as all values can: each buffer is sealed all the same.
#[test]
fn swapped_edits_seal_their_own_buffers() {
    let line = shop::Line::default();
    let mut one = Encoder::new()
        .checksum(true)
        .encode::<shop::Line, _>(&line)
        .unwrap();
    let mut two = one.clone();
    let mut first = shop::LineEdit::open(&mut one).unwrap();
    let mut second = shop::LineEdit::open(&mut two).unwrap();
    std::mem::swap(&mut *first, &mut *second);
    first.set_price(2);
    second.set_price(1);
    drop((first, second));
    assert_eq!(shop::LineView::read(&one).unwrap().price(), 1);
    assert_eq!(shop::LineView::read(&two).unwrap().price(), 2);
}

#[test]
fn secrets_are_changed_and_not_printed() {
    let account = secrets::Account {
        name: "n".into(),
        password: Secret::new("hunter2".into()),
        key: Secret::new(b"abc".to_vec()),
        seed: Secret::new([1; 32]),
        pin: None,
    };
    let mut buffer = account.to_halflap().unwrap();
    let mut edit = secrets::AccountEdit::open(&mut buffer).unwrap();
    edit.set_seed(&[b'z'; 32]);
    edit.key().reveal().fill(b'y');
    let printed = format!("{edit:?}") + &format!("{:?}", edit.key());
    assert!(printed.contains("Secret(..)"), "{printed}");
    for secret in ["hunter", "yyy", "121", "zz", "122"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    drop(edit);
    let changed = secrets::Account::decode(&buffer).unwrap();
    assert_eq!(changed.key, Secret::new(b"yyy".to_vec()));
    assert_eq!(changed.seed, Secret::new([b'z'; 32]));
    assert_eq!(changed.password, account.password);
}

#[test]
fn addresses_matter_where_references_are_handed_out() {
    let odd = |buffer: &[u8]| {
        let mut space = vec![0_u8; buffer.len() + 8];
        let start = space.as_ptr().addr().wrapping_neg() % 8 + 1;
        space[start..start + buffer.len()].copy_from_slice(buffer);
        (space, start)
    };
    // An address of four bytes and numbers, all set by value.
    let buffer = log::Log::default().to_halflap().unwrap();
    let (mut space, start) = odd(&buffer);
    let mut edit = log::LogEdit::open(&mut space[start..start + buffer.len()]).unwrap();
    edit.set_size(u64::MAX);
    edit.set_address(log::Address {
        x0: 1,
        x1: 2,
        x2: 3,
        x3: 4,
    });
    assert_eq!(edit.view().size(), u64::MAX);

    let buffer = arrays::Arrays::default().to_halflap().unwrap();
    let (mut space, start) = odd(&buffer);
    let error = arrays::ArraysEdit::open(&mut space[start..start + buffer.len()]).unwrap_err();
    assert_eq!(error.kind(), Kind::Misaligned);
}

/// What reads an edit borrows it, so a message deep below is reached and left again.
#[test]
fn deep_messages_are_reached() {
    let voucher = Item {
        payment: Payment::Voucher(Voucher {
            code: 1,
            issuer: None,
        }),
        spare: Some(Card { number: "s".into() }),
        ..item()
    };
    let mut buffer = voucher.to_halflap().unwrap();
    let mut edit = ItemEdit::open(&mut buffer).unwrap();
    if let Some(mut voucher) = edit.payment().voucher() {
        voucher.set_code(2);
    }
    assert_eq!(edit.spare().unwrap().view().number(), "s");
    edit.parts()
        .for_each(|mut part| part.set_weight(5).unwrap());
    assert!(edit.view().parts().iter().all(|part| part.weight() == 5));
    assert_eq!(
        format!("{:?}", edit.payment()),
        "PaymentEdit(Voucher(VoucherView { code: 2, issuer: None }))"
    );
}
