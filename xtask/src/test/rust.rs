//! Checks of the Rust code.

use crate::shell::Shell;
use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[
    Step {
        name: "rust-fmt",
        what: "the Rust code is as `cargo fmt` writes it",
        run: |run| {
            run.cargo("fmt --all --check").run()?;
            run.cargo("fmt --check --manifest-path fuzz/Cargo.toml")
                .run()
                .map(nothing)
        },
    },
    Step {
        name: "rust-clippy",
        what: "clippy finds nothing, in all targets with all features",
        run: |run| {
            run.cargo("clippy --workspace --all-targets --all-features -- -D warnings")
                .run()
                .map(nothing)
        },
    },
    Step {
        name: "rust-no-std",
        what: "the runtime builds without std, alone and with JSON and serde",
        run: |run| {
            let arguments = "clippy -p halflap --lib --no-default-features";
            run.cargo(arguments).words("-- -D warnings").run()?;
            let command = run.cargo(arguments).words("--features json,serde");
            command.words("-- -D warnings").run().map(nothing)
        },
    },
    Step {
        name: "rust-fuzz",
        what: "the bodies of the fuzz targets hold; the fuzzer runs with `cargo xtask fuzz`",
        run: |run| {
            let arguments = "test --locked --manifest-path fuzz/Cargo.toml --no-default-features";
            tests(run, &format!("{arguments} --lib --target-dir target"))
        },
    },
    Step {
        name: "rust-docs",
        what: "the documentation builds without a warning",
        run: |run| {
            run.cargo("doc --workspace --all-features --no-deps --document-private-items")
                .env("RUSTDOCFLAGS", "-D warnings")
                .run()
                .map(nothing)
        },
    },
    Step {
        name: "rust-test",
        what: "tests and examples in the documentation of all crates, with all features",
        run: |run| tests(run, "test --workspace --all-features"),
    },
    Step {
        name: "rust-vectors",
        what: "every vector holds in Rust; those of Go run with its tests",
        run: |run| {
            // Of the workspace, as for all tests: alone, its crates would be built with other features.
            let command = run.cargo("test --workspace --test vectors");
            let text = command.words("--all-features -- --nocapture").run()?;
            let told: Vec<&str> = text
                .lines()
                .filter(|line| line.contains(" vectors ran "))
                .collect();
            match told[..] {
                [] => Err(Failure::new("no vector ran")),
                _ => Ok(told.join("; ")),
            }
        },
    },
    Step {
        name: "rust-test-default",
        what: "tests of the runtime with its default features",
        run: |run| tests(run, "test -p halflap"),
    },
];

fn nothing(_: String) -> String {
    String::new()
}

/// Runs a `cargo test` and counts what passed; none at all is a failure.
fn tests(run: &Run, arguments: &str) -> Result<String, Failure> {
    passed(run.cargo(arguments))
}

/// Runs a `cargo test`, however it is called, and counts what passed.
pub fn passed(command: Shell<'_>) -> Result<String, Failure> {
    let text = command.run()?;
    let passed: usize = text
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. "))
        .filter_map(|rest| rest.split(' ').next()?.parse::<usize>().ok())
        .sum();
    match passed {
        0 => Err(Failure::new("no test ran")),
        _ => Ok(format!("{passed} tests")),
    }
}
