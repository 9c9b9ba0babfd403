//! `halflap fmt` as an edit.

use lsp_types::TextEdit;

use super::position::{Encoding, Lines};
use crate::format::format;

/// What changes the text into its one layout: nothing, or one edit of the lines that differ. None
/// where the text is no schema.
pub(super) fn edits(text: &str, encoding: Encoding) -> Option<Vec<TextEdit>> {
    let formatted = format("", text).ok()?;
    if formatted == text {
        return Some(Vec::new());
    }
    // Only whole lines, so that the cursor stays where nothing changes around it.
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(text), lines(&formatted));
    let same = |(a, b): &(&&str, &&str)| a == b;
    let before = old.iter().zip(&new).take_while(same).count();
    let most = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(most);
    let after = after.take_while(same).count();
    let length = |lines: &[&str]| lines.iter().map(|line| line.len()).sum::<usize>();
    let from = length(&old[..before]);
    let to = text.len() - length(&old[old.len() - after..]);
    let range = Lines::new(text).range(text, from, to, encoding);
    let new_text = new[before..new.len() - after].concat();
    Some(vec![TextEdit { range, new_text }])
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(text: &str) -> String {
        let edits = edits(text, Encoding::Utf16).expect("a schema");
        let mut out = text.to_owned();
        for edit in edits {
            let lines = Lines::new(text);
            let from = lines.offset(text, edit.range.start, Encoding::Utf16);
            let to = lines.offset(text, edit.range.end, Encoding::Utf16);
            out.replace_range(from..to, &edit.new_text);
        }
        out
    }

    #[test]
    fn edits_give_what_the_formatter_does() {
        for text in [
            "package t version 1\n",
            "package t version 1",
            "package t version 1\r\n\r\n// grüße 🦀\r\nmessage M{}\r\n",
            "package  t version 1\nmessage M {}\nmessage N {1 a:u8}\n\n\nmessage O {}\n",
            "\n\npackage t version 1\n\n\n",
        ] {
            let wanted = format("", text).expect("a schema");
            assert_eq!(applied(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn only_lines_that_change_are_touched() {
        let text = "package t version 1\n\nmessage M {\n  1 a:u8\n  2 b: u8\n}\n";
        let edits = edits(text, Encoding::Utf8).expect("a schema");
        assert_eq!(edits.len(), 1);
        assert_eq!(edits[0].new_text, "  1 a: u8\n");
        let lines = (edits[0].range.start.line, edits[0].range.end.line);
        assert_eq!(lines, (3, 4));
    }

    #[test]
    fn what_is_no_schema_is_left_alone() {
        assert_eq!(edits("message {", Encoding::Utf8), None);
    }
}
