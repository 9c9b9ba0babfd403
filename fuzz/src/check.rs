//! The fast validator and the precise walk agree on every body; what is accepted from a known
//! version re-encodes to itself.

use halflap::precise::{self, Options};
use halflap::read::Layout;
use halflap::{Header, Message};
use halflap_testdata as t;

use crate::made;

/// The first byte chooses the type, the second the writer's version, the rest is the body.
pub fn check(data: &[u8]) {
    let [choice, version, body @ ..] = data else {
        return;
    };
    match choice % 14 {
        0 => agree::<t::log::Logs>(*version, body),
        1 => agree::<t::mesh::Mesh>(*version, body),
        2 => agree::<t::shop::Order>(*version, body),
        3 => agree::<t::evolve::Item>(*version, body),
        4 => agree::<t::evolve::Small>(*version, body),
        5 => agree::<t::maps::Keys>(*version, body),
        6 => agree::<t::maps::Values>(*version, body),
        7 => agree::<t::unions::Bill>(*version, body),
        8 => agree::<t::optionals::Inline>(*version, body),
        9 => agree::<t::optionals::Slots>(*version, body),
        10 => agree::<t::recursion::Tree>(*version, body),
        11 => agree::<t::recursion::Formula>(*version, body),
        12 => agree::<t::pins::Invoice>(*version, body),
        _ => agree::<t::vectors::Nested>(*version, body),
    }
}

fn agree<T: Layout + Message>(version: u8, body: &[u8]) {
    let buffer = made::<T>(version, body);
    let fast = halflap::read::read::<T>(&buffer).map(|_| ());
    let precise = precise::explain(T::DESCRIPTION, T::TYPE_ID, &buffer, Options::default());
    assert_eq!(fast, precise);
    let version = Header::peek(&buffer).expect("it was made").version();
    if fast.is_ok() && version as usize <= T::BLOCKS.len() {
        let owned = T::decode(&buffer).expect("what is read is decoded");
        let again = owned
            .encode_as(version)
            .expect("what was written is written again");
        assert_eq!(again[..], buffer[..]);
    }
}
