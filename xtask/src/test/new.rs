//! `halflap new`, as someone uses it who has a clone of the repository and an empty folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[Step {
    name: "new",
    what: "what `halflap new` makes builds with the commands that it prints, and passes its own CI",
    run: check,
}];

/// Steps of the CI file that only a machine of its own needs.
const ELSEWHERE: [&str; 2] = ["mkdir -p ", "cargo install "];

/// A folder outside of the repository that is gone when this is.
struct Outside(PathBuf);

impl Drop for Outside {
    fn drop(&mut self) {
        // What can't be removed lies where the system removes it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn check(run: &Run) -> Result<String, Failure> {
    let name = format!("halflap-new-{}", std::process::id());
    let outside = Outside(std::env::temp_dir().join(name));
    fs::create_dir_all(&outside.0)?;
    let halflap = run.built("halflap-compiler", "halflap", "")?;

    let said = run
        .shell(&halflap)
        .folder(&outside.0)
        .words("new my-notes")
        .run()?;
    let printed: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .collect();
    let [enter, commands @ ..] = printed.as_slice() else {
        return Err(Failure::new(format!("no commands are printed:\n{said}")));
    };
    if *enter != "cd my-notes" || commands.len() != 2 {
        return Err(Failure::new(format!("not two commands:\n{said}")));
    }
    let service = outside.0.join("my-notes");
    for command in commands {
        shell(run, &halflap, &service, command).run()?;
    }

    let again = run.shell(&halflap).folder(&outside.0).words("new my-notes");
    if again.ask()?.0 {
        return Err(Failure::new("what is there was overwritten"));
    }

    let ci = fs::read_to_string(service.join(".github/workflows/ci.yml"))?;
    let steps: Vec<&str> = ci
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("- run: "))
        .filter(|step| !ELSEWHERE.iter().any(|start| step.starts_with(start)))
        .collect();
    for step in &steps {
        shell(run, &halflap, &service, step).run()?;
    }
    notices(run, &halflap, &service, &steps)?;
    Ok(format!("2 commands, {} steps of its CI", steps.len()))
}

/// A line for the shell, with the command that was built in the path.
fn shell<'a>(run: &'a Run, halflap: &Path, service: &Path, line: &str) -> crate::shell::Shell<'a> {
    let folder = halflap.parent().unwrap_or(halflap);
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", folder.display());
    let command = run.shell("sh").args(["-c", line]).folder(service);
    // What builds this project may have a target folder elsewhere.
    let target = service.join("target");
    command.env("PATH", path).env("CARGO_TARGET_DIR", target)
}

/// A schema that was changed, and code that was not made anew, are found by the first step of all.
fn notices(run: &Run, halflap: &Path, service: &Path, steps: &[&str]) -> Result<(), Failure> {
    let schema = service.join("mynotes.lap");
    let text = fs::read_to_string(&schema)?;
    fs::write(&schema, text.replace("2 text: string", "2 words: string"))?;
    let first = steps.first().copied().unwrap_or_default();
    match shell(run, halflap, service, first).ask()? {
        (false, said) if said.contains("is stale") => Ok(()),
        (_, said) => Err(Failure::new(format!("stale code is not noticed:\n{said}"))),
    }
}
