//! The files that may use `unsafe`: those that POLICIES.md lists, and generated Rust code.

use std::collections::BTreeSet;

use crate::step::{Failure, Run};

const POLICY: &str = "POLICIES.md";

/// What other generators make of a peer's schema, to be measured beside halflap.
const PEERS: [&str; 2] = ["benches/compare/go/pb/", "benches/compare/ffi/go/rust2go/"];

/// Lines above a use of package unsafe in which Go code has to prove it.
const PROOF_WITHIN: usize = 12;

pub fn check(run: &Run) -> Result<String, Failure> {
    let allowed = allowed(&run.read(POLICY)?);
    let mut used = BTreeSet::new();
    let mut findings = Vec::new();
    for file in run.files(".rs")? {
        let name = file.to_string_lossy().into_owned();
        let text = run.read(&file)?;
        if text.starts_with("// @generated") {
            findings.extend(generated(&name, &text));
        } else if code(&text).any(|(_, line)| has_word(line, "unsafe")) {
            used.insert(name);
        }
    }
    for file in run.files(".go")? {
        let name = file.to_string_lossy().into_owned();
        let text = run.read(&file)?;
        let uses = text.lines().any(|line| line.trim().ends_with("\"unsafe\""));
        if !uses || PEERS.iter().any(|peer| name.starts_with(peer)) {
            continue;
        }
        if text.starts_with("// Code generated") {
            findings.extend(constants_only(&name, &text));
        } else {
            findings.extend(unproven(&name, &text));
            used.insert(name);
        }
    }
    for file in used.difference(&allowed) {
        findings.push(format!(
            "{file}: uses unsafe, but {POLICY} does not list it"
        ));
    }
    for file in allowed.difference(&used) {
        findings.push(format!("{POLICY}: lists {file}, which uses no unsafe"));
    }
    Failure::unless_empty(&findings)?;
    Ok(format!("{} files", used.len()))
}

/// Files in the first column of the policy's table.
fn allowed(policy: &str) -> BTreeSet<String> {
    policy
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(file, _)| file.to_owned())
        .collect()
}

/// What generated Rust code may do that is unsafe.
const GENERATED: [&str; 3] = [
    "unsafe impl",
    "unsafe { read::Fields::new() }",
    "unsafe { read::Arms::new() }",
];

/// Generated code says where the fields of a checked message lie, and nothing else that is unsafe.
fn generated(name: &str, text: &str) -> Vec<String> {
    code(text)
        .filter(|(_, line)| has_word(line, "unsafe"))
        .filter(|(_, line)| {
            !GENERATED
                .iter()
                .any(|start| line.trim_start().starts_with(start))
        })
        .map(|(number, _)| format!("{name}:{number}: unsafe in generated code"))
        .collect()
}

/// Generated Go may only ask the compiler for sizes and offsets, which is no unsafe operation.
fn constants_only(name: &str, text: &str) -> Vec<String> {
    let uses = code(text).filter(|(_, line)| line.contains("unsafe."));
    uses.filter(|(_, line)| {
        let rest = line
            .replace("unsafe.Sizeof", "")
            .replace("unsafe.Offsetof", "");
        rest.contains("unsafe.")
    })
    .map(|(number, _)| format!("{name}:{number}: unsafe in generated code"))
    .collect()
}

/// Lines of Go that use package unsafe without a proof close above.
fn unproven(name: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let uses = code(text).filter(|(_, line)| line.contains("unsafe."));
    uses.filter(|(number, _)| {
        let from = number.saturating_sub(PROOF_WITHIN);
        !lines[from..*number]
            .iter()
            .any(|line| line.contains("SAFETY:"))
    })
    .map(|(number, _)| format!("{name}:{number}: unsafe without a SAFETY comment"))
    .collect()
}

/// Lines with what stands before a comment, and their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| {
        let line = line.split_once("//").map_or(line, |(code, _)| code);
        (index + 1, line)
    })
}

/// Whether a word stands in code: not inside another word, an attribute or a string.
fn has_word(line: &str, word: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with('#') || line.starts_with('"') {
        return false;
    }
    let line = line.replace("\\\"", "");
    let mut words = line
        .split('"')
        .step_by(2)
        .flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words.any(|other| other == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_strings_and_longer_words_are_no_use() {
        let quoted = "let a = QunsafeQ;".replace('Q', "\u{22}");
        let text = ["// unsafe", &quoted, "unsafe_op();", "unsafe { f() }"].join("\n");
        let found: Vec<usize> = code(&text)
            .filter(|(_, line)| has_word(line, "unsafe"))
            .map(|(number, _)| number)
            .collect();
        assert_eq!(found, [4]);
    }

    #[test]
    fn go_needs_a_proof() {
        assert_eq!(unproven("a.go", "x := unsafe.String(p, n)").len(), 1);
        assert!(unproven("a.go", "// SAFETY: why\nx := unsafe.String(p, n)").is_empty());
        assert!(unproven("a.go", "// SAFETY: why\n_ = a // unsafe.Pointer").is_empty());
    }

    #[test]
    fn the_table_names_files() {
        let table = "| file | what |\n|---|---|\n| `src/a.rs` | b |\n";
        assert_eq!(allowed(table), BTreeSet::from(["src/a.rs".to_owned()]));
    }
}
