//! Text of unknown origin, made harmless for terminals and readers.

use std::fmt::{self, Display, Write};

/// Names and paths are cut here. A description from elsewhere can have names of any length, and each
/// stretch has one.
const LONGEST: usize = 4096;

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

/// A name, a path or a message.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for c in text.chars() {
        if out.len() >= LONGEST {
            out.push('…');
            break;
        }
        if is_harmful(c) {
            escape(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

/// A path as it is kept.
pub(super) fn path(path: impl Display) -> Box<str> {
    let mut out = Short(String::new());
    let _is_cut = write!(out, "{path}");
    out.0.into()
}

struct Short(String);

impl Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = LONGEST.saturating_sub(self.0.len());
        if text.len() <= room {
            self.0.push_str(text);
            return Ok(());
        }
        let fits = |(at, c): &(usize, char)| at + c.len_utf8() <= room;
        let begin = text.char_indices().take_while(fits).map(|(_, c)| c);
        self.0.extend(begin);
        Err(fmt::Error)
    }
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
    fn long_names_are_cut() {
        let name = "ä".repeat(LONGEST);
        assert_eq!(path(format_args!("a{name}.b")).len(), LONGEST - 1);
        assert_eq!(*path("a.b[3]"), *"a.b[3]");
        assert_eq!(plain(&name).chars().count(), LONGEST / 2 + 1);
        assert!(plain(&"\u{1b}".repeat(LONGEST)).len() < LONGEST + 10);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(quoted("äöü", 3), "\"äöü\"");
        assert_eq!(quoted("äöü", 2), "\"äö\"…");
    }
}
