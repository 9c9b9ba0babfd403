//! `cargo xtask bench`: the time of each operation, and how it compares with copying the buffer
//! in the same run, in both languages.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::step::{self, Failure, Run, Step};

#[derive(clap::Args)]
pub struct Arguments {
    /// Measure for a short time only; the figures are less steady.
    #[arg(long)]
    quick: bool,
}

/// Whether `--quick` was given.
static QUICK: OnceLock<bool> = OnceLock::new();

const SETS: [&str; 2] = ["logs", "mesh"];
const OPERATIONS: [&str; 5] = ["memcpy", "encode", "validate", "read", "decode"];

/// The most that validating the log may cost, as a multiple of copying it: Rust, Go.
const MOST: (f64, f64) = (1.5, 3.0);

/// What `cargo xtask test` runs: measured figures mean little on a busy machine, but the data must
/// be the same everywhere, and the benches must run.
pub const CHECKS: &[Step] = &[
    Step {
        name: "bench-data",
        what: "Rust and Go make the same buffers of the benches' data",
        run: same_data,
    },
    Step {
        name: "bench-runs",
        what: "each bench runs once",
        run: |run| {
            run.cargo("test --package halflap --benches").run()?;
            let go = run.shell("go").folder("benches/go");
            go.words("test -run ^$ -bench . -benchtime 1x ./...")
                .run()?;
            Ok(String::new())
        },
    },
];

pub fn main(arguments: &Arguments) -> ExitCode {
    QUICK.get_or_init(|| arguments.quick);
    step::all(&[
        &CHECKS[0],
        &Step {
            name: "measure",
            what: "measures Rust with criterion and Go with its benchmarks, one after the other",
            run: measure,
        },
    ])
}

fn same_data(run: &Run) -> Result<String, Failure> {
    let (rust, go) = (run.empty("bench/rust")?, run.empty("bench/go")?);
    let command = run.cargo("run --quiet --package halflap --example bench_data --");
    command.arg(&rust).run()?;
    let command = run.shell("go").folder("benches/go").words("run ./cmd/data");
    command.arg(&go).run()?;
    let mut note = String::new();
    for set in SETS {
        let name = format!("{set}.halflap");
        let (ours, theirs) = (fs::read(rust.join(&name))?, fs::read(go.join(&name))?);
        if ours != theirs {
            return Err(Failure::new(format!("{name} differs")));
        }
        let _ = write!(note, "{set} {} bytes; ", ours.len());
    }
    Ok(note.trim_end_matches("; ").to_owned())
}

/// Nanoseconds and, for Go, allocations of one operation, by `logs/validate`.
type Times = BTreeMap<String, (f64, Option<u64>)>;

fn measure(run: &Run) -> Result<String, Failure> {
    let quick = *QUICK.get().unwrap_or(&false);
    let short = if quick { "--quick" } else { "" };
    let command = run.cargo("bench --quiet --package halflap --bench codec --");
    let text = command
        .words("--output-format bencher")
        .words(short)
        .run()?;
    let rust = rust_times(&text);
    let command = run.shell("go").folder("benches/go");
    let command = command.words("test -run ^$ -bench . -benchtime");
    let text = command.arg(if quick { "0.2s" } else { "2s" }).run()?;
    let go = go_times(&text);
    table(&rust, &go)
}

/// Lines such as `test logs/memcpy ... bench:       33000 ns/iter (+/- 120)`.
fn rust_times(text: &str) -> Times {
    let lines = text.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("test ")?.split_once(" ... bench:")?;
        let time = rest.trim().split(' ').next()?.replace(',', "");
        Some((name.to_owned(), (time.parse().ok()?, None)))
    });
    lines.collect()
}

/// Lines such as `BenchmarkLogs/memcpy-2  30000  33000 ns/op  32000 MB/s  0 B/op  0 allocs/op`.
fn go_times(text: &str) -> Times {
    let lines = text.lines().filter_map(|line| {
        let words: Vec<&str> = line.strip_prefix("Benchmark")?.split_whitespace().collect();
        let before = |unit| {
            let at = words.iter().position(|word| *word == unit)?;
            words.get(at.checked_sub(1)?).copied()
        };
        let name = words
            .first()?
            .rsplit_once('-')
            .map_or(words[0], |(name, _)| name);
        let time = before("ns/op")?.parse().ok()?;
        let allocations = before("allocs/op").and_then(|count| count.parse().ok());
        Some((name.to_lowercase(), (time, allocations)))
    });
    lines.collect()
}

fn table(rust: &Times, go: &Times) -> Result<String, Failure> {
    let mut table = format!(
        "{:15} {:>10} {:>9}   {:>10} {:>9} {:>12}\n",
        "", "Rust", "x memcpy", "Go", "x memcpy", "allocations"
    );
    let mut findings = Vec::new();
    for set in SETS {
        for operation in OPERATIONS {
            let name = format!("{set}/{operation}");
            let find = |times: &Times, name: &str| {
                let missing = || Failure::new(format!("{name} was not measured"));
                times.get(name).copied().ok_or_else(missing)
            };
            let memcpy = format!("{set}/memcpy");
            let (rust_time, _) = find(rust, &name)?;
            let (go_time, allocations) = find(go, &name)?;
            let rust_ratio = rust_time / find(rust, &memcpy)?.0;
            let go_ratio = go_time / find(go, &memcpy)?.0;
            let _ = writeln!(
                table,
                "{name:15} {:>10} {rust_ratio:>9.2}   {:>10} {go_ratio:>9.2} {:>12}",
                micros(rust_time),
                micros(go_time),
                allocations.unwrap_or(0),
            );
            if name == "logs/validate" {
                for (language, ratio, most) in
                    [("Rust", rust_ratio, MOST.0), ("Go", go_ratio, MOST.1)]
                {
                    if ratio > most {
                        findings.push(format!(
                            "{language} validates the log above {most} x memcpy"
                        ));
                    }
                }
            }
        }
    }
    match findings.is_empty() {
        true => Ok(table),
        false => Err(Failure::new(format!("{table}\n{}", findings.join("\n")))),
    }
}

fn micros(nanoseconds: f64) -> String {
    format!("{:.1} us", nanoseconds / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_outputs_are_understood() {
        let rust = "test logs/memcpy ... bench:      33,012 ns/iter (+/- 120)\nother\n";
        assert_eq!(rust_times(rust)["logs/memcpy"], (33_012.0, None));
        let go = "goos: linux\nBenchmarkLogs/memcpy-2  \t 300\t 33000.5 ns/op\t 9 MB/s\t 0 B/op\t 7 allocs/op\n";
        assert_eq!(go_times(go)["logs/memcpy"], (33_000.5, Some(7)));
    }
}
