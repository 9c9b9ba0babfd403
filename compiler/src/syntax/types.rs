//! Types and values.

use super::ast::{Ident, Int, Signature, TypeExpr, TypeKind, Value, ValueKind};
use super::lexer::TokenKind;
use super::parser::{MAX_TYPE_DEPTH, Parser, Try};
use crate::diagnostics::Diagnostic;

impl Parser<'_> {
    /// A type with its `?`.
    pub(super) fn ty(&mut self) -> Try<TypeExpr> {
        let start = self.peek().span;
        if self.depth == MAX_TYPE_DEPTH {
            return Err(self.report(
                Diagnostic::error(start, "this type nests too deep")
                    .note(format!("types nest at most {MAX_TYPE_DEPTH} deep")),
            ));
        }
        self.depth += 1;
        let kind = self.type_kind();
        self.depth -= 1;
        let kind = kind?;
        let optional = self.is_punct("?").then(|| self.advance().span);
        if self.is_punct("?") {
            let diagnostic = Diagnostic::error(self.peek().span, "a second `?`")
                .help("a value is there or not: one `?` says so");
            return Err(self.report(diagnostic));
        }
        let span = start.to(self.previous());
        Ok(TypeExpr {
            kind,
            optional,
            span,
        })
    }

    fn type_kind(&mut self) -> Try<TypeKind> {
        if self.eat_punct("[") {
            let element = Box::new(self.ty()?);
            if self.eat_punct(";") {
                let length = self.value("the array's length")?;
                self.expect_punct("]", "after the array's length")?;
                return Ok(TypeKind::Array(element, length));
            }
            self.expect_punct("]", "after the vector's element type")?;
            return Ok(TypeKind::Vector(element));
        }
        if self.eat_punct("{") {
            let key = Box::new(self.ty()?);
            self.expect_punct(":", "between the map's key type and value type")?;
            let value = Box::new(self.ty()?);
            self.expect_punct("}", "after the map's value type")?;
            return Ok(TypeKind::Map(key, value));
        }
        if self.is_word("callback") && *self.peek_at(1) == TokenKind::Punct("(") {
            self.advance();
            return Ok(TypeKind::Callback(Box::new(self.signature(false)?)));
        }
        if !matches!(self.peek().kind, TokenKind::Ident(_)) {
            let diagnostic = self
                .expected("a type")
                .help("a type is a name, a vector `[T]`, an array `[T; N]` or a map `{K: V}`");
            return Err(self.report(diagnostic));
        }
        Ok(TypeKind::Name(self.dotted("a type")?))
    }

    /// `(order: Order) -> Receipt throws StoreError`; without names for a callback.
    pub(super) fn signature(&mut self, named: bool) -> Try<Signature> {
        self.expect_punct("(", "before the parameters")?;
        let mut params = Vec::new();
        while !self.is_punct(")") {
            let name = if named {
                let name = self.ident("a parameter's name or `)`")?;
                self.expect_punct(":", "between the parameter's name and type")?;
                Some(name)
            } else {
                None
            };
            params.push((name, self.ty()?));
            if !self.eat_punct(",") {
                break;
            }
        }
        self.expect_punct(")", "after the parameters")?;
        let returns = if self.eat_punct("->") {
            Some(self.ty()?)
        } else {
            None
        };
        let throws = match self.eat_word("throws") {
            Some(_) => Some(self.dotted("the name of an `error`")?),
            None => None,
        };
        Ok(Signature {
            params,
            returns,
            throws,
        })
    }

    /// A constant's value, a default or an array's length.
    pub(super) fn value(&mut self, what: &str) -> Try<Value> {
        self.on_this_line(what)?;
        let start = self.peek().span;
        let negative = self.eat_punct("-");
        let sign = if negative { "-" } else { "" };
        let kind = match self.peek().kind.clone() {
            TokenKind::Int(value) => {
                let span = start.to(self.advance().span);
                ValueKind::Int(Int {
                    value,
                    negative,
                    span,
                })
            }
            TokenKind::Float(text) => {
                self.advance();
                ValueKind::Float(format!("{sign}{text}"))
            }
            TokenKind::Ident(name) if name == "inf" => {
                self.advance();
                ValueKind::Float(format!("{sign}{name}"))
            }
            TokenKind::Str(bytes) if !negative => {
                self.advance();
                ValueKind::Str(bytes)
            }
            TokenKind::Ident(_) if !negative => ValueKind::Names(self.names(what)?),
            _ => {
                let what = if negative {
                    "a number after the `-`"
                } else {
                    what
                };
                let diagnostic = self.expected(what);
                return Err(self.report(diagnostic));
            }
        };
        let span = start.to(self.previous());
        Ok(Value { kind, span })
    }

    /// `read | write`.
    fn names(&mut self, what: &str) -> Try<Vec<Ident>> {
        let mut names = vec![self.dotted(what)?];
        while self.eat_punct("|") {
            names.push(self.dotted("a name after the `|`")?);
        }
        Ok(names)
    }
}
