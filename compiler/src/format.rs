//! The one way to lay out a schema's text.
//!
//! Works on tokens and comments, so that nothing is lost: blanks and line ends are chosen anew, an
//! empty line between entries stays, two become one.

use std::collections::HashMap;

use crate::diagnostics::{Diagnostic, Diagnostics, Severity, Sources, Span};
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::{ATTRIBUTES, Mark, Parsed, parse_marked};

/// Lays out a schema. `path` is what findings call it.
///
/// # Errors
/// What keeps the text from being a schema; it is not looked at further than its grammar.
pub fn format(path: &str, text: &str) -> Result<String, Diagnostics> {
    let mut sources = Sources::default();
    let file = sources.add(path.to_owned(), text.to_owned());
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let parsed = parse_marked(file, text, &mut diagnostics);
    diagnostics.retain(|d| d.severity == Severity::Error);
    if !diagnostics.is_empty() {
        return Err(Diagnostics::new(sources, diagnostics));
    }
    Ok(Formatter::new(text, &parsed).run())
}

/// A token or a comment.
enum Piece<'a> {
    Token(&'a Token, Option<Mark>),
    Comment,
}

/// What kind of declaration begins with a piece; those of several lines are all of one kind.
fn begins(piece: &Piece<'_>) -> Option<&'static str> {
    match piece {
        Piece::Token(_, Some(Mark::Line(word))) => Some(word),
        Piece::Token(_, Some(Mark::Item)) => Some(""),
        _ => None,
    }
}

struct Formatter<'a> {
    text: &'a str,
    /// With where each stands, in order of the text.
    pieces: Vec<(Span, Piece<'a>)>,
    /// By piece: the declaration that begins with it, or behind nothing but comments and
    /// documentation that begin with it.
    leads_to: Vec<Option<&'static str>>,
    /// The last declaration that began.
    last: Option<&'static str>,
    out: String,
    /// Whether a declaration's body is open.
    inside: bool,
}

/// What stands between two pieces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Nothing,
    Blank,
    /// Before a comment at a line's end, and before attributes.
    Wide,
    Line,
    /// A line end, and an empty line where the text has one or more.
    Kept,
    EmptyLine,
}

impl<'a> Formatter<'a> {
    fn new(text: &'a str, parsed: &'a Parsed) -> Self {
        // An attribute's place may be where the next entry begins: that is what counts then.
        let mut marks: HashMap<usize, Mark> = HashMap::new();
        for (at, mark) in &parsed.marks {
            let attribute = marks.get(at) == Some(&Mark::Attribute);
            if attribute || !marks.contains_key(at) {
                marks.insert(*at, *mark);
            }
        }
        let tokens = parsed.lexed.tokens.iter().enumerate();
        let mut pieces: Vec<(Span, Piece<'a>)> = tokens
            .filter(|(_, token)| token.kind != TokenKind::End)
            .map(|(i, token)| (token.span, Piece::Token(token, marks.get(&i).copied())))
            .collect();
        let comments = parsed.lexed.comments.iter();
        pieces.extend(comments.map(|span| (*span, Piece::Comment)));
        pieces.sort_by_key(|(span, _)| span.start);
        let mut leads_to = vec![None; pieces.len()];
        let mut following = None;
        for (i, (_, piece)) in pieces.iter().enumerate().rev() {
            following = match piece {
                Piece::Comment => following,
                Piece::Token(doc, _) if matches!(doc.kind, TokenKind::Doc(_)) => following,
                Piece::Token(..) => begins(piece),
            };
            leads_to[i] = following;
        }
        Formatter {
            text,
            pieces,
            leads_to,
            last: None,
            out: String::new(),
            inside: false,
        }
    }

    fn run(mut self) -> String {
        for i in 0..self.pieces.len() {
            let (span, piece) = &self.pieces[i];
            let gap = if i == 0 { Gap::Nothing } else { self.gap(i) };
            if let Piece::Token(_, Some(Mark::Close)) = piece {
                self.inside = false;
            }
            let written = self.written(*span, piece);
            self.last = begins(piece).or(self.last);
            self.separate(gap, i);
            self.out += &written;
            if let Piece::Token(_, Some(Mark::Open)) = self.pieces[i].1 {
                self.inside = true;
            }
        }
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }

    fn written(&self, span: Span, piece: &Piece<'_>) -> String {
        match piece {
            Piece::Token(token, _) => match &token.kind {
                TokenKind::Doc(line) => format!("/// {}", line.trim_end()).trim_end().to_owned(),
                _ => self.source(span).to_owned(),
            },
            Piece::Comment => self.source(span).trim_end().to_owned(),
        }
    }

    fn source(&self, span: Span) -> &'a str {
        &self.text[span.start as usize..span.end as usize]
    }

    fn separate(&mut self, gap: Gap, i: usize) {
        let gap = match gap {
            Gap::Kept if self.empty_line_before(i) => Gap::EmptyLine,
            Gap::Kept => Gap::Line,
            other => other,
        };
        match gap {
            Gap::Nothing => return,
            Gap::Blank => self.out.push(' '),
            Gap::Wide => self.out += "  ",
            Gap::Line | Gap::Kept => self.out.push('\n'),
            Gap::EmptyLine => self.out += "\n\n",
        }
        if matches!(gap, Gap::Line | Gap::EmptyLine) && self.inside {
            self.out += "  ";
        }
    }

    fn between(&self, i: usize) -> &'a str {
        let from = self.pieces[i - 1].0.end as usize;
        &self.text[from..self.pieces[i].0.start as usize]
    }

    fn empty_line_before(&self, i: usize) -> bool {
        self.between(i).matches('\n').count() > 1
    }

    /// What stands before piece `i`, which is not the first.
    fn gap(&self, i: usize) -> Gap {
        let (_, piece) = &self.pieces[i];
        let (_, before) = &self.pieces[i - 1];
        let own_line = self.between(i).contains('\n');
        if matches!(piece, Piece::Comment) && !own_line {
            return Gap::Wide;
        }
        let opened = matches!(before, Piece::Token(_, Some(Mark::Open)));
        if let Piece::Token(_, Some(Mark::Close)) = piece {
            return if opened { Gap::Nothing } else { Gap::Line };
        }
        if opened {
            return Gap::Line;
        }
        match (before, piece) {
            // Documentation belongs to what follows.
            (Piece::Token(doc, _), _) if matches!(doc.kind, TokenKind::Doc(_)) => Gap::Line,
            (_, Piece::Comment) => self.gap_of_line(i),
            (Piece::Comment, _) => self.gap_of_line(i),
            (_, Piece::Token(_, Some(Mark::Entry))) => Gap::Kept,
            (_, Piece::Token(_, Some(Mark::Item | Mark::Line(_)))) => self.gap_of_line(i),
            (_, Piece::Token(token, _)) if matches!(token.kind, TokenKind::Doc(_)) => {
                self.gap_of_line(i)
            }
            (Piece::Token(a, _), Piece::Token(b, mark)) => self.gap_of_tokens(a, b, *mark),
        }
    }

    /// Before something that begins a line: between declarations stands an empty line, unless both
    /// are of the kind that takes one line only.
    fn gap_of_line(&self, i: usize) -> Gap {
        if self.inside {
            return Gap::Kept;
        }
        // Only the first piece behind a declaration's end is behind it: not what follows a comment
        // or documentation.
        let behind = !matches!(self.pieces[i - 1].1, Piece::Comment) || self.trailing(i - 1);
        let apart = match (self.last, self.leads_to[i]) {
            (Some(last), Some(next)) => last != next || next.is_empty(),
            _ => false,
        };
        if behind && apart {
            Gap::EmptyLine
        } else {
            Gap::Kept
        }
    }

    /// Whether a comment stands behind something on its line.
    fn trailing(&self, i: usize) -> bool {
        i > 0 && !self.between(i).contains('\n')
    }

    fn gap_of_tokens(&self, a: &Token, b: &Token, mark: Option<Mark>) -> Gap {
        let (a_text, b_text) = (self.source(a.span), self.source(b.span));
        let attribute = ATTRIBUTES.contains(&b_text);
        if mark == Some(Mark::Attribute) && attribute {
            return Gap::Wide;
        }
        if mark == Some(Mark::Open) {
            return Gap::Blank;
        }
        let tight_before = matches!(b_text, ":" | "," | ";" | "?" | "]" | ")" | "." | "(" | "}");
        let tight_after = matches!(a_text, "[" | "(" | "." | "-" | "{");
        if tight_before || tight_after {
            Gap::Nothing
        } else {
            Gap::Blank
        }
    }
}

#[cfg(test)]
mod tests {
    use super::format;

    fn check(before: &str, after: &str) {
        let once = format("t.lap", before).unwrap_or_else(|d| panic!("{d}"));
        assert_eq!(once, after);
        let twice = format("t.lap", &once).unwrap_or_else(|d| panic!("{d}"));
        assert_eq!(twice, once, "not the same when done twice");
    }

    #[test]
    fn everything_has_its_place() {
        check(
            "//first\n\n\n///   Doc\npackage  a . b version 2 // why\nimport \"m.lap\" as m version 1,3 since 2\nimport \"n.lap\" version 1\nconst A:u8=-1\nconst B : u8 = 0x1F\nclosed enum E:u8{1 a 2 b // two\n\n\n  // own\n  reserved 3,c}message M{}flags F:u8{0 a}\nmessage N { 1 a:{string:[u8;4]}? since 2 removed 3\n\n 2 b: secret bytes /// of c\n 3 c: F = a|b\n // end\n}\n// last\n",
            r#"//first

///   Doc
package a.b version 2  // why

import "m.lap" as m version 1, 3 since 2
import "n.lap" version 1

const A: u8 = -1
const B: u8 = 0x1F

closed enum E: u8 {
  1 a
  2 b  // two

  // own
  reserved 3, c
}

message M {}

flags F: u8 {
  0 a
}

message N {
  1 a: {string: [u8; 4]}?  since 2 removed 3

  2 b: secret bytes
  /// of c
  3 c: F = a | b
  // end
}
// last
"#,
        );
    }

    #[test]
    fn comments_where_no_one_would_write_them() {
        check(
            "package // a\n t\n// b\n version 1 // c\nmessage // d\nM\n{ // e\n 1 // f\n a: [ // g\n u8] } // h\n//i\nunion\n\n\nU{}",
            "package  // a\nt\n// b\nversion 1  // c\n\nmessage  // d\nM {  // e\n  1  // f\n  a: [  // g\n  u8]\n}  // h\n\n//i\nunion U {}\n",
        );
    }

    #[test]
    fn many_comments_take_no_longer_than_they_should() {
        let text = format!(
            "package t version 1\nmessage M {{}}\n{}",
            "// c\n".repeat(100_000)
        );
        let once = format("t.lap", &text).unwrap_or_else(|d| panic!("{d}"));
        assert_eq!(once.lines().count(), 100_003);
    }

    #[test]
    fn interfaces_too() {
        check(
            "package t version 1\nerror X{1 a 2 b:M since 1}\nhost interface I{1 f(a:u8,b:callback(u8)->bool)->[M] throws X since 1 2 g()}",
            "package t version 1\n\nerror X {\n  1 a\n  2 b: M  since 1\n}\n\nhost interface I {\n  1 f(a: u8, b: callback(u8) -> bool) -> [M] throws X  since 1\n  2 g()\n}\n",
        );
    }

    #[test]
    fn what_is_no_schema_is_left_alone() {
        let findings = format("t.lap", "package t version 1\nmessage M { 1 a }").unwrap_err();
        assert_eq!(findings.errors(), 1);
    }
}
