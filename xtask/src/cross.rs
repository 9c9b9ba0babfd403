//! `cargo xtask cross`: random schemas, values and damaged buffers, tried in Rust, in Go and in an
//! independent model of the wire format.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::step::{Failure, Run, Step};

/// How long the cross-check takes as a part of `cargo xtask test`.
const SHORT: u32 = 60;

#[derive(clap::Args, Clone, Default)]
pub struct Arguments {
    /// How long to try.
    #[arg(long, default_value_t = 600)]
    seconds: u32,
    /// Where to begin; the same seed tries the same cases in the same order.
    #[arg(long)]
    seed: Option<u64>,
}

static ARGUMENTS: OnceLock<Arguments> = OnceLock::new();

/// Also a step of `cargo xtask test`.
pub const STEP: Step = Step {
    name: "cross",
    what: "random schemas, values and damage: Rust, Go and the model agree on bytes and errors",
    run: cross,
};

pub fn main(arguments: &Arguments) -> ExitCode {
    ARGUMENTS.get_or_init(|| arguments.clone());
    Run::new().all(&[&STEP])
}

fn cross(run: &Run) -> Result<String, Failure> {
    let short = Arguments {
        seconds: SHORT,
        seed: Some(1),
    };
    let arguments = ARGUMENTS.get().unwrap_or(&short);
    let rust = run.built("halflap-compiler", "halflap", "")?;
    let go = halflap_go(run)?;
    let mut command = run.shell("python3").arg("testdata/model/cross.py");
    command = command.arg("--seconds").arg(arguments.seconds.to_string());
    if let Some(seed) = arguments.seed {
        command = command.arg("--seed").arg(seed.to_string());
    }
    let text = command.arg("--rust").arg(rust).arg("--go").arg(go).run()?;
    Ok(text.lines().last().unwrap_or_default().to_owned())
}

/// Builds the Go command and tells where it is.
fn halflap_go(run: &Run) -> Result<PathBuf, Failure> {
    let program = run.scratch("halflap-go")?;
    let command = run.shell("go").folder("go-codec").words("build -o");
    command.arg(&program).arg("./cmd/halflap-go").run()?;
    Ok(program)
}
