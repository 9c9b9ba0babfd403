//! What stands at a place of a schema, and where what it means is declared.

use crate::diagnostics::{FileId, Span};
use crate::resolve::Analysis;
use crate::syntax::ast::{Ident, Int, Item, ItemKind, TypeExpr};
use crate::syntax::lexer::TokenKind;

/// Something that has a name. Numbers are positions in the trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The package of a file.
    Package(usize),
    /// A declaration of a file.
    Item(usize, usize),
    /// A field, member, value, arm, case or method of a declaration.
    Entry(usize, usize, usize),
    /// The file that an import names: the importing file, and which of its imports.
    Import(usize, usize),
    /// A type of the language.
    BuiltIn(&'static str),
}

/// An entry of a declaration, of whatever kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) doc: &'a [String],
    pub(super) number: Option<Int>,
    pub(super) name: &'a Ident,
    pub(super) ty: Option<&'a TypeExpr>,
    pub(super) deprecated: bool,
    pub(super) span: Span,
}

/// The entries of a declaration, in order of the text.
pub(super) fn entries(item: &Item) -> Vec<Entry<'_>> {
    match &item.kind {
        ItemKind::Const(..) => Vec::new(),
        ItemKind::Enum(e) => e
            .body
            .entries
            .iter()
            .map(|v| Entry {
                doc: &v.doc,
                number: Some(v.value),
                name: &v.name,
                ty: None,
                deprecated: false,
                span: v.span,
            })
            .collect(),
        ItemKind::Struct(members) => members
            .iter()
            .map(|m| Entry {
                doc: &m.doc,
                number: None,
                name: &m.name,
                ty: Some(&m.ty),
                deprecated: false,
                span: m.span,
            })
            .collect(),
        ItemKind::Union(body) | ItemKind::Message(body) => body
            .entries
            .iter()
            .map(|f| Entry {
                doc: &f.doc,
                number: Some(f.id),
                name: &f.name,
                ty: Some(&f.ty),
                deprecated: f.deprecated.is_some(),
                span: f.span,
            })
            .collect(),
        ItemKind::Error(body) => body
            .entries
            .iter()
            .map(|c| Entry {
                doc: &c.doc,
                number: Some(c.code),
                name: &c.name,
                ty: c.payload.as_ref(),
                deprecated: false,
                span: c.span,
            })
            .collect(),
        ItemKind::Interface(i) => i
            .body
            .entries
            .iter()
            .map(|m| Entry {
                doc: &m.doc,
                number: Some(m.id),
                name: &m.name,
                ty: None,
                deprecated: m.deprecated.is_some(),
                span: m.span,
            })
            .collect(),
    }
}

/// What stands at a byte of a file, and the words that say so.
pub(super) fn target_at(analysis: &Analysis, file: FileId, at: u32) -> Option<(Span, Target)> {
    used_at(analysis, file, at)
        .or_else(|| declared_at(analysis, file, at))
        .or_else(|| built_in_at(analysis, file, at))
}

fn used_at(analysis: &Analysis, file: FileId, at: u32) -> Option<(Span, Target)> {
    // Of two that touch the place, the one that begins there.
    let mut found = analysis.uses.iter().filter(|u| u.at.touches(file, at));
    let found = found.next_back()?;
    declared(analysis, found.of).map(|target| (found.at, target))
}

fn declared_at(analysis: &Analysis, file: FileId, at: u32) -> Option<(Span, Target)> {
    let id = file as usize;
    let tree = &analysis.files[id].ast;
    if let Some(package) = tree
        .package
        .as_ref()
        .filter(|p| p.name.span.touches(file, at))
    {
        return Some((package.name.span, Target::Package(id)));
    }
    for (i, import) in tree.imports.iter().enumerate() {
        let named = import.alias.as_ref().map(|alias| alias.span);
        let mut spans = [Some(import.path.span), named].into_iter().flatten();
        if let Some(span) = spans.find(|span| span.touches(file, at)) {
            return Some((span, Target::Import(id, i)));
        }
    }
    for (i, item) in tree.items.iter().enumerate() {
        if item.name.span.touches(file, at) {
            return Some((item.name.span, Target::Item(id, i)));
        }
        if !item.span.touches(file, at) {
            continue;
        }
        for (n, entry) in entries(item).iter().enumerate() {
            // The number stands for its entry too.
            let number = entry.number.map(|number| number.span);
            let mut spans = [Some(entry.name.span), number].into_iter().flatten();
            if let Some(span) = spans.find(|span| span.touches(file, at)) {
                return Some((span, Target::Entry(id, i, n)));
            }
        }
    }
    None
}

fn built_in_at(analysis: &Analysis, file: FileId, at: u32) -> Option<(Span, Target)> {
    let tokens = &analysis.files[file as usize].lexed.tokens;
    let next = tokens.partition_point(|token| token.span.start <= at);
    let i = next.checked_sub(1)?;
    let TokenKind::Ident(word) = &tokens[i].kind else {
        return None;
    };
    let known = crate::resolve::BUILT_IN.iter().find(|name| *name == word)?;
    let before = i.checked_sub(1).map(|i| &tokens[i].kind);
    let type_follows = match before {
        Some(TokenKind::Punct(punct)) => [":", "[", "{", "(", "->", ","].contains(punct),
        Some(TokenKind::Ident(word)) => word == "secret",
        _ => false,
    };
    let touched = type_follows && tokens[i].span.touches(file, at);
    touched.then_some((tokens[i].span, Target::BuiltIn(known)))
}

/// What is declared by a name at its place.
pub(super) fn declared(analysis: &Analysis, name: Span) -> Option<Target> {
    let id = name.file as usize;
    let tree = &analysis.files.get(id)?.ast;
    if tree.package.as_ref().is_some_and(|p| p.name.span == name) {
        return Some(Target::Package(id));
    }
    // In order of the text, so the last that begins at or before the name.
    let next = tree.items.partition_point(|item| item.span <= name);
    let i = next.checked_sub(1)?;
    let item = &tree.items[i];
    if item.name.span == name {
        return Some(Target::Item(id, i));
    }
    let entries = entries(item);
    let n = entries.iter().position(|entry| entry.name.span == name)?;
    Some(Target::Entry(id, i, n))
}

/// Where something is named in its declaration.
pub(super) fn place(analysis: &Analysis, target: Target) -> Option<Span> {
    match target {
        Target::Package(file) => package_place(analysis, file),
        Target::Item(file, i) => Some(item(analysis, file, i)?.name.span),
        Target::Entry(file, i, n) => {
            let entries = entries(item(analysis, file, i)?);
            Some(entries.get(n)?.name.span)
        }
        Target::Import(file, i) => {
            let imported = (*analysis.files.get(file)?.imports.get(i)?)?;
            package_place(analysis, imported as usize)
        }
        Target::BuiltIn(_) => None,
    }
}

/// A package's name; its file's beginning, where it has none.
fn package_place(analysis: &Analysis, file: usize) -> Option<Span> {
    let named = analysis.files.get(file)?.ast.package.as_ref();
    let beginning = Span {
        file: file as FileId,
        ..Span::default()
    };
    Some(named.map_or(beginning, |package| package.name.span))
}

pub(super) fn item(analysis: &Analysis, file: usize, i: usize) -> Option<&Item> {
    analysis.files.get(file)?.ast.items.get(i)
}

/// Every place where a declared name is used, its declaration first.
pub(super) fn places(analysis: &Analysis, name: Span) -> Vec<Span> {
    let used = analysis.uses.iter().filter(|used| used.of == name);
    std::iter::once(name)
        .chain(used.map(|used| used.at))
        .collect()
}
