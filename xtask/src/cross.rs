//! `cargo xtask cross`: random schemas, values and damaged buffers, tried in Rust, in Go and in an
//! independent model of the wire format.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::shell::Shell;
use crate::step::{Failure, Run, Step};

/// How many schemas are tried as a part of `cargo xtask test`.
const FEW: u32 = 40;

#[derive(clap::Args, Clone, Default)]
pub struct Arguments {
    /// How many random schemas are tried; code is generated and built for every tenth.
    #[arg(long, default_value_t = 400)]
    schemas: u32,
    /// Where to begin; the same seed tries the same cases in the same order.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

static ARGUMENTS: OnceLock<Arguments> = OnceLock::new();

/// Also steps of `cargo xtask test`.
pub const STEPS: &[Step] = &[
    Step {
        name: "cross",
        what: "random schemas, values and damage: both commands and the model agree",
        run: |run| {
            let arguments = arguments();
            let go = halflap_go(run)?;
            let command = model(
                run,
                "testdata/model/cross.py",
                arguments.schemas,
                arguments.seed,
            )?;
            last_line(command.arg("--go").arg(go).run()?)
        },
    },
    Step {
        name: "cross-generated",
        what: "the same with generated code, built for random schemas in both languages",
        run: |run| {
            let Arguments { schemas, seed } = arguments();
            let schemas = (schemas / 10).max(4);
            last_line(model(run, "testdata/model/generated.py", schemas, seed)?.run()?)
        },
    },
];

pub fn main(arguments: &Arguments) -> ExitCode {
    ARGUMENTS.get_or_init(|| arguments.clone());
    Run::new().all(&STEPS.iter().collect::<Vec<_>>())
}

fn arguments() -> Arguments {
    let few = Arguments {
        schemas: FEW,
        seed: 1,
    };
    ARGUMENTS.get().cloned().unwrap_or(few)
}

fn model<'a>(run: &'a Run, script: &str, schemas: u32, seed: u64) -> Result<Shell<'a>, Failure> {
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let command = run.shell("python3").arg(script);
    let command = command.arg("--schemas").arg(schemas.to_string());
    let command = command.arg("--seed").arg(seed.to_string());
    Ok(command.arg("--rust").arg(halflap))
}

fn last_line(text: String) -> Result<String, Failure> {
    Ok(text.lines().last().unwrap_or_default().to_owned())
}

/// Builds the Go command and tells where it is.
fn halflap_go(run: &Run) -> Result<PathBuf, Failure> {
    let program = run.scratch("halflap-go")?;
    let command = run.shell("go").folder("go-codec").words("build -o");
    command.arg(&program).arg("./cmd/halflap-go").run()?;
    Ok(program)
}
