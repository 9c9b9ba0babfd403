//! Places in a text as the protocol counts them: lines, and units of an encoding in a line.

use lsp_types::{Position, PositionEncodingKind, Range};

/// The unit in which a column is counted. Client and server agree on it when they meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// What every client knows.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The best of those that a client offers: bytes, which is how the compiler counts.
    pub(super) fn agreed(offered: &[PositionEncodingKind]) -> Self {
        if offered.contains(&PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offered.contains(&PositionEncodingKind::UTF16) || offered.is_empty() {
            Encoding::Utf16
        } else if offered.contains(&PositionEncodingKind::UTF32) {
            Encoding::Utf32
        } else {
            Encoding::Utf16
        }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// Where the lines of a text begin. They end with `\n`, `\r\n` or `\r`, as the protocol has it.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for (i, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(i + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(i + 1);
            }
        }
        Lines { starts }
    }

    /// The place of a byte. One inside of a character counts as the character's first.
    pub(super) fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let start = self.starts[line];
        let before = text[start..].char_indices();
        let before = before.take_while(|(at, c)| start + at + c.len_utf8() <= offset);
        let column: usize = before.map(|(_, c)| encoding.width(c)).sum();
        Position::new(line as u32, column as u32)
    }

    /// The byte at a place. Behind a line's end is its end, behind the last line the text's end,
    /// inside of a character its first byte.
    pub(super) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line) else {
            return text.len();
        };
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text[*start..end].trim_end_matches(['\r', '\n']);
        let mut column = 0;
        for (at, c) in content.char_indices() {
            column += encoding.width(c);
            if column > position.character as usize {
                return start + at;
            }
        }
        start + content.len()
    }

    pub(super) fn range(&self, text: &str, from: usize, to: usize, encoding: Encoding) -> Range {
        Range::new(
            self.position(text, from, encoding),
            self.position(text, to, encoding),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\n// grüße 🦀 x\r\nb\rc";

    #[test]
    fn columns_count_what_was_agreed_on() {
        let lines = Lines::new(TEXT);
        let x = TEXT.find('x').expect("it is there");
        for (encoding, column) in [
            (Encoding::Utf8, 16),
            (Encoding::Utf16, 12),
            (Encoding::Utf32, 11),
        ] {
            let position = lines.position(TEXT, x, encoding);
            assert_eq!(position, Position::new(1, column), "{encoding:?}");
            assert_eq!(lines.offset(TEXT, position, encoding), x, "{encoding:?}");
        }
    }

    #[test]
    fn every_byte_has_a_place_and_comes_back() {
        let lines = Lines::new(TEXT);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for offset in (0..=TEXT.len()).filter(|at| TEXT.is_char_boundary(*at)) {
                let position = lines.position(TEXT, offset, encoding);
                let back = lines.offset(TEXT, position, encoding);
                // Between `\r` and `\n` is the line's end.
                let inside = TEXT[..offset].ends_with('\r') && TEXT[offset..].starts_with('\n');
                assert_eq!(back, offset - usize::from(inside), "{encoding:?} {offset}");
            }
        }
        assert_eq!(
            lines.position(TEXT, 99, Encoding::Utf8),
            Position::new(3, 1)
        );
    }

    #[test]
    fn places_that_are_none_are_moved_to_the_nearest_before() {
        let lines = Lines::new(TEXT);
        let crab = TEXT.find('🦀').expect("it is there");
        let at = |line, column, encoding| lines.offset(TEXT, Position::new(line, column), encoding);
        assert_eq!(at(1, 10, Encoding::Utf16), crab, "between two halves");
        assert_eq!(at(1, 13, Encoding::Utf8), crab, "between its bytes");
        assert_eq!(at(0, 99, Encoding::Utf16), 1);
        assert_eq!(&TEXT[at(1, 99, Encoding::Utf16)..], "\r\nb\rc");
        assert_eq!(at(99, 0, Encoding::Utf16), TEXT.len());
        assert_eq!(at(u32::MAX, u32::MAX, Encoding::Utf32), TEXT.len());
        assert_eq!(
            Lines::new("").offset("", Position::new(0, 3), Encoding::Utf8),
            0
        );
    }

    #[test]
    fn bytes_are_preferred_and_utf_16_is_what_is_left() {
        let utf8 = PositionEncodingKind::UTF8;
        let utf16 = PositionEncodingKind::UTF16;
        let utf32 = PositionEncodingKind::UTF32;
        assert_eq!(Encoding::agreed(&[]), Encoding::Utf16);
        assert_eq!(Encoding::agreed(&[utf16.clone(), utf8]), Encoding::Utf8);
        assert_eq!(Encoding::agreed(&[utf32.clone(), utf16]), Encoding::Utf16);
        assert_eq!(Encoding::agreed(&[utf32]), Encoding::Utf32);
        assert_eq!(
            Encoding::agreed(&["ebcdic".to_owned().into()]),
            Encoding::Utf16
        );
    }
}
