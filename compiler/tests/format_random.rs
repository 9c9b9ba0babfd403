//! The formatter on schemas that are laid out as no one would, and on schemas with words changed:
//! it changes nothing but blanks, doing it twice is doing it once, and what it makes compiles to
//! the same description.

#[path = "support/numbers.rs"]
mod numbers;

use std::fs;
use std::path::{Path, PathBuf};

use halflap_compiler::diagnostics::Diagnostic;
use halflap_compiler::format::format;
use halflap_compiler::syntax::lexer::{TokenKind, lex};
use halflap_compiler::syntax::{Mark, parse_marked};
use halflap_compiler::{Compilation, descriptor};

use numbers::Numbers;

impl Numbers {
    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every schema below a folder, with its name.
fn schemas(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "lap") {
                let text = fs::read_to_string(&path).expect("read");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// Tokens and comments, in order of the text, without where they stand.
fn contents(text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let lexed = lex(0, text, &mut findings);
    let tokens = lexed.tokens.iter().map(|token| {
        let shown = match &token.kind {
            TokenKind::Doc(line) => format!("doc {line}"),
            // As written: `0x10` stays `0x10`.
            _ => text[token.span.start as usize..token.span.end as usize].to_owned(),
        };
        (token.span.start, shown)
    });
    let comments = lexed.comments.iter().map(|span| {
        let comment = &text[span.start as usize..span.end as usize];
        (span.start, comment.to_owned())
    });
    let mut all: Vec<(u32, String)> = tokens.chain(comments).collect();
    all.sort_by_key(|(start, _)| *start);
    all.into_iter().map(|(_, shown)| shown).collect()
}

/// Formats a text that parses, and looks at all but what it means.
fn formatted(text: &str, seed: u64) -> String {
    let once = format("t.lap", text).unwrap_or_else(|d| panic!("seed {seed}: {d}\n{text}"));
    assert_eq!(
        contents(&once),
        contents(text),
        "seed {seed}: something else than blanks was changed\n{text}\n--- became\n{once}"
    );
    let twice = format("t.lap", &once).unwrap_or_else(|d| panic!("seed {seed}: {d}\n{once}"));
    assert_eq!(twice, once, "seed {seed}: twice is not once, of\n{text}");
    for line in once.lines() {
        assert_eq!(line, line.trim_end(), "seed {seed}: blanks at a line's end");
    }
    assert!(!once.contains("\n\n\n"), "seed {seed}: {once}");
    assert!(once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"));
    once
}

const COMMENTS: &[&str] = &[
    "//",
    "// why",
    "//why\tnot",
    "//// a rule",
    "// grüße, 世界 🦀 \u{a0}",
    "// }",
    "// /// doc",
    "// \"text",
    "// halflap: allow(naming): reason",
    "// a\rb",
];

const DOCS: &[&str] = &[
    "///",
    "/// Doc.",
    "///Doc",
    "///   far",
    "/// grüße 🦀 ",
    "///\ttab",
];

const BLANKS: &[&str] = &[" ", "  ", "\t", " \t "];

const LINES: &[&str] = &["\n", "\r\n", "\n\n", "\n\n\n  ", "\r\n\r\n\r\n", " \n\t"];

/// Writes a schema's tokens anew, with blanks, line ends, comments and documentation wherever they
/// may stand.
fn shaken(text: &str, numbers: &mut Numbers) -> String {
    let mut findings: Vec<Diagnostic> = Vec::new();
    let parsed = parse_marked(0, text, &mut findings);
    assert!(findings.iter().all(|d| d.found_by().is_some()), "{text}");
    let mut out = String::from(numbers.of(&["", "", "\u{feff}", "\n\n", "// first\n"]));
    let tokens = &parsed.lexed.tokens;
    for (i, token) in tokens.iter().enumerate() {
        let begins = parsed.marks.iter().any(|(at, mark)| {
            *at == i && matches!(mark, Mark::Item | Mark::Entry | Mark::Line("const"))
        });
        if begins && numbers.below(6) == 0 {
            if !out.is_empty() && !out.ends_with(['\n', '\u{feff}']) {
                out += numbers.of(&["\n", " "]);
            }
            out += numbers.of(DOCS);
            out += numbers.of(&["\n", "\r\n", "\n\n", "\n// between\n"]);
        }
        let written = &text[token.span.start as usize..token.span.end as usize];
        if matches!(token.kind, TokenKind::Doc(_)) {
            if !out.is_empty() && !out.ends_with(['\n', '\u{feff}']) {
                out += numbers.of(&["\n", " "]);
            }
            out += written;
            out += numbers.of(LINES);
            continue;
        }
        out += written;
        let same_line = matches!(
            written,
            "since" | "removed" | "deprecated" | "version" | "=" | ";"
        );
        let gap = match numbers.below(if same_line { 2 } else { 5 }) {
            0 | 1 => numbers.of(BLANKS),
            2 | 3 => numbers.of(LINES),
            _ => {
                out += numbers.of(&["", " ", "\n", "\n\n", "\t"]);
                out += numbers.of(COMMENTS);
                numbers.of(&["\n", "\r\n", "\n\n\n"])
            }
        };
        out += gap;
    }
    out
}

#[test]
fn schemas_in_any_shape() {
    let all = schemas("testdata/schemas");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("shaken");
    let _not_there = fs::remove_dir_all(&folder);
    for seed in 0..300 {
        let mut numbers = Numbers(seed);
        let (path, text) = &all[numbers.below(all.len())];
        let shaken = shaken(text, &mut numbers);
        let once = formatted(&shaken, seed);
        // Beside the schemas that it imports, under its own name.
        let own = path.strip_prefix(root().join("testdata/schemas"));
        let own = folder.join(own.expect("it lies below"));
        for (other, text) in &all {
            if other.parent() == path.parent() {
                let copy = own.with_file_name(other.file_name().expect("a name"));
                fs::create_dir_all(copy.parent().expect("a folder")).expect("made");
                fs::write(copy, text).expect("written");
            }
        }
        let mut described = Vec::new();
        for version in [text, &shaken, &once] {
            fs::write(&own, version).expect("written");
            let compiled = Compilation::new(std::slice::from_ref(&own));
            let compiled = compiled.unwrap_or_else(|d| panic!("seed {seed}: {d}\n{version}"));
            described.push(descriptor::encode(&compiled.schema(compiled.roots()[0])));
        }
        assert_eq!(described[0], described[1], "seed {seed}: the test itself");
        assert_eq!(described[0], described[2], "seed {seed}: {once}");
    }
}

/// Also what compiles to nothing, and the interfaces that only the language's own tests use.
#[test]
fn whatever_parses_in_any_shape() {
    let mut all = schemas("testdata/invalid");
    all.extend(schemas("testdata/lints"));
    all.retain(|(_, text)| format("t.lap", text).is_ok());
    assert!(all.len() > 40, "only {} schemas parse", all.len());
    for seed in 0..600 {
        let mut numbers = Numbers(seed);
        let (_, text) = &all[numbers.below(all.len())];
        formatted(&shaken(text, &mut numbers), seed);
    }
}

/// Lines of schemas mixed: most of it is refused, and the rest keeps its words.
#[test]
fn mixed_lines() {
    let mut all = schemas("testdata/schemas");
    all.extend(schemas("testdata/invalid"));
    let lines: Vec<&str> = all.iter().flat_map(|(_, text)| text.lines()).collect();
    let mut parsed = 0;
    for seed in 0..2000 {
        let mut numbers = Numbers(seed);
        let (_, text) = &all[numbers.below(all.len())];
        let mut mixed: Vec<&str> = text.lines().collect();
        for _ in 0..=numbers.below(3) {
            let at = numbers.below(mixed.len());
            match numbers.below(3) {
                0 => drop(mixed.remove(at)),
                1 => mixed[at] = lines[numbers.below(lines.len())],
                _ => mixed.insert(at, lines[numbers.below(lines.len())]),
            }
            if mixed.is_empty() {
                mixed.push("");
            }
        }
        let mixed = mixed.join(numbers.of(&["\n", "\r\n"]));
        if format("t.lap", &mixed).is_ok() {
            parsed += 1;
            formatted(&mixed, seed);
        }
    }
    assert!(parsed > 300, "only {parsed} parse");
}
