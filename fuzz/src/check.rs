//! The fast validator and the precise walk agree on every body; what is accepted from a known
//! version re-encodes to itself.

use halflap::precise::{self, Options};
use halflap::read::Layout;
use halflap::{AlignedBuf, Header, Message};
use halflap_testdata as t;
use zerocopy::IntoBytes;

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
    let newest = T::BLOCKS.len();
    // One above the newest is a newer writer.
    let version = usize::from(version) % (newest + 1) + 1;
    let schema_id = T::SCHEMA_IDS.get(version - 1).copied().unwrap_or([7; 8]);
    let root = T::BLOCKS.get(version - 1).or(T::BLOCKS.last());
    let body = &body[..body.len() / 8 * 8];
    let header = Header::new(
        T::TYPE_ID,
        schema_id,
        version as u32,
        root.copied().unwrap_or(8),
        body.len() as u32,
    );
    let bytes = [header.as_bytes(), body].concat();
    let buffer = AlignedBuf::from(&bytes[..]);

    let fast = halflap::read::read::<T>(&buffer).map(|_| ());
    let precise = precise::explain(T::DESCRIPTION, T::TYPE_ID, &buffer, Options::default());
    assert_eq!(fast, precise);
    if fast.is_ok() && version <= newest {
        let owned = T::decode(&buffer).expect("what is read is decoded");
        let again = owned
            .encode_as(version as u32)
            .expect("what was written is written again");
        assert_eq!(again[..], buffer[..]);
    }
}
