//! `cargo xtask book`: the documents as one book, built with mdBook.
//!
//! The documents stay where they are and read well as plain files. For the book they are laid out
//! once more, at the same relative places, in a folder of its own; links to what is no chapter
//! lead to the repository on the web instead.

mod pages;
mod stage;
mod tutorial;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::step::{self, Failure, Run, Step};

/// The version of mdBook that the book is known to build with.
const MDBOOK: &str = "mdbook@0.5.4";

/// Steps of `cargo xtask test`.
pub const STEPS: &[Step] = &[BOOK, tutorial::CHECK];

const BOOK: Step = Step {
    name: "book",
    what: "the guide builds, holds every document, and its pages link to what is there",
    run: build,
};

pub fn main() -> ExitCode {
    step::all(&[&BOOK])
}

fn build(run: &Run) -> Result<String, Failure> {
    let folder = run.empty("book")?;
    let chapters = stage::stage(run, &folder)?;
    run.shell(mdbook(run)?).arg("build").arg(&folder).run()?;
    let links = pages::check(&folder.join("book"))?;
    Ok(format!(
        "{chapters} chapters, {links} links: target/xtask/book/book/index.html"
    ))
}

/// Installs mdBook where it is not yet, and tells where it is.
fn mdbook(run: &Run) -> Result<PathBuf, Failure> {
    let tools = run.scratch("tools")?;
    let command = run.cargo("install --quiet --locked --debug --no-default-features");
    let command = command.args(["--features", "search", MDBOOK]);
    command.arg("--root").arg(&tools).run()?;
    Ok(tools.join("bin").join("mdbook"))
}
