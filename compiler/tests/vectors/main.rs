//! Runs all of `testdata/vectors`: bytes written by hand from the specification, against the
//! precise walk, JSON and the inspector, all driven by the schema's description.

mod bytes;
mod dynamic;
mod file;
mod generated;
mod inspected;
mod registry;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use halflap::schema::{Index, Schema};

use file::{File, Kind};

/// Where schemas and vectors are.
fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata")
}

/// Compiled schemas by their file below `testdata`.
#[derive(Default)]
struct Schemas(BTreeMap<String, Index>);

impl Schemas {
    fn get(&mut self, file: &str) -> &Index {
        self.0.entry(file.to_owned()).or_insert_with(|| {
            let schema = halflap_compiler::compile(&testdata().join(file))
                .unwrap_or_else(|errors| panic!("{file}: {}", errors.render(false)));
            let description = halflap_compiler::descriptor::encode(&schema);
            let schema = Schema::decode(&description).unwrap_or_else(|e| panic!("{file}: {e}"));
            Index::new(schema).unwrap_or_else(|e| panic!("{file}: {e}"))
        })
    }
}

fn files() -> Vec<(String, File)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(testdata().join("vectors"))
        .expect("testdata/vectors is there")
        .map(|entry| entry.expect("a folder's entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    paths.sort();
    let mut ids = BTreeSet::new();
    let mut files = Vec::new();
    for path in paths {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let file = File::parse(&name, &text);
        for test in &file.tests {
            assert!(ids.insert(test.id.clone()), "{}: used twice", test.id);
        }
        files.push((name, file));
    }
    files
}

#[test]
fn every_vector_holds_for_descriptions() {
    run("by description", dynamic::run);
}

#[test]
fn every_vector_holds_for_generated_code() {
    run("by generated code", generated::run);
}

#[test]
fn every_vector_can_be_inspected() {
    run("by the inspector", inspected::run);
}

/// Runs one vector; `false` where it says nothing about what is tested.
type Runner = fn(&mut Schemas, &File, &file::Test) -> Result<bool, String>;

fn run(how: &str, run: Runner) {
    let mut schemas = Schemas::default();
    let mut wrong = Vec::new();
    let mut ran = BTreeMap::<Kind, usize>::new();
    for (name, file) in files() {
        let mut failed = 0;
        for test in &file.tests {
            let outcome = run(&mut schemas, &file, test);
            if outcome == Ok(false) {
                continue;
            }
            *ran.entry(test.kind).or_default() += 1;
            if let Err(why) = outcome {
                failed += 1;
                wrong.push(format!("{}: {why}", test.id));
            }
        }
        println!("{name}: {} vectors, {failed} failed", file.tests.len());
    }
    let total: usize = ran.values().sum();
    println!("{total} vectors ran {how}: {ran:?}");
    assert!(total > 0, "there are no vectors");
    assert!(
        wrong.is_empty(),
        "{} failed:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
