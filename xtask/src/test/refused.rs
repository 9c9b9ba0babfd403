//! Programs in `testdata/refused` that Rust must not build: where a line ends with `//~ E0502`, the
//! compiler has that error there, and it has no other.

use std::collections::BTreeSet;
use std::path::Path;

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[Step {
    name: "refused",
    what: "Rust refuses views that are used for too long, each for its own reason",
    run: check,
}];

const CRATE: &str = "testdata/refused";

/// What the compiler says of lifetimes that it has no code for.
const LIFETIME: (&str, &str) = ("lifetime", "lifetime may not live long enough");

/// An error: file, line, and code.
type Place = (String, usize, String);

fn check(run: &Run) -> Result<String, Failure> {
    let manifest = format!("{CRATE}/Cargo.toml");
    let format = run.cargo("fmt --check --manifest-path").arg(&manifest);
    format.run()?;
    let command = run.cargo("check --locked --bins --keep-going --message-format=short");
    let target = run.scratch("refused")?;
    let command = command.arg("--manifest-path").arg(&manifest);
    let (built, text) = command.arg("--target-dir").arg(target).ask()?;
    if built {
        return Err(Failure::new(format!("{CRATE} builds")));
    }
    let found: BTreeSet<Place> = text.lines().filter_map(error).collect();
    let wanted = wanted(run)?;
    let missing = wanted.difference(&found).map(|p| ("no error", p));
    let more = found.difference(&wanted).map(|p| ("an error too many", p));
    let findings: Vec<String> = missing
        .chain(more)
        .map(|(what, (file, line, code))| format!("{CRATE}/{file}:{line}: {what}: {code}"))
        .collect();
    Failure::unless_empty(&findings)?;
    match found.len() {
        0 => Err(Failure::new(text)),
        count => Ok(format!("{count} errors")),
    }
}

/// The errors that the programs' comments ask for.
fn wanted(run: &Run) -> Result<BTreeSet<Place>, Failure> {
    let mut wanted = BTreeSet::new();
    for path in run.files(".rs")? {
        let Ok(file) = path.strip_prefix(CRATE) else {
            continue;
        };
        let text = run.read(&path)?;
        for (index, line) in text.lines().enumerate() {
            if let Some((_, code)) = line.split_once("//~ ") {
                wanted.insert(place(file, index + 1, code.trim()));
            }
        }
    }
    Ok(wanted)
}

fn place(file: &Path, line: usize, code: &str) -> Place {
    let file = file.to_string_lossy().replace('\\', "/");
    (file, line, code.to_owned())
}

/// Reads `src/bin/stale.rs:15:5: error[E0502]: cannot borrow …`. An error without a place says only
/// how many there were.
fn error(line: &str) -> Option<Place> {
    let (before, after) = line.split_once(": error")?;
    let mut parts = before.rsplitn(3, ':');
    let (_, number, file) = (parts.next()?, parts.next()?, parts.next()?);
    let code = match after.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None if after.contains(LIFETIME.1) => LIFETIME.0,
        None => after,
    };
    Some(place(Path::new(file), number.parse().ok()?, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read() {
        let place = |line, code: &str| Some(("src/bin/a.rs".into(), line, code.into()));
        let read = |text: &str| error(&format!("src/bin/a.rs:{text}"));
        assert_eq!(read("15:5: error[E0502]: cannot"), place(15, "E0502"));
        let lifetime = read("7:1: error: lifetime may not live long enough: x");
        assert_eq!(lifetime, place(7, "lifetime"));
        assert_eq!(read("7:1: error: strange"), place(7, ": strange"));
        assert_eq!(read("7:1: warning: unused"), None);
        assert_eq!(error("error: could not compile `refused`"), None);
    }
}
