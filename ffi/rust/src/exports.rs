//! What exported functions do around the method that they call.

use crate::handles::{Borrowed, Interface};
use crate::host::Hosts;
use crate::out::{self, Answered, Out};
use crate::raw::{Count, Pointer, Space, TokenPointer};
use crate::{Call, Error, abi, guard};

/// Calls a method of the object behind a handle: everything that a call needs but its own
/// parameters. A call whose token is set is not made; a panic is answered, and poisons the object.
#[inline]
pub fn call<I: Interface + ?Sized>(
    handle: u64,
    token: TokenPointer<'_>,
    space: Space<'_>,
    method: impl FnOnce(&I, &Call<'_>, Out<'_>) -> Answered,
) -> abi::Reply {
    match made(handle, token, space, method) {
        Ok(done) => done.reply(space),
        Err(error) => failed::<I>(space, &error),
    }
}

/// Makes the call.
#[inline(always)]
fn made<I: Interface + ?Sized>(
    handle: u64,
    token: TokenPointer<'_>,
    space: Space<'_>,
    method: impl FnOnce(&I, &Call<'_>, Out<'_>) -> Answered,
) -> Answered {
    let (call, borrowed) = begin::<I>(handle, token, space)?;
    let object = borrowed.object()?;
    let out = Out::new(I::state(), space);
    let outcome = guard::run(|| method(object, &call, out));
    if outcome.is_err() {
        borrowed.poison();
    }
    borrowed.end();
    outcome?
}

#[inline(always)]
fn begin<'a, I: Interface + ?Sized>(
    handle: u64,
    token: TokenPointer<'a>,
    space: Space<'_>,
) -> Result<(Call<'a>, Borrowed<'static, I>), Error> {
    space.check()?;
    let call = Call::new(token.get()?);
    call.check()?;
    Ok((call, I::state().objects.borrow::<I>(handle)?))
}

/// Begins a use of the object that a parameter is a handle of.
///
/// # Errors
/// `stale_handle`, `wrong_library`.
pub fn borrow<I: Interface + ?Sized>(handle: u64) -> Result<Borrowed<'static, I>, Error> {
    I::state().objects.borrow(handle)
}

/// Begins a use of the object that an optional parameter is a handle of: 0 and absent are none.
///
/// # Errors
/// `stale_handle`, `wrong_library`.
pub fn borrow_optional<I: Interface + ?Sized>(
    handle: Option<u64>,
) -> Result<Option<Borrowed<'static, I>>, Error> {
    let handle = handle.filter(|handle| *handle != 0);
    handle.map(borrow).transpose()
}

/// Opens an object: everything around the library's own function. What the host gave for it is given
/// back where none is made.
pub fn open<'a, I: Interface + ?Sized>(
    token: TokenPointer<'a>,
    hosts: Pointer<'a, [u64; 2], 1>,
    host_count: Count<'a, 1>,
    make: impl FnOnce(&Call<'_>, Hosts, Out<'_>) -> Answered,
) -> abi::Reply {
    let state = I::state();
    let made = || {
        let hosts = Hosts::new(state, hosts.slice(host_count, "hosts")?)?;
        let call = Call::new(token.get()?);
        call.check()?;
        let out = Out::new(state, Space::NONE);
        guard::run(|| make(&call, hosts, out))?
    };
    match made() {
        Ok(done) => done.reply(Space::NONE),
        Err(error) => failed::<I>(Space::NONE, &error),
    }
}

#[cold]
fn failed<I: Interface + ?Sized>(space: Space<'_>, error: &Error) -> abi::Reply {
    // A space that can be none is not written to.
    let space = if space.check().is_ok() {
        space
    } else {
        Space::NONE
    };
    out::failed(I::state(), space, error)
}
