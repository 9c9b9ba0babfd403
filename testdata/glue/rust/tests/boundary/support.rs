//! A client in Rust: it calls the library through its table, as C would, and is a host. The only file
//! of these tests that uses `unsafe`.

use std::collections::BTreeMap;
use std::ffi::CStr;
use std::ptr::null;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Once};

use glue_test as _;
use halflap::AlignedBuf;
use halflap_ffi::{Error, abi};

unsafe extern "C" {
    /// What the library exports.
    safe fn halflap_glue_library() -> *const abi::Library;
}

/// The library's table.
pub fn library() -> &'static abi::Library {
    // SAFETY: the function gives a table that is never freed.
    unsafe { &*halflap_glue_library() }
}

/// The text that a table points at.
pub fn text(place: *const std::ffi::c_char) -> &'static str {
    // SAFETY: texts in tables end with a zero and are never freed.
    unsafe { CStr::from_ptr(place) }.to_str().expect("UTF-8")
}

/// All interfaces of the library.
pub fn interfaces() -> &'static [abi::Interface] {
    let library = library();
    // SAFETY: the table has so many of them.
    unsafe { std::slice::from_raw_parts(library.interfaces, library.interface_count) }
}

/// All methods of an interface.
pub fn methods(interface: &abi::Interface) -> &'static [abi::Method] {
    // SAFETY: the table has so many of them.
    unsafe { std::slice::from_raw_parts(interface.methods, interface.method_count) }
}

/// A method's fingerprints.
pub fn fingerprints(method: &abi::Method) -> &'static [u64] {
    // SAFETY: there is one for each version of the package.
    unsafe { std::slice::from_raw_parts(method.fingerprints, library().version as usize) }
}

/// The interface of that name.
pub fn interface(name: &str) -> &'static abi::Interface {
    let mut all = interfaces().iter();
    let found = all.find(|interface| text(interface.name) == name);
    found.expect("the library has it")
}

/// The function of a method.
pub fn function(of: &str, number: u32) -> *const () {
    let mut all = methods(interface(of)).iter();
    let method = all.find(|method| method.number == number);
    method.expect("the interface has it").function
}

/// Makes a function that can be called of a pointer in a table.
macro_rules! callable {
    ($pointer:expr, fn($($ty:ty),* $(,)?) -> $gives:ty) => {{
        type Function = unsafe extern "C" fn($($ty),*) -> $gives;
        let pointer: *const () = $pointer;
        assert!(!pointer.is_null());
        // SAFETY: the table holds a function of that type, by `spec/abi.md`.
        unsafe { std::mem::transmute::<*const (), Function>(pointer) }
    }};
}

/// Declares methods of the library as functions: interface, number, and what they take behind the
/// token. Whoever calls them passes pointers that are good, or that the library has to refuse.
macro_rules! methods {
    ($($name:ident = $of:literal $number:literal ($($arg:ident: $ty:ty),*);)*) => {$(
        #[allow(clippy::too_many_arguments)]
        pub fn $name(handle: u64, token: *const abi::Token, $($arg: $ty),*) -> abi::Reply {
            attach();
            let pointer = function($of, $number);
            let function = callable!(pointer, fn(u64, *const abi::Token, $($ty),*) -> abi::Reply);
            // SAFETY: see the macro.
            unsafe { function(handle, token, $($arg),*) }
        }
    )*};
}

type Bytes = *const u8;
type Space = *mut u8;

methods! {
    store_put = "glue.Store" 1 (order: Bytes, order_len: usize, space: Space, space_len: usize);
    store_get = "glue.Store" 2 (id_0: u64, id_1: u64, space: Space, space_len: usize);
    store_norm = "glue.Store" 3 (path: *const glue_test::generated::glue::Vec3, path_len: usize);
    store_scan = "glue.Store" 4 (prefix: Bytes, prefix_len: usize, each: u64);
    store_cursor = "glue.Store" 5 (filter: Bytes, filter_len: usize);
    store_stats = "glue.Store" 6 (space: Space, space_len: usize);
    store_merge = "glue.Store" 7 (other: u64);
    store_child = "glue.Store" 8 (name: Bytes, name_len: usize);
    store_wait = "glue.Store" 9 (millis: u64);
    store_fail = "glue.Store" 10 (message: Bytes, message_len: usize);
    cursor_next = "glue.Cursor" 1 (max: u32, space: Space, space_len: usize);
    cursor_position = "glue.Cursor" 2 ();
    echo_nothing = "glue.Echo" 1 ();
    echo_bool = "glue.Echo" 2 (value: u8);
    echo_unsigned = "glue.Echo" 3 (a: u8, b: u16, c: u32, d: u64);
    echo_signed = "glue.Echo" 4 (a: i8, b: i16, c: i32, d: i64);
    echo_floats = "glue.Echo" 5 (a: f32, b: f64);
    echo_single = "glue.Echo" 6 (value: f32);
    echo_wide = "glue.Echo" 7 (value_0: u64, value_1: u64);
    echo_wide_signed = "glue.Echo" 8 (value_0: u64, value_1: u64);
    echo_uuid = "glue.Echo" 9 (value_0: u64, value_1: u64);
    echo_color = "glue.Echo" 10 (value: u8);
    echo_gate = "glue.Echo" 11 (value: u16);
    echo_rights = "glue.Echo" 12 (value: u32);
    echo_bools = "glue.Echo" 16 (value: Bytes, value_len: usize);
    echo_switches = "glue.Echo" 18 (value: Bytes, value_len: usize);
    echo_gates = "glue.Echo" 19 (value: *const u16, value_len: usize);
    echo_two = "glue.Echo" 29 (
        first: Bytes, first_len: usize, second: Bytes, second_len: usize, space: Space, space_len: usize
    );
    echo_callbacks = "glue.Echo" 31 (
        word: u64, text: u64, order: u64, nothing: u64, space: Space, space_len: usize
    );
    echo_threads = "glue.Echo" 32 (count: u32, each: u64);
}

/// A method of `Echo` that takes one span, or one buffer, and answers with data.
pub fn echo_data<T>(
    number: u32,
    handle: u64,
    first: *const T,
    count: usize,
    (space, space_len): (Space, usize),
) -> abi::Reply {
    attach();
    let pointer = function("glue.Echo", number);
    let function = callable!(
        pointer,
        fn(u64, *const abi::Token, Bytes, usize, Space, usize) -> abi::Reply
    );
    // SAFETY: as for the other methods.
    unsafe { function(handle, null(), first.cast(), count, space, space_len) }
}

/// Attaches this client, once.
pub fn attach() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let host = abi::Host {
            abi: abi::ABI,
            reserved: 0,
            call: Some(call),
            fetch: Some(fetch),
            release: Some(release),
        };
        assert_eq!(attach_with(77, &host).value[0], 77);
    });
}

/// Attaches whatever the library has to refuse, or take.
pub fn attach_with(number: u32, host: *const abi::Host) -> abi::Reply {
    let attach = callable!(library().attach, fn(u32, *const abi::Host) -> abi::Reply);
    // SAFETY: the host is good, null or not aligned.
    unsafe { attach(number, host) }
}

/// Opens an object with any hosts.
pub fn open_with(of: &str, token: *const abi::Token, hosts: &[[u64; 2]]) -> Result<u64, Error> {
    attach();
    let open = callable!(
        interface(of).open,
        fn(*const abi::Token, *const [u64; 2], usize) -> abi::Reply
    );
    // SAFETY: the slice is good, and a `halflap_host_handle` is two numbers.
    let reply = unsafe { open(token, hosts.as_ptr(), hosts.len()) };
    take(reply).map(|good| good.value[0])
}

/// Opens an object with a pointer that has to be refused.
pub fn open_at(of: &str, hosts: *const [u64; 2], count: usize) -> Result<u64, Error> {
    attach();
    let open = callable!(
        interface(of).open,
        fn(*const abi::Token, *const [u64; 2], usize) -> abi::Reply
    );
    // SAFETY: the library has to refuse it before it looks there.
    let reply = unsafe { open(null(), hosts, count) };
    take(reply).map(|good| good.value[0])
}

/// Ends a handle.
pub fn close(handle: u64) -> Result<(), Error> {
    let close = callable!(library().close, fn(u64) -> abi::Reply);
    // SAFETY: handles may be any number.
    take(unsafe { close(handle) }).map(drop)
}

/// Another handle of the same object.
pub fn clone(handle: u64) -> Result<u64, Error> {
    let clone = callable!(library().clone, fn(u64) -> abi::Reply);
    // SAFETY: handles may be any number.
    take(unsafe { clone(handle) }).map(|good| good.value[0])
}

/// How many handles there are.
#[allow(dead_code)] // One of the tests that share this file does not ask.
pub fn live(interface: u64) -> u64 {
    let live = callable!(library().live, fn(u64) -> u64);
    // SAFETY: ids may be any number.
    unsafe { live(interface) }
}

/// Ends the data of a reply.
pub fn release_owner(owner: u64) {
    let release = callable!(library().release, fn(u64) -> ());
    // SAFETY: owners may be any number.
    unsafe { release(owner) };
}

/// What a good reply holds.
#[derive(Debug, PartialEq)]
pub struct Good {
    pub value: [u64; 2],
    pub data: Option<AlignedBuf>,
}

/// Reads a reply to the end: copies its data and releases them.
pub fn take(reply: abi::Reply) -> Result<Good, Error> {
    assert_eq!(reply.reserved, 0);
    let data = (!reply.data.is_null()).then(|| {
        assert!(reply.data.addr().is_multiple_of(8) || reply.owner == 0);
        // SAFETY: the data is the library's, not released yet, or lies in this client's space.
        AlignedBuf::from(unsafe { std::slice::from_raw_parts(reply.data, reply.len) })
    });
    if reply.owner != 0 {
        release_owner(reply.owner);
    }
    match reply.status {
        abi::GOOD => Ok(Good {
            value: reply.value,
            data,
        }),
        abi::FAILED => match data {
            Some(data) => Err(Error::read(&data).expect("it is an error")),
            None => panic!("an error without data: {reply:?}"),
        },
        status => panic!("status {status}"),
    }
}

// ---- the host

/// What a target answers.
pub enum Given {
    Nothing,
    Word(u64),
    Data(AlignedBuf),
}

/// What a target is asked: method, words, request.
pub type Target = dyn Fn(u32, &[u64], &[u8]) -> Result<Given, Error> + Send + Sync;

#[derive(Default)]
struct Host {
    targets: BTreeMap<u64, Arc<Target>>,
    kept: BTreeMap<u64, AlignedBuf>,
    released: Vec<u64>,
}

static HOST: LazyLock<Mutex<Host>> = LazyLock::new(Mutex::default);
static NEXT: AtomicU64 = AtomicU64::new(1);

fn host() -> std::sync::MutexGuard<'static, Host> {
    HOST.lock().expect("no panic while it is locked")
}

/// A number that the library can call.
pub fn target(
    serve: impl Fn(u32, &[u64], &[u8]) -> Result<Given, Error> + Send + Sync + 'static,
) -> u64 {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    host().targets.insert(number, Arc::new(serve));
    number
}

/// How often the library gave a target back.
pub fn released(target: u64) -> usize {
    let host = host();
    host.released
        .iter()
        .filter(|other| **other == target)
        .count()
}

/// Targets that the library has not given back.
#[allow(dead_code)] // One of the tests that share this file does not ask.
pub fn clocks_out() -> usize {
    host().targets.len()
}

/// Data that the library has not fetched.
#[allow(dead_code)] // One of the tests that share this file does not ask.
pub fn kept() -> usize {
    host().kept.len()
}

fn slice<'a, T>(first: *const T, count: usize) -> &'a [T] {
    match count {
        0 => &[],
        // SAFETY: the library passes what it has, for as long as the call runs.
        _ => unsafe { std::slice::from_raw_parts(first, count) },
    }
}

unsafe extern "C" fn call(
    target: u64,
    method: u32,
    words: *const u64,
    word_count: usize,
    request: *const u8,
    request_len: usize,
    space: *mut u8,
    space_len: usize,
) -> abi::Reply {
    let found = host().targets.get(&target).cloned();
    let answer = match found {
        Some(target) => target(
            method,
            slice(words, word_count),
            slice(request, request_len),
        ),
        None => Err(halflap_ffi::System::StaleHandle.into()),
    };
    let (status, data) = match answer {
        Ok(Given::Nothing) => return abi::Reply::of([0, 0]),
        Ok(Given::Word(word)) => return abi::Reply::of([word, 0]),
        Ok(Given::Data(data)) => (abi::GOOD, data),
        Err(error) => (abi::FAILED, error.to_buffer().expect("it fits")),
    };
    let reply = abi::Reply {
        len: data.len(),
        status,
        ..abi::Reply::of([0, 0])
    };
    if data.len() <= space_len {
        // SAFETY: the space is as long as the library says.
        unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), space, data.len()) };
        return abi::Reply {
            data: space,
            ..reply
        };
    }
    let owner = NEXT.fetch_add(1, Ordering::Relaxed);
    host().kept.insert(owner, data);
    abi::Reply { owner, ..reply }
}

unsafe extern "C" fn fetch(owner: u64, to: *mut u8, len: usize) {
    let data = host().kept.remove(&owner).expect("it was kept");
    if !to.is_null() {
        assert_eq!(data.len(), len);
        // SAFETY: the library passes memory of that length.
        unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), to, len) };
    }
}

unsafe extern "C" fn release(target: u64) {
    let mut host = host();
    host.targets.remove(&target);
    host.released.push(target);
}
