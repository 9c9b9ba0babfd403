//! The example of messages in memory that a Rust and a Go process share.

use std::path::{Path, PathBuf};

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[Step {
    name: "shared",
    what: "Rust and Go processes share messages in sealed memory, and refuse memory that may change",
    run: check,
}];

const GO: &str = "examples/shared/go";

/// How the Go program is built: each is a reader and a writer of its own.
const FLAVOURS: [(&str, &str); 4] = [
    ("plain", ""),
    ("safe", "-tags halflap_safe"),
    ("race", "-race"),
    ("race-safe", "-race -tags halflap_safe"),
];

fn check(run: &Run) -> Result<String, Failure> {
    let module = Path::new(GO);
    for system in ["darwin", "windows"] {
        run.go(module, "vet ./...").env("GOOS", system).run()?;
    }
    if !cfg!(target_os = "linux") {
        return Ok("builds; the rest is left out: only Linux has memory that can be sealed".into());
    }
    let rust = run.built("shared", "shared-rust", "")?;
    let supported = run.shell(&rust).arg("supported").run()?;
    if let Some(why) = supported.strip_prefix("no: ") {
        return Ok(format!("builds; the rest is left out: {}", why.trim_end()));
    }
    run.cargo("test --package shared").run()?;
    for (_, arguments) in &FLAVOURS[2..] {
        let command = run.go(module, "test").words(arguments);
        command.arg("./...").run()?;
    }

    let folder = run.empty("shared")?;
    let seen = said(run, &rust, "send", &rust)?;
    let refused = said(run, &rust, "hostile", &rust)?;
    said(run, &rust, "disturb", &rust)?;
    let mut pairs = 1;
    for (name, arguments) in FLAVOURS {
        let go = folder.join(format!("shared-go-{name}"));
        let command = run.go(module, "build").words(arguments);
        command.arg("-o").arg(&go).arg(".").run()?;
        for (from, to) in [(&rust, &go), (&go, &rust), (&go, &go)] {
            for verb in ["send", "send-file"] {
                alike(&said(run, from, verb, to)?, &seen, from, verb)?;
            }
            pairs += 1;
        }
        alike(&said(run, &rust, "hostile", &go)?, &refused, &go, "hostile")?;
        said(run, &go, "hostile", &rust)?;
        said(run, &rust, "disturb", &go)?;
    }
    let cases = refused.lines().count();
    Ok(format!("{pairs} pairs of processes, {cases} hostile cases"))
}

/// Has one program start the other and talk to it. It compares what it is answered itself.
fn said(run: &Run, from: &PathBuf, verb: &str, to: &PathBuf) -> Result<String, Failure> {
    // The race detector would wait for a second at the end of each program.
    let command = run.shell(from).arg(verb).arg(to);
    command.env("GORACE", "atexit_sleep_ms=0").run()
}

fn alike(said: &str, expected: &str, who: &Path, verb: &str) -> Result<(), Failure> {
    match said == expected {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{}, {verb}: said\n{said}where Rust alone says\n{expected}",
            who.display()
        ))),
    }
}
