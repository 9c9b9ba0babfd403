//! The functions of a host, called.

use halflap::AlignedBuf;

use crate::{Error, System, abi};

#[cold]
fn missing() -> Error {
    System::NoHost.because("the host lacks the function")
}

/// Calls a callback or a method of an object of the host's.
///
/// # Errors
/// `no_host` where the host can't do it.
pub fn call(
    host: &abi::Host,
    (target, method): (u64, u32),
    words: &[u64],
    request: &[u8],
    space: &mut [u8],
) -> Result<abi::Reply, Error> {
    let call = host.call.ok_or_else(missing)?;
    let (words, word_count) = (words.as_ptr(), words.len());
    let (request, request_len) = (request.as_ptr(), request.len());
    let (space, space_len) = (space.as_mut_ptr(), space.len());
    // SAFETY: a host is only made of what a client attached, who owes a function of this type
    // (HL-ABI-24). It reads the words and the request and writes to the space while it runs, and
    // they are borrowed for longer, the space exclusively.
    Ok(unsafe {
        call(
            target,
            method,
            words,
            word_count,
            request,
            request_len,
            space,
            space_len,
        )
    })
}

/// Copies data that did not fit into the space.
///
/// # Errors
/// `no_host` where the host can't do it.
pub fn fetch(host: &abi::Host, owner: u64, to: &mut AlignedBuf) -> Result<(), Error> {
    let fetch = host.fetch.ok_or_else(missing)?;
    let (to, len) = (to.as_mut_ptr(), to.len());
    // SAFETY: as in `call`; it writes as many bytes as it is told of, which are borrowed
    // exclusively.
    unsafe { fetch(owner, to, len) };
    Ok(())
}

/// Drops data that did not fit into the space.
pub fn drop_data(host: &abi::Host, owner: u64) {
    if let Some(fetch) = host.fetch {
        // SAFETY: as in `call`; null is how it is told to drop them.
        unsafe { fetch(owner, std::ptr::null_mut(), 0) };
    }
}

/// Gives an object back.
pub fn release(host: &abi::Host, target: u64) {
    if let Some(release) = host.release {
        // SAFETY: as in `call`.
        unsafe { release(target) };
    }
}
