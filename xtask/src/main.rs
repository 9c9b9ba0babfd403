//! Development tasks of halflap: `cargo xtask --help` lists them.

mod bench;
mod book;
mod compare;
mod cross;
mod demo;
mod files;
mod fuzz;
mod markdown;
mod regen;
mod shell;
mod step;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Development tasks of halflap.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Measure both languages against copying the buffer.
    Bench(bench::Arguments),
    /// Build the guide: the documents as one book.
    Book,
    /// Measure halflap beside its peers, which are fetched for that.
    Compare(compare::Arguments),
    /// Try random schemas, values and damage in both languages and the model.
    Cross(cross::Arguments),
    /// Write real data in Rust, read it in place in Go, and back.
    Demo,
    /// Run the fuzz targets of both languages.
    Fuzz(fuzz::Arguments),
    /// Run every check of the project, or some of them.
    Test(test::Arguments),
    /// Generate the code that is checked in again.
    Regen(regen::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().task {
        Task::Bench(arguments) => bench::main(&arguments),
        Task::Book => book::main(),
        Task::Compare(arguments) => compare::main(&arguments),
        Task::Cross(arguments) => cross::main(&arguments),
        Task::Demo => demo::main(),
        Task::Fuzz(arguments) => fuzz::main(&arguments),
        Task::Test(arguments) => test::main(&arguments),
        Task::Regen(arguments) => regen::main(&arguments),
    }
}
