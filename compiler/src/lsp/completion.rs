//! What could stand at the cursor.
//!
//! While someone types, little parses, so this looks at the words before the cursor: which
//! declaration is open, and what the last word was.

use crate::diagnostics::FileId;
use crate::resolve::{Analysis, BUILT_IN};
use crate::syntax::ast::{Item, ItemKind};
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::{ATTRIBUTES, ITEMS};

/// What a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Keyword,
    Type,
    Value,
    Constant,
    Package,
}

/// A word that could stand here.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    pub(super) word: String,
    pub(super) kind: Kind,
    pub(super) doc: Vec<String>,
}

/// What could stand at a byte of a file.
pub(super) fn proposals(analysis: &Analysis, file: FileId, at: u32) -> Vec<Proposal> {
    let Some(loaded) = analysis.files.get(file as usize) else {
        return Vec::new();
    };
    // A comment goes on to the end of its line, though blanks there do not belong to it.
    let text = analysis.sources.text(file);
    let mut comments = loaded.lexed.comments.iter();
    let comment = comments.rfind(|comment| comment.start < at);
    if comment.is_some_and(|c| !text[c.start as usize..at as usize].contains('\n')) {
        return Vec::new();
    }
    let tokens = &loaded.lexed.tokens;
    let mut before = tokens.partition_point(|token| token.span.end < at);
    // The word that is being typed does not count; a text is no place for words.
    if let Some(token) = tokens.get(before).filter(|token| token.span.start < at) {
        match token.kind {
            TokenKind::Ident(_) => {}
            TokenKind::Punct(_) if token.span.end == at => before += 1,
            _ => return Vec::new(),
        }
    }
    let before = &tokens[..before];
    let mut found = Vec::new();
    match place(before) {
        Place::Nothing => {}
        Place::Item => {
            found.extend(keywords(ITEMS));
            found.extend(keywords(&["import"]));
        }
        Place::Start => found.extend(keywords(&["package"])),
        Place::Entry => found.extend(keywords(&["reserved"])),
        Place::Attribute => {
            found.extend(keywords(ATTRIBUTES));
            found.extend(keywords(&["reserved"]));
        }
        Place::Integer => {
            let integer = |name: &&&str| {
                let bits = name.strip_prefix(['u', 'i']);
                bits.is_some_and(|bits| matches!(bits, "8" | "16" | "32" | "64"))
            };
            let integers = BUILT_IN.iter().filter(integer);
            found.extend(integers.map(|name| proposal(name, Kind::Type, &[])));
        }
        Place::Type { field } => {
            let built_in = BUILT_IN.iter().map(|name| proposal(name, Kind::Type, &[]));
            found.extend(built_in);
            if field {
                found.extend(keywords(&["secret"]));
            }
            found.extend(types(analysis, file as usize, is_type));
        }
        Place::Member(prefix) => {
            let imported = imported(analysis, file as usize);
            let of_prefix = imported.into_iter().filter(|(name, _)| *name == prefix);
            for (_, target) in of_prefix {
                let items = analysis.files[target].ast.items.iter();
                found.extend(items.filter(|i| is_type(i) || is_const(i)).map(declared));
            }
        }
        Place::Error => found.extend(types(analysis, file as usize, |item| {
            matches!(item.kind, ItemKind::Error(_))
        })),
        Place::Value(of) => {
            found.extend(keywords(&["true", "false"]));
            let items = &loaded.ast.items;
            let of_type = items.iter().find(|item| item.name.name == of);
            if let Some(ItemKind::Enum(e)) = of_type.map(|item| &item.kind) {
                let values = e.body.entries.iter();
                found.extend(values.map(|v| proposal(&v.name.name, Kind::Value, &v.doc)));
            }
            found.extend(items.iter().filter(|i| is_const(i)).map(declared));
        }
    }
    found
}

enum Place {
    Nothing,
    /// A file begins.
    Start,
    /// A declaration may begin.
    Item,
    /// An entry may begin.
    Entry,
    /// Behind a field.
    Attribute,
    /// The type that an enum is stored as.
    Integer,
    Type {
        /// It is that of a message's field.
        field: bool,
    },
    /// Behind the name of a package and its point.
    Member(String),
    Error,
    /// Behind `=`, with the name of the type before it.
    Value(String),
}

fn word(token: Option<&Token>) -> Option<&str> {
    match &token?.kind {
        TokenKind::Ident(word) => Some(word),
        _ => None,
    }
}

fn punct(token: Option<&Token>) -> Option<&'static str> {
    match token?.kind {
        TokenKind::Punct(punct) => Some(punct),
        _ => None,
    }
}

/// What may follow these words.
fn place(before: &[Token]) -> Place {
    let back = |n: usize| before.len().checked_sub(n).and_then(|i| before.get(i));
    let Some(last) = back(1) else {
        return Place::Start;
    };
    let item = open_item(before);
    if punct(back(1)) == Some(".") {
        let prefix = word(back(2)).unwrap_or_default();
        return Place::Member(prefix.to_owned());
    }
    let Some(item) = item else {
        // Between declarations, or in the head of one.
        return match (punct(back(1)), word(back(3))) {
            (Some(":"), Some("enum" | "flags")) => Place::Integer,
            (Some(":"), Some("const")) => Place::Type { field: false },
            (Some("="), _) => Place::Value(word(back(2)).unwrap_or_default().to_owned()),
            (Some("}"), _) => Place::Item,
            _ if matches!(last.kind, TokenKind::Int(_) | TokenKind::Str(_)) => Place::Item,
            _ if matches!(last.kind, TokenKind::Float(_) | TokenKind::Doc(_)) => Place::Item,
            _ => Place::Nothing,
        };
    };
    let field = item == "message";
    let types = !matches!(item, "enum" | "flags");
    match &last.kind {
        TokenKind::Punct("=") => Place::Value(word(back(2)).unwrap_or_default().to_owned()),
        TokenKind::Punct(":" | "[" | "(" | "->") if types => Place::Type { field },
        TokenKind::Punct("{") if types && punct(back(2)) == Some(":") => Place::Type { field },
        TokenKind::Punct("[" | "{") if types && punct(back(2)) == Some("[") => {
            Place::Type { field: false }
        }
        TokenKind::Punct("{") => Place::Entry,
        TokenKind::Ident(word) if word == "secret" => Place::Type { field: false },
        TokenKind::Ident(word) if word == "throws" => Place::Error,
        TokenKind::Ident(_) | TokenKind::Punct("?" | "]" | "}" | ")") if types => Place::Attribute,
        TokenKind::Int(_) | TokenKind::Str(_) => Place::Nothing,
        _ => Place::Nothing,
    }
}

/// The keyword of the declaration whose body is open.
fn open_item(before: &[Token]) -> Option<&str> {
    let mut keyword = None;
    let mut depth = 0_usize;
    for (i, token) in before.iter().enumerate() {
        match &token.kind {
            TokenKind::Punct("{") => depth += 1,
            TokenKind::Punct("}") => depth = depth.saturating_sub(1),
            // A declaration that begins a line ends what was left open before it.
            TokenKind::Ident(word) if ITEMS.contains(&word.as_str()) => {
                let named = matches!(
                    before.get(i + 1).map(|t| &t.kind),
                    Some(TokenKind::Ident(_))
                );
                if depth == 0 || token.first_on_line && named {
                    depth = 0;
                    keyword = Some(word.as_str());
                }
            }
            _ => {}
        }
    }
    keyword.filter(|_| depth > 0)
}

fn keywords(words: &'static [&'static str]) -> impl Iterator<Item = Proposal> {
    words.iter().map(|word| proposal(word, Kind::Keyword, &[]))
}

fn proposal(word: &str, kind: Kind, doc: &[String]) -> Proposal {
    Proposal {
        word: word.to_owned(),
        kind,
        doc: doc.to_vec(),
    }
}

fn declared(item: &Item) -> Proposal {
    let kind = if is_const(item) {
        Kind::Constant
    } else {
        Kind::Type
    };
    proposal(&item.name.name, kind, &item.doc)
}

fn is_const(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Const(..))
}

fn is_type(item: &Item) -> bool {
    matches!(
        item.kind,
        ItemKind::Enum(_) | ItemKind::Struct(_) | ItemKind::Union(_) | ItemKind::Message(_)
    )
}

/// Declarations of the file, and the names of packages that it imports.
fn types(analysis: &Analysis, file: usize, wanted: fn(&Item) -> bool) -> Vec<Proposal> {
    let items = analysis.files[file].ast.items.iter();
    let mut found: Vec<Proposal> = items.filter(|item| wanted(item)).map(declared).collect();
    for (name, target) in imported(analysis, file) {
        let doc = analysis.files[target].ast.package.as_ref();
        let doc = doc.map_or(&[][..], |package| &package.doc);
        found.push(proposal(&name, Kind::Package, doc));
    }
    found
}

/// What imported packages are called in a file, with theirs.
fn imported(analysis: &Analysis, file: usize) -> Vec<(String, usize)> {
    let loaded = &analysis.files[file];
    let imports = loaded.ast.imports.iter().zip(&loaded.imports);
    imports
        .filter_map(|(import, target)| {
            let target = (*target)? as usize;
            let package = analysis.files[target].package();
            let last = package.rsplit('.').next().unwrap_or(package);
            let name = import.alias.as_ref().map_or(last, |alias| &alias.name);
            Some((name.to_owned(), target))
        })
        .collect()
}
