//! `cargo xtask test`: every check of the project.

mod browser;
mod c;
mod editors;
mod glue;
mod go;
mod linking;
mod new;
mod papers;
mod refused;
mod rust;
mod shared;
mod spec;

use std::process::ExitCode;

use crate::step::{self, Lane, Step};
use crate::{bench, book, cross, demo, fuzz, regen};

#[derive(clap::Args)]
pub struct Arguments {
    /// Only these steps; may be given several times.
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
    /// List the steps and what each does; slow ones, which run only when asked for, come last.
    #[arg(long)]
    list: bool,
}

/// The steps, in stages of which each begins when the one before has ended: quick ones first, then those of
/// each language side by side, then those that need both, and at last those that want the machine for themselves.
fn stages() -> [Vec<Lane<'static>>; 4] {
    let regen = std::slice::from_ref(&regen::CHECK);
    let demo = std::slice::from_ref(&demo::CHECK);
    let seeds = std::slice::from_ref(&fuzz::CHECK);
    // Each of these keeps little more than one processor busy.
    let both = [
        c::STEPS,
        glue::STEPS,
        cross::STEPS,
        seeds,
        demo,
        shared::STEPS,
    ];
    let programs = [linking::STEPS, new::STEPS, book::STEPS];
    let alone = [editors::STEPS, bench::CHECKS, browser::STEPS];
    [
        vec![lane(&[papers::STEPS, spec::STEPS, regen])],
        vec![lane(&[rust::STEPS, refused::STEPS]), lane(&[go::STEPS])],
        vec![lane(&both), lane(&programs)],
        vec![lane(&alone)],
    ]
}

fn lane(parts: &[&'static [Step]]) -> Lane<'static> {
    parts.iter().copied().flatten().collect()
}

pub fn main(arguments: &Arguments) -> ExitCode {
    let stages = stages();
    let usual = stages.iter().flatten().flatten().copied();
    let all: Vec<&Step> = usual.chain(spec::SLOW).chain(glue::SLOW).collect();
    if arguments.list {
        let width = all.iter().map(|step| step.name.len()).max().unwrap_or(0);
        for step in all {
            println!("{:width$}  {}", step.name, step.what);
        }
        return ExitCode::SUCCESS;
    }
    for name in &arguments.only {
        if !all.iter().any(|step| step.name == name) {
            eprintln!("there is no step `{name}`; `cargo xtask test --list` lists them");
            return ExitCode::from(2);
        }
    }
    if arguments.only.is_empty() {
        return step::stages(&stages);
    }
    let chosen = |step: &&Step| arguments.only.iter().any(|name| name == step.name);
    let steps: Vec<&Step> = all.into_iter().filter(chosen).collect();
    step::all(&steps)
}
