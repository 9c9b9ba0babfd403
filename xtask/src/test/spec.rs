//! Checks of the spec and of the vectors, by the model in `testdata/model`.

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[
    Step {
        name: "spec",
        what: "the spec's rules are cited as they are numbered, and its examples are right",
        run: |run| python(run, "testdata/model/check_spec.py"),
    },
    Step {
        name: "vectors-model",
        what: "the vectors, written by hand, are what the independent model says",
        run: |run| python(run, "testdata/model/vectors.py"),
    },
];

fn python(run: &Run, script: &str) -> Result<String, Failure> {
    let text = run.shell("python3").arg(script).run()?;
    Ok(text.lines().last().unwrap_or_default().to_owned())
}
