//! Checks of the boundary that need a library in Rust beside Go or C.

use std::path::PathBuf;

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[
    Step {
        name: "glue-c",
        what: "a C program calls a Rust library: as C and C++, with sanitizers, under valgrind",
        run: c,
    },
    Step {
        name: "glue-asan",
        what: "Go and Rust in one program, both watched by the address sanitizer",
        run: asan,
    },
];

/// Steps that need a nightly compiler, by rustup: `rustup toolchain install nightly --component miri
/// --component rust-src`. They run only when asked for.
pub const SLOW: &[Step] = &[
    Step {
        name: "glue-miri",
        what: "the Rust side of the boundary keeps Rust's rules, as Miri sees them",
        run: |run| {
            let command = run.cargo("+nightly miri test -p halflap-ffi --lib");
            let command = command.arg("--target-dir").arg(run.scratch("miri")?);
            // One leaks on purpose, what it could only panic on; the other starts a process.
            let command = command.words("-- --skip what_a_panic_carries --skip no_one_can_catch");
            super::rust::passed(command.env("MIRIFLAGS", "-Zmiri-disable-isolation"))
        },
    },
    Step {
        name: "glue-tsan",
        what: "the Rust side of the boundary has no data races, as the thread sanitizer sees them",
        run: |run| {
            let command = run.cargo("+nightly test -Zbuild-std --target x86_64-unknown-linux-gnu");
            let command = command.words("-p halflap-ffi --lib");
            let command = command.arg("--target-dir").arg(run.scratch("tsan")?);
            super::rust::passed(command.env("RUSTFLAGS", "-Zsanitizer=thread"))
        },
    },
];

const CLIENT: &str = "testdata/glue/c/client.c";

const HEADERS: &str = "-I testdata/glue/c/generated -I ffi/native";

const WARNINGS: &str = "-Wall -Wextra -Wpedantic -Werror -Wconversion";

const SANITIZERS: &str = "-fsanitize=address,undefined -fno-sanitize-recover=all";

/// What a library in Rust needs of the system.
const SYSTEM: &str = "-lpthread -ldl -lm";

/// Builds the libraries that Go programs of this repository link.
pub fn libraries(run: &Run) -> Result<(), Failure> {
    run.cargo("build -p glue-test -p glue-test-v1").run()?;
    run.cargo("build --release -p kv").run()?;
    Ok(())
}

fn c(run: &Run) -> Result<String, Failure> {
    if !cfg!(target_os = "linux") {
        return Ok("left out: the program is linked as on Linux".into());
    }
    libraries(run)?;
    let scratch = run.empty("glue-c")?;
    let library = run.program("", "debug").join("libglue_test.a");
    let order = scratch.join("order.halflap");
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let command = run.shell(&halflap).words("from-json --type glue.Order");
    let command = command.words("--schema testdata/glue/glue.lap -o");
    command
        .arg(&order)
        .arg("testdata/glue/c/order.json")
        .run()?;
    let build = |name: &str, compiler: &str, flags: &str| -> Result<PathBuf, Failure> {
        let (object, program) = (scratch.join(format!("{name}.o")), scratch.join(name));
        let command = run.shell(compiler).words(flags).words(WARNINGS);
        let command = command.words(HEADERS).arg("-c").arg("-o").arg(&object);
        command.arg(CLIENT).run()?;
        let sanitizers = flags.split_whitespace().filter(|f| f.contains("sanitize"));
        let command = run.shell("cc").args(sanitizers).arg("-o").arg(&program);
        let command = command.arg(&object).arg(&library).words(SYSTEM);
        command.run()?;
        Ok(program)
    };
    let mut notes = vec!["as C".to_owned()];
    let plain = build("plain", "cc", "-std=c11 -g")?;
    run.shell(&plain).arg(&order).run()?;
    let sanitized = format!("-std=c11 -g {SANITIZERS}");
    let sanitized = build("sanitized", "cc", &sanitized)?;
    run.shell(&sanitized).arg(&order).run()?;
    notes.push("with sanitizers".to_owned());
    if let Ok((true, _)) = run.shell("c++").arg("--version").ask() {
        let program = build("cpp", "c++", "-x c++ -std=c++17")?;
        run.shell(&program).arg(&order).run()?;
        notes.push("as C++".to_owned());
    }
    match run.shell("valgrind").arg("--version").ask() {
        Ok((true, _)) => {
            let command = run.shell("valgrind").words("-q --leak-check=full");
            let command = command.words("--errors-for-leak-kinds=definite --error-exitcode=3");
            command.arg(&plain).arg(&order).run()?;
            notes.push("under valgrind".to_owned());
        }
        _ => notes.push("not under valgrind, which is not installed".to_owned()),
    }
    Ok(notes.join(", "))
}

fn asan(run: &Run) -> Result<String, Failure> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Ok("left out: it is set up for Linux on x86-64".into());
    }
    const TARGET: &str = "x86_64-unknown-linux-gnu";
    let folder = run.scratch("asan")?;
    let command = run.cargo("build -p glue-test --target").arg(TARGET);
    let command = command.arg("--target-dir").arg(&folder);
    // A stable compiler has the sanitizer too, but only tells who insists.
    let command = command.env("RUSTC_BOOTSTRAP", "1");
    command.env("RUSTFLAGS", "-Zsanitizer=address").run()?;
    // It stands before the other library of the same symbols.
    let library = folder.join(TARGET).join("debug/libglue_test.a");
    let module = run.root().join("testdata/glue/go");
    let command = run.go(&module, "test -asan -short -count=1 -v .");
    let text = command.env("CGO_LDFLAGS", &library).run()?;
    match text.matches("--- PASS").count() {
        0 => Err(Failure::new("no test ran")),
        passed => Ok(format!("{passed} tests")),
    }
}
