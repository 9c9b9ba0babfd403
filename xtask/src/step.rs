//! A step is something that is done or checked, with a name and a sentence that says what. The
//! runner shows which ones are at work and for how long, keeps a log of each, and sums up.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Lines of a failed step's log that the summary repeats.
const TAIL: usize = 60;

/// One thing to do or to check.
pub struct Step {
    pub name: &'static str,
    /// What it does, as a sentence without a full stop: "formats the Rust code".
    pub what: &'static str,
    pub run: fn(&Run) -> Result<String, Failure>,
}

/// Why a step failed.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A failure that lists what is wrong, unless nothing is.
    pub fn unless_empty(findings: &[String]) -> Result<(), Self> {
        match findings {
            [] => Ok(()),
            _ => Err(Self(findings.join("\n"))),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// What the steps of one lane share.
pub struct Run {
    root: PathBuf,
    bar: ProgressBar,
    log: Mutex<Option<fs::File>>,
}

impl Run {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        Self {
            root: root.unwrap_or(Path::new(".")).to_path_buf(),
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            log: Mutex::new(None),
        }
    }

    /// The root of the repository.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path in the folder that no one keeps.
    pub fn scratch(&self, name: &str) -> Result<PathBuf, Failure> {
        let folder = self.root.join("target/xtask");
        fs::create_dir_all(&folder)?;
        Ok(folder.join(name))
    }

    /// An empty folder that no one keeps.
    pub fn empty(&self, name: &str) -> Result<PathBuf, Failure> {
        let folder = self.scratch(name)?;
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Shows what is at work now.
    pub fn now(&self, line: &str) {
        let short: String = line.chars().take(70).collect();
        self.bar.set_message(short);
    }

    /// Adds to the log of the step.
    pub fn log(&self, text: &str) {
        if let Ok(mut log) = self.log.lock()
            && let Some(file) = log.as_mut()
        {
            // A log that can't be written must not fail the step: its outcome is shown anyway.
            let _ = file.write_all(text.as_bytes());
        }
    }

    /// Does one step, while a bar shows it.
    fn one(&mut self, step: &Step, bar: ProgressBar) -> (Result<String, Failure>, Duration) {
        let log = self.scratch(&format!("{}.log", step.name));
        self.log = Mutex::new(log.ok().and_then(|path| fs::File::create(path).ok()));
        self.bar = bar;
        self.bar.enable_steady_tick(Duration::from_millis(120));
        let begin = Instant::now();
        let outcome = (step.run)(self);
        self.bar.finish_and_clear();
        if let Err(failure) = &outcome {
            self.log(&failure.0);
        }
        (outcome, begin.elapsed())
    }
}

/// Does the steps, all of them even where some fail, and sums up.
pub fn all(steps: &[&Step]) -> ExitCode {
    stages(&[vec![steps.to_vec()]])
}

/// Steps that are done one after the other, while those of other lanes are done.
pub type Lane<'s> = Vec<&'s Step>;

/// Does the steps of each stage, its lanes side by side, and sums up. All are done even where some fail.
pub fn stages(stages: &[Vec<Lane<'_>>]) -> ExitCode {
    let begin = Instant::now();
    let steps = || stages.iter().flatten().flatten();
    let show = Show {
        width: steps().map(|step| step.name.len()).max().unwrap_or(0),
        count: steps().count(),
        begun: AtomicUsize::new(0),
        bars: MultiProgress::new(),
        failed: Mutex::new(Vec::new()),
    };
    for lanes in stages {
        thread::scope(|scope| {
            for lane in lanes {
                scope.spawn(|| show.lane(lane));
            }
        });
    }
    let failed = show.failed.into_inner().unwrap_or_default();
    let mut summary = format!("\n{} in all", seconds(begin.elapsed()));
    if !failed.is_empty() {
        let _ = write!(
            summary,
            "; failed: {} (all they printed: target/xtask/NAME.log)",
            failed.join(", ")
        );
    }
    println!("{summary}");
    let passed = show.count - failed.len();
    println!("steps: {passed} passed, {} failed", failed.len());
    ExitCode::from(u8::from(!failed.is_empty()))
}

/// What is shown of all lanes.
struct Show {
    /// Of the longest name.
    width: usize,
    count: usize,
    begun: AtomicUsize,
    bars: MultiProgress,
    failed: Mutex<Vec<&'static str>>,
}

impl Show {
    fn lane(&self, lane: &Lane<'_>) {
        let mut run = Run::new();
        for step in lane {
            let index = self.begun.fetch_add(1, Ordering::Relaxed);
            let bar = self.bars.add(ProgressBar::new_spinner());
            bar.set_style(style(index, self.count));
            self.say(step, step.what);
            let (outcome, took) = run.one(step, bar);
            self.told(step, &outcome, took);
            if outcome.is_err()
                && let Ok(mut failed) = self.failed.lock()
            {
                failed.push(step.name);
            }
        }
    }

    /// Prints what has become of a step.
    fn told(&self, step: &Step, outcome: &Result<String, Failure>, took: Duration) {
        let took = seconds(took);
        let told = match outcome {
            Ok(note) if note.is_empty() => format!("ok, {took}"),
            Ok(note) if note.trim_end().contains('\n') => {
                format!("ok, {took}:\n\n{}\n", tail(note))
            }
            Ok(note) => format!("ok, {took}: {}", note.trim_end()),
            Err(failure) => format!("FAILED, {took}\n{}", tail(&failure.0)),
        };
        self.say(step, &told);
    }

    /// Prints something of a step, in one piece: others are at work, too.
    fn say(&self, step: &Step, text: &str) {
        let (name, width) = (step.name, self.width);
        self.bars.suspend(|| println!("{name:width$}  {text}"));
    }
}

fn style(index: usize, count: usize) -> ProgressStyle {
    let template = format!("{{spinner}} {}/{count} {{elapsed}} {{msg}}", index + 1);
    ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let from = lines.len().saturating_sub(TAIL);
    lines[from..]
        .iter()
        .fold(String::new(), |mut out, line| {
            let _ = writeln!(out, "    {line}");
            out
        })
        .trim_end()
        .to_owned()
}
