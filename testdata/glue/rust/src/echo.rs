//! Everything there and back.

use std::thread;

use halflap::{List, Map, Uuid, kind};
use halflap_ffi::{Call, Error, Reply, System};

use crate::generated::glue::*;
use crate::generated::glue_glue::*;

/// It says what it hears.
pub struct Parrot;

/// So many threads at most call back.
const THREADS: u32 = 256;

/// A response that is written from what was lent, without a copy before.
struct Lent<'a, T: ?Sized>(&'a T);

impl EchoBlobResponseSource for Lent<'_, [u8]> {
    fn value(&self) -> &[u8] {
        self.0
    }
}

impl EchoNumbersResponseSource for Lent<'_, [u32]> {
    fn value(&self) -> &[u32] {
        self.0
    }
}

/// What `callbacks` asks the callback `text` with.
struct Said<'a>(&'a str, &'a [Vec3]);

impl EchoCallbacksTextRequestSource for Said<'_> {
    fn arg1(&self) -> &str {
        self.0
    }

    fn arg2(&self) -> &[Vec3] {
        self.1
    }
}

impl Echo for Parrot {
    fn nothing(&self, _: &Call<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn bool(&self, _: &Call<'_>, value: bool) -> Result<bool, Error> {
        Ok(value)
    }

    fn unsigned(&self, _: &Call<'_>, a: u8, b: u16, c: u32, d: u64) -> Result<u64, Error> {
        let sum = u64::from(a) + u64::from(b) + u64::from(c);
        Ok(d.wrapping_add(sum))
    }

    fn signed(&self, _: &Call<'_>, a: i8, b: i16, c: i32, d: i64) -> Result<i64, Error> {
        let sum = i64::from(a) + i64::from(b) + i64::from(c);
        Ok(d.wrapping_add(sum))
    }

    fn floats(&self, _: &Call<'_>, a: f32, b: f64) -> Result<f64, Error> {
        Ok(f64::from(a) + b)
    }

    fn single(&self, _: &Call<'_>, value: f32) -> Result<f32, Error> {
        Ok(value)
    }

    fn wide(&self, _: &Call<'_>, value: u128) -> Result<u128, Error> {
        Ok(value)
    }

    fn wide_signed(&self, _: &Call<'_>, value: i128) -> Result<i128, Error> {
        Ok(value)
    }

    fn uuid(&self, _: &Call<'_>, value: Uuid) -> Result<Uuid, Error> {
        Ok(value)
    }

    fn color(&self, _: &Call<'_>, value: Color) -> Result<Color, Error> {
        Ok(value)
    }

    fn gate(&self, _: &Call<'_>, value: Gate) -> Result<Gate, Error> {
        Ok(value)
    }

    fn rights(&self, _: &Call<'_>, value: Rights) -> Result<Rights, Error> {
        Ok(value)
    }

    fn text(&self, _: &Call<'_>, value: &str) -> Result<Reply<EchoTextResponse>, Error> {
        Ok(Reply::new(value.to_owned()))
    }

    fn blob(&self, _: &Call<'_>, value: &[u8]) -> Result<Reply<EchoBlobResponse>, Error> {
        Ok(Reply::encode(&Lent(value)))
    }

    fn numbers(&self, _: &Call<'_>, value: &[u32]) -> Result<Reply<EchoNumbersResponse>, Error> {
        Ok(Reply::encode(&Lent(value)))
    }

    fn bools(&self, _: &Call<'_>, value: &[bool]) -> Result<u64, Error> {
        Ok(value.len() as u64)
    }

    fn uuids(&self, _: &Call<'_>, value: &[Uuid]) -> Result<Reply<EchoUuidsResponse>, Error> {
        Ok(Reply::new(value.to_vec()))
    }

    fn switches(&self, _: &Call<'_>, value: &[Switch]) -> Result<u64, Error> {
        Ok(value.len() as u64)
    }

    fn gates(&self, _: &Call<'_>, value: &[Gate]) -> Result<u64, Error> {
        Ok(value.len() as u64)
    }

    fn vector(&self, _: &Call<'_>, value: Vec3) -> Result<Reply<EchoVectorResponse>, Error> {
        Ok(Reply::new(value))
    }

    fn array(&self, _: &Call<'_>, value: &[u16; 3]) -> Result<Reply<EchoArrayResponse>, Error> {
        Ok(Reply::new(*value))
    }

    fn maybe(&self, _: &Call<'_>, value: Option<u32>) -> Result<Reply<EchoMaybeResponse>, Error> {
        Ok(Reply::new(value))
    }

    fn maybe_text(
        &self,
        _: &Call<'_>,
        value: Option<&str>,
    ) -> Result<Reply<EchoMaybeTextResponse>, Error> {
        Ok(Reply::new(value.map(str::to_owned)))
    }

    fn texts(
        &self,
        _: &Call<'_>,
        value: List<'_, kind::Text>,
    ) -> Result<Reply<EchoTextsResponse>, Error> {
        Ok(Reply::new(value.to_vec()))
    }

    fn map(
        &self,
        _: &Call<'_>,
        value: Map<'_, kind::Text, kind::Value<u64>>,
    ) -> Result<Reply<EchoMapResponse>, Error> {
        Ok(Reply::new(value.to_map()))
    }

    fn payment(
        &self,
        _: &Call<'_>,
        value: PaymentView<'_>,
    ) -> Result<Reply<EchoPaymentResponse>, Error> {
        Ok(Reply::new(Payment::from(value)))
    }

    fn order(&self, _: &Call<'_>, value: OrderView<'_>) -> Result<Reply<Order>, Error> {
        Ok(Reply::encode(&value))
    }

    fn maybe_order(
        &self,
        _: &Call<'_>,
        value: Option<OrderView<'_>>,
    ) -> Result<Option<Reply<Order>>, Error> {
        Ok(value.map(|order| Reply::encode(&order)))
    }

    fn two(
        &self,
        _: &Call<'_>,
        _: OrderView<'_>,
        second: ReceiptView<'_>,
    ) -> Result<Reply<Receipt>, Error> {
        Ok(Reply::encode(&second))
    }

    fn mixed(
        &self,
        _: &Call<'_>,
        name: &str,
        value: Option<u32>,
        order: OrderView<'_>,
        list: List<'_, kind::Nested<Order>>,
    ) -> Result<Reply<Stats>, Error> {
        let texts = name.len() + order.customer().len();
        Ok(Reply::new(Stats {
            orders: list.len() as u64,
            calls: texts as u64 + u64::from(value.unwrap_or_default()),
        }))
    }

    fn callbacks(
        &self,
        call: &Call<'_>,
        word: &EchoCallbacksWord<'_>,
        text: &EchoCallbacksText<'_>,
        order: &EchoCallbacksOrder<'_>,
        nothing: &EchoCallbacksNothing<'_>,
    ) -> Result<Reply<EchoCallbacksResponse>, StoreError> {
        let number = word.call(7, true)?;
        let path = [Vec3 {
            x: 1.0,
            y: 0.0,
            z: 0.0,
        }];
        let said = text.call(&Said("said", &path))?;
        call.check()?;
        let ada = Order {
            customer: "ada".into(),
            ..Order::default()
        };
        let answer = order.call(&EchoCallbacksOrderRequest { arg1: Some(ada) })?;
        nothing.call()?;
        let customer = answer.map_or_else(|| "nobody".into(), |order| order.customer);
        Ok(Reply::new(format!("{number}{said}{customer}")))
    }

    fn threads(&self, _: &Call<'_>, count: u32, each: &EchoThreadsEach<'_>) -> Result<u64, Error> {
        if count > THREADS {
            let why = format!("{count} threads are too many");
            return Err(System::BadRequest.because(why));
        }
        thread::scope(|scope| {
            let calls = (0..count).map(|n| scope.spawn(move || each.call(n)));
            let calls: Vec<_> = calls.collect();
            let answers = calls.into_iter().map(|call| match call.join() {
                Ok(answer) => answer.map(u64::from),
                Err(panic) => std::panic::resume_unwind(panic),
            });
            answers.sum()
        })
    }
}
