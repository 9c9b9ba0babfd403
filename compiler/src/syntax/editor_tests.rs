//! What the editors' files say of the language is what the parser says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{ATTRIBUTES, ITEMS};
use crate::resolve::{BUILT_IN, TAKEN};

fn editors(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../editors")
        .join(file);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Words that the parser asks for by name, taken from its own text.
fn words_of_the_parser() -> BTreeSet<String> {
    let sources = [
        include_str!("parser.rs"),
        include_str!("items.rs"),
        include_str!("types.rs"),
    ];
    let mut words = BTreeSet::new();
    for source in sources {
        for rest in source.split("_word(\"").skip(1) {
            words.extend(rest.split('"').next().map(str::to_owned));
        }
    }
    for list in [ITEMS, ATTRIBUTES, BUILT_IN, TAKEN] {
        words.extend(list.iter().map(|word| (*word).to_owned()));
    }
    words
}

/// The words that a regular expression spells out: no classes, no escapes.
fn words_of(expression: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    let mut in_class = false;
    let mut chars = expression.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            c if !in_class && c.is_ascii_alphanumeric() => {
                word.push(c);
                continue;
            }
            _ => {}
        }
        words.insert(std::mem::take(&mut word));
    }
    words.insert(word);
    // Digits belong to repetitions, single letters to numbers and escapes.
    words.retain(|word| word.len() > 1 && word.starts_with(|c: char| c.is_ascii_lowercase()));
    words
}

fn expressions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value.as_str() {
                    Some(text) if matches!(key.as_str(), "match" | "begin" | "end") => {
                        found.push(text.to_owned());
                    }
                    _ => expressions(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| expressions(value, found)),
        _ => {}
    }
}

/// The comment that lints heed is no word of the language.
const COMMENT: [&str; 2] = ["halflap", "allow"];

#[test]
fn the_grammar_of_vs_code_has_every_word_and_no_other() {
    let text = editors("vscode/syntaxes/lap.tmLanguage.json");
    let grammar: Value = serde_json::from_str(&text).expect("JSON");
    let mut found = Vec::new();
    expressions(&grammar, &mut found);
    let mut words: BTreeSet<String> = found.iter().flat_map(|e| words_of(e)).collect();
    words.retain(|word| !COMMENT.contains(&word.as_str()));
    assert_eq!(words, words_of_the_parser());
    let types = grammar["repository"]["builtin"]["match"].as_str();
    let types = words_of(types.expect("an expression"));
    assert_eq!(types, BUILT_IN.iter().map(|t| (*t).to_owned()).collect());
}

#[test]
fn the_syntax_of_vim_has_every_word_and_no_other() {
    let text = editors("nvim/syntax/lap.vim");
    let mut words = BTreeSet::new();
    let mut types = BTreeSet::new();
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("syn match ") else {
            continue;
        };
        let Some((group, expression)) = rest.split_once('/') else {
            continue;
        };
        let expression = expression.rsplit_once('/').map_or("", |(e, _)| e);
        let found = words_of(expression);
        if group.trim() == "lapType" {
            types.extend(found.iter().cloned());
        }
        words.extend(found);
    }
    words.retain(|word| !COMMENT.contains(&word.as_str()));
    assert_eq!(words, words_of_the_parser());
    assert_eq!(types, BUILT_IN.iter().map(|t| (*t).to_owned()).collect());
}

/// What the extension's description names is there.
#[test]
fn the_extension_is_complete() {
    let text = editors("vscode/package.json");
    let package: Value = serde_json::from_str(&text).expect("JSON");
    let contributes = &package["contributes"];
    for file in [
        &package["main"],
        &contributes["languages"][0]["configuration"],
        &contributes["grammars"][0]["path"],
    ] {
        let file = file.as_str().expect("a path");
        assert!(!editors(&format!("vscode/{file}")).is_empty(), "{file}");
    }
    let settings = editors("vscode/language-configuration.json");
    serde_json::from_str::<Value>(&settings).expect("JSON");
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
    let client = editors("vscode/client.js");
    let command = contributes["commands"][0]["command"].as_str();
    assert!(client.contains(command.expect("a command")));
    assert!(client.contains("get(\"path\", \"halflap\")"));
    assert!(contributes["configuration"]["properties"]["halflap.path"].is_object());
}
