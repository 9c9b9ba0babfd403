//! `cargo xtask cross`: random schemas, values and damage, tried in Rust, in Go and in an independent
//! model of the wire format.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::shell::Shell;
use crate::step::{self, Failure, Run, Step};

#[derive(clap::Args, Clone)]
pub struct Arguments {
    /// How many random schemas are tried with generated code; the commands try every 25th.
    #[arg(long, default_value_t = 500)]
    schemas: u32,
    /// The number of the first schema.
    #[arg(long, default_value_t = 0)]
    first: u32,
    /// Where to begin; the same seed tries the same cases in the same order.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Damaged buffers for each schema.
    #[arg(long, default_value_t = 2000)]
    mutations: u32,
    /// How many schemas are built together.
    #[arg(long, default_value_t = 25)]
    batch: u32,
    /// The share of the damaged buffers that the model judges too.
    #[arg(long, default_value_t = 0.05)]
    model: f64,
    /// Run formatters and linters over the generated code.
    #[arg(long)]
    lint: bool,
}

/// What is tried as a part of `cargo xtask test`.
const FEW: Arguments = Arguments {
    schemas: 6,
    first: 0,
    seed: 1,
    mutations: 500,
    batch: 6,
    model: 0.05,
    lint: false,
};

/// How many schemas the commands try at least.
const BY_COMMAND: u32 = 5;

static ARGUMENTS: OnceLock<Arguments> = OnceLock::new();

/// Also steps of `cargo xtask test`.
pub const STEPS: &[Step] = &[
    Step {
        name: "cross",
        what: "random schemas, values and damage: both commands and the model agree",
        run: |run| {
            let arguments = arguments();
            let schemas = (arguments.schemas / 25).max(BY_COMMAND);
            let go = halflap_go(run)?;
            let command = model(run, "commands.py", arguments, schemas)?;
            last_line(command.arg("--halflap-go").arg(go).run()?)
        },
    },
    Step {
        name: "cross-generated",
        what: "the same with generated code, built for random schemas in both languages",
        run: |run| {
            let arguments = arguments();
            let command = model(run, "cross.py", arguments, arguments.schemas)?;
            let command = command
                .arg("--mutations")
                .arg(arguments.mutations.to_string());
            let command = command.arg("--batch").arg(arguments.batch.to_string());
            let command = command.arg("--model").arg(arguments.model.to_string());
            let command = match arguments.lint {
                true => command.arg("--lint"),
                false => command,
            };
            match ARGUMENTS.get() {
                // Whoever asks for much wants to see how far it is.
                Some(_) => command.watched().run(),
                None => last_line(command.run()?),
            }
        },
    },
];

pub fn main(arguments: &Arguments) -> ExitCode {
    ARGUMENTS.get_or_init(|| arguments.clone());
    step::all(&STEPS.iter().collect::<Vec<_>>())
}

fn arguments() -> &'static Arguments {
    ARGUMENTS.get().unwrap_or(&FEW)
}

fn model<'a>(
    run: &'a Run,
    script: &str,
    arguments: &Arguments,
    schemas: u32,
) -> Result<Shell<'a>, Failure> {
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let command = run.shell("python3").arg(format!("testdata/model/{script}"));
    let command = command.arg("--schemas").arg(schemas.to_string());
    let command = command.arg("--first").arg(arguments.first.to_string());
    let command = command.arg("--seed").arg(arguments.seed.to_string());
    Ok(command.arg("--halflap").arg(halflap))
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
