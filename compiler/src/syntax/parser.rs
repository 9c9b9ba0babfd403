//! Tokens into a tree: the machinery, and the file's top.
//!
//! After an error the parser goes on at the next entry or declaration, so that one run finds
//! several. It recurses only into types, and those nest at most [`MAX_TYPE_DEPTH`] deep.

use std::collections::HashSet;

use super::ast::{File, Ident, Import, Int, Package, Pin};
use super::lexer::{Lexed, Token, TokenKind, lex};
use crate::diagnostics::{Diagnostic, FileId, Span};
use crate::lint;

/// How deep types may nest.
pub const MAX_TYPE_DEPTH: usize = 64;

/// A line of documentation without what other languages refuse in comments: control characters,
/// byte order marks, and characters that turn the direction of what follows.
pub(crate) fn plain(line: &str) -> String {
    let harmless = |c: &char| match c {
        '\t' => true,
        '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        c => !c.is_control(),
    };
    line.chars().filter(harmless).collect()
}

/// Parses a file. What is wrong is reported; the tree holds the rest.
pub fn parse(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> File {
    parse_marked(file, text, diagnostics).tree
}

/// What stands at a token, for whoever lays the text out anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A declaration begins: the package line, an import, a constant.
    Line(&'static str),
    /// A declaration with a body begins.
    Item,
    /// A body's `{`.
    Open,
    /// A body's `}`.
    Close,
    /// An entry of a body begins.
    Entry,
    /// The first of an entry's attributes.
    Attribute,
}

/// A file with everything that stands in it.
#[derive(Debug)]
pub struct Parsed {
    /// What it says.
    pub tree: File,
    /// All tokens and comments.
    pub lexed: Lexed,
    /// By token, ascending.
    pub marks: Vec<(usize, Mark)>,
}

/// Parses a file, and keeps how it was written.
pub fn parse_marked(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Parsed {
    let known = diagnostics.len();
    let Lexed { tokens, comments } = lex(file, text, diagnostics);
    let line = |d: &Diagnostic| {
        let start = d.place().map_or(0, |span| span.start as usize);
        text[..start].rfind('\n')
    };
    // Of a line with characters that mean nothing, only the first of them is worth telling.
    let mut broken = HashSet::new();
    let mut at = 0;
    diagnostics.retain(|d| {
        at += 1;
        at <= known || broken.insert(line(d))
    });
    let mut found = Vec::new();
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
        marks: Vec::new(),
        diagnostics: &mut found,
    };
    let tree = parser.file();
    let Parser { tokens, marks, .. } = parser;
    diagnostics.extend(found.into_iter().filter(|d| !broken.contains(&line(d))));
    let lexed = Lexed { tokens, comments };
    Parsed { tree, lexed, marks }
}

/// An error was reported; the caller should look for a place to go on.
#[derive(Debug)]
pub(super) struct Reported;

pub(super) type Try<T> = Result<T, Reported>;

pub(super) struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    /// How many types are open.
    pub(super) depth: usize,
    marks: Vec<(usize, Mark)>,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

/// What is said of documentation in front of nothing.
pub(super) const DANGLING_DOC: &str = "this doc comment belongs to nothing";

/// Words that begin a declaration.
pub(crate) const ITEMS: &[&str] = &[
    "const",
    "enum",
    "closed",
    "flags",
    "struct",
    "union",
    "message",
    "error",
    "interface",
    "host",
];

impl Parser<'_> {
    pub(super) fn peek(&self) -> &Token {
        &self.tokens[self.at]
    }

    /// The token `n` further on; the end where there are not so many.
    pub(super) fn peek_at(&self, n: usize) -> &TokenKind {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + n).min(last)].kind
    }

    pub(super) fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        if token.kind != TokenKind::End {
            self.at += 1;
        }
        token
    }

    /// Where the last token ended.
    pub(super) fn previous(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    /// Remembers what begins here.
    pub(super) fn mark(&mut self, mark: Mark) {
        self.marks.push((self.at, mark));
    }

    /// How many tokens lie behind.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn is_punct(&self, punct: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Punct(p) if *p == punct)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Ident(name) if name == word)
    }

    pub(super) fn is_int(&self) -> bool {
        matches!(self.peek().kind, TokenKind::Int(_))
            || self.is_punct("-") && matches!(self.peek_at(1), TokenKind::Int(_))
    }

    pub(super) fn eat_punct(&mut self, punct: &str) -> bool {
        let found = self.is_punct(punct);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn eat_word(&mut self, word: &str) -> Option<Span> {
        self.is_word(word).then(|| self.advance().span)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        self.diagnostics.push(diagnostic);
        Reported
    }

    /// Says that something else should stand here: behind the last token, where the line ends
    /// there.
    pub(super) fn expected(&mut self, what: &str) -> Diagnostic {
        let token = self.peek();
        let mut span = token.span;
        if self.at > 0 && (token.first_on_line || token.kind == TokenKind::End) {
            let end = self.previous().end;
            span = Span {
                start: end,
                end,
                ..span
            };
        }
        self.expected_at(span, what)
    }

    /// Says that something else should stand in place of the token here.
    pub(super) fn expected_instead(&mut self, what: &str) -> Diagnostic {
        self.expected_at(self.peek().span, what)
    }

    fn expected_at(&self, span: Span, what: &str) -> Diagnostic {
        let found = describe(&self.peek().kind);
        Diagnostic::error(span, format!("expected {what}, found {found}"))
            .label(format!("expected {what}"))
    }

    /// How many brackets were opened between a token and here, and not closed.
    pub(super) fn open_since(&self, start: usize) -> usize {
        let mut open = 0_usize;
        for token in &self.tokens[start..self.at] {
            match token.kind {
                TokenKind::Punct("{" | "[" | "(") => open += 1,
                TokenKind::Punct("}" | "]" | ")") => open = open.saturating_sub(1),
                _ => {}
            }
        }
        open
    }

    /// Whether the line goes on: `since`, `=` and the like do not reach across its end, or the
    /// next entry's number would be taken for what they lack.
    pub(super) fn on_this_line(&mut self, what: &str) -> Try<()> {
        let token = self.peek();
        if token.first_on_line || token.kind == TokenKind::End {
            let diagnostic = self.expected(what);
            return Err(self.report(diagnostic));
        }
        Ok(())
    }

    pub(super) fn expect_punct(&mut self, punct: &str, after: &str) -> Try<Span> {
        if self.is_punct(punct) {
            return Ok(self.advance().span);
        }
        let diagnostic = self.expected(&format!("`{punct}` {after}"));
        Err(self.report(diagnostic))
    }

    pub(super) fn ident(&mut self, what: &str) -> Try<Ident> {
        if let TokenKind::Ident(name) = &self.peek().kind {
            let name = name.clone();
            let span = self.advance().span;
            if name.starts_with('_') {
                self.diagnostics.push(
                    Diagnostic::error(span, "names begin with a letter")
                        .note("some languages treat a leading `_` specially"),
                );
            }
            return Ok(Ident { name, span });
        }
        let diagnostic = self.expected(what);
        Err(self.report(diagnostic))
    }

    /// `a.b.c`, as one name.
    pub(super) fn dotted(&mut self, what: &str) -> Try<Ident> {
        let mut ident = self.ident(what)?;
        while self.eat_punct(".") {
            let part = self.ident("a name after the `.`")?;
            ident.name = format!("{}.{}", ident.name, part.name);
            ident.span = ident.span.to(part.span);
        }
        Ok(ident)
    }

    pub(super) fn int(&mut self, what: &str) -> Try<Int> {
        let start = self.peek().span;
        let negative = self.is_int() && self.eat_punct("-");
        if let TokenKind::Int(value) = self.peek().kind {
            let span = start.to(self.advance().span);
            return Ok(Int {
                value,
                negative,
                span,
            });
        }
        let diagnostic = self.expected(what);
        Err(self.report(diagnostic))
    }

    /// A text that has to be UTF-8.
    pub(super) fn text(&mut self, what: &str) -> Try<Ident> {
        if let TokenKind::Str(bytes) = &self.peek().kind {
            let name = String::from_utf8(bytes.clone());
            let span = self.advance().span;
            return name
                .map(|name| Ident { name, span })
                .map_err(|_| self.report(Diagnostic::error(span, "this text is not UTF-8")));
        }
        let diagnostic = self.expected(what);
        Err(self.report(diagnostic))
    }

    /// The doc comment that stands here.
    pub(super) fn doc(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while let TokenKind::Doc(line) = &self.peek().kind {
            lines.push(plain(line));
            self.advance();
        }
        lines
    }

    fn file(&mut self) -> File {
        let mut file = File::default();
        let doc = self.doc();
        if self.is_word("package") {
            file.package = self.package(doc).ok();
        } else {
            let diagnostic = self.expected_instead("`package NAME version N`").help(
                "a file begins with the name and the newest version of its package: \
                 `package shop version 1`",
            );
            self.report(diagnostic);
        }
        // After an error, what stands between here and the next declaration belongs to it.
        let mut failed = file.package.is_none();
        loop {
            if !self.at_item() {
                if !failed {
                    self.no_item();
                }
                self.skip_to_item();
            }
            let doc = self.doc();
            if self.peek().kind == TokenKind::End {
                if !doc.is_empty() {
                    let diagnostic =
                        Diagnostic::lint(&lint::DANGLING_DOC, self.previous(), DANGLING_DOC);
                    self.report(diagnostic);
                }
                return file;
            }
            failed = !self.declaration(doc, &mut file);
        }
    }

    /// One import or declaration; whether it was read to its end.
    fn declaration(&mut self, doc: Vec<String>, file: &mut File) -> bool {
        if self.is_word("import") {
            if let Some(first) = file.items.first() {
                let diagnostic =
                    Diagnostic::error(self.peek().span, "an import behind a declaration")
                        .also(first.name.span, "declared here")
                        .help("imports stand right below the `package` line");
                self.report(diagnostic);
            }
            self.import()
                .map(|import| file.imports.push(import))
                .is_ok()
        } else if self.is_word("package") {
            let diagnostic = Diagnostic::error(self.peek().span, "a second `package` line")
                .help("a file is one package; put the other into a file of its own");
            self.report(diagnostic);
            self.package(doc).is_ok()
        } else {
            self.item(doc).map(|item| file.items.push(item)).is_ok()
        }
    }

    fn package(&mut self, doc: Vec<String>) -> Try<Package> {
        self.mark(Mark::Line("package"));
        let start = self.advance().span;
        let name = self.dotted("the package's name")?;
        if self.eat_word("version").is_none() {
            let diagnostic = self.expected("`version N` after the package's name").help(
                "`version` is the newest version of the schema; a new one begins with `version 1`",
            );
            return Err(self.report(diagnostic));
        }
        self.on_this_line("the package's version")?;
        let version = self.int("the package's version")?;
        let span = start.to(self.previous());
        Ok(Package {
            doc,
            name,
            version,
            span,
        })
    }

    fn import(&mut self) -> Try<Import> {
        self.mark(Mark::Line("import"));
        let start = self.advance().span;
        let path = self.text("the imported file's path in quotes")?;
        let alias = match self.eat_word("as") {
            Some(_) => Some(self.ident("another name for the package")?),
            None => None,
        };
        if self.eat_word("version").is_none() {
            let diagnostic = self.expected("`version N` after the imported file").help(
                "say which version of the imported package is meant: `version 1`, or \
                 `version 1, 3 since 2` where a later version of this package means another",
            );
            return Err(self.report(diagnostic));
        }
        let mut pins = Vec::new();
        loop {
            let version = self.int("a version of the imported package")?;
            let since = match self.eat_word("since") {
                Some(_) => Some(self.int("a version of this package")?),
                None => None,
            };
            pins.push(Pin { version, since });
            if !self.eat_punct(",") {
                break;
            }
        }
        let span = start.to(self.previous());
        Ok(Import {
            path,
            alias,
            pins,
            span,
        })
    }

    /// Whether a declaration, an import or the end may begin here.
    pub(super) fn at_item(&self) -> bool {
        match &self.peek().kind {
            TokenKind::End | TokenKind::Doc(_) => true,
            TokenKind::Ident(name) => {
                let keyword =
                    ITEMS.contains(&name.as_str()) || name == "import" || name == "package";
                // `error: u8` is a member of something whose beginning was not understood.
                keyword && *self.peek_at(1) != TokenKind::Punct(":")
            }
            _ => false,
        }
    }

    fn no_item(&mut self) {
        let mut diagnostic = self.expected_instead("a declaration");
        diagnostic = match self.meant_item() {
            Some(word) => diagnostic.help(format!("did you mean `{word}`?")),
            None => diagnostic.help(
                "declarations begin with `const`, `enum`, `closed enum`, `flags`, `struct`, \
                 `union`, `message`, `error` or `interface`",
            ),
        };
        self.report(diagnostic);
    }

    /// Goes on at the next declaration.
    fn skip_to_item(&mut self) {
        let mut braces = 0_usize;
        loop {
            match &self.peek().kind {
                TokenKind::End => return,
                TokenKind::Punct("{") => braces += 1,
                TokenKind::Punct("}") => braces = braces.saturating_sub(1),
                TokenKind::Ident(_) if braces == 0 && self.at_item() => return,
                _ => {}
            }
            self.advance();
        }
    }

    /// The keyword that the word here was likely meant as.
    fn meant_item(&self) -> Option<&'static str> {
        let TokenKind::Ident(word) = &self.peek().kind else {
            return None;
        };
        match word.to_ascii_lowercase().as_str() {
            "table" | "record" | "msg" => Some("message"),
            "oneof" | "variant" => Some("union"),
            "bitflags" | "bits" => Some("flags"),
            "service" | "trait" => Some("interface"),
            "include" | "use" => Some("import"),
            other => ITEMS.iter().find(|item| **item == other).copied(),
        }
    }
}

/// A token in words.
pub(super) fn describe(kind: &TokenKind) -> String {
    match kind {
        TokenKind::Ident(name) => format!("`{name}`"),
        TokenKind::Int(value) => format!("`{value}`"),
        TokenKind::Float(text) => format!("`{text}`"),
        TokenKind::Str(_) => "a text".to_owned(),
        TokenKind::Doc(_) => "a doc comment".to_owned(),
        TokenKind::Punct(punct) => format!("`{punct}`"),
        TokenKind::End => "the end of the file".to_owned(),
    }
}
