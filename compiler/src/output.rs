//! Generated files: which ones there are, and bringing a folder up to date with them.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::{Compilation, c, descriptor, go, ir, names, rust};

/// What to generate, and where.
#[derive(Debug, Clone)]
pub enum Target {
    /// Rust modules.
    Rust {
        /// The folder they lie in.
        dir: PathBuf,
    },
    /// Go packages.
    Go {
        /// The folder above them.
        dir: PathBuf,
        /// That folder's import path.
        import: String,
    },
    /// C headers.
    C {
        /// The folder they lie in.
        dir: PathBuf,
    },
    /// The first schema's description, with all it imports.
    Descriptor {
        /// Where it is written.
        file: PathBuf,
    },
}

/// That glue is generated too, for the packages that have interfaces or errors.
#[derive(Debug, Clone, Default)]
pub struct Glue {
    /// The static library that Go programs link, as seen from Go's output folder:
    /// `../target/release/libshop.a`. Where none is named, they name it themselves, in `CGO_LDFLAGS`.
    pub library: Option<String>,
}

/// Files with their contents.
#[derive(Debug)]
pub struct Output {
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Output {
    /// Generates files for every package of a compilation, with glue where it is asked for. They depend on nothing but the schemas:
    /// not on paths, the order in which schemas were named, or the machine.
    pub fn new(compilation: &Compilation, targets: &[Target], glue: Option<&Glue>) -> Self {
        let mut schemas: Vec<ir::Schema> = (0..compilation.packages())
            .map(|package| match glue {
                Some(_) => compilation.schema(package),
                None => compilation.data_schema(package),
            })
            .collect();
        schemas.sort_by(|a, b| a.packages[0].name.cmp(&b.packages[0].name));
        let mut files = Vec::new();
        for target in targets {
            match target {
                Target::Rust { dir } => {
                    for schema in &schemas {
                        let options = rust::Options {
                            command: command("--rust", schema),
                        };
                        for file in rust::generate(schema, &options) {
                            files.push((dir.join(file.path), file.contents));
                        }
                        if glue.is_some() {
                            for file in rust::glue::generate(schema, &options) {
                                files.push((dir.join(file.path), file.contents));
                            }
                        }
                    }
                    let packages: Vec<&ir::Package> =
                        schemas.iter().map(|schema| &schema.packages[0]).collect();
                    let options = rust::Options {
                        command: "halflap gen --rust DIR".to_owned(),
                    };
                    let index = rust::index(&packages, glue_modules(&schemas, glue), &options);
                    files.push((dir.join(index.path), index.contents));
                }
                Target::Go { dir, import } => {
                    for schema in &schemas {
                        let options = go::Options {
                            command: command("--go", schema),
                            import: import.clone(),
                        };
                        for file in go::generate(schema, &options) {
                            files.push((dir.join(file.path), file.contents));
                        }
                        if let Some(glue) = glue {
                            let library = glue.library.as_deref();
                            for file in go::glue::generate(schema, &options, library) {
                                files.push((dir.join(file.path), file.contents));
                            }
                            if let Some(folder) = go::glue::client_folder(schema) {
                                let folder = dir.join(folder);
                                files.extend(headers(schema, &schemas, &folder));
                            }
                        }
                    }
                }
                Target::C { dir } => {
                    for schema in &schemas {
                        let options = c::Options {
                            command: command("--c", schema),
                        };
                        let file = c::generate(schema, &options);
                        files.push((dir.join(file.path), file.contents));
                        if glue.is_some() {
                            for file in c::glue::generate(schema, &options) {
                                files.push((dir.join(file.path), file.contents));
                            }
                        }
                    }
                    let helpers = c::helpers();
                    files.push((dir.join(helpers.path), helpers.contents));
                    if glue.is_some() {
                        let helpers = c::glue::helpers();
                        files.push((dir.join(helpers.path), helpers.contents));
                    }
                }
                Target::Descriptor { file } => {
                    if let Some(root) = compilation.roots().first() {
                        let schema = compilation.schema(*root);
                        files.push((file.clone(), descriptor::encode(&schema)));
                    }
                }
            }
        }
        Output { files }
    }

    /// Writes what differs from what is there. Returns the paths of all files.
    pub fn write(&self) -> Result<Vec<&Path>, String> {
        let mut made = HashSet::new();
        for (path, contents) in &self.files {
            let failed = |e: io::Error| format!("cannot write {}: {e}", path.display());
            if is_current(path, contents).map_err(failed)? {
                continue;
            }
            if let Some(folder) = path.parent()
                && made.insert(folder)
            {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            fs::write(path, contents).map_err(failed)?;
        }
        Ok(self.files.iter().map(|(path, _)| path.as_path()).collect())
    }

    /// The files that are missing or differ from what would be written.
    pub fn stale(&self) -> Result<Vec<&Path>, String> {
        let mut stale = Vec::new();
        for (path, contents) in &self.files {
            let current = is_current(path, contents)
                .map_err(|e| format!("cannot read {}: {e}", path.display()))?;
            if !current {
                stale.push(path.as_path());
            }
        }
        Ok(stale)
    }
}

/// The headers that a client in Go includes: it has its own, so that its folder is all it needs.
fn headers(schema: &ir::Schema, all: &[ir::Schema], folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let needed = schema.packages.iter().map(|package| &package.name);
    let needed = needed.filter_map(|name| all.iter().find(|s| s.packages[0].name == *name));
    let options = |of: &ir::Schema| c::Options {
        command: command("--go", of),
    };
    let mut files: Vec<c::File> = needed.map(|of| c::generate(of, &options(of))).collect();
    files.extend(c::glue::generate(schema, &options(schema)));
    files.extend(c::glue::for_go(schema, &options(schema)));
    files.extend([c::helpers(), c::glue::helpers()]);
    let files = files.into_iter();
    files
        .map(|file| (folder.join(file.path), file.contents))
        .collect()
}

/// The modules of glue that a folder of Rust gets.
fn glue_modules(schemas: &[ir::Schema], glue: Option<&Glue>) -> Vec<rust::IndexedModule> {
    let schemas = schemas
        .iter()
        .filter(|schema| glue.is_some() && schema.has_glue());
    let modules = schemas.flat_map(|schema| {
        let package = &schema.packages[0].name;
        let interfaces = schema.interfaces.iter().any(|i| i.decl.package == 0);
        let doubles = interfaces.then(|| (names::rust::doubles_module(package), true));
        let glue = (names::rust::glue_module(package), false);
        [glue].into_iter().chain(doubles)
    });
    let modules = modules.map(|(name, unformatted)| rust::IndexedModule { name, unformatted });
    modules.collect()
}

fn is_current(path: &Path, contents: &[u8]) -> io::Result<bool> {
    match fs::read(path) {
        Ok(there) => Ok(there == contents),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// The command that is said to have made a package's files: the same from every folder.
fn command(option: &str, schema: &ir::Schema) -> String {
    format!("halflap gen {option} DIR {}", schema.packages[0].file)
}

/// A folder's import path by the nearest `go.mod` at or above it.
pub fn go_import(dir: &Path) -> Result<String, String> {
    let absolute = std::path::absolute(dir)
        .map_err(|e| format!("cannot find the folder {}: {e}", dir.display()))?;
    let mut below: Vec<String> = Vec::new();
    for folder in absolute.ancestors() {
        if let Ok(text) = fs::read_to_string(folder.join("go.mod")) {
            let module = text
                .lines()
                .find_map(|line| line.trim().strip_prefix("module "))
                .map(|rest| {
                    rest.split("//")
                        .next()
                        .unwrap_or(rest)
                        .trim()
                        .trim_matches('"')
                })
                .ok_or(format!(
                    "{} names no module",
                    folder.join("go.mod").display()
                ))?;
            let parts = std::iter::once(module.to_owned()).chain(below.into_iter().rev());
            return Ok(parts.collect::<Vec<_>>().join("/"));
        }
        if let Some(Component::Normal(part)) = folder.components().next_back() {
            below.push(part.to_string_lossy().into_owned());
        }
    }
    Err(format!(
        "there is no go.mod above {}: give the folder's import path with `--go-import`",
        dir.display()
    ))
}
