//! `cargo xtask compare`: halflap beside its peers, measured in the same run, as tables for a record.
//! The peers are in packages of their own, `benches/compare`, which no check builds.

mod ffi;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::step::{self, Failure, Run, Step};

#[derive(clap::Args)]
pub struct Arguments {
    /// What to compare.
    subject: Subject,
    /// Measure each operation this many times. Of JSON the best time counts, of calls the median.
    #[arg(long, default_value_t = 25)]
    rounds: u32,
    /// Where the sources of rust2go are, to measure its calls too.
    #[arg(long, value_name = "FOLDER")]
    rust2go: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Subject {
    /// JSON both ways, beside `serde_json`, prost-reflect, protojson and encoding/json.
    Json,
    /// Calls from Go to Rust, beside bare cgo, protobuf and JSON over cgo, and rust2go.
    Ffi,
}

static ROUNDS: OnceLock<u32> = OnceLock::new();

const RUST: &str = "benches/compare/rust";
const GO: &str = "benches/compare/go";
const ENTRIES: f64 = 100_000.0;

/// The most that a way of halflap's may take, as a multiple of a peer's time.
const MOST: &[(&str, &str, f64)] = &[
    ("halflap to_json", "serde_json", 1.5),
    ("halflap write_json", "serde_json", 1.5),
    ("halflap from_json", "serde_json", 1.5),
    ("halflap AppendJSON", "encoding/json", 1.0),
    ("halflap WriteJSON", "encoding/json", 1.0),
    ("halflap AppendBuffer", "encoding/json", 1.0),
    ("halflap AppendJSON", "protojson", 0.5),
    ("halflap AppendBuffer", "protojson", 0.5),
];

pub fn main(arguments: &Arguments) -> ExitCode {
    ROUNDS.get_or_init(|| arguments.rounds.max(1));
    if let Some(folder) = &arguments.rust2go {
        ffi::RUST2GO.get_or_init(|| folder.clone());
    }
    match arguments.subject {
        Subject::Json => json(),
        Subject::Ffi => step::all(ffi::STEPS),
    }
}

fn json() -> ExitCode {
    step::all(&[
        &Step {
            name: "compare-rust",
            what: "measures JSON in Rust",
            run: rust,
        },
        &Step {
            name: "compare-go",
            what: "measures JSON in Go",
            run: go,
        },
        &Step {
            name: "compare-commands",
            what: "measures the commands as whole processes",
            run: commands,
        },
    ])
}

fn rounds() -> String {
    ROUNDS.get().unwrap_or(&1).to_string()
}

/// One operation: `way TAB who TAB nanoseconds`, and bytes of memory.
#[derive(Debug, PartialEq)]
struct Row {
    way: String,
    who: String,
    time: f64,
    memory: f64,
}

/// What both programs print: the text's length, then a line for each operation.
fn rows(text: &str) -> Option<(f64, Vec<Row>)> {
    let mut lines = text.lines();
    let len = lines.next()?.strip_prefix("text\t")?.parse().ok()?;
    let row = |line: &str| {
        let mut parts = line.split('\t');
        Some(Row {
            way: parts.next()?.to_owned(),
            who: parts.next()?.to_owned(),
            time: parts.next()?.parse().ok()?,
            memory: parts.next()?.parse().ok()?,
        })
    };
    Some((len, lines.map(row).collect::<Option<_>>()?))
}

fn understood(text: &str) -> Result<(f64, Vec<Row>), Failure> {
    rows(text).ok_or_else(|| Failure::new(format!("not understood:\n{text}")))
}

fn rust(run: &Run) -> Result<String, Failure> {
    let program = |name: &str| {
        let command = run.cargo("run --quiet --release --bin").folder(RUST);
        command.args([name, "--"])
    };
    let memory = program("memory").run()?;
    let speed = program("speed").arg(rounds()).run()?;
    // Two programs, since counting memory takes time: both print the operations in one order.
    let (text, of_memory) = memory.split_once('\n').unwrap_or_default();
    let mut joined = format!("{text}\n");
    for (time, memory) in speed.lines().zip(of_memory.lines()) {
        let bytes = memory.rsplit('\t').next().unwrap_or_default();
        let _ = writeln!(joined, "{time}\t{bytes}");
    }
    let (len, rows) = understood(&joined)?;
    table(len, &rows, &["serde_json"], "most memory / text")
}

fn go(run: &Run) -> Result<String, Failure> {
    let command = run.go(Path::new(GO), "run ./cmd/json").arg(rounds());
    let (len, rows) = understood(&command.run()?)?;
    let peers = ["protojson", "encoding/json"];
    table(len, &rows, &peers, "allocated / text")
}

/// A table with the ratios to these peers.
fn table(len: f64, rows: &[Row], peers: &[&str], memory: &str) -> Result<String, Failure> {
    let mut table = String::from("\n| | | ns / entry | MB/s |");
    for peer in peers {
        let _ = write!(table, " x {peer} |");
    }
    let _ = writeln!(
        table,
        " {memory} |\n|---|---|{}",
        "---:|".repeat(peers.len() + 3)
    );
    let mut findings = Vec::new();
    for row in rows {
        let _ = write!(
            table,
            "| {} | {} | {:.0} | {:.0} |",
            row.way,
            row.who,
            row.time / ENTRIES,
            len / row.time * 1e3,
        );
        for peer in peers {
            let beside = |other: &&Row| other.way == row.way && other.who == *peer;
            let missing = || Failure::new(format!("{peer} was not measured"));
            let ratio = row.time / rows.iter().find(beside).ok_or_else(missing)?.time;
            let _ = write!(table, " {ratio:.2} |");
            let most = MOST
                .iter()
                .find(|most| (most.0, most.1) == (&row.who, peer));
            if let Some((who, peer, most)) = most.filter(|most| ratio > most.2) {
                findings.push(format!("{} of {who} takes above {most} x {peer}", row.way));
            }
        }
        let _ = writeln!(table, " {:.2} |", row.memory / len);
    }
    match findings.is_empty() {
        true => Ok(table),
        false => Err(Failure::new(format!("{table}\n{}", findings.join("\n")))),
    }
}

/// The commands over the same log, and the memory that the operating system saw.
fn commands(run: &Run) -> Result<String, Failure> {
    let folder = run.empty("compare")?;
    let data = run
        .cargo("run --quiet --release --bin data --")
        .folder(RUST);
    data.arg(&folder).run()?;
    let rust = run.built("halflap-compiler", "halflap", "--release")?;
    let (go, process) = (folder.join("halflap-go"), folder.join("process"));
    let build = |module: &str, to: &Path, package: &str| {
        let build = run.go(Path::new(module), "build -o").arg(to);
        build.arg(package).run()
    };
    build("go-codec", &go, "./cmd/halflap-go")?;
    build(GO, &process, "./cmd/process")?;

    let file = |name: &str| folder.join(name);
    let (buffer, text) = (file("logs.halflap"), file("logs.json"));
    let both = fs::metadata(&buffer)?.len() + fs::metadata(&text)?.len();
    let mut table = String::from("\n| | ms | most memory / (text + buffer) |\n|---|---:|---:|\n");
    for (name, program) in [("halflap", &rust), ("halflap-go", &go)] {
        for (way, from, to) in [
            ("to-json", &buffer, "out.json"),
            ("from-json", &text, "out.halflap"),
        ] {
            let command = run.shell(&process).arg(rounds()).arg(program).arg(way);
            let command = command.arg("--descriptor").arg(file("log.halflap"));
            let command = command.args(["--type", "log.Logs", "-o"]).arg(file(to));
            let said = command.arg(from).run()?;
            let figures = said.trim().split_once('\t').and_then(|(time, memory)| {
                Some((time.parse::<f64>().ok()?, memory.parse::<f64>().ok()?))
            });
            let (time, memory) = figures.ok_or_else(|| Failure::new(said.clone()))?;
            let _ = writeln!(
                table,
                "| {name} {way} | {:.0} | {:.2} |",
                time / 1e6,
                memory / both as f64
            );
        }
        if fs::read(file("out.halflap"))? != fs::read(&buffer)? {
            return Err(Failure::new(format!("{name} makes another buffer")));
        }
        let written = fs::read(file("out.json"))?;
        if written.strip_suffix(b"\n") != Some(&fs::read(&text)?) {
            return Err(Failure::new(format!("{name} makes another text")));
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "text\t100\nto-json\tserde_json\t200000\t50\nto-json\thalflap to_json\t400000\t10\n";

    #[test]
    fn what_the_programs_print_is_understood() {
        let (len, rows) = rows(TEXT).expect("rows");
        assert_eq!((len, rows.len()), (100.0, 2));
        assert_eq!((rows[1].time, rows[1].memory), (400_000.0, 10.0));
        assert_eq!(super::rows("text\t100\nto-json\tserde_json\n"), None);
    }

    #[test]
    fn what_takes_too_long_is_found() {
        let (len, mut rows) = rows(TEXT).expect("rows");
        let failure = table(len, &rows, &["serde_json"], "memory").expect_err("twice as long");
        let text = format!("{failure:?}");
        assert!(text.contains("| 2.00 | 0.10 |"), "{text}");
        assert!(
            text.contains("to-json of halflap to_json takes above 1.5 x serde_json"),
            "{text}"
        );
        rows[1].time = 300_000.0;
        assert!(table(len, &rows, &["serde_json"], "memory").is_ok());
    }
}
