//! What generated code writes, on random values of all test schemas: the same bytes from an owned
//! value and from a view, the same as the encoder that is driven by descriptions, and for whatever
//! is accepted from a known version the very bytes that were read.

mod support;

use halflap::read::{self, Layout};
use halflap::{AlignedBuf, EncodeErrorKind, Encoder, Message};
use halflap_testdata as t;
use support::{Random, damage};

/// Values of each message, and damaged copies of each.
const VALUES: u64 = 16;
const COPIES: usize = 20;

/// A message whose views can be written as well.
trait Both: Message + Clone + PartialEq + std::fmt::Debug {
    fn equals(&self, view: Self::View<'_>) -> bool;
    fn from_view(view: Self::View<'_>, how: Encoder) -> halflap::write::Result<AlignedBuf>;
}

macro_rules! both {
    ($($module:ident { $($message:ident)* })*) => {
        $($(impl Both for t::$module::$message {
            fn equals(&self, view: Self::View<'_>) -> bool {
                (view == *self) & (*self == view)
            }

            fn from_view(view: Self::View<'_>, how: Encoder) -> halflap::write::Result<AlignedBuf> {
                how.encode::<Self, _>(&view)
            }
        })*)*

        fn all(seen: &mut Seen) {
            $($(all_of::<t::$module::$message>(seen);)*)*
        }
    };
}

both! {
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
    names { Keywords }
    optionals { Leaf Other Inline Slots Bits }
    pins { Invoice }
    recursion { Node Tree Add Literal Formula Dir Shelf }
    // Not `Gone`: its older buffers hold what is not carried on.
    removed { Leaf OfLeaf OfChoice OfGate OfLock OfGates Holder }
    scalars { Ints U8U16 Empty Bools Order }
    secrets { Account Login Logins Vault }
    shop { Card Cash Voucher Line Order Till }
    strings { Text Blob Three Padded }
    structs { Shapes Paths }
    unions { Card Cash Split Bill Two }
    vectors { Item Number Fixed Named Texts Items Choices Nested Maps }
    wide { Wide Ids }
}

#[derive(Default)]
struct Seen {
    values: usize,
    damaged_but_good: usize,
}

/// How a buffer was written.
fn how(buffer: &[u8]) -> Encoder {
    let header = halflap::Header::peek(buffer).expect("a good buffer");
    Encoder::new()
        .version(header.version())
        .checksum(header.checksum().is_some())
}

/// Reads a buffer of a known version and writes it again.
fn write_again<T: Both>(buffer: &AlignedBuf) -> bool {
    let Ok(view) = read::read_known::<T>(buffer) else {
        return false;
    };
    let how = how(buffer);
    let again = T::from_view(view, how).expect("a view of that version");
    assert_eq!(again[..], buffer[..], "{} from its view", T::NAME);
    let owned = T::decode(buffer).expect("a good buffer");
    // Every value equals its view, but for NaNs.
    assert_eq!(owned.equals(view), owned == owned.clone(), "{}", T::NAME);
    let again = how.encode::<T, T>(&owned).expect("a value of that version");
    assert_eq!(again[..], buffer[..], "{}", T::NAME);
    let len = how.encoded_len::<T, T>(&owned);
    assert_eq!(len, Ok(buffer.len()), "{}", T::NAME);
    true
}

fn all_of<T: Both>(seen: &mut Seen) {
    let index = support::index::<T>();
    for seed in 0..VALUES {
        let mut random = Random::new(seed);
        let newest = T::BLOCKS.len();
        let version = 1 + random.below(newest) as u32;
        let Some(buffer) = support::buffer::<T>(&index, &mut random, Some(version)) else {
            continue;
        };
        assert!(write_again::<T>(&buffer), "{}", T::NAME);
        seen.values += 1;

        // Written as the newest version it holds the same value.
        let owned = T::decode(&buffer).expect("a good buffer");
        let newest = owned.to_halflap().expect("the newest version");
        let read = T::decode(&newest).expect("what was written");
        assert_eq!(read.to_halflap().expect("the same value"), newest);
        assert_eq!(format!("{read:?}"), format!("{owned:?}"));
        assert_eq!(owned.encoded_len(), Ok(newest.len()));
        into_memory(&owned, &newest);

        for _ in 0..COPIES {
            let copy = damage(&buffer, &mut random);
            seen.damaged_but_good += usize::from(write_again::<T>(&copy));
        }
    }
}

/// Into memory of the caller's every byte is written, and nothing where it has another length.
fn into_memory<T: Both>(owned: &T, buffer: &[u8]) {
    let mut memory = vec![0xff; buffer.len() + 8];
    let fits = &mut memory[..buffer.len()];
    assert_eq!(owned.encode_into_slice(fits), Ok(()));
    assert_eq!(fits, buffer, "{}", T::NAME);
    assert_eq!(memory[buffer.len()..], [0xff; 8]);
    for room in [0, 8, buffer.len() - 8, buffer.len(), buffer.len() + 64] {
        let mut reused = AlignedBuf::from(&vec![0xff; room][..]);
        let fits = Encoder::new().encode_reusing::<T, T>(owned, &mut reused);
        assert_eq!(fits, Ok(room >= buffer.len()), "{}", T::NAME);
        assert_eq!(&reused[..], if room < buffer.len() { b"" } else { buffer });
        assert_eq!(owned.encode_into(&mut reused), Ok(()));
        assert_eq!(&reused[..], buffer, "{}", T::NAME);
    }
    for len in [0, 39, buffer.len() - 8, buffer.len() - 1, buffer.len() + 8] {
        let error = owned.encode_into_slice(&mut memory[..len]);
        assert_eq!(error.unwrap_err().kind(), EncodeErrorKind::SourceChanged);
        assert!(memory[..len].iter().all(|byte| *byte == 0), "{}", T::NAME);
    }
}

#[test]
fn what_was_read_is_written_again() {
    let mut seen = Seen::default();
    all(&mut seen);
    assert!(seen.values > 500, "{}", seen.values);
    assert!(seen.damaged_but_good > 500, "{}", seen.damaged_but_good);
}

#[test]
fn decodes_at_any_address() {
    let mesh = t::mesh::Mesh {
        triangles: vec![Default::default(); 3],
    };
    let buffer = mesh.to_halflap().expect("a small mesh");
    let mut shifted = AlignedBuf::from(&[&[0], &buffer[..]].concat()[..]);
    let shifted = &shifted.as_mut_slice()[1..];
    assert_eq!(t::mesh::Mesh::decode(shifted), Ok(mesh));
}

#[test]
fn only_what_lies_aligned_is_read_in_place() {
    let shift = |buffer: &[u8]| AlignedBuf::from(&[&[0], buffer].concat()[..]);
    let mesh = t::mesh::Mesh::default().to_halflap().expect("no triangle");
    let error =
        read::read::<t::mesh::Mesh>(&shift(&mesh)[1..]).expect_err("floats at an odd address");
    assert_eq!(
        (error.kind(), error.offset()),
        (halflap::Kind::Misaligned, 0)
    );
    // What holds nothing that is handed out as a slice of something wide lies anywhere.
    let text = t::strings::Text { text: "hi".into() };
    let text = text.to_halflap().expect("two bytes");
    let shifted = shift(&text);
    let view = read::read::<t::strings::Text>(&shifted[1..]).expect("bytes lie anywhere");
    assert_eq!(view.text(), "hi");
}

#[test]
fn only_versions_that_there_are_can_be_asked_for() {
    let small = t::evolve::Small::default();
    for version in [0, 4, u32::MAX] {
        let error = small.encode_as(version).expect_err("no such version");
        assert_eq!(error.kind(), EncodeErrorKind::UnknownVersion);
    }
    for version in 1..=3 {
        let buffer = small.encode_as(version).expect("all zero");
        let block = t::evolve::Small::BLOCKS[version as usize - 1] as usize;
        assert_eq!(buffer.len(), 40 + block);
    }
}

#[test]
#[allow(deprecated)] // `hint` is.
fn what_a_version_can_not_say_is_refused() {
    fn refused<T: Both>(value: &T, version: u32) -> (EncodeErrorKind, String) {
        let error = value.encode_as(version).expect_err("a later value");
        let mut buf = AlignedBuf::from(&b"old"[..]);
        let how = Encoder::new().version(version);
        assert_eq!(how.encode_into::<T, T>(value, &mut buf), Err(error.clone()));
        assert!(buf.is_empty());
        (error.kind(), error.path().to_owned())
    }
    let not = |path: &str| (EncodeErrorKind::NotInVersion, path.to_owned());
    let mut small = t::evolve::Small {
        b: 1,
        ..Default::default()
    };
    assert_eq!(refused(&small, 1), not("b"));
    assert!(small.encode_as(2).is_ok());
    small.b = 0;
    small.c = 1;
    assert_eq!(refused(&small, 2), not("c"));

    let mut item = t::evolve::Item {
        name: "x".into(),
        count: 1,
        parts: vec![Default::default(); 2],
        payment: t::evolve::Payment::Card(Default::default()),
        hint: None,
        note: None,
        side: t::evolve::Side::SELL,
        rate: None,
        label: "none".into(),
        spare: None,
        scale: 1.5,
    };
    assert!(item.encode_as(1).is_ok());
    item.parts[1].weight = 7;
    assert_eq!(refused(&item, 1), not("parts[1].weight"));
    item.parts[1].weight = 0;
    item.label = String::new();
    assert_eq!(refused(&item, 1), not("label"));
    item.label = "none".into();
    item.side = t::evolve::Side::BUY;
    assert_eq!(refused(&item, 1), not("side"));
    item.side = t::evolve::Side::SELL;
    item.payment = t::evolve::Payment::Voucher(Default::default());
    assert_eq!(refused(&item, 1), not("payment.voucher"));
    assert!(item.encode_as(2).is_ok());
    item.scale = -0.0;
    assert_eq!(refused(&item, 2), not("scale"));
}
