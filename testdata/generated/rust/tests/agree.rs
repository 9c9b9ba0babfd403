//! The fast check of generated code and the precise walk, on random and on damaged buffers of all
//! test schemas: they agree, and whatever they accept can be looked at through every accessor.

mod support;

use halflap::precise::{self, Options};
use halflap::read::Layout;
use halflap::schema::Index;
use halflap::{AlignedBuf, Kind};
use halflap_testdata as t;
use support::{Random, damage};

/// Values of each message, and damaged copies of each.
const VALUES: u64 = 12;
const COPIES: usize = 25;

/// Reads a buffer both ways and tells what came out of it.
fn verdict<T: Layout>(index: &Index, buffer: &[u8]) -> Result<(), Kind>
where
    for<'a> T::View<'a>: std::fmt::Debug,
{
    let root = index
        .message_by_type_id(T::TYPE_ID)
        .expect("its own description");
    let options = Options {
        known_only: false,
        check_alignment: true,
    };
    let precise = precise::check(index, root, buffer, options).map(|_| ());
    match (halflap::read::read::<T>(buffer), precise) {
        (Ok(view), Ok(())) => {
            // Its bound makes this a walk through the first few thousand characters' worth of
            // accessors; random buffers are mostly smaller.
            assert!(!format!("{view:?}").is_empty());
            Ok(())
        }
        (Err(fast), Err(precise)) => {
            assert_eq!(fast, precise, "{}", T::NAME);
            Err(fast.kind())
        }
        (fast, precise) => panic!(
            "{}: fast {:?}, precise {precise:?}\n{buffer:02x?}",
            T::NAME,
            fast.err()
        ),
    }
}

/// Says that the writer is newer than the reader.
fn from_the_future<T: Layout>(buffer: &[u8]) -> AlignedBuf {
    let mut bytes = buffer.to_vec();
    let version = T::BLOCKS.len() as u32 + 1;
    bytes[24..28].copy_from_slice(&version.to_le_bytes());
    bytes[6] = 0;
    bytes[36..40].fill(0);
    AlignedBuf::from(&bytes[..])
}

/// What became of the damaged copies.
#[derive(Default)]
struct Seen {
    accepted: usize,
    refused: std::collections::BTreeMap<&'static str, usize>,
}

impl Seen {
    fn add(&mut self, verdict: Result<(), Kind>) {
        match verdict {
            Ok(()) => self.accepted += 1,
            Err(kind) => *self.refused.entry(kind.name()).or_default() += 1,
        }
    }
}

fn all_of<T: Layout>(seen: &mut Seen)
where
    for<'a> T::View<'a>: std::fmt::Debug,
{
    let index = support::index::<T>();
    for seed in 0..VALUES {
        let mut random = Random::new(seed);
        let newest = T::BLOCKS.len();
        let version = match random.below(2) {
            0 => None,
            _ => Some(1 + random.below(newest) as u32),
        };
        let Some(buffer) = support::buffer::<T>(&index, &mut random, version) else {
            continue;
        };
        assert_eq!(verdict::<T>(&index, &buffer), Ok(()), "{}", T::NAME);
        let future = from_the_future::<T>(&buffer);
        let whole = version.is_none_or(|version| version as usize == newest);
        let read = verdict::<T>(&index, &future);
        assert!(!whole || read.is_ok(), "{}", T::NAME);
        for _ in 0..COPIES {
            seen.add(verdict::<T>(&index, &damage(&buffer, &mut random)));
            seen.add(verdict::<T>(&index, &damage(&future, &mut random)));
        }
    }
}

macro_rules! all {
    ($seen:ident, $($module:ident { $($message:ident)* })*) => {
        $($(all_of::<t::$module::$message>(&mut $seen);)*)*
    };
}

#[test]
fn both_validators_agree() {
    let mut seen = Seen::default();
    all! { seen,
        arrays { Arrays Rows }
        defaults { All First }
        enums { Enums Flags Lists }
        evolve { Part Card Voucher Item Empty Small }
        floats { Floats Series }
        lagging { Purse }
        log { Log Logs }
        maps { Leaf Texts Numbers Wide Keys Values }
        mesh { Mesh }
        money { Amount Coupon }
        names { Keywords Edit }
        optionals { Leaf Other Inline Slots Bits }
        pins { Invoice }
        recursion { Node Tree Add Literal Formula Dir Shelf }
        removed { Leaf Gone OfLeaf OfChoice OfGate OfLock OfGates Holder }
        scalars { Ints U8U16 Empty Bools Order }
        secrets { Account Login Logins Vault }
        shop { Card Cash Voucher Line Order Till }
        strings { Text Blob Three Padded }
        structs { Shapes Paths }
        unions { Card Cash Split Bill Two }
        vectors { Item Number Fixed Named Texts Items Choices Nested Maps }
        wide { Wide Ids }
    }
    // The damage is worth its name: all kinds that a body can have come up, and so do copies that
    // are still good.
    assert!(seen.accepted > 1000, "{}", seen.accepted);
    for kind in &Kind::ALL[10..22] {
        // Too deep a buffer does not come about by chance.
        if *kind != Kind::TooDeep {
            assert!(seen.refused.contains_key(kind.name()), "{}", kind.name());
        }
    }
}

/// Readers of old versions, on buffers that newer code wrote.
#[test]
fn both_validators_agree_on_newer_writers() {
    fn pair<New: Layout, Old: Layout>(seen: &mut Seen)
    where
        for<'a> Old::View<'a>: std::fmt::Debug,
    {
        assert_eq!(New::TYPE_ID, Old::TYPE_ID);
        let (new, old) = (support::index::<New>(), support::index::<Old>());
        for seed in 0..VALUES * 4 {
            let mut random = Random::new(seed);
            let buffer =
                support::buffer::<New>(&new, &mut random, None).expect("the newest version");
            assert_ne!(
                halflap::read::read_known::<Old>(&buffer)
                    .err()
                    .map(|e| e.kind()),
                None
            );
            seen.add(verdict::<Old>(&old, &buffer));
            for _ in 0..COPIES {
                seen.add(verdict::<Old>(&old, &damage(&buffer, &mut random)));
            }
        }
    }
    let mut seen = Seen::default();
    pair::<t::evolve::Item, t::v1::evolve::Item>(&mut seen);
    pair::<t::evolve::Item, t::v2::evolve::Item>(&mut seen);
    pair::<t::evolve::Small, t::v1::evolve::Small>(&mut seen);
    pair::<t::evolve::Small, t::v2::evolve::Small>(&mut seen);
    pair::<t::evolve::Part, t::v1::evolve::Part>(&mut seen);
    pair::<t::defaults::All, t::v1::defaults::All>(&mut seen);
    pair::<t::money::Amount, t::v1::money::Amount>(&mut seen);
    pair::<t::money::Amount, t::v2::money::Amount>(&mut seen);
    pair::<t::pins::Invoice, t::v1::pins::Invoice>(&mut seen);
    assert!(seen.accepted > 1000, "{}", seen.accepted);
}
