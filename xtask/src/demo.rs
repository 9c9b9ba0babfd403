//! `cargo xtask demo`: real data, written by Rust, read in place by Go, written again by Go and
//! read by Rust; and damaged copies, refused by both.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::step::{self, Failure, Run, Step};

const DATA: &str = "examples/cities/data";

/// What the Go program looks for in the names.
const TEXT: &str = "京";

const STEPS: &[&Step] = &[
    &Step {
        name: "schema",
        what: "the compiler makes Rust and Go code of examples/cities/cities.lap",
        run: compile,
    },
    &Step {
        name: "build",
        what: "the Rust and the Go program are built, each with its own code",
        run: build,
    },
    &Step {
        name: "write",
        what: "Rust reads GeoNames' tables of cities and countries and writes one buffer",
        run: |run| {
            rust(run)?
                .args(["write", DATA])
                .arg(file(run, "rust")?)
                .run()
        },
    },
    &Step {
        name: "read",
        what: "Go checks the buffer once, then answers questions over it where it lies",
        run: |run| {
            go(run)?
                .arg("report")
                .arg(file(run, "rust")?)
                .arg(TEXT)
                .run()
        },
    },
    &Step {
        name: "rewrite",
        what: "Go decodes it to its own values and encodes those again",
        run: |run| {
            let command = go(run)?.arg("rewrite");
            command.arg(file(run, "rust")?).arg(file(run, "go")?).run()
        },
    },
    &Step {
        name: "compare",
        what: "both files are the same, and Rust finds its tables in the one from Go",
        run: compare,
    },
    &Step {
        name: "damage",
        what: "five damaged copies are refused by both, for the same reason at the same byte",
        run: damage,
    },
];

pub fn main() -> ExitCode {
    step::all(STEPS)
}

/// For `cargo xtask test`: all of it in one step.
pub const CHECK: Step = Step {
    name: "demo",
    what: "the demo does what it says",
    run: |run| {
        for step in STEPS {
            (step.run)(run)?;
        }
        Ok(format!("{} steps", STEPS.len()))
    },
};

fn compile(run: &Run) -> Result<String, Failure> {
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let command = run.shell(halflap).arg("gen");
    let command = command.words("--rust examples/cities/rust/src/generated");
    let command = command.words("--go examples/cities/go");
    command.arg("examples/cities/cities.lap").run()?;
    let mut note = String::new();
    for made in [
        "examples/cities/rust/src/generated/cities.rs",
        "examples/cities/go/cities/cities.go",
    ] {
        let lines = run.read(made)?.lines().count();
        let _ = writeln!(note, "{made}: {lines} lines");
    }
    Ok(note)
}

fn build(run: &Run) -> Result<String, Failure> {
    run.built("cities", "cities", "--release")?;
    let command = run.shell("go").words("build -o").arg(go_program(run)?);
    command.arg(".").folder("examples/cities/go").run()
}

fn compare(run: &Run) -> Result<String, Failure> {
    let (rust_file, go_file) = (file(run, "rust")?, file(run, "go")?);
    let (ours, theirs) = (fs::read(rust_file)?, fs::read(&go_file)?);
    if let Some(at) = (0..ours.len().max(theirs.len())).find(|&at| ours.get(at) != theirs.get(at)) {
        return Err(Failure::new(format!("the files differ from byte {at} on")));
    }
    let found = rust(run)?.args(["check", DATA]).arg(go_file).run()?;
    let found = found.trim().replace('\n', ", ");
    Ok(format!("{} bytes, all the same; Rust: {found}", ours.len()))
}

fn damage(run: &Run) -> Result<String, Failure> {
    let folder = run.empty("demo/damaged")?;
    let command = rust(run)?.arg("damage").arg(file(run, "rust")?);
    command.arg(&folder).run()?;
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, Failure>>()?;
    files.sort();
    let by_rust = rust(run)?.arg("refuse").args(&files).run()?;
    let by_go = go(run)?.arg("refuse").args(&files).run()?;
    let (by_rust, by_go): (Vec<_>, Vec<_>) = (by_rust.lines().collect(), by_go.lines().collect());
    let width = by_rust.iter().map(|line| line.len()).max().unwrap_or(0);
    let mut table = format!("{:18}  {:width$}  Go says\n", "damage", "Rust says");
    for (index, file) in files.iter().enumerate() {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let rust_line = by_rust.get(index).copied().unwrap_or("nothing");
        let go_line = by_go.get(index).copied().unwrap_or("nothing");
        let _ = writeln!(table, "{name:18}  {rust_line:width$}  {go_line}");
    }
    let refused = by_rust.iter().all(|line| line.starts_with("error "));
    match by_rust == by_go && refused && by_rust.len() == files.len() && files.len() == 5 {
        true => Ok(table),
        false => Err(Failure::new(table)),
    }
}

fn file(run: &Run, by: &str) -> Result<PathBuf, Failure> {
    let folder = run.scratch("demo")?;
    fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("by-{by}.halflap")))
}

fn go_program(run: &Run) -> Result<PathBuf, Failure> {
    Ok(run.scratch("demo")?.join("cities-go"))
}

fn go(run: &Run) -> Result<crate::shell::Shell<'_>, Failure> {
    Ok(run.shell(go_program(run)?))
}

fn rust(run: &Run) -> Result<crate::shell::Shell<'_>, Failure> {
    Ok(run.shell(run.program("cities", "release")))
}
