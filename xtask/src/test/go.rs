//! Checks of the Go code, in every Go module of the repository.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{Failure, Run, Step};

/// The version of staticcheck that is known to agree with the code.
const STATICCHECK: &str = "honnef.co/go/tools/cmd/staticcheck@v0.8.2";

pub const STEPS: &[Step] = &[
    Step {
        name: "go-fmt",
        what: "the Go code is as gofmt writes it",
        run: |run| {
            let files = run.files(".go")?;
            let text = run.shell("gofmt").arg("-l").args(&files).run()?;
            match text.trim() {
                "" => Ok(format!("{} files", files.len())),
                _ => Err(Failure::new(text)),
            }
        },
    },
    Step {
        name: "go-vet",
        what: "go vet finds nothing, with and without unsafe",
        run: |run| {
            portable(run, |module| {
                run.go(module, "vet -tags halflap_safe ./...").run()
            })?;
            each(run, |module| run.go(module, "vet ./...").run())
        },
    },
    Step {
        name: "go-staticcheck",
        what: "staticcheck finds nothing, with and without unsafe",
        run: staticcheck,
    },
    Step {
        name: "go-halflap-vet",
        what: "the project's own Go code keeps no view too long, and closes its handles",
        run: |run| {
            let program = run.scratch("tools")?.join("halflap-vet");
            let tools = run.go(Path::new("tools"), "build -o").arg(&program);
            tools.arg("./cmd/halflap-vet").run()?;
            let mut flag = OsString::from("-vettool=");
            flag.push(&program);
            each(run, |module| {
                run.go(module, "vet").arg(&flag).arg("./...").run()
            })
        },
    },
    Step {
        name: "go-generated",
        what: "staticcheck finds nothing in generated Go code without the marker that keeps it away",
        run: unmarked,
    },
    Step {
        name: "go-docs",
        what: "every exported name of the Go modules and of generated Go code is documented",
        run: |run| {
            let command = run.shell("go").folder("xtask/go");
            let command = command.words("run ./undocumented ../../go-codec ../../ffi");
            let command = command.words("../../testdata/generated/go ../../testdata/glue/go");
            let text = command.run()?;
            Ok(text.lines().last().unwrap_or_default().to_owned())
        },
    },
    Step {
        name: "go-test",
        what: "tests and examples of all Go modules",
        run: |run| tests(run, ""),
    },
    Step {
        name: "go-test-safe",
        what: "the same tests without unsafe (tag halflap_safe)",
        run: |run| tests(run, "-tags halflap_safe"),
    },
    Step {
        name: "go-test-race",
        what: "the short tests under the race detector",
        run: |run| tests(run, "-short -race"),
    },
    Step {
        name: "go-test-386",
        what: "the short tests of codec and calls on a machine of 32 bits, which aligns u64 to 4",
        run: |run| {
            portable(run, |module| {
                let command = run.go(module, "test -count=1 -vet=off -short ./...");
                command.env("GOARCH", "386").run()
            })
        },
    },
    Step {
        name: "go-s390x",
        what: "codec and calls are tested on a big-endian machine, or vetted where qemu can't play one",
        run: big_endian,
    },
];

/// Modules whose code meets bytes, and so what differs between machines: the others only use them.
const PORTABLE: [&str; 7] = [
    "examples/shared/go",
    "ffi",
    "fuzz/go",
    "go-codec",
    "testdata/generated/go",
    "testdata/glue/go",
    "testdata/model/runner/go",
];

/// Does something in every Go module.
fn each(run: &Run, work: impl FnMut(&Path) -> Result<String, Failure>) -> Result<String, Failure> {
    modules(&run.go_modules()?, work)
}

/// Does something in the modules that may do otherwise on another machine.
fn portable(
    run: &Run,
    work: impl FnMut(&Path) -> Result<String, Failure>,
) -> Result<String, Failure> {
    let mut all = run.go_modules()?;
    all.retain(|module| PORTABLE.iter().any(|name| module == Path::new(name)));
    if all.len() != PORTABLE.len() {
        return Err(Failure::new(format!(
            "of {PORTABLE:?} there are only {all:?}"
        )));
    }
    modules(&all, work)
}

fn modules(
    modules: &[PathBuf],
    mut work: impl FnMut(&Path) -> Result<String, Failure>,
) -> Result<String, Failure> {
    for module in modules {
        work(module)?;
    }
    Ok(format!("{} modules", modules.len()))
}

/// Runs the tests and counts those that passed; none at all is a failure. What the runners of the
/// vectors say of their counts is told too. Go does not see that files outside of a module change, such
/// as the vectors, so no result of an earlier run is taken for one.
fn tests(run: &Run, arguments: &str) -> Result<String, Failure> {
    super::glue::libraries(run)?;
    let (mut passed, mut vectors) = (0, String::new());
    each(run, |module| {
        let command = run.go(module, "test -count=1 -vet=off -v").words(arguments);
        let (success, text) = command.arg("./...").ask()?;
        if !success {
            return Err(Failure::new(worrying(&text)));
        }
        passed += text
            .lines()
            .filter(|line| line.trim_start().starts_with("--- PASS"))
            .count();
        for line in text.lines().filter(|line| line.contains(" vectors in ")) {
            let told = line.split_once(": ").map_or(line, |(_, told)| told);
            vectors.push_str("; ");
            vectors.push_str(told);
        }
        Ok(text)
    })?;
    match passed {
        0 => Err(Failure::new("no test ran")),
        _ => Ok(format!("{passed} tests{vectors}")),
    }
}

/// What the tests printed, without the lines that say of each one that it began or passed: they would
/// push what failed out of the summary.
fn worrying(text: &str) -> String {
    let dull = ["=== ", "--- PASS", "--- SKIP"];
    let lines = text.lines().filter(|line| {
        let line = line.trim_start();
        !dull.iter().any(|start| line.starts_with(start))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Installs staticcheck where it is not yet, and tells where it is.
fn staticcheck_program(run: &Run) -> Result<PathBuf, Failure> {
    let tools = run.scratch("tools")?;
    run.shell("go")
        .args(["install", STATICCHECK])
        .env("GOBIN", &tools)
        .run()?;
    Ok(tools.join("staticcheck"))
}

fn staticcheck(run: &Run) -> Result<String, Failure> {
    let program = staticcheck_program(run)?;
    each(run, |module| {
        let plain = run.shell(&program).folder(module).arg("./...").run()?;
        let safe = run.shell(&program).folder(module);
        safe.words("-tags halflap_safe ./...").run()?;
        Ok(plain)
    })
}

/// The short tests for s390x where qemu's user emulation is installed; elsewhere the code is vetted only.
fn big_endian(run: &Run) -> Result<String, Failure> {
    let found = ["qemu-s390x", "qemu-s390x-static"]
        .into_iter()
        .find(|name| {
            let asked = run.shell(name).arg("--version").ask();
            asked.is_ok_and(|(success, _)| success)
        });
    let Some(qemu) = found else {
        let note = portable(run, |module| {
            run.go(module, "vet ./...").env("GOARCH", "s390x").run()
        })?;
        return Ok(format!("{note}; vetted only, there is no qemu-s390x"));
    };
    let tested = portable(run, |module| {
        let command = run.go(module, "test -count=1 -vet=off -short -exec");
        let command = command.arg(qemu);
        command.arg("./...").env("GOARCH", "s390x").run()
    })?;
    Ok(format!("{tested}, with {qemu}"))
}

/// Copies the generated module, and the codec it needs, to where their relative paths fit, and
/// lints the copy.
fn unmarked(run: &Run) -> Result<String, Failure> {
    const GENERATED: [&str; 3] = ["testdata/generated/go", "testdata/glue/go", "ffi"];
    let scratch = run.empty("unmarked")?;
    let mut count = 0;
    for ending in [".go", "go.mod", ".halflap", ".h", ".c"] {
        for file in run.files(ending)? {
            let generated = GENERATED.iter().any(|folder| file.starts_with(folder));
            if !generated && !file.starts_with("go-codec") {
                continue;
            }
            let target = scratch.join(&file);
            fs::create_dir_all(target.parent().unwrap_or(&scratch))?;
            let mut bytes = fs::read(run.root().join(&file))?;
            if bytes.starts_with(b"// Code generated by halflap") {
                let line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
                bytes.drain(..=line);
                count += 1;
            }
            fs::write(target, bytes)?;
        }
    }
    let program = staticcheck_program(run)?;
    for module in GENERATED.map(|folder| scratch.join(folder)) {
        run.shell(&program).folder(&module).arg("./...").run()?;
    }
    match count {
        0 => Err(Failure::new("no generated file was found")),
        _ => Ok(format!("{count} files")),
    }
}
