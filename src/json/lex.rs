//! The grammar of JSON: white space, brackets, strings, numbers. Nothing here recurses.

use super::ErrorKind;
use super::bytes::Bytes;
use super::text::plain_len;

/// What is wrong, and at which byte.
pub(super) type Fault = (ErrorKind, usize);

/// A place in a text.
pub(super) struct Lexer<'t> {
    /// The whole text.
    pub(super) text: &'t [u8],
    /// As much of it as is UTF-8.
    valid: &'t str,
    pub(super) at: usize,
}

/// What a JSON value begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// A string, and where its quote is.
pub(super) struct Text<'s> {
    pub(super) text: &'s str,
    pub(super) at: usize,
    /// It has no escapes: it is what lies behind the quote.
    pub(super) plain: bool,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        let valid = match simdutf8::basic::from_utf8(text) {
            Ok(valid) => valid,
            Err(_) => valid_part(text),
        };
        Self { text, valid, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.valid.as_bytes().get(self.at).copied()
    }

    pub(super) fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// The next value's first byte says what it is; it is not consumed.
    pub(super) fn start(&mut self) -> Result<Start, Fault> {
        self.space();
        Ok(match self.peek() {
            Some(b'{') => Start::Object,
            Some(b'[') => Start::Array,
            Some(b'"') => Start::String,
            Some(b'-' | b'0'..=b'9') => Start::Number,
            Some(b't') => Start::True,
            Some(b'f') => Start::False,
            Some(b'n') => Start::Null,
            _ => return Err((ErrorKind::BadJson, self.at)),
        })
    }

    /// Begins a value that has to be of one kind; says where it is.
    pub(super) fn expect(&mut self, start: Start) -> Result<usize, Fault> {
        let found = self.start()?;
        if found == start {
            Ok(self.at)
        } else {
            Err((ErrorKind::WrongType, self.at))
        }
    }

    /// `true`, `false` or `null`, whose first letter is there.
    pub(super) fn word(&mut self, word: &str) -> Result<(), Fault> {
        for byte in word.bytes() {
            if self.peek() != Some(byte) {
                return Err((ErrorKind::BadJson, self.at));
            }
            self.at += 1;
        }
        match self.peek() {
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_') => {
                Err((ErrorKind::BadJson, self.at))
            }
            _ => Ok(()),
        }
    }

    /// A byte that has to come next, after white space.
    pub(super) fn byte(&mut self, byte: u8) -> Result<(), Fault> {
        self.space();
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err((ErrorKind::BadJson, self.at))
        }
    }

    /// Whether the object or array that `close` ends goes on with another element. `first` says
    /// that there was none yet.
    pub(super) fn more(&mut self, first: &mut bool, close: u8) -> Result<bool, Fault> {
        self.space();
        let was_first = core::mem::replace(first, false);
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            Some(_) if was_first => Ok(true),
            // A byte that is no UTF-8: it is at fault as an element.
            None if was_first && self.at < self.text.len() => Ok(true),
            Some(b',') => {
                self.at += 1;
                self.space();
                Ok(true)
            }
            _ => Err((ErrorKind::BadJson, self.at)),
        }
    }

    /// The opening bracket of an object or an array.
    pub(super) fn enter(&mut self, start: Start) -> Result<(), Fault> {
        self.expect(start)?;
        self.at += 1;
        Ok(())
    }

    /// A string as a key; the colon is not consumed.
    pub(super) fn key<'s>(&mut self, scratch: &'s mut Bytes) -> Result<Text<'s>, Fault>
    where
        't: 's,
    {
        self.space();
        if self.peek() != Some(b'"') {
            return Err((ErrorKind::BadJson, self.at));
        }
        self.string(scratch)
    }

    /// A string, whose quote is there. `scratch` is used where it has escapes.
    pub(super) fn string<'s>(&mut self, scratch: &'s mut Bytes) -> Result<Text<'s>, Fault>
    where
        't: 's,
    {
        let at = self.at;
        let start = at + 1;
        self.at = start;
        self.plain()?;
        if self.peek() == Some(b'"') {
            let plain = self.piece(start);
            self.at += 1;
            return Ok(Text {
                text: plain,
                at,
                plain: true,
            });
        }
        scratch.clear();
        scratch.extend(self.piece(start).as_bytes());
        self.unescape(scratch)?;
        Ok(Text {
            text: core::str::from_utf8(scratch).unwrap_or_default(),
            at,
            plain: false,
        })
    }

    /// The rest of a string with escapes, up to and with its closing quote.
    fn unescape(&mut self, out: &mut Bytes) -> Result<(), Fault> {
        let mut character = [0; 4];
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                // A backslash: `plain` stops at nothing else.
                _ => out.extend(self.escape()?.encode_utf8(&mut character).as_bytes()),
            }
            let start = self.at;
            self.plain()?;
            out.extend(self.piece(start).as_bytes());
        }
    }

    /// Goes on to the next quote or backslash.
    fn plain(&mut self) -> Result<(), Fault> {
        let rest = self.valid.as_bytes().get(self.at..).unwrap_or_default();
        self.at += plain_len(rest);
        match self.peek() {
            Some(byte) if byte < 0x20 => Err((ErrorKind::BadJson, self.at)),
            Some(_) => Ok(()),
            None if self.valid.len() < self.text.len() => Err((ErrorKind::BadUtf8, self.at)),
            None => Err((ErrorKind::BadJson, self.at)),
        }
    }

    /// The text from `start` to here; both are borders of characters.
    fn piece(&self, start: usize) -> &'t str {
        self.valid.get(start..self.at).unwrap_or_default()
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let backslash = self.at;
        self.at += 1;
        let letter = self.peek();
        let simple = match letter {
            Some(b @ (b'"' | b'\\' | b'/')) => char::from(b),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(backslash),
            _ => return Err((ErrorKind::BadJson, self.at)),
        };
        self.at += 1;
        Ok(simple)
    }

    /// `\uXXXX`, or two of them that are one character. The `u` is not consumed yet.
    fn unicode(&mut self, backslash: usize) -> Result<char, Fault> {
        let lone = (ErrorKind::LoneSurrogate, backslash);
        let unit = self.four_digits()?;
        match unit {
            0xd800..=0xdbff => {
                if self.piece_is(b"\\u") {
                    self.at += 1;
                    let low = self.four_digits()?;
                    if (0xdc00..=0xdfff).contains(&low) {
                        let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                        return char::from_u32(code).ok_or(lone);
                    }
                }
                Err(lone)
            }
            _ => char::from_u32(unit).ok_or(lone),
        }
    }

    fn piece_is(&self, bytes: &[u8]) -> bool {
        let rest = self.valid.as_bytes().get(self.at..).unwrap_or_default();
        rest.starts_with(bytes)
    }

    /// The letter `u` and four hex digits.
    fn four_digits(&mut self) -> Result<u32, Fault> {
        self.at += 1;
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let digit = digit.ok_or((ErrorKind::BadJson, self.at))?;
            value = value << 4 | digit;
            self.at += 1;
        }
        Ok(value)
    }

    /// A number's text, whose first byte is there.
    pub(super) fn number(&mut self) -> Result<&'t str, Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        match self.peek() {
            // `01`, `1x`: no number, and nothing that could follow one.
            Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'+' | b'-') => {
                Err((ErrorKind::BadJson, self.at))
            }
            _ => Ok(self.piece(start)),
        }
    }

    /// At least one digit.
    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return Err((ErrorKind::BadJson, self.at));
        }
        Ok(())
    }

    /// Nothing but white space follows.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        self.space();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err((ErrorKind::BadJson, self.at))
        }
    }
}

/// As much of a text as is UTF-8.
#[cold]
fn valid_part(text: &[u8]) -> &str {
    match core::str::from_utf8(text) {
        Ok(valid) => valid,
        Err(e) => core::str::from_utf8(&text[..e.valid_up_to()]).unwrap_or_default(),
    }
}
