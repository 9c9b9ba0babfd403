//! Checks of the spec and of the vectors, by the model in `testdata/model`.

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[
    Step {
        name: "spec",
        what: "the spec's rules are cited as they are numbered, and its examples are right",
        run: |run| python(run, "testdata/model/check_spec.py"),
    },
    Step {
        name: "schema-fmt",
        what: "the schemas are as `halflap fmt` lays them out",
        run: |run| {
            let halflap = run.built("halflap-compiler", "halflap", "")?;
            let mut schemas = run.files(".lap")?;
            schemas.retain(|file| !file.starts_with("testdata/invalid"));
            let command = run.shell(halflap).words("fmt --check");
            command.args(&schemas).run()?;
            Ok(format!("{} schemas", schemas.len()))
        },
    },
    Step {
        name: "vectors-model",
        what: "the vectors, written by hand, are what the independent model says",
        run: |run| python(run, "testdata/model/vectors.py"),
    },
    Step {
        name: "third",
        what: "a reader written from the spec alone passes the vectors and agrees with all others",
        run: |run| {
            let script = |name: &str| run.shell("python3").arg(format!("testdata/third/{name}"));
            let vectors = last_line(script("vectors.py").words("--every 13").run()?)?;
            script("test_spec.py").run()?;
            let halflap = run.built("halflap-compiler", "halflap", "")?;
            let cross = run.shell("python3").arg("testdata/model/commands.py");
            let cross = cross.words("--schemas 3 --mutations 30 --third testdata/third/third.py");
            let cross = last_line(cross.arg("--halflap").arg(halflap).run()?)?;
            Ok(format!("{vectors}; {cross}"))
        },
    },
    Step {
        name: "planted",
        what: "faults planted in the model's layout turn vectors red",
        run: |run| python(run, "testdata/model/planted.py"),
    },
];

/// Not part of the whole test, for it builds the compiler anew for each fault: it takes minutes.
pub const SLOW: &[Step] = &[Step {
    name: "planted-compiler",
    what: "faults planted in the compiler's layout turn vectors red",
    run: |run| {
        let command = run.shell("python3").arg("testdata/model/planted.py");
        let command = command.arg("--compiler").arg("--target");
        last_line(command.arg(run.scratch("planted")?).run()?)
    },
}];

fn python(run: &Run, script: &str) -> Result<String, Failure> {
    last_line(run.shell("python3").arg(script).run()?)
}

fn last_line(text: String) -> Result<String, Failure> {
    Ok(text.lines().last().unwrap_or_default().to_owned())
}
