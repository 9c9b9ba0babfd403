//! What the tests have in common.

use std::ptr::{null, null_mut};

use glue_test::generated::glue::{Order, Vec3};
use halflap::{AlignedBuf, Message, Uuid};
use halflap_ffi::{Error, System, Word, abi};

use crate::support::{Given, echo_data, open_with, take, target};

pub const NO_TOKEN: *const abi::Token = null();

/// The id of the host interface `Clock`.
pub const CLOCK: u64 = 0x1cf0_36fe_c938_cb93;

/// A clock that stands still, and names customers `customer of N` by the first byte of the id.
pub fn clock(now: i64) -> u64 {
    target(move |method, words, request| match method {
        1 => Ok(Given::Word(now.to_word())),
        2 => {
            let order = Order::decode(request)?;
            assert!(order.customer.is_empty());
            let value = format!("customer of {}", words[0] & 0xff);
            let response = glue_test::generated::glue::ClockNameResponse { value };
            Ok(Given::Data(response.to_halflap().expect("it fits")))
        }
        _ => Err(System::UnknownMethod.into()),
    })
}

pub fn open(of: &str) -> u64 {
    let hosts = [[CLOCK, clock(1_000)]];
    open_with(of, NO_TOKEN, &hosts).expect("it opens")
}

pub fn word(reply: abi::Reply) -> Result<u64, Error> {
    let good = take(reply)?;
    assert_eq!((good.value[1], good.data), (0, None));
    Ok(good.value[0])
}

pub fn wide(reply: abi::Reply) -> Result<[u64; 2], Error> {
    let good = take(reply)?;
    assert_eq!(good.data, None);
    Ok(good.value)
}

pub fn nothing(reply: abi::Reply) -> Result<(), Error> {
    assert_eq!(wide(reply)?, [0, 0]);
    Ok(())
}

/// Calls a method that answers with data and has no effect, with a space that takes it, with one
/// that does not, and with none: the answer has to be the same.
pub fn data(call: impl Fn((*mut u8, usize)) -> abi::Reply) -> Result<Option<AlignedBuf>, Error> {
    let mut space = AlignedBuf::from(&[0xee_u8; 8192][..]);
    let mut short = AlignedBuf::from(&[0xee_u8; 8][..]);
    let here = call((space.as_mut_ptr(), space.len()));
    let fits = !here.data.is_null() && here.len <= space.len();
    assert_eq!(std::ptr::eq(here.data, space.as_ptr()), fits);
    assert!(!fits || here.owner == 0);
    let away = call((null_mut(), 0));
    assert_eq!(away.owner != 0, !away.data.is_null());
    let answers = [here, away, call((short.as_mut_ptr(), short.len()))].map(take);
    assert_eq!(short[..], [0xee; 8]);
    let [here, away, short] = answers;
    assert_eq!(here, away);
    assert_eq!(here, short);
    let good = here?;
    assert_eq!(good.value, [0, 0]);
    Ok(good.data)
}

/// Calls a method of `Echo` with a request message, and reads its response.
pub fn ask<R: Message>(number: u32, handle: u64, request: &impl Message) -> Result<R, Error> {
    let request = request.to_halflap()?;
    let given = data(|space| echo_data(number, handle, request.as_ptr(), request.len(), space))?;
    Ok(R::decode(&given.expect("it answers with a message"))?)
}

pub fn uuid(first: u8) -> Uuid {
    let mut bytes = [0; 16];
    bytes[0] = first;
    bytes[15] = 7;
    Uuid(bytes)
}

pub fn order(first: u8, customer: &str) -> Order {
    Order {
        id: uuid(first),
        customer: customer.into(),
        path: vec![Vec3 {
            x: 3.0,
            y: 4.0,
            z: 0.0,
        }],
        note: Some("grüezi".into()),
    }
}

pub fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> System {
    let error = outcome.expect_err("it is refused");
    let system = error.system();
    system.unwrap_or_else(|| panic!("an error of the boundary, not {error:?}"))
}
