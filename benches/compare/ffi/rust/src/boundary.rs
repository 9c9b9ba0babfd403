//! The C functions that Go calls by hand, and the only place here that follows pointers. It is what
//! one writes without a generator: bytes by pointer and length, an answer that is given back to be freed.

use std::mem::ManuallyDrop;
use std::{ptr, slice};

use crate::peers::{json, protobuf};

/// An answer that is Rust's memory until `compare_free`. `data` is null where the request was bad,
/// `capacity` is 0 where the bytes stay.
#[repr(C)]
pub struct Reply {
    data: *mut u8,
    len: usize,
    capacity: usize,
}

impl From<Option<Vec<u8>>> for Reply {
    fn from(bytes: Option<Vec<u8>>) -> Self {
        let (data, len, capacity) = match bytes.map(ManuallyDrop::new) {
            Some(mut bytes) => (bytes.as_mut_ptr(), bytes.len(), bytes.capacity()),
            None => (ptr::null_mut(), 0, 0),
        };
        Self {
            data,
            len,
            capacity,
        }
    }
}

impl From<&'static [u8]> for Reply {
    fn from(bytes: &'static [u8]) -> Self {
        Self {
            data: bytes.as_ptr().cast_mut(),
            len: bytes.len(),
            capacity: 0,
        }
    }
}

/// A number, unless the request was bad.
#[repr(C)]
pub struct Number {
    value: u64,
    good: u8,
}

impl From<Option<u64>> for Number {
    fn from(number: Option<u64>) -> Self {
        Self {
            value: number.unwrap_or(0),
            good: number.is_some().into(),
        }
    }
}

/// The values that a caller passes by pointer and length.
///
/// # Safety
///
/// They lie there, and stay as they are, for as long as the caller of this uses them.
unsafe fn values<'a, T>(data: *const T, len: usize) -> &'a [T] {
    if len == 0 {
        return &[];
    }
    // SAFETY: the caller promises `len` values at `data` that do not change.
    unsafe { slice::from_raw_parts(data, len) }
}

/// Gives an answer back.
///
/// # Safety
///
/// It came from a function of this file, and is given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn compare_free(reply: Reply) {
    if reply.capacity != 0 {
        // SAFETY: it has a capacity, so it is not one whose bytes stay: the parts are those of a vector of bytes that `Reply::from` has kept from being
        // dropped, and by the caller's promise nobody else does so.
        drop(unsafe { Vec::from_raw_parts(reply.data, reply.len, reply.capacity) });
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn compare_nothing() {}

#[unsafe(no_mangle)]
pub extern "C" fn compare_twice(x: f64) -> f64 {
    2.0 * x
}

/// # Safety
///
/// `from` points at `len` numbers, `to` at as many that nobody else uses meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn compare_twice_all(from: *const f64, to: *mut f64, len: usize) {
    // SAFETY: as the caller promises.
    let from = unsafe { values(from, len) };
    for (i, x) in from.iter().enumerate() {
        // SAFETY: the caller promises `len` places at `to`.
        let place = unsafe { to.add(i) };
        // SAFETY: nobody else uses the place meanwhile.
        unsafe { place.write(2.0 * x) };
    }
}

/// # Safety
///
/// `data` points at `len` numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn compare_ends(data: *const f32, len: usize) -> f64 {
    // SAFETY: as the caller promises.
    crate::work::ends(unsafe { values(data, len) })
}

/// # Safety
///
/// `data` points at `len` numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn compare_sum(data: *const f32, len: usize) -> f64 {
    // SAFETY: as the caller promises.
    crate::work::sum_of(unsafe { values(data, len) })
}

/// The functions of a service whose requests and answers are bytes.
macro_rules! service {
    ($service:ident: $echo:ident, $echo_log:ident, $take:ident, $make:ident, $kept:ident) => {
        /// # Safety
        ///
        /// `data` points at `len` bytes.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $echo(data: *const u8, len: usize) -> Reply {
            // SAFETY: as the caller promises.
            $service::echo(unsafe { values(data, len) }).into()
        }

        /// # Safety
        ///
        /// `data` points at `len` bytes.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $echo_log(data: *const u8, len: usize) -> Reply {
            // SAFETY: as the caller promises.
            $service::echo_log(unsafe { values(data, len) }).into()
        }

        /// # Safety
        ///
        /// `data` points at `len` bytes.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $take(data: *const u8, len: usize) -> Number {
            // SAFETY: as the caller promises.
            $service::take(unsafe { values(data, len) }).into()
        }

        #[unsafe(no_mangle)]
        pub extern "C" fn $make(count: u32) -> Reply {
            $service::make(count).into()
        }

        #[unsafe(no_mangle)]
        pub extern "C" fn $kept(count: u32) -> Reply {
            $service::kept(count).into()
        }
    };
}

service!(
    protobuf: compare_protobuf_echo, compare_protobuf_echo_log, compare_protobuf_take, compare_protobuf_make,
    compare_protobuf_kept
);
service!(
    json: compare_json_echo, compare_json_echo_log, compare_json_take, compare_json_make, compare_json_kept
);
