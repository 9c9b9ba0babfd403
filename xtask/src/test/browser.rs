//! Checks of pages, in a real browser.

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[Step {
    name: "browser",
    what: "the inspector's page answers to mouse and keyboard, and looks as it should, in Chromium",
    run: inspect,
}];

fn inspect(run: &Run) -> Result<String, Failure> {
    let find =
        "import sys; sys.path.insert(0, 'testdata/browser'); import cdp; sys.exit(not cdp.find())";
    let (found, _) = run.shell("python3").arg("-c").arg(find).ask()?;
    if !found {
        return Ok("left out, there is no chromium".into());
    }
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let command = run.shell("python3").arg("testdata/browser/inspect.py");
    let command = command.arg("--halflap").arg(halflap);
    let text = command.arg("--keep").arg(run.empty("browser")?).run()?;
    Ok(text.lines().last().unwrap_or_default().to_owned())
}
