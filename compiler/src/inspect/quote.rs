//! Text of unknown origin, made harmless for terminals and readers.

use std::fmt::Write;

/// Characters that change what stands around them, or can't be seen: they could move a terminal's
/// cursor or turn the direction of a line.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

fn escape(out: &mut String, c: char) {
    match c {
        '\u{8}' => out.push_str("\\b"),
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        _ => {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _infallible = write!(out, "\\u{unit:04x}");
            }
        }
    }
}

/// A name or a path.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) {
            escape(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

/// A JSON string, as the project's JSON is written but for harmful characters, which are escaped too;
/// of a long text the beginning.
pub(super) fn quoted(text: &str, longest: usize) -> String {
    let mut out = String::from("\"");
    let mut chars = text.chars();
    for c in chars.by_ref().take(longest) {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ if is_harmful(c) => escape(&mut out, c),
            _ => out.push(c),
        }
    }
    out.push('"');
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// Bytes as ASCII, a dot for each that can't be shown.
pub(super) fn ascii(bytes: &[u8]) -> String {
    let shown = |byte: &u8| match byte {
        b' '..=b'~' => char::from(*byte),
        _ => '.',
    };
    bytes.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_harm_a_terminal_is_escaped() {
        let text = "a\"\\\n\u{1b}[31m\u{9b}\u{202e}\u{e0001}é";
        let json = quoted(text, 100);
        let wanted = "\"a\\\"\\\\\\n\\u001b[31m\\u009b\\u202e\\udb40\\udc01é\"";
        assert_eq!(json, wanted);
        let back: String = serde_json::from_str(&json).unwrap();
        assert_eq!(back, text);
        assert_eq!(plain("a\"\u{7}"), "a\"\\u0007");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(quoted("äöü", 3), "\"äöü\"");
        assert_eq!(quoted("äöü", 2), "\"äö\"…");
    }
}
