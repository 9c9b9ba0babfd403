//! Edits in place leave what an encoder makes of the changed value, whatever is changed to what.

use halflap::edit::{self, Layout};
use halflap::read::read_known;
use halflap::{AlignedBuf, EncodeError, EncodeErrorKind, Encoder, Header, Message, Secret, Uuid};
use halflap_testdata as t;

use crate::made;

/// The first byte chooses the message, the second the writer's version. The rest says what a value
/// holds and how it is changed; and it is looked at as the body of a buffer, too.
pub fn edits(data: &[u8]) {
    let [choice, version, rest @ ..] = data else {
        return;
    };
    match choice % 4 {
        0 => both::<t::shop::Order>(*version, rest),
        1 => both::<t::evolve::Item>(*version, rest),
        2 => both::<t::optionals::Inline>(*version, rest),
        _ => both::<t::maps::Numbers>(*version, rest),
    }
}

/// A message that is changed in the same way as a value and in a buffer: both take as much of the
/// input.
trait Changed: Message + Layout + PartialEq {
    fn value(input: &mut Input<'_>) -> Self;
    fn change(&mut self, version: u32, input: &mut Input<'_>);
    fn edit(edit: &mut Self::Edit<'_>, input: &mut Input<'_>);
}

fn both<T: Changed>(version: u8, bytes: &[u8]) {
    let mut input = Input(bytes);
    let known = 1 + u32::from(version) % T::BLOCKS.len() as u32;
    let how = Encoder::new().version(known).checksum(version >= 128);
    // A value with what the version has not is refused.
    if let Ok(buffer) = how.encode::<T, _>(&T::value(&mut input)) {
        changed::<T>(buffer, input);
    }
    changed::<T>(made::<T>(version, bytes), Input(bytes));
}

/// Edits a buffer, if it can be, and compares with decode, change, encode.
fn changed<T: Changed>(mut buffer: AlignedBuf, input: Input<'_>) {
    let header = Header::peek(&buffer).expect("it was made");
    let (version, checksum) = (header.version(), header.checksum().is_some());
    let before = buffer.clone();
    if let Ok(mut edit) = edit::open::<T>(&mut buffer) {
        T::edit(&mut edit, &mut input.clone());
    }
    let Ok(mut value) = read_known::<T>(&before).and_then(|_| T::decode(&before)) else {
        return assert_eq!(buffer, before);
    };
    value.change(version, &mut input.clone());
    let how = Encoder::new().version(version).checksum(checksum);
    let wanted = how.encode::<T, _>(&value);
    assert_eq!(buffer[..], wanted.expect("what was written")[..]);
    let edited = read_known::<T>(&buffer);
    assert!(edited.is_ok(), "{:?}", edited.err());
}

/// Where values come from. At its end there are only zeros.
#[derive(Clone)]
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            if let [first, rest @ ..] = self.0 {
                (*byte, self.0) = (*first, rest);
            }
        }
        bytes
    }

    fn u8(&mut self) -> u8 {
        u8::from_le_bytes(self.bytes())
    }

    fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.bytes())
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.bytes())
    }

    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }

    /// A float that equals itself.
    fn f32(&mut self) -> f32 {
        f32::from(self.u16())
    }

    fn bool(&mut self) -> bool {
        self.u8() & 1 == 1
    }

    fn some<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.bool().then(|| value(self))
    }

    fn few<C: FromIterator<T>, T>(&mut self, mut value: impl FnMut(&mut Self) -> T) -> C {
        let count = self.u8() % 4;
        (0..count).map(|_| value(self)).collect()
    }

    fn text(&mut self) -> String {
        self.few(|input| char::from(input.u8()))
    }
}

impl Changed for t::shop::Order {
    fn value(input: &mut Input<'_>) -> Self {
        use t::shop::{Card, Line, Payment, Voucher};
        let payment = match input.u8() % 2 {
            0 => Payment::Card(Card::default()),
            _ => Payment::Voucher(Voucher::default()),
        };
        Self {
            id: Uuid(input.bytes()),
            customer: input.text(),
            lines: input.few(|input| Line {
                article: input.text(),
                price: input.u64(),
                quantity: input.u32(),
            }),
            path: input.few(|_| t::shop::Vec3::default()),
            payment,
            labels: input.few(|input| (input.text(), input.text())),
            side: t::shop::Side(input.u8()),
            discount: input.some(Input::u32),
            token: Secret::new(input.few(Input::u8)),
            note: None,
        }
    }

    fn change(&mut self, _: u32, input: &mut Input<'_>) {
        self.id = Uuid(input.bytes());
        for line in &mut self.lines {
            line.price = input.u64();
            line.quantity = input.u32();
        }
        for point in &mut self.path {
            point.y = input.f32();
        }
        if let t::shop::Payment::Voucher(voucher) = &mut self.payment {
            voucher.code = input.u64();
        }
        self.side = t::shop::Side(input.u8());
        self.discount = input.some(Input::u32);
        let token = self.token.reveal().iter().map(|_| input.u8());
        self.token = Secret::new(token.collect());
    }

    fn edit(edit: &mut Self::Edit<'_>, input: &mut Input<'_>) {
        edit.set_id(Uuid(input.bytes()));
        edit.lines().for_each(|mut line| {
            line.set_price(input.u64());
            line.set_quantity(input.u32());
        });
        for point in edit.path() {
            point.y = input.f32();
        }
        if let Some(mut voucher) = edit.payment().voucher() {
            voucher.set_code(input.u64());
        }
        edit.set_side(t::shop::Side(input.u8()));
        edit.set_discount(input.some(Input::u32));
        for byte in edit.token().reveal() {
            *byte = input.u8();
        }
    }
}

#[allow(deprecated, reason = "a field that is still encoded")]
impl Changed for t::evolve::Item {
    fn value(input: &mut Input<'_>) -> Self {
        use t::evolve::{Card, Part, Payment, Voucher};
        let payment = match input.u8() % 2 {
            0 => Payment::Card(Card::default()),
            _ => Payment::Voucher(Voucher::default()),
        };
        Self {
            name: input.text(),
            parts: input.few(|input| Part {
                name: input.text(),
                weight: 0,
                tags: vec![],
            }),
            count: 0,
            payment,
            hint: input.some(Input::text),
            note: None,
            side: t::evolve::Side::SELL,
            rate: None,
            label: "none".into(),
            spare: None,
            scale: 1.5,
        }
    }

    fn change(&mut self, version: u32, input: &mut Input<'_>) {
        self.count = input.u16();
        if let t::evolve::Payment::Voucher(voucher) = &mut self.payment {
            voucher.code = input.u64();
        }
        let (side, rate) = (t::evolve::Side(input.u8()), input.some(Input::u16));
        let (scale, weight) = (input.f32(), input.u32());
        if version >= 2 {
            (self.side, self.rate) = (side, rate);
            self.parts.iter_mut().for_each(|part| part.weight = weight);
        }
        if version >= 3 {
            self.scale = scale;
        }
    }

    fn edit(edit: &mut Self::Edit<'_>, input: &mut Input<'_>) {
        let refused = |set: Result<(), EncodeError>| {
            if let Err(error) = set {
                assert_eq!(error.kind(), EncodeErrorKind::NotInVersion);
            }
        };
        edit.set_count(input.u16());
        if let Some(mut voucher) = edit.payment().voucher() {
            voucher.set_code(input.u64());
        }
        refused(edit.set_side(t::evolve::Side(input.u8())));
        refused(edit.set_rate(input.some(Input::u16)));
        refused(edit.set_scale(input.f32()));
        let weight = input.u32();
        edit.parts()
            .for_each(|mut part| refused(part.set_weight(weight)));
    }
}

impl Changed for t::optionals::Inline {
    fn value(input: &mut Input<'_>) -> Self {
        let mut value = Self::default();
        value.change(1, input);
        value
    }

    fn change(&mut self, _: u32, input: &mut Input<'_>) {
        use t::optionals::{Gate, Point, Rights, Side, Switch};
        self.a = input.some(Input::u8);
        self.b = input.some(Input::bool);
        self.c = input.some(Input::u32);
        self.e = input.some(|input| u128::from(input.u64()) << 70);
        self.f = input.some(|input| Uuid(input.bytes()));
        self.g = input.some(|input| Side(input.u8()));
        self.h = input.some(|input| if input.bool() { Gate::Open } else { Gate::Shut });
        self.i = input.some(|input| Rights(input.u8()));
        self.j = input.some(|input| Point {
            x: input.u32() as i32,
            y: -1,
        });
        self.k = input.some(Input::bytes);
        self.l = input.some(|input| Switch {
            gate: Gate::Shut,
            on: input.bool(),
        });
    }

    fn edit(edit: &mut Self::Edit<'_>, input: &mut Input<'_>) {
        let mut value = Self::default();
        value.change(1, input);
        edit.set_a(value.a);
        edit.set_b(value.b);
        edit.set_c(value.c);
        edit.set_e(value.e);
        edit.set_f(value.f);
        edit.set_g(value.g);
        edit.set_h(value.h);
        edit.set_i(value.i);
        edit.set_j(value.j);
        match (edit.k(), value.k) {
            (Some(there), Some(wanted)) => *there = wanted,
            (_, wanted) => edit.set_k(wanted.as_ref()),
        }
        edit.set_l(value.l);
    }
}

impl Changed for t::maps::Numbers {
    fn value(input: &mut Input<'_>) -> Self {
        Self {
            a: input.few(|input| (input.u8(), input.u8())),
            b: input.few(|input| (input.u8() as i8, 0)),
            d: input.few(|input| (input.u32() as i32, input.bool())),
            e: input.few(|input| (input.u64(), input.u32())),
            ..Self::default()
        }
    }

    fn change(&mut self, _: u32, input: &mut Input<'_>) {
        for value in self.a.values_mut() {
            *value = input.u8();
        }
        for value in self.d.values_mut() {
            *value = input.bool();
        }
        for value in self.e.values_mut() {
            *value = input.u32();
        }
    }

    fn edit(edit: &mut Self::Edit<'_>, input: &mut Input<'_>) {
        let mut a = edit.a();
        for key in a.view().keys().collect::<Vec<_>>() {
            a.get(key).expect("its own key").set(input.u8());
        }
        let mut d = edit.d();
        for index in 0..d.len() {
            d.entry(index).expect("one of so many").set(input.bool());
        }
        let mut e = edit.e();
        for index in 0..e.len() {
            e.entry(index).expect("one of so many").set(input.u32());
        }
    }
}
