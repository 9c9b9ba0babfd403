//! Panics: caught before they cross the boundary, and told as errors (HL-ABI-33).

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

use crate::{Error, System};

thread_local! {
    /// How many guarded pieces of code run inside each other on this thread.
    static GUARDED: Cell<u32> = const { Cell::new(0) };

    /// Panics that happened while they ran, each with the number of them at the time; ascending. One
    /// that runs while another panic unwinds may panic itself.
    static NOTED: RefCell<Vec<Noted>> = const { RefCell::new(Vec::new()) };
}

struct Noted {
    depth: u32,
    location: Option<String>,
    /// As it is printed where it turns out that no one catches it.
    whole: String,
}

/// What the standard library says of a panic that ends the process, because a function that can't
/// unwind or a destructor lets another one through.
const FATAL: [&str; 2] = [
    "panic in a function that cannot unwind",
    "panic in a destructor during cleanup",
];

/// Has panics in guarded code noted and not printed; all others go to the hook that was there.
///
/// It does so once; a hook that the program sets later takes its place, and then prints them all.
pub fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let payload = info.payload().downcast_ref::<&str>();
            if GUARDED.get() == 0 {
                others(info);
            } else if payload.is_some_and(|text| FATAL.contains(text)) {
                NOTED.with_borrow(|noted| {
                    noted.iter().for_each(|panic| eprintln!("{}", panic.whole))
                });
                others(info);
            } else {
                note(info);
            }
        }));
    });
}

/// Notes a panic, in place of those that this thread's code has caught by itself.
fn note(info: &PanicHookInfo<'_>) {
    let depth = GUARDED.get();
    let noted = Noted {
        depth,
        location: info.location().map(ToString::to_string),
        whole: info.to_string(),
    };
    NOTED.with_borrow_mut(|all| {
        all.retain(|other| other.depth < depth);
        all.push(noted);
    });
}

/// Where the panic is that was caught just now.
fn noted() -> Option<String> {
    let depth = GUARDED.get() + 1;
    NOTED.with_borrow_mut(|all| {
        all.retain(|other| other.depth <= depth);
        all.pop_if(|other| other.depth == depth)?.location
    })
}

/// Counts this thread's guarded code for as long as it lives.
struct Guarded;

impl Guarded {
    #[inline]
    fn enter() -> Self {
        // `with`, for the short way `set` is not inlined.
        GUARDED.with(|guarded| guarded.set(guarded.get().wrapping_add(1)));
        Guarded
    }
}

impl Drop for Guarded {
    #[inline]
    fn drop(&mut self) {
        GUARDED.with(|guarded| guarded.set(guarded.get().wrapping_sub(1)));
    }
}

/// Runs code that may panic. Whoever calls it sees to it that what the code was changing is not
/// trusted afterwards.
///
/// # Errors
/// `panic` where it did.
#[inline]
pub fn run<R>(code: impl FnOnce() -> R) -> Result<R, Error> {
    let guarded = Guarded::enter();
    let outcome = panic::catch_unwind(AssertUnwindSafe(code));
    drop(guarded);
    outcome.map_err(describe)
}

/// Drops a value of the user's, which may panic.
///
/// # Errors
/// `panic` where it did.
#[cold]
pub fn discard<T>(value: T) -> Result<(), Error> {
    run(move || drop(value))
}

#[cold]
fn describe(payload: Box<dyn Any + Send>) -> Error {
    let location = noted();
    let message = match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => match payload.downcast::<&'static str>() {
            Ok(message) => String::from(*message),
            Err(payload) => {
                forget(payload);
                String::from("a panic with a value that is no text")
            }
        },
    };
    let error = System::Panic.because(message);
    match location {
        Some(location) => error.with_location(location),
        None => error,
    }
}

/// Drops what a panic carried. Should that panic, what this carries is not dropped any more.
fn forget(payload: Box<dyn Any + Send>) {
    let guarded = Guarded::enter();
    if let Err(next) = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(next);
    }
    drop(guarded);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caught(code: impl FnOnce()) -> Error {
        run(code).expect_err("it panics")
    }

    #[test]
    fn a_panic_says_what_and_where() {
        install_hook();
        let error = caught(|| panic!("no {}", 7));
        assert!(error.is(System::Panic));
        assert_eq!(error.message(), "no 7");
        let location = error.location().expect("it is known");
        assert!(location.contains("guard.rs:"), "{location}");
        let error = caught(|| panic!("plain"));
        assert_eq!(error.message(), "plain");
        let error = caught(|| panic::panic_any(7));
        assert_eq!(error.message(), "a panic with a value that is no text");
        assert_eq!(run(|| 7).ok(), Some(7));
    }

    #[test]
    fn what_a_panic_carries_may_panic_when_it_is_dropped() {
        struct Bomb(u32);
        impl Drop for Bomb {
            fn drop(&mut self) {
                if self.0 > 0 {
                    panic::panic_any(Bomb(self.0 - 1));
                }
            }
        }
        install_hook();
        let error = caught(|| panic::panic_any(Bomb(3)));
        assert_eq!(error.message(), "a panic with a value that is no text");
        assert_eq!(GUARDED.get(), 0);
    }

    #[test]
    fn each_panic_has_its_own_place() {
        install_hook();
        let outer: Result<(), Error> = run(|| {
            let inner = caught(|| panic!("inner"));
            assert_eq!(inner.message(), "inner");
            panic!("outer")
        });
        let outer = outer.expect_err("it panics");
        assert_eq!(outer.message(), "outer");
        assert!(NOTED.take().is_empty());
    }

    #[test]
    fn a_panic_in_a_destructor_is_caught_while_another_unwinds() {
        struct Loud;
        impl Drop for Loud {
            fn drop(&mut self) {
                let error = caught(|| panic!("in drop"));
                assert_eq!(error.message(), "in drop");
            }
        }
        install_hook();
        let error = caught(|| {
            let _loud = Loud;
            panic!("outside");
        });
        assert_eq!(error.message(), "outside");
        assert!(error.location().is_some());
    }

    /// Such a panic ends the process, so the test calls itself in another one.
    #[test]
    fn a_panic_that_no_one_can_catch_is_printed() {
        extern "C" fn bound() {
            panic!("out of tea");
        }
        const SELF: &str = "guard::tests::a_panic_that_no_one_can_catch_is_printed";
        const ENDS: &str = "HALFLAP_TEST_ENDS";
        if std::env::var_os(ENDS).is_some() {
            install_hook();
            let _ = run(|| bound());
            return;
        }
        let program = std::env::current_exe().expect("it has a path");
        let mut command = std::process::Command::new(program);
        command
            .args([SELF, "--exact", "--nocapture"])
            .env(ENDS, "1");
        let output = command.output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(
            told.contains("guard.rs:") && told.contains("out of tea"),
            "{told}"
        );
    }
}
