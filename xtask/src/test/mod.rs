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

use crate::step::{Run, Step};
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

/// The steps in the order in which they run: quick ones first.
fn steps() -> Vec<&'static Step> {
    let regen = std::slice::from_ref(&regen::CHECK);
    let demo = std::slice::from_ref(&demo::CHECK);
    let seeds = std::slice::from_ref(&fuzz::CHECK);
    [
        papers::STEPS,
        spec::STEPS,
        regen,
        rust::STEPS,
        refused::STEPS,
        go::STEPS,
        c::STEPS,
        glue::STEPS,
        cross::STEPS,
        seeds,
        demo,
        shared::STEPS,
        linking::STEPS,
        new::STEPS,
        editors::STEPS,
        bench::CHECKS,
        book::STEPS,
        browser::STEPS,
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub fn main(arguments: &Arguments) -> ExitCode {
    let all: Vec<&Step> = steps().into_iter().chain(spec::SLOW).collect();
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
    let chosen = |step: &&Step| match arguments.only.is_empty() {
        true => !spec::SLOW.iter().any(|slow| slow.name == step.name),
        false => arguments.only.iter().any(|name| name == step.name),
    };
    let steps: Vec<&Step> = all.into_iter().filter(chosen).collect();
    Run::new().all(&steps)
}
