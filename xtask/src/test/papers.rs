//! Checks of what is not code: licences and documents.

mod links;
mod snippets;
mod unsafety;

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[
    Step {
        name: "licences",
        what: "licence texts are there, and every package names them",
        run: licences,
    },
    Step {
        name: "links",
        what: "links between the documents lead somewhere",
        run: links::check,
    },
    Step {
        name: "snippets",
        what: "the code in the documents stands in programs that the tests run",
        run: snippets::check,
    },
    Step {
        name: "unsafe",
        what: "unsafe is used only in the files that the policy lists, with a proof",
        run: unsafety::check,
    },
];

fn licences(run: &Run) -> Result<String, Failure> {
    let mut findings = Vec::new();
    for (file, phrase) in [
        (
            "LICENSE-MIT",
            "Permission is hereby granted, free of charge",
        ),
        ("LICENSE-APACHE", "Version 2.0, January 2004"),
        (
            "examples/cities/data/README.md",
            "Creative Commons Attribution 4.0",
        ),
    ] {
        if !run.read(file)?.contains(phrase) {
            findings.push(format!("{file}: does not say `{phrase}`"));
        }
    }
    let manifests = run.files("Cargo.toml")?;
    for manifest in &manifests {
        let text = run.read(manifest)?;
        let named = [
            "license.workspace = true",
            "license = \"MIT OR Apache-2.0\"",
        ];
        if !named.iter().any(|line| text.contains(line)) {
            findings.push(format!("{}: names no licence", manifest.display()));
        }
    }
    Failure::unless_empty(&findings)?;
    Ok(format!("{} packages", manifests.len()))
}
