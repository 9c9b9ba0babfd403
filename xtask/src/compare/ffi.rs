//! `cargo xtask compare ffi`: calls from Go to Rust in one process, one way beside the other.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::rounds;
use crate::step::{Failure, Run, Step};

/// Where the sources of rust2go are, which no registry has whole.
pub static RUST2GO: OnceLock<PathBuf> = OnceLock::new();

pub const STEPS: &[&Step] = &[
    &Step {
        name: "compare-ffi-build",
        what: "builds the Rust library of all the peers, and the Go program",
        run: build,
    },
    &Step {
        name: "compare-ffi-calls",
        what: "measures calls with numbers and pointers to numbers",
        run: |run| measure(run, "calls", &["bare cgo"], &CALLS),
    },
    &Step {
        name: "compare-ffi-messages",
        what: "measures messages to Rust and back",
        run: |run| measure(run, "messages", &[PROTOBUF, VTPROTOBUF], &MESSAGES),
    },
    &Step {
        name: "compare-ffi-load-1",
        what: "measures single calls while Go collects its garbage and 1 goroutine calls",
        run: |run| measure(run, "load-1", &[PROTOBUF, VTPROTOBUF], &[]),
    },
    &Step {
        name: "compare-ffi-load-4",
        what: "measures single calls while Go collects its garbage and 4 goroutines call",
        run: |run| measure(run, "load-4", &[PROTOBUF, VTPROTOBUF], &[]),
    },
    &Step {
        name: "compare-ffi-load-16",
        what: "measures single calls while Go collects its garbage and 16 goroutines call",
        run: |run| measure(run, "load-16", &[PROTOBUF, VTPROTOBUF], &[]),
    },
];

const FFI: &str = "benches/compare/ffi";
/// Where the programs are built.
const FOLDER: &str = "compare-ffi";

const PROTOBUF: &str = "protobuf-go, prost";
const VTPROTOBUF: &str = "vtprotobuf, prost";
const OURS: &str = "halflap";
const IN_PLACE: &str = "halflap, in place";
const INTO: &str = "halflap, into a buffer";

const SCALAR: &str = "scalar";
const SMALL: &str = "64 B each way";
const KIBI: &str = "1 KiB each way";

/// The most that a way of halflap's may take, as a multiple of another way's time.
struct Most {
    work: &'static str,
    who: &'static str,
    /// Work and who.
    beside: (&'static str, &'static str),
    most: f64,
}

const fn most(
    work: &'static str,
    who: &'static str,
    beside: (&'static str, &'static str),
    most: f64,
) -> Most {
    Most {
        work,
        who,
        beside,
        most,
    }
}

const CALLS: [Most; 3] = [
    most(SCALAR, OURS, (SCALAR, "bare cgo"), 1.4),
    most(
        "scalar, with a context that can be cancelled",
        OURS,
        (SCALAR, "bare cgo"),
        3.0,
    ),
    // By pointer: the length does not count.
    most("slice of 1 MB", OURS, ("slice of 1 KB", OURS), 1.2),
];

const MESSAGES: [Most; 10] = [
    most(SMALL, IN_PLACE, (SMALL, PROTOBUF), 0.2),
    most(SMALL, INTO, (SMALL, PROTOBUF), 0.2),
    // Of so small a message the crossing is a good part, which costs all the same: this keeps what is reached.
    most(SMALL, IN_PLACE, (SMALL, VTPROTOBUF), 0.4),
    most(SMALL, INTO, (SMALL, VTPROTOBUF), 0.4),
    most(KIBI, IN_PLACE, (KIBI, PROTOBUF), 0.1),
    most(KIBI, INTO, (KIBI, PROTOBUF), 0.1),
    most(KIBI, IN_PLACE, (KIBI, VTPROTOBUF), 0.2),
    most(KIBI, INTO, (KIBI, VTPROTOBUF), 0.2),
    most(
        "10,000 entries returned",
        IN_PLACE,
        ("10,000 entries returned", PROTOBUF),
        0.06,
    ),
    most(
        "10,000 entries returned as kept",
        IN_PLACE,
        ("10,000 entries returned as kept", PROTOBUF),
        0.06,
    ),
];

/// Builds with the peers that are at hand, and says which are not.
fn build(run: &Run) -> Result<String, Failure> {
    let folder = run.empty(FOLDER)?;
    let (rust, go) = (format!("{FFI}/rust"), Path::new(FFI).join("go"));
    let (mut tags, mut note) = (
        "",
        "without rust2go: --rust2go does not say where its sources are",
    );

    let cargo = |words: &str| {
        let command = run
            .cargo(words)
            .args(["--release", "--target-dir", "target"]);
        command.folder(&rust)
    };
    cargo("build --quiet --lib").run()?;

    // Beside the module's own list of modules one with rust2go's.
    let modules = folder.join("go.mod");
    for name in ["go.mod", "go.sum"] {
        fs::copy(run.root().join(&go).join(name), folder.join(name))?;
    }
    if let Some(sources) = RUST2GO.get() {
        let command = cargo("run --quiet --bin rust2go --features rust2go-cli");
        let command = command.args(["--", "rust2go", "../go/rust2go/generated.go"]);
        command.run()?;
        let module = "github.com/ihciah/rust2go";
        let edit = run
            .go(&go, "mod edit -require")
            .arg(format!("{module}@v0.0.0"));
        let edit = edit.arg("-replace");
        let edit = edit.arg(format!("{module}={}", fs::canonicalize(sources)?.display()));
        edit.arg(&modules).run()?;
        (tags, note) = ("rust2go", "");
    }

    let command = run.go(&go, "build -mod=mod -modfile").arg(&modules);
    let command = command.arg("-tags").arg(tags);
    let command = command.arg("-o").arg(folder.join("ffi")).arg("./cmd/ffi");
    command.run()?;
    Ok(note.to_owned())
}

fn measure(run: &Run, part: &str, peers: &[&str], limits: &[Most]) -> Result<String, Failure> {
    let program = run.scratch(FOLDER)?.join("ffi");
    let text = run.shell(program).arg(rounds()).arg(part).run()?;
    let rows = rows(&text).ok_or_else(|| Failure::new(format!("not understood:\n{text}")))?;
    judged(&rows, peers, limits)
}

/// One operation: `work TAB who TAB allocations TAB bytes`, and for each round TAB and nanoseconds.
/// Where allocations were not counted, both are `-`.
struct Row {
    work: String,
    who: String,
    allocations: Option<f64>,
    bytes: Option<f64>,
    times: Vec<f64>,
}

fn rows(text: &str) -> Option<Vec<Row>> {
    let row = |line: &str| {
        let mut parts = line.split('\t');
        let row = Row {
            work: parts.next()?.to_owned(),
            who: parts.next()?.to_owned(),
            allocations: count(parts.next()?)?,
            bytes: count(parts.next()?)?,
            times: parts.map(|time| time.parse().ok()).collect::<Option<_>>()?,
        };
        (!row.times.is_empty()).then_some(row)
    };
    let rows: Vec<Row> = text.lines().map(row).collect::<Option<_>>()?;
    (!rows.is_empty()).then_some(rows)
}

fn count(text: &str) -> Option<Option<f64>> {
    match text {
        "-" => Some(None),
        _ => Some(Some(text.parse().ok()?)),
    }
}

fn find<'a>(rows: &'a [Row], (work, who): (&str, &str)) -> Option<&'a Row> {
    rows.iter().find(|row| row.work == work && row.who == who)
}

/// The one in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl Row {
    /// This one's time as a multiple of another's: the median of the rounds' ratios, since both met the
    /// same machine within a round.
    fn ratio(&self, other: &Row) -> f64 {
        let pairs = self.times.iter().zip(&other.times);
        median(pairs.map(|(own, other)| own / other).collect())
    }
}

/// The table with the ratios to these peers, and the limits that it has to keep.
fn judged(rows: &[Row], peers: &[&str], limits: &[Most]) -> Result<String, Failure> {
    let mut text = String::from("\n| | | ns |");
    for peer in peers {
        let _ = write!(text, " x {peer} |");
    }
    let _ = writeln!(
        text,
        " Go allocations | of bytes |\n|---|---|{}",
        "---:|".repeat(peers.len() + 3)
    );
    let mut works: Vec<&str> = Vec::new();
    for row in rows {
        if !works.contains(&row.work.as_str()) {
            works.push(&row.work);
        }
    }
    for row in works
        .iter()
        .flat_map(|work| rows.iter().filter(move |row| row.work == *work))
    {
        let time = median(row.times.clone());
        let _ = write!(text, "| {} | {} | {time:.0} |", row.work, row.who);
        for peer in peers {
            match find(rows, (&row.work, peer)) {
                Some(peer) => write!(text, " {:.2} |", row.ratio(peer)),
                None => write!(text, " |"),
            }
            .unwrap_or_default();
        }
        for count in [row.allocations, row.bytes] {
            let count = count.map(|count| format!("{count:.0}"));
            let _ = write!(text, " {} |", count.unwrap_or_default());
        }
        text.push('\n');
    }
    let findings = check(rows, limits, &mut text);
    match findings.is_empty() {
        true => Ok(text),
        false => Err(Failure::new(format!("{text}\n{}", findings.join("\n")))),
    }
}

/// Adds the limits to the text, and tells which are not kept. Before halflap is among the rows none
/// can be; from then on all have to be measured.
fn check(rows: &[Row], limits: &[Most], text: &mut String) -> Vec<String> {
    let ours = rows.iter().any(|row| row.who.starts_with(OURS));
    let mut findings = Vec::new();
    if !limits.is_empty() {
        text.push_str("\n| | at most | is |\n|---|---:|---:|\n");
    }
    for limit in limits {
        let (work, who) = limit.beside;
        let what = match work == limit.work {
            true => format!("{}, {} / {who}", limit.work, limit.who),
            false => format!("{}, {} / {work}, {who}", limit.work, limit.who),
        };
        let pair = find(rows, (limit.work, limit.who)).zip(find(rows, limit.beside));
        let _ = write!(text, "| {what} | {} |", limit.most);
        let Some((row, beside)) = pair else {
            text.push_str(" not measured |\n");
            if ours {
                findings.push(format!("{what} was not measured"));
            }
            continue;
        };
        let ratio = row.ratio(beside);
        let _ = writeln!(text, " {ratio:.3} |");
        if ratio > limit.most {
            findings.push(format!("{what} is above {}: {ratio:.3}", limit.most));
        }
    }
    // Less than one in a hundred runs is the Go runtime's own doing.
    let allocating = |row: &&Row| row.who == INTO && row.allocations >= Some(0.01);
    findings.extend(
        rows.iter()
            .filter(allocating)
            .map(|row| format!("{}, {INTO} allocates in Go", row.work)),
    );
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "scalar\tbare cgo\t0.00\t0\t30\t60\t30\n\
        1 entry sent\tbare cgo\t-\t-\t10\t10\t10\n\
        scalar\thalflap\t1.00\t16\t40\t90\t36\n";

    const LIMIT: [Most; 1] = [most(SCALAR, OURS, (SCALAR, "bare cgo"), 1.4)];

    #[test]
    fn what_the_program_prints_is_understood() {
        let rows = rows(TEXT).expect("rows");
        assert_eq!(rows.len(), 3);
        assert_eq!(
            (rows[2].allocations, rows[2].bytes),
            (Some(1.0), Some(16.0))
        );
        assert_eq!(rows[1].allocations, None);
        assert_eq!(rows[2].times, [40.0, 90.0, 36.0]);
        for bad in [
            "",
            "scalar\tbare cgo\t0\t0\n",
            "scalar\tbare cgo\t0\t0\tx\n",
        ] {
            assert!(super::rows(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn ratios_are_those_of_rounds() {
        let rows = rows(TEXT).expect("rows");
        let text = judged(&rows, &["bare cgo"], &LIMIT).expect("1.33 of 1.4");
        assert!(
            text.contains("| scalar | halflap | 40 | 1.33 | 1 | 16 |"),
            "{text}"
        );
        assert!(
            text.contains("| scalar, halflap / bare cgo | 1.4 | 1.333 |"),
            "{text}"
        );
        let (ours, entry) = (text.find("| halflap |"), text.find("1 entry"));
        assert!(ours < entry, "works stay together: {text}");
    }

    #[test]
    fn what_takes_too_long_is_found() {
        let mut rows = rows(TEXT).expect("rows");
        rows[2].times = vec![60.0; 3];
        let failure = judged(&rows, &["bare cgo"], &LIMIT).expect_err("twice as long");
        let text = format!("{failure:?}");
        assert!(
            text.contains("scalar, halflap / bare cgo is above 1.4: 2.000"),
            "{text}"
        );
    }

    #[test]
    fn what_is_not_measured_is_found_once_halflap_is_there() {
        let mut rows = rows(TEXT).expect("rows");
        rows[2].work = "nothing".to_owned();
        let failure = judged(&rows, &[], &LIMIT).expect_err("no scalar");
        assert!(format!("{failure:?}").contains("was not measured"));
        rows.pop();
        let text = judged(&rows, &[], &LIMIT).expect("no halflap");
        assert!(text.contains("| 1.4 | not measured |"), "{text}");
    }

    #[test]
    fn an_allocation_into_a_buffer_of_the_callers_is_found() {
        let mut rows = rows(TEXT).expect("rows");
        assert!(judged(&rows, &[], &[]).is_ok());
        rows[2].who = INTO.to_owned();
        let failure = judged(&rows, &[], &[]).expect_err("one allocation");
        assert!(format!("{failure:?}").contains("into a buffer allocates in Go"));
    }
}
