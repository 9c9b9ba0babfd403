//! The structs that cross the boundary, as `spec/abi.md` gives them.
//!
//! Whoever is on the other side of the boundary makes them too: their fields are public and nothing
//! is promised of what the pointers in them lead to.

use std::ffi::{CStr, c_char};
use std::mem::offset_of;
use std::sync::atomic::AtomicU32;

/// The version of the boundary.
pub const ABI: u32 = 1;

/// What every function answers with (HL-ABI-13).
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Reply {
    /// Words, wides and handles.
    pub value: [u64; 2],
    /// A buffer, or null.
    pub data: *const u8,
    /// How long it is.
    pub len: usize,
    /// Who has to be told that it is done with; 0 for no one.
    pub owner: u64,
    /// [`GOOD`] or [`FAILED`].
    pub status: u32,
    /// 0.
    pub reserved: u32,
}

/// The status of a reply with a result.
pub const GOOD: u32 = 0;

/// The status of a reply with an error.
pub const FAILED: u32 = 1;

impl Reply {
    /// A good one without data.
    pub const fn of(value: [u64; 2]) -> Self {
        Reply {
            value,
            data: std::ptr::null(),
            len: 0,
            owner: 0,
            status: GOOD,
            reserved: 0,
        }
    }
}

/// By what a call is cancelled (HL-ABI-22).
#[derive(Debug, Default)]
#[repr(C, align(8))]
pub struct Token {
    /// [`RUNNING`], [`CANCELLED`] or [`DEADLINE_EXCEEDED`].
    pub state: AtomicU32,
    /// 0.
    pub reserved: u32,
    /// Nanoseconds since 1970 began; 0 for none.
    pub deadline: i64,
}

/// The state of a token whose call may go on.
pub const RUNNING: u32 = 0;

/// The state of a token whose caller gave up.
pub const CANCELLED: u32 = 1;

/// The state of a token whose time is over.
pub const DEADLINE_EXCEEDED: u32 = 2;

/// What a client gives a library to call it by (HL-ABI-24).
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Host {
    /// [`ABI`].
    pub abi: u32,
    /// 0.
    pub reserved: u32,
    /// Calls a callback, or a method of an object.
    pub call: Option<HostCall>,
    /// Copies data that did not fit, or drops it.
    pub fetch: Option<HostFetch>,
    /// Gives an object back.
    pub release: Option<HostRelease>,
}

/// `target`, method, words and their number, request and its length, space and its length.
pub type HostCall =
    unsafe extern "C" fn(u64, u32, *const u64, usize, *const u8, usize, *mut u8, usize) -> Reply;

/// `owner`, memory or null, and its length.
pub type HostFetch = unsafe extern "C" fn(u64, *mut u8, usize);

/// `target`.
pub type HostRelease = unsafe extern "C" fn(u64);

/// A library, as its one exported function gives it (HL-ABI-8).
#[derive(Debug)]
#[repr(C)]
pub struct Library {
    /// [`ABI`].
    pub abi: u32,
    /// Of the package.
    pub version: u32,
    /// Its name, ended by a zero.
    pub package: *const c_char,
    /// All interfaces of the package.
    pub interfaces: *const Interface,
    /// How many there are.
    pub interface_count: usize,
    /// Number of the library, and the host or null.
    pub attach: *const (),
    /// Ends a handle.
    pub close: *const (),
    /// Makes another handle of the same object.
    pub clone: *const (),
    /// Counts handles.
    pub live: *const (),
    /// Ends data of a reply.
    pub release: *const (),
}

/// An interface of a library.
#[derive(Debug)]
#[repr(C)]
pub struct Interface {
    /// Its type id, as a number (HL-ABI-9).
    pub id: u64,
    /// Its full name, ended by a zero.
    pub name: *const c_char,
    /// Ascending by number.
    pub methods: *const Method,
    /// How many there are.
    pub method_count: usize,
    /// 1 where the client implements it.
    pub host: u32,
    /// 0.
    pub reserved: u32,
    /// Opens an object, or null.
    pub open: *const (),
}

/// A method of an interface.
#[derive(Debug)]
#[repr(C)]
pub struct Method {
    /// At least 1.
    pub number: u32,
    /// The version of the package that added it.
    pub since: u32,
    /// Its name, ended by a zero.
    pub name: *const c_char,
    /// By version of the package, from 1 on.
    pub fingerprints: *const u64,
    /// Null in a host interface.
    pub function: *const (),
}

/// What a library's five functions of its own are.
#[derive(Clone, Copy, Debug)]
pub struct Functions {
    /// [`Library::attach`].
    pub attach: *const (),
    /// [`Library::close`].
    pub close: *const (),
    /// [`Library::clone`].
    pub clone: *const (),
    /// [`Library::live`].
    pub live: *const (),
    /// [`Library::release`].
    pub release: *const (),
}

impl Library {
    /// A library's table: a constant, so that it is there before anything else is.
    pub const fn new(
        package: &'static CStr,
        version: u32,
        interfaces: &'static [Interface],
        functions: Functions,
    ) -> Self {
        Library {
            abi: ABI,
            version,
            package: package.as_ptr(),
            interfaces: interfaces.as_ptr(),
            interface_count: interfaces.len(),
            attach: functions.attach,
            close: functions.close,
            clone: functions.clone,
            live: functions.live,
            release: functions.release,
        }
    }
}

impl Interface {
    /// One that the library implements. `open` is null where another interface's method is the way
    /// to get one.
    pub const fn library(
        id: u64,
        name: &'static CStr,
        methods: &'static [Method],
        open: *const (),
    ) -> Self {
        Interface {
            id,
            name: name.as_ptr(),
            methods: methods.as_ptr(),
            method_count: methods.len(),
            host: 0,
            reserved: 0,
            open,
        }
    }

    /// One that the client implements.
    pub const fn host(id: u64, name: &'static CStr, methods: &'static [Method]) -> Self {
        let interface = Self::library(id, name, methods, std::ptr::null());
        Interface {
            host: 1,
            ..interface
        }
    }
}

impl Method {
    /// A method with a fingerprint for each version of the package.
    pub const fn new(
        number: u32,
        since: u32,
        name: &'static CStr,
        fingerprints: &'static [u64],
        function: *const (),
    ) -> Self {
        Method {
            number,
            since,
            name: name.as_ptr(),
            fingerprints: fingerprints.as_ptr(),
            function,
        }
    }
}

/// Checks sizes and offsets where pointers take 8 bytes; the C header says the same.
macro_rules! layout {
    ($($name:ident $size:literal { $($field:ident $offset:literal)* })*) => {$(
        const _: () = assert!(size_of::<$name>() == $size && align_of::<$name>() == 8);
        $(const _: () = assert!(offset_of!($name, $field) == $offset);)*
    )*};
}

#[cfg(target_pointer_width = "64")]
layout! {
    Reply 48 { value 0 data 16 len 24 owner 32 status 40 reserved 44 }
    Token 16 { state 0 reserved 4 deadline 8 }
    Host 32 { abi 0 reserved 4 call 8 fetch 16 release 24 }
    Library 72 {
        abi 0 version 4 package 8 interfaces 16 interface_count 24 attach 32 close 40 clone 48
        live 56 release 64
    }
    Interface 48 { id 0 name 8 methods 16 method_count 24 host 32 reserved 36 open 40 }
    Method 32 { number 0 since 4 name 8 fingerprints 16 function 24 }
}

#[cfg(not(target_pointer_width = "64"))]
compile_error!("the glue of halflap is for targets with pointers of 64 bits");
