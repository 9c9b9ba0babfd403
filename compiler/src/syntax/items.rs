//! Declarations and their bodies.

use super::ast::{
    Body, Enum, EnumValue, ErrorCase, Field, Ident, Int, Interface, Item, ItemKind, Member, Method,
    Reserved,
};
use super::lexer::TokenKind;
use super::parser::{DANGLING_DOC, Mark, Parser, Reported, Try};
use crate::diagnostics::{Diagnostic, Span};
use crate::lint;

/// Words that begin an attribute.
pub(crate) const ATTRIBUTES: &[&str] = &["since", "removed", "deprecated"];

/// `since`, `removed` and `deprecated` behind an entry.
#[derive(Default)]
struct Attributes {
    since: Option<Int>,
    removed: Option<(Span, Int)>,
    deprecated: Option<(Span, Ident)>,
}

impl Parser<'_> {
    /// A declaration; its keyword stands here.
    pub(super) fn item(&mut self, doc: Vec<String>) -> Try<Item> {
        self.mark(if self.is_word("const") {
            Mark::Line("const")
        } else {
            Mark::Item
        });
        let start = self.peek().span;
        let closed = self.eat_word("closed");
        let host = self.eat_word("host");
        let keyword = self.ident("a declaration")?;
        for (word, span, what) in [("closed", closed, "enum"), ("host", host, "interface")] {
            let Some(span) = span.filter(|_| keyword.name != what) else {
                continue;
            };
            self.report(
                Diagnostic::error(span, format!("only an {what} can be `{word}`"))
                    .also(keyword.span, format!("this is no {what}")),
            );
        }
        let name = self.ident(&format!("the name of the {}", keyword.name))?;
        let kind = match keyword.name.as_str() {
            "const" => {
                self.expect_punct(":", "and a type after the constant's name")?;
                let ty = self.ty()?;
                self.expect_punct("=", "and a value after the constant's type")?;
                ItemKind::Const(ty, self.value("a value")?)
            }
            "enum" | "flags" => {
                let flags = keyword.name == "flags";
                ItemKind::Enum(self.enumeration(flags, closed.is_some())?)
            }
            "struct" => ItemKind::Struct(self.members()?),
            "union" => ItemKind::Union(self.body("an arm: `1 name: Message`", Self::field)?),
            "message" => ItemKind::Message(self.body("a field: `1 name: type`", Self::field)?),
            "error" => ItemKind::Error(self.body("a case: `1 name`", Self::error_case)?),
            "interface" => ItemKind::Interface(Interface {
                host: host.is_some(),
                body: self.body("a method: `1 name()`", Self::method)?,
            }),
            _ => {
                let diagnostic = Diagnostic::error(keyword.span, "expected a declaration");
                return Err(self.report(diagnostic));
            }
        };
        let span = start.to(self.previous());
        Ok(Item {
            doc,
            name,
            kind,
            span,
        })
    }

    fn enumeration(&mut self, flags: bool, closed: bool) -> Try<Enum> {
        if !self.eat_punct(":") {
            let diagnostic = self
                .expected("`:` and an integer type after the name")
                .help("say how it is stored, for example `: u8`; this can never change");
            return Err(self.report(diagnostic));
        }
        let repr = self.ident("an integer type: `u8` to `u64`, `i8` to `i64`")?;
        let body = self.body("a value: `1 name`", Self::enum_value)?;
        Ok(Enum {
            flags,
            closed,
            repr,
            body,
        })
    }

    /// `{`, numbered entries and `reserved` lines, `}`.
    fn body<T>(&mut self, what: &str, entry: fn(&mut Self, Vec<String>) -> Try<T>) -> Try<Body<T>> {
        self.mark(Mark::Open);
        let open = self.expect_punct("{", "before the entries")?;
        let mut body = Body::default();
        loop {
            let doc = self.doc();
            if self.end_of_body(open, &doc)? {
                return Ok(body);
            }
            let start = self.position();
            self.mark(Mark::Entry);
            let parsed = if self.is_int() {
                entry(self, doc).map(|entry| body.entries.push(entry))
            } else if self.is_word("reserved") {
                self.reserved(&mut body.reserved)
            } else {
                let diagnostic = self.no_entry(what);
                Err(self.report(diagnostic))
            };
            if parsed.is_err() {
                self.skip_to_entry(start, |p| p.is_int() || p.is_word("reserved"));
            }
        }
    }

    fn no_entry(&mut self, what: &str) -> Diagnostic {
        let diagnostic = self.expected_instead(&format!("{what}, or `}}`"));
        match &self.peek().kind {
            TokenKind::Punct("," | ";") => diagnostic.help("entries need nothing between them"),
            TokenKind::Ident(_) => {
                diagnostic.help("each entry begins with its number, which never changes again")
            }
            _ => diagnostic,
        }
    }

    fn members(&mut self) -> Try<Vec<Member>> {
        self.mark(Mark::Open);
        let open = self.expect_punct("{", "before the members")?;
        let mut members = Vec::new();
        loop {
            let doc = self.doc();
            if self.end_of_body(open, &doc)? {
                return Ok(members);
            }
            let start = self.position();
            self.mark(Mark::Entry);
            match self.member(doc) {
                Ok(member) => members.push(member),
                Err(Reported) => self.skip_to_entry(start, |p| {
                    matches!(p.peek().kind, TokenKind::Ident(_))
                        && *p.peek_at(1) == TokenKind::Punct(":")
                }),
            }
        }
    }

    fn member(&mut self, doc: Vec<String>) -> Try<Member> {
        if self.is_int() {
            let diagnostic =
                Diagnostic::error(self.peek().span, "a struct's members have no number")
                    .label("leave this out")
                    .note("a struct never changes, so its members go by their order");
            self.report(diagnostic);
            self.int("")?;
        }
        if matches!(self.peek().kind, TokenKind::Punct("," | ";")) {
            let diagnostic = self
                .expected("a member: `name: type`, or `}`")
                .help("members need nothing between them");
            return Err(self.report(diagnostic));
        }
        let start = self.peek().span;
        let name = self.ident("a member: `name: type`, or `}`")?;
        self.expect_punct(":", "between the member's name and type")?;
        let ty = self.ty()?;
        let span = start.to(self.previous());
        Ok(Member {
            doc,
            name,
            ty,
            span,
        })
    }

    /// Whether the body ends here.
    fn end_of_body(&mut self, open: Span, doc: &[String]) -> Try<bool> {
        let begins_item = self.peek().first_on_line
            && self.at_item()
            && matches!(self.peek_at(1), TokenKind::Ident(_))
            && matches!(self.peek_at(2), TokenKind::Punct("{"));
        if begins_item || self.peek().kind == TokenKind::End {
            let diagnostic = self.expected("`}`").also(open, "this is never closed");
            self.report(diagnostic);
            return Ok(true);
        }
        if !self.is_punct("}") {
            return Ok(false);
        }
        if !doc.is_empty() {
            let diagnostic = Diagnostic::lint(&lint::DANGLING_DOC, self.previous(), DANGLING_DOC);
            self.report(diagnostic);
        }
        self.mark(Mark::Close);
        self.advance();
        Ok(true)
    }

    /// Goes on behind an error, inside the same body; the entry began at `start`.
    fn skip_to_entry(&mut self, start: usize, begins: fn(&Self) -> bool) {
        let mut open = self.open_since(start);
        loop {
            match &self.peek().kind {
                TokenKind::End => return,
                TokenKind::Punct("{" | "[" | "(") => open += 1,
                TokenKind::Punct("}") if open == 0 => return,
                TokenKind::Punct("}" | "]" | ")") => open = open.saturating_sub(1),
                // An entry that begins a line is one, whatever was left open.
                TokenKind::Int(_) if self.peek().first_on_line && self.position() > start => return,
                // Where nothing of the entry was understood, its first token is skipped in any
                // case, or nothing would move.
                _ if open == 0 && self.position() > start && begins(self) => return,
                _ => {}
            }
            self.advance();
        }
    }

    fn reserved(&mut self, list: &mut Vec<Reserved>) -> Try<()> {
        self.advance();
        loop {
            if self.is_int() {
                list.push(Reserved::Id(self.int("a number")?));
            } else {
                list.push(Reserved::Name(self.ident("a number or a name")?));
            }
            if !self.eat_punct(",") {
                return Ok(());
            }
        }
    }

    fn enum_value(&mut self, doc: Vec<String>) -> Try<EnumValue> {
        let start = self.peek().span;
        let value = self.int("a value")?;
        let name = self.ident("a name after the value")?;
        let span = start.to(self.previous());
        Ok(EnumValue {
            doc,
            value,
            name,
            span,
        })
    }

    fn field(&mut self, doc: Vec<String>) -> Try<Field> {
        let start = self.peek().span;
        let id = self.int("a number")?;
        let name = self.ident("a name after the number")?;
        self.expect_punct(":", "between the name and the type")?;
        let secret = match self.peek_at(1) {
            TokenKind::Ident(_) | TokenKind::Punct("[") => self.eat_word("secret"),
            _ => None,
        };
        let ty = self.ty()?;
        let default = if self.eat_punct("=") {
            Some(self.value("the default")?)
        } else {
            None
        };
        let attributes = self.attributes()?;
        Ok(Field {
            doc,
            id,
            name,
            secret,
            ty,
            default,
            since: attributes.since,
            removed: attributes.removed.map(|(_, version)| version),
            deprecated: attributes.deprecated.map(|(_, text)| text),
            span: start.to(self.previous()),
        })
    }

    fn attributes(&mut self) -> Try<Attributes> {
        let mut found = Attributes::default();
        self.mark(Mark::Attribute);
        loop {
            let span = self.peek().span;
            let again = if self.eat_word("since").is_some() {
                self.on_this_line("a version after `since`")?;
                let since = self.int("a version after `since`")?;
                found.since.replace(since).map(|_| "since")
            } else if self.eat_word("removed").is_some() {
                self.on_this_line("a version after `removed`")?;
                let version = self.int("a version after `removed`")?;
                found.removed.replace((span, version)).map(|_| "removed")
            } else if self.eat_word("deprecated").is_some() {
                let what = "what to use instead, in quotes, after `deprecated`";
                self.on_this_line(what)?;
                let text = self.text(what)?;
                found.deprecated.replace((span, text)).map(|_| "deprecated")
            } else {
                return Ok(found);
            };
            if let Some(word) = again {
                self.report(Diagnostic::error(
                    span,
                    format!("`{word}` stands here twice"),
                ));
            }
        }
    }

    fn error_case(&mut self, doc: Vec<String>) -> Try<ErrorCase> {
        let start = self.peek().span;
        let code = self.int("a number")?;
        let name = self.ident("a name after the number")?;
        let payload = if self.eat_punct(":") {
            Some(self.ty()?)
        } else {
            None
        };
        let attributes = self.attributes()?;
        self.refuse(&attributes.removed, "a case of an error", "removed");
        self.refuse(&attributes.deprecated, "a case of an error", "deprecated");
        Ok(ErrorCase {
            doc,
            code,
            name,
            payload,
            since: attributes.since,
            span: start.to(self.previous()),
        })
    }

    fn method(&mut self, doc: Vec<String>) -> Try<Method> {
        let start = self.peek().span;
        let id = self.int("a number")?;
        let name = self.ident("a name after the number")?;
        let signature = self.signature(true)?;
        let attributes = self.attributes()?;
        self.refuse(&attributes.removed, "a method", "removed");
        Ok(Method {
            doc,
            id,
            name,
            signature,
            since: attributes.since,
            deprecated: attributes.deprecated.map(|(_, text)| text),
            span: start.to(self.previous()),
        })
    }

    fn refuse<T>(&mut self, attribute: &Option<(Span, T)>, what: &str, word: &str) {
        if let Some((span, _)) = attribute {
            self.report(Diagnostic::error(
                *span,
                format!("{what} can't be `{word}`"),
            ));
        }
    }
}
