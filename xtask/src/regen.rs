//! `cargo xtask regen`: every generated file in the repository, made again from its schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::step::{self, Failure, Run, Step};

/// Schemas that are compiled together, and where the code goes. All paths count from the root.
struct Target {
    /// The folder of the schemas; those of its subfolders do not belong to it. Or one schema.
    schemas: &'static str,
    /// The folder of the Rust modules; all in it is generated.
    rust: Option<&'static str>,
    /// The folder of the Go packages and the import path it stands for. Files of one's own may
    /// stand beside the generated ones.
    go: Option<(&'static str, &'static str)>,
    /// The folder of the C headers.
    c: Option<&'static str>,
    /// Glue is generated too, and this is the library that Go links, as seen from its folder; empty
    /// where it is linked some other way.
    glue: Option<&'static str>,
}

const TESTDATA_GO: &str = "github.com/halflap/halflap/testdata/generated/go";

const TARGETS: &[Target] = &[
    Target {
        schemas: "testdata/schemas",
        rust: Some("testdata/generated/rust/src/current"),
        go: Some(("testdata/generated/go", TESTDATA_GO)),
        c: Some("testdata/generated/c"),
        glue: None,
    },
    Target {
        schemas: "testdata/schemas/v1",
        rust: Some("testdata/generated/rust/src/v1"),
        go: Some((
            "testdata/generated/go/v1",
            "github.com/halflap/halflap/testdata/generated/go/v1",
        )),
        c: Some("testdata/generated/c/v1"),
        glue: None,
    },
    Target {
        schemas: "testdata/schemas/v2",
        rust: Some("testdata/generated/rust/src/v2"),
        go: Some((
            "testdata/generated/go/v2",
            "github.com/halflap/halflap/testdata/generated/go/v2",
        )),
        c: Some("testdata/generated/c/v2"),
        glue: None,
    },
    Target {
        schemas: "examples/schemas",
        rust: None,
        go: Some(("examples/go", "github.com/halflap/halflap/examples/go")),
        c: None,
        glue: None,
    },
    Target {
        schemas: "examples/schemas/v1",
        rust: None,
        go: Some((
            "examples/go/v1",
            "github.com/halflap/halflap/examples/go/v1",
        )),
        c: None,
        glue: None,
    },
    Target {
        schemas: "examples/schemas/v2",
        rust: None,
        go: Some((
            "examples/go/v2",
            "github.com/halflap/halflap/examples/go/v2",
        )),
        c: None,
        glue: None,
    },
    Target {
        schemas: "examples/cities",
        rust: Some("examples/cities/rust/src/generated"),
        go: Some((
            "examples/cities/go",
            "github.com/halflap/halflap/examples/cities/go",
        )),
        c: None,
        glue: None,
    },
    Target {
        schemas: "examples/c",
        rust: None,
        go: None,
        c: Some("examples/c"),
        glue: None,
    },
    Target {
        schemas: "examples/shared",
        rust: Some("examples/shared/rust/src/generated"),
        go: Some((
            "examples/shared/go",
            "github.com/halflap/halflap/examples/shared/go",
        )),
        c: None,
        glue: None,
    },
    Target {
        schemas: "examples/linking",
        rust: None,
        go: Some((
            "examples/linking/go",
            "github.com/halflap/halflap/examples/linking/go",
        )),
        c: None,
        glue: Some(""),
    },
    Target {
        schemas: "examples/linking/left.lap",
        rust: Some("examples/linking/left/src/generated"),
        go: None,
        c: None,
        glue: Some(""),
    },
    Target {
        schemas: "examples/linking/right.lap",
        rust: Some("examples/linking/right/src/generated"),
        go: None,
        c: None,
        glue: Some(""),
    },
    Target {
        schemas: "spec/abi.lap",
        rust: Some("ffi/rust/src/generated"),
        go: Some(("ffi/internal", "github.com/halflap/halflap/ffi/internal")),
        c: Some("ffi/native"),
        glue: Some(""),
    },
    Target {
        schemas: "ffi/native/internal/double",
        rust: None,
        go: Some((
            "ffi/native/internal/double",
            "github.com/halflap/halflap/ffi/native/internal/double",
        )),
        c: Some("ffi/native/internal/double/library"),
        glue: Some(""),
    },
    Target {
        schemas: "examples/kv",
        rust: Some("examples/kv/rust/src/generated"),
        go: Some((
            "examples/kv/go",
            "github.com/halflap/halflap/examples/kv/go",
        )),
        c: None,
        glue: Some("../../../target/release/libkv.a"),
    },
    Target {
        schemas: "benches/compare/ffi",
        rust: Some("benches/compare/ffi/rust/src/generated"),
        go: Some((
            "benches/compare/ffi/go",
            "github.com/halflap/halflap/benches/compare/ffi/go",
        )),
        c: None,
        glue: Some("../rust/target/release/libhalflap_compare_ffi.a"),
    },
    Target {
        schemas: "testdata/glue",
        rust: Some("testdata/glue/rust/src/generated"),
        go: Some((
            "testdata/glue/go",
            "github.com/halflap/halflap/testdata/glue/go",
        )),
        c: Some("testdata/glue/c/generated"),
        glue: Some("../../../target/debug/libglue_test.a"),
    },
    // An older library, and the older client of the newer library.
    Target {
        schemas: "testdata/glue/v1",
        rust: Some("testdata/glue/v1/rust/src/generated"),
        go: Some((
            "testdata/glue/go/v1",
            "github.com/halflap/halflap/testdata/glue/go/v1",
        )),
        c: None,
        glue: Some("../../../../target/debug/libglue_test.a"),
    },
    // Names that clients could stumble over.
    Target {
        schemas: "testdata/glue/hard",
        rust: None,
        go: Some((
            "testdata/glue/go/hard",
            "github.com/halflap/halflap/testdata/glue/go/hard",
        )),
        c: None,
        glue: Some(""),
    },
    // The newer client of the older library.
    Target {
        schemas: "testdata/glue",
        rust: None,
        go: Some((
            "testdata/glue/go/newer",
            "github.com/halflap/halflap/testdata/glue/go/newer",
        )),
        c: None,
        glue: Some("../../../../target/debug/libglue_test_v1.a"),
    },
    // A client that differs from the library, under the same version.
    Target {
        schemas: "testdata/glue/other",
        rust: None,
        go: Some((
            "testdata/glue/go/other",
            "github.com/halflap/halflap/testdata/glue/go/other",
        )),
        c: None,
        glue: Some("../../../../target/debug/libglue_test.a"),
    },
];

/// Every schema in the first folder, and in those below it, has its description at the same place
/// in the second; or one schema has.
const DESCRIPTIONS: &[(&str, &str)] = &[
    ("testdata/schemas", "testdata/descriptors"),
    ("spec/descriptor.lap", "go-codec/internal/desc/testdata"),
];

const REGEN: Step = Step {
    name: "regen",
    what: "generates the code that is checked in",
    run: |run| regenerate(run, Mode::Write),
};

/// What `cargo xtask test` runs.
pub const CHECK: Step = Step {
    name: "regen-check",
    what: "the generated code that is checked in is what the compiler makes of the schemas",
    run: |run| regenerate(run, Mode::Check),
};

#[derive(clap::Args)]
pub struct Arguments {
    /// Change nothing; fail where a file is not what the compiler makes.
    #[arg(long)]
    check: bool,
}

pub fn main(arguments: &Arguments) -> ExitCode {
    let step = if arguments.check { &CHECK } else { &REGEN };
    step::all(&[step])
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Write,
    Check,
}

fn regenerate(run: &Run, mode: Mode) -> Result<String, Failure> {
    let (mut count, mut changed) = (0, Vec::new());
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let mut made = Vec::new();
    for (schemas, folder) in DESCRIPTIONS {
        made.push((PathBuf::from(folder), describe(run, &halflap, schemas)?));
    }
    for target in TARGETS {
        made.extend(generate(run, &halflap, target)?);
    }
    for (folder, files) in made {
        count += files.len();
        let old = generated(&run.root().join(&folder), &nested(&folder))?;
        let names: BTreeSet<_> = old.keys().chain(files.keys()).cloned().collect();
        for name in names {
            let (old, new) = (old.get(&name), files.get(&name));
            if old == new {
                continue;
            }
            let path = folder.join(&name);
            changed.push(path.display().to_string());
            match (mode, new) {
                (Mode::Check, _) => {}
                (Mode::Write, Some(bytes)) => write(&run.root().join(&path), bytes)?,
                (Mode::Write, None) => fs::remove_file(run.root().join(&path))?,
            }
        }
    }
    match (mode, changed.len()) {
        (_, 0) => Ok(format!("{count} files, all as they were")),
        (Mode::Write, 1..=4) => Ok(format!("{count} files; changed: {}", changed.join(", "))),
        (Mode::Write, changed) => Ok(format!("{count} files, {changed} of them changed")),
        (Mode::Check, _) => Err(Failure::new(format!(
            "not as the compiler makes them; `cargo xtask regen` writes them:\n{}",
            changed.join("\n")
        ))),
    }
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Compiles the schemas of a target into a scratch folder. Gives the files by the folder that
/// they are to stand in.
fn generate(run: &Run, halflap: &Path, target: &Target) -> Result<Vec<(PathBuf, Files)>, Failure> {
    let scratch = run.empty("regen")?;
    let schemas: Vec<PathBuf> = run
        .files(".lap")?
        .into_iter()
        .filter(|file| {
            let place = Path::new(target.schemas);
            file == place || file.parent() == Some(place)
        })
        .collect();
    let mut command = run.shell(halflap).arg("gen");
    let mut folders = Vec::new();
    if let Some(folder) = target.rust {
        let made = scratch.join("rust");
        command = command.arg("--rust").arg(&made);
        folders.push((folder, made));
    }
    if let Some((folder, import)) = target.go {
        let made = scratch.join("go");
        command = command.arg("--go").arg(&made);
        command = command.arg("--go-import").arg(import);
        folders.push((folder, made));
    }
    if let Some(folder) = target.c {
        let made = scratch.join("c");
        command = command.arg("--c").arg(&made);
        folders.push((folder, made));
    }
    match target.glue {
        Some("") => command = command.arg("--glue"),
        Some(library) => command = command.words("--glue --lib").arg(library),
        None => {}
    }
    command.args(&schemas).run()?;
    folders
        .into_iter()
        .map(|(folder, made)| Ok((PathBuf::from(folder), all(&made, &[])?)))
        .collect()
}

/// Describes every schema in a folder, in files that are named and nested like the schemas.
fn describe(run: &Run, halflap: &Path, schemas: &str) -> Result<Files, Failure> {
    let scratch = run.empty("regen")?;
    for schema in run.files(".lap")? {
        let Ok(mut name) = schema.strip_prefix(schemas) else {
            continue;
        };
        if name.as_os_str().is_empty() {
            name = schema.file_name().map_or(name, Path::new);
        }
        let made = scratch.join(name).with_extension("halflap");
        fs::create_dir_all(made.parent().unwrap_or(&scratch))?;
        let command = run.shell(halflap).words("gen --descriptor").arg(&made);
        command.arg(&schema).run()?;
    }
    all(&scratch, &[])
}

/// Folders below this one that belong to another target.
fn nested(folder: &Path) -> Vec<PathBuf> {
    let folders = TARGETS.iter().flat_map(|target| {
        let go = target.go.map(|(folder, _)| folder);
        target.rust.into_iter().chain(go).chain(target.c)
    });
    folders
        .map(Path::new)
        .filter(|other| *other != folder)
        .filter_map(|other| other.strip_prefix(folder).ok())
        .map(Path::to_path_buf)
        .collect()
}

/// The generated files in a folder: those with the marker, and descriptions.
fn generated(folder: &Path, nested: &[PathBuf]) -> Result<Files, Failure> {
    let mut files = all(folder, nested)?;
    files.retain(|path, bytes| {
        let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or(&[]);
        let first = String::from_utf8_lossy(first);
        path.extension().is_some_and(|end| end == "halflap")
            || first.starts_with("// @generated")
            || first.starts_with("// Code generated by halflap")
    });
    Ok(files)
}

fn all(folder: &Path, nested: &[PathBuf]) -> Result<Files, Failure> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
            if path.is_file() {
                files.insert(name, fs::read(&path)?);
            } else if !nested.contains(&name) && !path.ends_with("target") {
                folders.push(path);
            }
        }
    }
    Ok(files)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}
