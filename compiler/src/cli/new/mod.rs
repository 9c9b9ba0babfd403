//! `halflap new`: a service to begin with, in Rust and Go.

mod place;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use self::place::relative;
use super::{Outcome, bad_call, print};
use crate::output::{Glue, Output, Target};
use crate::{Compilation, names, templates};

/// Make a small service to begin with: a library in Rust, and a program in Go that calls it
///
/// It has a schema with an interface, an error and messages, the code that is generated of it, tests on both
/// sides, and a file for CI. It builds with the two commands that are printed at the end.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  halflap new notes                                 in the folder `notes`, package `notes`
  halflap new ~/src/my-notes                        package `mynotes`
  halflap new --module git.example.org/notes notes  the Go module's path")]
pub(super) struct Arguments {
    /// The Go module's path [default: `example.com/` and the name]
    #[arg(long, value_name = "PATH")]
    module: Option<String>,
    /// A checkout of halflap, which the service's dependencies lead to [default: the one that this
    /// command was built from]
    #[arg(long, value_name = "DIR")]
    halflap: Option<PathBuf>,
    /// The folder to make; its last part, without `-` and `_`, names the package
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// The files, but for generated ones: where each goes, and its template.
const FILES: &[(&str, &str)] = &[
    ("{name}.lap", include_str!("templates/schema.lap.j2")),
    ("Cargo.toml", include_str!("templates/Cargo.toml.j2")),
    ("src/lib.rs", include_str!("templates/lib.rs.j2")),
    ("src/notes.rs", include_str!("templates/notes.rs.j2")),
    ("tests/notes.rs", include_str!("templates/tests.rs.j2")),
    ("go.mod", include_str!("templates/go.mod.j2")),
    ("main.go", include_str!("templates/main.go.j2")),
    ("server.go", include_str!("templates/server.go.j2")),
    (
        "server_test.go",
        include_str!("templates/server_test.go.j2"),
    ),
    (
        ".github/workflows/ci.yml",
        include_str!("templates/ci.yml.j2"),
    ),
    (".gitignore", include_str!("templates/gitignore.j2")),
    ("README.md", include_str!("templates/README.md.j2")),
];

/// Names of which Cargo or Go would make something else: crates of Rust itself and ours, what Go never
/// imports, and folders that are in use.
const TAKEN: &[&str] = &[
    "alloc", "build", "core", "halflap", "main", "proc", "src", "std", "target", "test", "tests",
];

/// Names are in lines that formatters would break, if they were longer.
const LONGEST: usize = 24;

/// What the templates ask for.
#[derive(Serialize)]
struct Service {
    name: String,
    module: String,
    /// The checkout of halflap, as seen from the service.
    halflap: String,
    /// The folder that it is in.
    halflap_parent: String,
    /// The commands that make the generated code, and check it.
    generate: String,
    check: String,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    match make(arguments) {
        Ok(name) => {
            let folder = arguments.folder.display();
            println!(
                "made the service {name}: a library in Rust, a program in Go, and tests of both\n\n  \
                 cd {folder}\n  cargo build --release && cargo test --release\n  go test -count=1 ./...\n\n\
                 README.md says what is what."
            );
            Outcome::Good
        }
        Err(Refused::Call(why)) => bad_call(why),
        Err(Refused::Printed(outcome)) => outcome,
    }
}

enum Refused {
    Call(String),
    Printed(Outcome),
}

impl From<String> for Refused {
    fn from(why: String) -> Self {
        Refused::Call(why)
    }
}

fn make(arguments: &Arguments) -> Result<String, Refused> {
    let folder = &arguments.folder;
    let name = name(folder)?;
    let module = match &arguments.module {
        Some(module) => go_module(module)?,
        None => format!("example.com/{name}"),
    };
    let checkout = checkout(arguments.halflap.as_deref())?;
    claim(folder)?;
    let halflap = relative(folder, &checkout).inspect_err(|_| {
        // It is empty, or this fails, and then it is not ours to remove.
        let _ = fs::remove_dir(folder);
    })?;
    let options =
        format!("--glue --rust src/generated --go . --lib target/release/lib{name}.a {name}.lap");
    let service = Service {
        halflap_parent: format!("{halflap}/.."),
        halflap,
        module,
        generate: format!("halflap gen {options}"),
        check: format!("halflap gen --check {options}"),
        name,
    };
    for (path, text) in rendered(&service) {
        write(&folder.join(path), &text)?;
    }
    generate(folder, &service)?;
    Ok(service.name)
}

/// The package's name, by the folder's.
fn name(folder: &Path) -> Result<String, String> {
    let last = match folder.file_name() {
        Some(last) => last.to_string_lossy(),
        None => return Err(format!("{} has no name", folder.display())),
    };
    let name: String = last.chars().filter(|c| !['-', '_'].contains(c)).collect();
    let letters = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let why = if !letters {
        "a package's name is of small letters and digits, and begins with a letter"
    } else if name.len() > LONGEST {
        "that is too long for a package's name"
    } else if taken(&name) {
        "Rust, Go or halflap's own code has taken that name"
    } else {
        return Ok(name);
    };
    Err(format!("`{last}` can't name a service: {why}"))
}

fn taken(name: &str) -> bool {
    TAKEN.contains(&name)
        || names::rust::module(name) != name
        || names::go::package(name) != name
        || names::go::folder(name) != name
}

/// A path that Go takes as a module's: its first element has a dot, so that it is none of the standard
/// library's, and nothing in it has to be quoted.
fn go_module(path: &str) -> Result<String, String> {
    let fine = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    let parts: Vec<&str> = path.split('/').collect();
    let whole = |part: &&str| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.');
    if path.chars().all(fine) && parts.iter().all(whole) && parts[0].contains('.') {
        return Ok(path.to_owned());
    }
    Err(format!(
        "`{path}` is no path of a Go module, such as `example.com/notes`"
    ))
}

/// Where halflap is: what the service depends on is taken from there.
fn checkout(named: Option<&Path>) -> Result<PathBuf, String> {
    let is_one = |folder: &Path| {
        ["ffi/rust/Cargo.toml", "ffi/go.mod", "go-codec/go.mod"]
            .iter()
            .all(|file| folder.join(file).is_file())
    };
    if let Some(folder) = named {
        return match is_one(folder) {
            true => Ok(folder.to_owned()),
            false => Err(format!("{} is no checkout of halflap", folder.display())),
        };
    }
    // Where this command was built; where it lies, if that was moved, as in `target/debug`; here.
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let lies = std::env::current_exe().unwrap_or_default();
    let here = std::env::current_dir().unwrap_or_default();
    let above = lies.ancestors().chain(here.ancestors());
    let found = built.into_iter().chain(above).find(|folder| is_one(folder));
    found.map(Path::to_owned).ok_or_else(|| {
        "the checkout of halflap that this command was built from is gone: \
         say where one is, with `--halflap DIR`"
            .to_owned()
    })
}

/// Makes the folder, unless there is something in it.
fn claim(folder: &Path) -> Result<(), String> {
    let failed = |why: io::Error| format!("cannot make {}: {why}", folder.display());
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(format!(
                "{} is not empty, and nothing is overwritten",
                folder.display()
            )),
        },
        Err(why) if why.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder).map_err(failed)
        }
        Err(why) => Err(failed(why)),
    }
}

/// The files and their texts.
fn rendered(service: &Service) -> Vec<(String, String)> {
    let engine = templates::environment(FILES);
    let files = FILES.iter().map(|(path, _)| {
        let text = templates::render(&engine, path, service);
        (path.replace("{name}", &service.name), text)
    });
    files.collect()
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |why: io::Error| format!("cannot write {}: {why}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}

/// Generates the code of the service's schema.
fn generate(folder: &Path, service: &Service) -> Result<(), Refused> {
    let name = &service.name;
    let schema = folder.join(format!("{name}.lap"));
    let compilation = Compilation::new(&[schema]).map_err(|diagnostics| {
        print(&diagnostics);
        Refused::Printed(Outcome::BadInput)
    })?;
    let targets = [
        Target::Rust {
            dir: folder.join("src/generated"),
        },
        Target::Go {
            dir: folder.to_owned(),
            import: service.module.clone(),
        },
    ];
    let glue = Glue {
        library: Some(format!("target/release/lib{name}.a")),
    };
    Output::new(&compilation, &targets, Some(&glue)).write()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_names_the_package() {
        let named = |folder: &str| name(Path::new(folder));
        assert_eq!(named("notes").as_deref(), Ok("notes"));
        assert_eq!(named("a/b/my-notes_2").as_deref(), Ok("mynotes2"));
        for folder in [
            "Notes", "2nd", "a.b", "-", "..", "/", "fn", "type", "vendor",
        ] {
            assert!(named(folder).is_err(), "{folder}");
        }
        for folder in TAKEN {
            assert!(named(folder).is_err(), "{folder}");
        }
        assert!(named(&"n".repeat(LONGEST)).is_ok());
        assert!(named(&"n".repeat(LONGEST + 1)).is_err());
    }

    #[test]
    fn go_modules_have_paths_that_need_no_quotes() {
        for path in ["example.com/notes", "git.example.org/a-b/c_d~1", "x.y"] {
            assert_eq!(go_module(path).as_deref(), Ok(path));
        }
        for path in [
            "notes", "", "x.y/", "/x.y", "x.y//z", "x.y/ z", "x.y/\"", "x.y/..", "x.y/z.",
        ] {
            assert!(go_module(path).is_err(), "{path}");
        }
    }
}
