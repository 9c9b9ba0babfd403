//! The parser on input that no one would write.

use super::ast::{File, ItemKind};
use super::parse;
use crate::diagnostics::Diagnostic;

fn parsed(text: &str) -> (File, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let file = parse(0, text, &mut diagnostics);
    (file, diagnostics)
}

const SAMPLE: &str = r#"
/// All of it.
package shop version 2
import "money.lap" as m version 1, 3 since 2
const MAX: u32 = 0x1_0
closed enum Side: u8 { -1 sell 1 buy reserved 3, none }
flags Rights: u16 { 0 read 1 write }
struct Vec3 { x: f32 y: [f32; MAX] }
union Payment { 1 card: Card 2 voucher: Voucher since 2 }
message Order {
  1 id: uuid
  2 token: secret bytes
  3 labels: {string: [m.Amount]}?
  4 side: Side = buy since 2 removed 3 deprecated "no \u{e9}\x41"
}
error Failure { 1 bad 2 worse: Order since 2 }
host interface Clock { 1 now(each: callback(u8, [u8]) -> bool,) -> i64? throws Failure }
"#;

#[test]
fn everything_parses() {
    let (file, diagnostics) = parsed(SAMPLE);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(file.imports.len(), 1);
    assert_eq!(file.items.len(), 8);
    let ItemKind::Message(order) = &file.items[5].kind else {
        panic!("{:?}", file.items[5]);
    };
    let side = &order.entries[3];
    assert_eq!(
        side.deprecated.as_ref().map(|d| d.name.as_str()),
        Some("no éA")
    );
    assert_eq!(side.since.map(|v| v.value), Some(2));
    assert_eq!(side.removed.map(|v| v.value), Some(3));
}

#[test]
fn keywords_are_names_too() {
    for word in [
        "package",
        "version",
        "import",
        "as",
        "since",
        "removed",
        "deprecated",
        "reserved",
        "secret",
        "message",
        "enum",
        "closed",
        "flags",
        "struct",
        "union",
        "error",
        "interface",
        "host",
        "const",
        "throws",
        "callback",
    ] {
        let text = format!(
            "package t version 1\nmessage M {{ 1 {word}: u8 }}\nstruct S {{ {word}: u8 {word}2: u8 }}"
        );
        let (_, diagnostics) = parsed(&text);
        assert!(diagnostics.is_empty(), "{word}: {diagnostics:?}");
    }
}

/// Whatever opens, and however often: an answer, and no overflow of the stack.
#[test]
fn nesting_has_an_end() {
    for open in [
        "[",
        "{",
        "(",
        "callback(",
        "{u8:",
        "[u8; ",
        "message M {",
        "//",
        "\"",
        "-",
        "1 a: [",
    ] {
        let text = format!(
            "package t version 1\nmessage M {{ 1 a: {}",
            open.repeat(50_000)
        );
        parsed(&text);
        parsed(&open.repeat(50_000));
    }
}

/// Every beginning of a file, and every file with one byte missing or another, ends in a tree or in
/// findings, each of which lies within the text.
#[test]
fn damage_is_survived() {
    let mut texts = Vec::new();
    for at in 0..SAMPLE.len() {
        if !SAMPLE.is_char_boundary(at) {
            continue;
        }
        texts.push(SAMPLE[..at].to_owned());
        for other in ["", "{", "}", "[", "]", "?", "1", "\"", "ü", "\n"] {
            let rest = SAMPLE[at..].chars().skip(1).collect::<String>();
            texts.push(format!("{}{other}{rest}", &SAMPLE[..at]));
        }
    }
    for text in texts {
        let (_, diagnostics) = parsed(&text);
        for diagnostic in diagnostics {
            let place = diagnostic.place().expect("a place");
            assert!(place.start <= place.end, "{text}");
            assert!(
                text.get(place.start as usize..place.end as usize).is_some(),
                "{text}"
            );
        }
    }
}

/// Documentation goes into files of languages that refuse some characters even in comments.
#[test]
fn documentation_holds_what_comments_may() {
    let (tree, _) = parsed("/// a\u{202e}b\u{feff}c\rd\0e\tü\u{2066}\npackage t version 1\n");
    assert_eq!(tree.package.expect("a package").doc, ["abcde\tü"]);
}
