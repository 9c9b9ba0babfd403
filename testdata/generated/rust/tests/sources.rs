//! Writing from sources of one's own: borrowed data, and sources that don't keep their word.

use std::cell::Cell;

use halflap::write::{Borrow, Result, Seq, Target, Written};
use halflap::{AlignedBuf, EncodeErrorKind, Encoder, Message, Uuid};
use halflap_testdata::maps::{self, TextsSource};
use halflap_testdata::recursion::Dir;
use halflap_testdata::shop::{
    self, CardSource, LineSource, OrderSource, PaymentSource, PaymentTarget, Side, Vec3,
};

/// An order as some other program keeps it: nothing of it is copied to be written.
struct Borrowed<'a> {
    customer: &'a str,
    lines: &'a [(&'a str, u64)],
    card: &'a str,
}

struct BorrowedLine<'a>(&'a str, u64);

impl LineSource for BorrowedLine<'_> {
    fn article(&self) -> &str {
        self.0
    }

    fn price(&self) -> u64 {
        self.1
    }

    fn quantity(&self) -> u32 {
        1
    }
}

impl CardSource for Borrowed<'_> {
    fn number(&self) -> &str {
        self.card
    }

    fn holder(&self) -> &str {
        self.customer
    }
}

impl PaymentSource for Borrowed<'_> {
    fn write<T: Target>(&self, to: PaymentTarget<'_, T>) -> Result<Written> {
        to.card(self)
    }
}

impl OrderSource for Borrowed<'_> {
    fn id(&self) -> Uuid {
        Uuid([7; 16])
    }

    fn customer(&self) -> &str {
        self.customer
    }

    fn lines(&self) -> impl Seq<Item = impl LineSource> {
        self.lines
            .iter()
            .map(|(name, price)| BorrowedLine(name, *price))
    }

    fn path(&self) -> &[Vec3] {
        &[]
    }

    fn payment(&self) -> impl PaymentSource {
        self
    }

    fn labels(&self) -> impl Seq<Item = (impl AsRef<str>, impl AsRef<str>)> {
        [("a", "1"), ("b", "2")]
    }

    fn side(&self) -> Side {
        Side::SELL
    }

    fn discount(&self) -> Option<u32> {
        Some(5)
    }

    fn token(&self) -> &[u8] {
        b"token"
    }
}

fn borrowed() -> Borrowed<'static> {
    Borrowed {
        customer: "Ada",
        lines: &[("tea", 300), ("milk", 120)],
        card: "4711",
    }
}

#[test]
fn borrowed_data_is_written_as_the_owned_value_is() {
    let line = |article: &str, price| shop::Line {
        article: article.into(),
        price,
        quantity: 1,
    };
    let order = shop::Order {
        id: Uuid([7; 16]),
        customer: "Ada".into(),
        lines: vec![line("tea", 300), line("milk", 120)],
        path: vec![],
        payment: shop::Payment::Card(shop::Card {
            number: "4711".into(),
            holder: "Ada".into(),
        }),
        labels: [("a", "1"), ("b", "2")]
            .map(|(k, v)| (k.into(), v.into()))
            .into(),
        side: Side::SELL,
        discount: Some(5),
        token: b"token".to_vec().into(),
        note: None,
    };
    let source = borrowed();
    let how = Encoder::new().checksum(true);
    let buffer = how.encode::<shop::Order, _>(&source).unwrap();
    assert_eq!(buffer, how.encode::<shop::Order, _>(&order).unwrap());
    assert_eq!(shop::Order::decode(&buffer).unwrap(), order);
    let old = Encoder::new().version(1);
    assert_eq!(
        old.encode::<shop::Order, _>(&source).unwrap(),
        order.encode_as(1).unwrap()
    );
}

/// A map whose entries come in the order in which they stand here.
struct Pairs(Vec<(&'static str, &'static str)>);

impl TextsSource for Pairs {
    fn labels(&self) -> impl Seq<Item = (impl AsRef<str>, impl AsRef<str>)> {
        self.0.iter().copied()
    }
}

#[test]
fn a_sorted_source_has_to_be_sorted() {
    let refused = |pairs: &[(&'static str, &'static str)]| {
        let error = Encoder::new()
            .encode::<maps::Texts, _>(&Pairs(pairs.to_vec()))
            .unwrap_err();
        (error.kind(), error.path().to_owned())
    };
    let at = |kind, path: &str| (kind, path.to_owned());
    assert_eq!(
        refused(&[("b", ""), ("a", "")]),
        at(EncodeErrorKind::UnsortedMap, "labels[1].key")
    );
    assert_eq!(
        refused(&[("a", ""), ("b", "1"), ("b", "2")]),
        at(EncodeErrorKind::DuplicateKey, "labels[2].key")
    );
    // By their bytes, not by their letters.
    let good = Pairs(vec![("Z", ""), ("a", ""), ("ä", "")]);
    assert!(Encoder::new().encode::<maps::Texts, _>(&good).is_ok());
}

/// What a liar does when it is asked the second time.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Lie {
    None,
    LongerText,
    ShorterText,
    OtherText,
    MoreLines,
    FewerLines,
    WrongCount(usize),
    OtherArm,
    MoreLabels,
}

struct Liar {
    lie: Lie,
    /// How often each was asked.
    customer: Cell<u32>,
    lines: Cell<u32>,
    payment: Cell<u32>,
    labels: Cell<u32>,
}

impl Liar {
    fn new(lie: Lie) -> Self {
        Liar {
            lie,
            customer: Cell::new(0),
            lines: Cell::new(0),
            payment: Cell::new(0),
            labels: Cell::new(0),
        }
    }

    fn lies(&self, asked: &Cell<u32>, lie: Lie) -> bool {
        self.lie == lie && asked.get() > 1
    }
}

/// Says that it has `said` items, and has others.
struct Miscounted<I>(I, usize);

impl<I: Iterator> Iterator for Miscounted<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.1, Some(self.1))
    }
}

impl<I: Iterator> ExactSizeIterator for Miscounted<I> {}

impl PaymentSource for Liar {
    fn write<T: Target>(&self, to: PaymentTarget<'_, T>) -> Result<Written> {
        self.payment.set(self.payment.get() + 1);
        if self.lies(&self.payment, Lie::OtherArm) {
            to.cash(&shop::Cash {})
        } else {
            to.card(&borrowed())
        }
    }
}

impl OrderSource for Liar {
    fn id(&self) -> Uuid {
        Uuid::NIL
    }

    fn customer(&self) -> &str {
        self.customer.set(self.customer.get() + 1);
        let lies = |lie| self.lies(&self.customer, lie);
        match () {
            () if lies(Lie::LongerText) => "some name and more",
            () if lies(Lie::ShorterText) => "some",
            () if lies(Lie::OtherText) => "eman emos",
            () => "some name",
        }
    }

    fn lines(&self) -> impl Seq<Item = impl LineSource> {
        self.lines.set(self.lines.get() + 1);
        let count = match () {
            () if self.lies(&self.lines, Lie::MoreLines) => 4,
            () if self.lies(&self.lines, Lie::FewerLines) => 2,
            () => 3,
        };
        let said = match self.lie {
            Lie::WrongCount(said) => said,
            _ => count,
        };
        Miscounted(
            (0..count).map(|price| BorrowedLine("x", price as u64)),
            said,
        )
    }

    fn path(&self) -> &[Vec3] {
        &[]
    }

    fn payment(&self) -> impl PaymentSource {
        self
    }

    fn labels(&self) -> impl Seq<Item = (impl AsRef<str>, impl AsRef<str>)> {
        self.labels.set(self.labels.get() + 1);
        let more = self.lies(&self.labels, Lie::MoreLabels);
        [("a", ""), ("b", "")]
            .into_iter()
            .take(1 + usize::from(more))
            .collect::<Vec<_>>()
    }

    fn side(&self) -> Side {
        Side::BUY
    }

    fn discount(&self) -> Option<u32> {
        None
    }

    fn token(&self) -> &[u8] {
        b""
    }
}

#[test]
fn who_answers_differently_the_second_time_is_found_out() {
    let write = |lie| {
        let mut buf = AlignedBuf::new();
        let written = Encoder::new().encode_into::<shop::Order, _>(&Liar::new(lie), &mut buf);
        match written {
            Ok(()) => {
                // Whatever was written is good, and canonical.
                let read = shop::OrderView::read_known(&buf).unwrap();
                assert_eq!(Encoder::new().encode::<shop::Order, _>(&read).unwrap(), buf);
                Ok(read.customer().to_owned())
            }
            Err(error) => {
                assert!(buf.is_empty(), "something is handed out");
                Err(error.kind())
            }
        }
    };
    // Memory of the caller's is as long as the first answers say.
    for lie in [
        Lie::LongerText,
        Lie::ShorterText,
        Lie::MoreLines,
        Lie::MoreLabels,
    ] {
        let liar = Liar::new(lie);
        let len = Encoder::new().encoded_len::<shop::Order, _>(&liar);
        let mut memory = vec![0xff; len.unwrap()];
        let error = Encoder::new().encode_into_slice::<shop::Order, _>(&liar, &mut memory);
        let kind = error.unwrap_err().kind();
        assert_eq!(kind, EncodeErrorKind::SourceChanged);
        assert!(memory.iter().all(|byte| *byte == 0));
        // Where there is room nobody is asked twice.
        let mut room = AlignedBuf::with_capacity(4096);
        let written = Encoder::new().encode_into::<shop::Order, _>(&Liar::new(lie), &mut room);
        assert_eq!(written, Ok(()));
        let read = shop::OrderView::read_known(&room).unwrap();
        assert_eq!(read.customer(), "some name");
    }

    let changed = Err(EncodeErrorKind::SourceChanged);
    assert_eq!(write(Lie::None), Ok("some name".into()));
    assert_eq!(write(Lie::OtherText), Ok("eman emos".into()));
    assert_eq!(write(Lie::LongerText), changed);
    assert_eq!(write(Lie::ShorterText), changed);
    assert_eq!(write(Lie::MoreLines), changed);
    assert_eq!(write(Lie::FewerLines), changed);
    assert_eq!(write(Lie::OtherArm), changed);
    assert_eq!(write(Lie::MoreLabels), changed);
    assert_eq!(write(Lie::WrongCount(0)), changed);
    assert_eq!(write(Lie::WrongCount(2)), changed);
    assert_eq!(write(Lie::WrongCount(4)), changed);
    let large = Err(EncodeErrorKind::TooLarge);
    assert_eq!(write(Lie::WrongCount(usize::MAX)), large);
    assert_eq!(write(Lie::WrongCount(1 << 30)), large);
}

/// A vector that claims more than any buffer holds is refused before it is looked at.
struct Endless;

impl maps::NumbersSource for Endless {
    fn a(&self) -> impl Seq<Item = (impl Borrow<u8>, impl Borrow<u8>)> {
        Miscounted(std::iter::repeat((1u8, 1u8)), usize::MAX)
    }

    fn b(&self) -> impl Seq<Item = (impl Borrow<i8>, impl Borrow<u8>)> {
        std::iter::empty::<(i8, u8)>()
    }

    fn c(&self) -> impl Seq<Item = (impl Borrow<u16>, impl Borrow<u16>)> {
        std::iter::empty::<(u16, u16)>()
    }

    fn d(&self) -> impl Seq<Item = (impl Borrow<i32>, impl Borrow<bool>)> {
        std::iter::empty::<(i32, bool)>()
    }

    fn e(&self) -> impl Seq<Item = (impl Borrow<u64>, impl Borrow<u32>)> {
        std::iter::empty::<(u64, u32)>()
    }

    fn f(&self) -> impl Seq<Item = (impl Borrow<i64>, impl Borrow<f32>)> {
        std::iter::empty::<(i64, f32)>()
    }
}

#[test]
fn what_is_too_large_is_refused_before_it_is_looked_at() {
    let error = Encoder::new()
        .encode::<maps::Numbers, _>(&Endless)
        .unwrap_err();
    assert_eq!(error.kind(), EncodeErrorKind::TooLarge);
    assert_eq!(error.path(), "a");
}

#[test]
fn nesting_has_a_bound() {
    let nest = |depth: usize| {
        let mut dir = Dir::default();
        for _ in 0..depth {
            dir = Dir {
                entries: [(String::new(), dir)].into(),
            };
        }
        dir.to_halflap()
    };
    // Each level is two targets deep: a map, and an entry's value in it. The innermost map, which
    // is empty, is one more.
    assert!(nest(31).is_ok());
    let error = nest(32).unwrap_err();
    assert_eq!(error.kind(), EncodeErrorKind::TooDeep);
    assert!(error.path().ends_with("].value.entries"), "{error}");
    assert!(
        error
            .path()
            .starts_with("entries[0].value.entries[0].value."),
        "{error}"
    );
}
