//! Follows the pages for newcomers to the letter: writes the files that they show, runs the
//! commands, and compares what is printed.

use std::fs;
use std::path::Path;

use crate::markdown::{self, Fence};
use crate::step::{Failure, Run, Step};

/// In this order: the second reads what the first one made.
const PAGES: [&str; 2] = ["docs/guide/rust.md", "docs/guide/go.md"];

pub const CHECK: Step = Step {
    name: "tutorial",
    what: "the guide's first pages, followed to the letter, do what they say",
    run: follow,
};

fn follow(run: &Run) -> Result<String, Failure> {
    let folder = run.empty("tutorial")?;
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let programs = halflap.parent().unwrap_or(run.root());
    let (mut files, mut commands) = (0, 0);
    for page in PAGES {
        for fence in markdown::fences(&run.read(page)?) {
            let place = format!("{page}:{}", fence.line);
            if let Some(name) = fence.mark("file") {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().unwrap_or(&folder))?;
                let text = fence.lines.join("\n") + "\n";
                // The clone is not beside the folder, but here.
                let clone = run.root().display().to_string();
                fs::write(path, text.replace("../halflap", &clone))?;
                files += 1;
            } else if let Some(name) = fence.mark("run in") {
                commands += console(run, &place, &fence, &folder.join(name), programs)?;
            }
        }
    }
    match files.min(commands) {
        0 => Err(Failure::new("the pages have no file or no command")),
        _ => Ok(format!("{files} files, {commands} commands")),
    }
}

/// Runs each line after `$ `; what follows it is what it has to print.
fn console(
    run: &Run,
    place: &str,
    fence: &Fence<'_>,
    folder: &Path,
    programs: &Path,
) -> Result<usize, Failure> {
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", programs.display());
    let target = programs.parent().unwrap_or(programs);
    let text = fence.lines.join("\n");
    let mut count = 0;
    for part in text.split("$ ").skip(1) {
        let (command, expected) = part.split_once('\n').unwrap_or((part, ""));
        let shell = run.shell("sh").arg("-c").arg(command).folder(folder);
        let shell = shell
            .env("PATH", &path)
            .env("CARGO_TARGET_DIR", target.as_os_str());
        let printed = shell.run()?;
        if printed.trim_end() != expected.trim_end() {
            return Err(Failure::new(format!(
                "{place}: `{command}` prints\n{printed}\nnot\n{expected}"
            )));
        }
        count += 1;
    }
    Ok(count)
}
