//! Text into tokens.

use crate::diagnostics::{Diagnostic, FileId, Span};

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
    /// Nothing but blanks stands before it on its line.
    pub first_on_line: bool,
}

/// What a token is. Keywords are identifiers: they mean something only in their place, so every
/// one of them can also be the name of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum TokenKind {
    /// A name or a keyword.
    Ident(String),
    /// An integer without sign.
    Int(u128),
    /// A number with a point or an exponent, as written, without `_`.
    Float(String),
    /// A text in quotes, its escapes resolved. Bytes, because `\x` can write any.
    Str(Vec<u8>),
    /// A `///` line, without the slashes and one following space.
    Doc(String),
    /// Punctuation.
    Punct(&'static str),
    /// The end of the file.
    End,
}

/// What a file consists of.
#[derive(Debug)]
pub struct Lexed {
    /// All tokens; the last is always [`TokenKind::End`].
    pub tokens: Vec<Token>,
    /// The `//` comments, which the parser never sees.
    pub comments: Vec<Span>,
}

const PUNCTUATION: &[&str] = &[
    "->", "{", "}", "[", "]", "(", ")", ":", ";", ",", "=", "?", "|", ".", "-",
];

/// Cuts a file into tokens. What is none is reported and left out.
pub fn lex(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Lexed {
    let mut lexer = Lexer {
        file,
        text,
        at: 0,
        tokens: Vec::new(),
        comments: Vec::new(),
        diagnostics,
    };
    lexer.run();
    Lexed {
        tokens: lexer.tokens,
        comments: lexer.comments,
    }
}

struct Lexer<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    comments: Vec<Span>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn span_from(&self, start: usize) -> Span {
        Span {
            file: self.file,
            start: start as u32,
            end: self.at as u32,
        }
    }

    fn push(&mut self, start: usize, kind: TokenKind) {
        let span = self.span_from(start);
        let before = self.text[..start].trim_end_matches([' ', '\t', '\u{feff}']);
        let first_on_line = before.is_empty() || before.ends_with('\n');
        self.tokens.push(Token {
            kind,
            span,
            first_on_line,
        });
    }

    fn skip_while(&mut self, accept: impl Fn(char) -> bool) {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += end;
    }

    fn run(&mut self) {
        if self.rest().starts_with('\u{feff}') {
            self.at += '\u{feff}'.len_utf8();
        }
        loop {
            self.skip_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
            let start = self.at;
            let Some(first) = self.rest().chars().next() else {
                break;
            };
            if self.rest().starts_with("//") {
                self.comment();
            } else if self.rest().starts_with("/*") {
                self.block_comment();
            } else if first.is_ascii_alphabetic() || first == '_' {
                self.skip_while(|c| c.is_ascii_alphanumeric() || c == '_');
                let name = self.text[start..self.at].to_owned();
                self.push(start, TokenKind::Ident(name));
            } else if first.is_ascii_digit() {
                self.number();
            } else if first == '"' {
                self.string();
            } else if let Some(punct) = PUNCTUATION.iter().find(|p| self.rest().starts_with(**p)) {
                self.at += punct.len();
                self.push(start, TokenKind::Punct(punct));
            } else {
                self.skip_while(|c| c == first);
                let span = self.span_from(start);
                self.diagnostics.push(unexpected_character(span, first));
            }
        }
        let end = self.at;
        self.push(end, TokenKind::End);
    }

    fn comment(&mut self) {
        let start = self.at;
        self.skip_while(|c| c != '\n');
        let line = self.text[start..self.at].trim_end();
        // Four slashes are a rule drawn across the page, not documentation.
        match line.strip_prefix("///") {
            Some(doc) if !doc.starts_with('/') => {
                let doc = doc.strip_prefix(' ').unwrap_or(doc).to_owned();
                self.push(start, TokenKind::Doc(doc));
            }
            _ => {
                let mut span = self.span_from(start);
                span.end = span.start + line.len() as u32;
                self.comments.push(span);
            }
        }
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let end = self.rest().find("*/").map(|n| n + 2);
        self.at += 2;
        let span = self.span_from(start);
        self.diagnostics.push(
            Diagnostic::error(span, "there are no block comments")
                .help("begin each line of the comment with `//`"),
        );
        self.at = start + end.unwrap_or(self.text.len() - start);
    }

    fn number(&mut self) {
        let start = self.at;
        let radix = match self.rest().get(..2) {
            Some("0x" | "0X") => 16,
            Some("0b" | "0B") => 2,
            _ => 10,
        };
        if radix != 10 {
            self.at += 2;
            self.skip_while(|c| c.is_ascii_alphanumeric() || c == '_');
            self.underscores(start, start + 2, radix);
            let digits = self.text[start + 2..self.at].replace('_', "");
            return self.integer(start, &digits, radix);
        }
        self.skip_while(|c| c.is_ascii_digit() || c == '_');
        let mut float = false;
        let mut after = self.rest().chars();
        if after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit()) {
            float = true;
            self.at += 1;
            self.skip_while(|c| c.is_ascii_digit() || c == '_');
        }
        if let Some(exponent) = self.exponent() {
            float = true;
            self.at += exponent;
        }
        if self.rest().starts_with(|c: char| c.is_ascii_alphanumeric()) {
            self.skip_while(|c| c.is_ascii_alphanumeric() || c == '_');
            let span = self.span_from(start);
            self.diagnostics.push(
                Diagnostic::error(span, "a number runs into a name")
                    .help("put a space between the two; names begin with a letter"),
            );
            return;
        }
        self.underscores(start, start, 10);
        let text = self.text[start..self.at].replace('_', "");
        if float {
            self.push(start, TokenKind::Float(text));
        } else {
            self.integer(start, &text, 10);
        }
    }

    /// Refuses a `_` that has no digit on one side, in the number from `start` whose digits begin at
    /// `digits`.
    fn underscores(&mut self, start: usize, digits: usize, radix: u32) {
        let bytes = &self.text.as_bytes()[digits..self.at];
        let digit = |at: Option<usize>| {
            let byte = at.and_then(|at| bytes.get(at));
            byte.is_some_and(|&byte| char::from(byte).is_digit(radix))
        };
        let lone = |(at, &byte): (usize, &u8)| {
            byte == b'_' && !(digit(at.checked_sub(1)) && digit(Some(at + 1)))
        };
        if bytes.iter().enumerate().any(lone) {
            let span = self.span_from(start);
            self.diagnostics.push(
                Diagnostic::error(span, "a `_` stands between two digits")
                    .help("take away those that don't"),
            );
        }
    }

    /// Length of `e10`, `E-3` where one stands here.
    fn exponent(&self) -> Option<usize> {
        let rest = self.rest();
        let after = rest.strip_prefix(['e', 'E'])?;
        let digits = after.strip_prefix(['+', '-']).unwrap_or(after);
        let count = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        (count > 0).then(|| rest.len() - digits.len() + count)
    }

    fn integer(&mut self, start: usize, digits: &str, radix: u32) {
        match u128::from_str_radix(digits, radix) {
            Ok(value) => self.push(start, TokenKind::Int(value)),
            Err(_) => {
                let span = self.span_from(start);
                let fits = digits.chars().all(|c| c.is_digit(radix)) && !digits.is_empty();
                self.diagnostics.push(if fits {
                    Diagnostic::error(span, "this number does not fit into 128 bits")
                } else {
                    Diagnostic::error(span, format!("these are no digits of base {radix}"))
                });
                // A number stands here all the same: one finding is enough.
                self.push(start, TokenKind::Int(0));
            }
        }
    }

    fn string(&mut self) {
        let start = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            let at = self.at;
            let Some(c) = self.rest().chars().next().filter(|c| *c != '\n') else {
                let span = self.span_from(start);
                self.diagnostics.push(
                    Diagnostic::error(span, "this text has no end")
                        .label("begins here")
                        .help("close it with `\"` on the same line; `\\n` writes a line break"),
                );
                break;
            };
            self.at += c.len_utf8();
            match c {
                '"' => break,
                '\\' => match self.escape() {
                    Some(mut escaped) => bytes.append(&mut escaped),
                    None => {
                        let span = self.span_from(at);
                        self.diagnostics
                            .push(Diagnostic::error(span, "unknown escape").help(
                                "the escapes are `\\\"`, `\\\\`, `\\n`, `\\r`, `\\t`, `\\0`, \
                                 `\\xff` (a byte) and `\\u{1f600}`",
                            ));
                    }
                },
                c => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        self.push(start, TokenKind::Str(bytes));
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Option<Vec<u8>> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(vec![match c {
            '"' => b'"',
            '\\' => b'\\',
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            '0' => 0,
            'x' => {
                let byte = hex(self.rest().get(..2)?)? as u8;
                self.at += 2;
                byte
            }
            'u' => {
                let inner = self.rest().strip_prefix('{')?;
                let end = inner.find('}').filter(|n| *n <= 6)?;
                let c = char::from_u32(hex(&inner[..end])?)?;
                self.at += end + 2;
                return Some(c.to_string().into_bytes());
            }
            _ => return None,
        }])
    }
}

/// Digits only: no sign, which the standard library would take.
fn hex(digits: &str) -> Option<u32> {
    let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| all)
}

fn unexpected_character(span: Span, c: char) -> Diagnostic {
    let diagnostic = Diagnostic::error(span, format!("unexpected character {c:?}"));
    match c {
        '#' => diagnostic.help("comments begin with `//`"),
        '\'' => diagnostic.help("texts stand between `\"`"),
        '<' | '>' => diagnostic
            .help("a vector is written `[T]`, an array `[T; N]`, a map `{K: V}`, an optional `T?`"),
        c if c.is_alphabetic() => {
            diagnostic.help("names consist of the letters a to z and A to Z, digits and `_`")
        }
        _ => diagnostic,
    }
}
