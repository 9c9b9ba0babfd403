//! `cargo xtask fuzz`: the fuzz targets of both languages, one after the other.

use std::process::ExitCode;
use std::sync::OnceLock;

use crate::step::{Failure, Run, Step};

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
    Run::new().all(&[
        &Step {
            name: "fuzz-rust",
            what: "runs the targets in fuzz/ with libFuzzer; needs a nightly toolchain",
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
        let command = run.shell(&program).env("RUSTUP_TOOLCHAIN", "nightly");
        let command = command.words("fuzz run").arg(&name);
        command
            .arg("--")
            .arg(format!("-max_total_time={seconds}"))
            .run()?;
        names.push(name);
    }
    Ok(names.join(", "))
}

fn go(run: &Run) -> Result<String, Failure> {
    let Arguments { seconds, only } = arguments()?;
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
            command.arg("-fuzztime").arg(format!("{seconds}s")).run()?;
            names.push(name);
        }
    }
    Ok(names.join(", "))
}
