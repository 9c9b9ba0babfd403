//! `cargo xtask fuzz`: the fuzz targets of both languages, one after the other.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::step::{self, Failure, Run, Step};

/// The version of cargo-fuzz that the targets are known to build with.
const CARGO_FUZZ: &str = "cargo-fuzz@0.13.2";

#[derive(clap::Args, Clone)]
pub struct Arguments {
    /// How long each target runs.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Only targets whose names contain this.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
}

static ARGUMENTS: OnceLock<Arguments> = OnceLock::new();

pub fn main(arguments: &Arguments) -> ExitCode {
    ARGUMENTS.get_or_init(|| arguments.clone());
    step::all(&[
        &Step {
            name: "fuzz-rust",
            what: "runs the targets in fuzz/ with libFuzzer",
            run: rust,
        },
        &Step {
            name: "fuzz-go",
            what: "runs the fuzz targets of the Go modules",
            run: go,
        },
    ])
}

fn arguments() -> Result<&'static Arguments, Failure> {
    ARGUMENTS.get().ok_or_else(|| Failure::new("no arguments"))
}

fn rust(run: &Run) -> Result<String, Failure> {
    let Arguments { seconds, only } = arguments()?;
    let tools = run.scratch("tools")?;
    let install = run.cargo("install --quiet --locked").arg(CARGO_FUZZ);
    install.arg("--root").arg(&tools).run()?;
    let program = tools.join("bin").join("cargo-fuzz");
    let mut names = Vec::new();
    for file in run.files(".rs")? {
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !file.starts_with("fuzz/fuzz_targets") || !name.contains(only.as_str()) {
            continue;
        }
        // Sanitizers are for nightly compilers; a stable one has them too, where it is told to.
        let command = run.shell(&program).env("RUSTC_BOOTSTRAP", "1");
        let command = command.words("run").arg(&name).arg("--");
        let text = command.arg(format!("-max_total_time={seconds}")).run()?;
        let done = text
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("Done "));
        names.push(format!("{name}: {}", done.unwrap_or("ended")));
    }
    Ok(names.join("; "))
}

fn go(run: &Run) -> Result<String, Failure> {
    let Arguments { seconds, only } = arguments()?;
    let other_half = other_half(run)?;
    let mut names = Vec::new();
    for file in run.files("_test.go")? {
        let text = run.read(&file)?;
        let targets = text.lines().filter_map(|line| {
            let (name, _) = line.strip_prefix("func Fuzz")?.split_once('(')?;
            Some(format!("Fuzz{name}"))
        });
        for name in targets.filter(|name| name.contains(only.as_str())) {
            let folder = file.parent().unwrap_or(&file);
            let command = run
                .go(folder, "test -run ^$ -fuzz")
                .arg(format!("^{name}$"));
            let command = command.env(OTHER_HALF, &other_half);
            let text = command.arg("-fuzztime").arg(format!("{seconds}s")).run()?;
            let executions = text.lines().rev().find_map(|line| {
                let (_, rest) = line.split_once("execs: ")?;
                rest.split(' ').next()
            });
            names.push(format!("{name}: {} runs", executions.unwrap_or("no")));
        }
    }
    Ok(names.join("; "))
}

/// What says to the fuzz target of both languages where its Rust half is.
const OTHER_HALF: &str = "HALFLAP_CROSS_TESTDATA";

/// Builds that half and tells where it is.
fn other_half(run: &Run) -> Result<PathBuf, Failure> {
    let command = run.cargo("build --quiet --package halflap-cross --example testdata");
    command.run()?;
    Ok(run.program("testdata", "debug/examples"))
}

/// A step of `cargo xtask test`: the fuzz target of both languages, on its seeds alone.
pub const CHECK: Step = Step {
    name: "cross-seeds",
    what: "Rust and Go say the same of every vector's bytes, whichever message reads them",
    run: |run| {
        let command = run.go(Path::new("fuzz/go"), "test -count=1 -v -run ^FuzzBoth$ .");
        let text = command.env(OTHER_HALF, other_half(run)?).run()?;
        let passed = text.matches("--- PASS: FuzzBoth/").count();
        match passed {
            0 => Err(Failure::new("no seed was tried")),
            _ => Ok(format!("{passed} seeds")),
        }
    },
};
