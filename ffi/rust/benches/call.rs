//! What a call of a method costs on the library's side, with nothing in it, and what a close: `cargo bench -p halflap-ffi`.

use std::hint::{self, black_box};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use halflap_ffi::{Count, Interface, Pointer, Space, State, TokenPointer, abi};

trait Adder: Send + Sync {
    fn add(&self, a: u64, b: u32) -> u64;
}

struct Plain(u64);

impl Adder for Plain {
    fn add(&self, a: u64, b: u32) -> u64 {
        self.0 + a + u64::from(b)
    }
}

static STATE: State = State::new();

impl Interface for dyn Adder {
    const ID: u64 = 7;
    const NAME: &'static str = "bench.Adder";

    fn state() -> &'static State {
        &STATE
    }
}

extern "C" fn open<'a>(
    token: TokenPointer<'a>,
    hosts: Pointer<'a, [u64; 2], 1>,
    host_count: Count<'a, 1>,
) -> abi::Reply {
    halflap_ffi::open::<dyn Adder>(token, hosts, host_count, |_, _, out| {
        let adder: Arc<dyn Adder> = Arc::new(Plain(1));
        out.handle(adder)
    })
}

extern "C" fn add(this: u64, token: TokenPointer<'_>, a: u64, b: u32) -> abi::Reply {
    halflap_ffi::call::<dyn Adder>(this, token, Space::NONE, |adder, _, out| {
        out.word(adder.add(a, b))
    })
}

/// The same without anything around it, as a bare `extern "C"` function would be.
extern "C" fn bare(this: u64, _: *const abi::Token, a: u64, b: u32) -> abi::Reply {
    abi::Reply::of([this + a + u64::from(b), 0])
}

type Open = unsafe extern "C" fn(*const abi::Token, *const [u64; 2], usize) -> abi::Reply;
type Add = unsafe extern "C" fn(u64, *const abi::Token, u64, u32) -> abi::Reply;

/// A handle of a new object.
fn opened() -> u64 {
    // SAFETY: the types wrap pointers and numbers transparently, so both types are one to the C ABI.
    let open = unsafe { std::mem::transmute::<*const (), Open>(open as *const ()) };
    // SAFETY: it reads no pointer but the token, and none is there.
    unsafe { open(std::ptr::null(), std::ptr::null(), 0) }.value[0]
}

fn adds() -> Add {
    // SAFETY: as in `opened`.
    unsafe { std::mem::transmute::<*const (), Add>(add as *const ()) }
}

fn calls(c: &mut Criterion) {
    let (handle, add) = (opened(), adds());
    let token = abi::Token::default();
    let mut group = c.benchmark_group("call");
    group.bench_function("bare", |b| {
        let bare: Add = bare;
        let bare = black_box(bare);
        // SAFETY: it reads no pointer.
        b.iter(|| unsafe { bare(black_box(handle), std::ptr::null(), 2, 3) }.value[0])
    });
    group.bench_function("scalar", |b| {
        let add = black_box(add);
        // SAFETY: as above.
        b.iter(|| unsafe { add(black_box(handle), std::ptr::null(), 2, 3) }.value[0])
    });
    group.bench_function("scalar, with a token", |b| {
        let add = black_box(add);
        // SAFETY: the token is there for longer than the call.
        b.iter(|| unsafe { add(black_box(handle), &token, 2, 3) }.value[0])
    });
    let count = AtomicU64::new(0);
    group.bench_function("two atomic additions", |b| {
        b.iter(|| {
            count.fetch_add(1, Ordering::Acquire);
            count.fetch_sub(1, Ordering::Release)
        })
    });
    group.finish();
}

/// What it takes to end a handle. That of an object of many calls has all threads show what they use: one
/// works meanwhile, and is interrupted.
fn closes(c: &mut Criterion) {
    let called = || {
        let (handle, add) = (opened(), adds());
        for b in 0..5_000 {
            // SAFETY: it reads no pointer but the token, and none is there.
            black_box(unsafe { add(handle, std::ptr::null(), 2, b) });
        }
        handle
    };
    let close = |handle| STATE.close(handle).status;
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                hint::spin_loop();
            }
        });
        let mut group = c.benchmark_group("close");
        group.bench_function("after no call", |b| {
            b.iter_batched(opened, close, BatchSize::PerIteration);
        });
        group.bench_function("after many calls", |b| {
            b.iter_batched(called, close, BatchSize::PerIteration);
        });
        group.finish();
        over.store(true, Ordering::Relaxed);
    });
}

criterion_group!(benches, calls, closes);
criterion_main!(benches);
