//! Views compare with owned values, whatever they are made of, and print within bounds.

#[allow(dead_code)] // Not every test uses all of it.
mod support;

use halflap::Message;
use halflap_testdata as t;
use support::Random;

fn equal<T: Message + PartialEq>()
where
    for<'a> T::View<'a>: PartialEq<T>,
{
    let index = support::index::<T>();
    let mut before: Option<T> = None;
    let mut different = 0;
    for seed in 0..30 {
        let mut random = Random::new(seed);
        let Some(buffer) = support::buffer::<T>(&index, &mut random, None) else {
            continue;
        };
        let view = halflap::read::read::<T>(&buffer).unwrap();
        let owned = T::from(halflap::read::read::<T>(&buffer).unwrap());
        assert!(view == owned, "{}", T::NAME);
        if let Some(other) = before {
            assert_eq!(view == other, owned == other, "{}", T::NAME);
            different += usize::from(view != other);
        }
        before = Some(owned);
    }
    assert!(different > 0, "{}", T::NAME);
}

#[test]
fn views_equal_their_owned_values() {
    equal::<t::arrays::Arrays>();
    equal::<t::enums::Lists>();
    equal::<t::evolve::Part>();
    equal::<t::maps::Keys>();
    equal::<t::maps::Values>();
    equal::<t::maps::Wide>();
    equal::<t::optionals::Bits>();
    equal::<t::optionals::Slots>();
    equal::<t::pins::Invoice>();
    equal::<t::recursion::Dir>();
    equal::<t::recursion::Formula>();
    equal::<t::recursion::Node>();
    equal::<t::secrets::Account>();
    equal::<t::shop::Till>();
    equal::<t::structs::Shapes>();
    equal::<t::unions::Two>();
    equal::<t::vectors::Choices>();
    equal::<t::vectors::Maps>();
    equal::<t::vectors::Nested>();
    equal::<t::wide::Wide>();
}

#[test]
fn a_secret_is_never_printed() {
    let account = t::secrets::Account {
        name: "ada".into(),
        password: halflap::Secret::new("swordfish".into()),
        key: halflap::Secret::new(b"swordfish".to_vec()),
        seed: halflap::Secret::new(*b"swordfish.swordfish.swordfish.32"),
        pin: Some(halflap::Secret::new("swordfish".into())),
    };
    let buffer = account.to_halflap().unwrap();
    let view = t::secrets::AccountView::read(&buffer).unwrap();
    assert_eq!(view.password().reveal(), "swordfish");
    let text = format!("{view:?} {account:?}");
    assert!(text.contains("ada") && !text.contains("fish"), "{text}");
}

#[test]
fn a_large_message_prints_within_bounds() {
    let mesh = t::mesh::Mesh {
        triangles: vec![Default::default(); 100_000],
    };
    let buffer = mesh.to_halflap().unwrap();
    let view = t::mesh::MeshView::read(&buffer).unwrap();
    let text = format!("{view:?}");
    assert!(text.len() < 5000 && text.ends_with('…'));
    assert!(format!("{view:#?}").len() < 5000);
}
