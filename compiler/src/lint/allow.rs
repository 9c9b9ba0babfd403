//! Allowances: `// halflap: allow(ID)` in a schema.

use super::{UNKNOWN_LINT, UNUSED_ALLOW, UNUSED_TYPE, by_id};
use crate::diagnostics::{Diagnostic, FileId, Span};
use crate::ir;
use crate::resolve::{Analysis, Loaded};
use crate::syntax::ast::{File, ItemKind};
use crate::syntax::lexer::TokenKind;

/// All allowances of an analysis.
pub(super) struct Allowances(Vec<Allowance>);

/// One id in one comment.
struct Allowance {
    id: String,
    /// Where the id stands; the comment, where it has none.
    at: Span,
    scope: Scope,
    used: bool,
}

#[derive(Clone, Copy)]
enum Scope {
    /// It stands in front of nothing.
    Nothing,
    File,
    /// An import, a declaration or an entry.
    Part(Span),
}

/// Finds the allowances of all files.
pub(super) fn collect(analysis: &Analysis) -> Allowances {
    let mut all = Vec::new();
    for (id, file) in analysis.files.iter().enumerate() {
        let text = analysis.sources.text(id as FileId);
        let mut parts = None;
        for comment in &file.lexed.comments {
            let Some(ids) = ids(text, *comment) else {
                continue;
            };
            let parts = parts.get_or_insert_with(|| parts_of(&file.ast));
            let scope = scope(text, file, parts, *comment);
            all.extend(ids.into_iter().map(|(id, at)| Allowance {
                id,
                at,
                scope,
                used: false,
            }));
        }
    }
    Allowances(all)
}

impl Allowances {
    /// Whether a finding is allowed; remembers by what.
    pub(super) fn cover(&mut self, diagnostic: &Diagnostic) -> bool {
        let (Some(lint), Some(place)) = (diagnostic.found_by(), diagnostic.place()) else {
            return false;
        };
        let mut covered = false;
        for allowance in self.0.iter_mut().filter(|a| a.id == lint.id) {
            let applies = match allowance.scope {
                Scope::Nothing => false,
                Scope::File => allowance.at.file == place.file,
                Scope::Part(part) => part.covers(place),
            };
            allowance.used |= applies;
            covered |= applies;
        }
        covered
    }

    /// What is wrong with the allowances of the files that lints looked at.
    pub(super) fn judged(&self, roots: &[ir::PackageId]) -> Vec<Diagnostic> {
        let here = |a: &&Allowance| roots.contains(&(a.at.file as usize));
        self.0.iter().filter(here).filter_map(judge).collect()
    }
}

fn judge(allowance: &Allowance) -> Option<Diagnostic> {
    let (id, at) = (&allowance.id, allowance.at);
    if by_id(id).is_none() {
        let message = if id.is_empty() {
            "this allows nothing".to_owned()
        } else {
            format!("there is no lint `{id}`")
        };
        let ids = super::LINTS.iter().map(|lint| lint.id);
        let near = ids.filter(|known| strsim::jaro_winkler(known, id) > 0.85);
        let near = near.min_by_key(|known| strsim::damerau_levenshtein(known, id));
        let diagnostic = Diagnostic::lint(&UNKNOWN_LINT, at, message);
        return Some(match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic
                .help("write `// halflap: allow(ID)`; `halflap check --list-lints` lists the ids"),
        });
    }
    // Judging whether the first two are used would itself use them; whether the third is depends on
    // which other files are compiled with this one.
    let unjudged = [UNUSED_ALLOW.id, UNKNOWN_LINT.id, UNUSED_TYPE.id];
    if allowance.used || unjudged.contains(&id.as_str()) {
        return None;
    }
    let message = format!("nothing here has to be allowed `{id}`");
    let diagnostic = Diagnostic::lint(&UNUSED_ALLOW, at, message);
    Some(match allowance.scope {
        Scope::Nothing => diagnostic
            .help("an allowance stands above what it is about, or behind it on the same line"),
        _ => diagnostic.help("remove it"),
    })
}

/// The ids that a comment allows, with their places; none where it is an ordinary comment.
fn ids(text: &str, comment: Span) -> Option<Vec<(String, Span)>> {
    let written = &text[comment.start as usize..comment.end as usize];
    let rest = written.trim_start_matches('/').trim_start();
    let rest = rest.strip_prefix("halflap:")?.trim_start();
    let rest = rest.strip_prefix("allow")?;
    if rest.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let list = rest.trim_start().strip_prefix('(');
    let Some((list, _)) = list.and_then(|list| list.split_once(')')) else {
        return Some(vec![(String::new(), comment)]);
    };
    // Where the list begins: what `split_once` gave is a part of the text.
    let offset = |part: &str| (part.as_ptr() as usize - text.as_ptr() as usize) as u32;
    Some(
        list.split(',')
            .map(|part| {
                let id = part.trim();
                let start = offset(id);
                let end = start + id.len() as u32;
                (
                    id.to_owned(),
                    Span {
                        start,
                        end,
                        ..comment
                    },
                )
            })
            .collect(),
    )
}

/// Imports, declarations and entries, in order of the text; a declaration stands before its
/// entries.
fn parts_of(file: &File) -> Vec<Span> {
    let mut parts: Vec<Span> = file.imports.iter().map(|import| import.span).collect();
    for item in &file.items {
        parts.push(item.span);
        match &item.kind {
            ItemKind::Const(..) => {}
            ItemKind::Enum(e) => parts.extend(e.body.entries.iter().map(|v| v.span)),
            ItemKind::Struct(members) => parts.extend(members.iter().map(|m| m.span)),
            ItemKind::Union(body) | ItemKind::Message(body) => {
                parts.extend(body.entries.iter().map(|f| f.span));
            }
            ItemKind::Error(body) => parts.extend(body.entries.iter().map(|c| c.span)),
            ItemKind::Interface(i) => parts.extend(i.body.entries.iter().map(|m| m.span)),
        }
    }
    parts
}

/// What a comment is about: what it stands behind on its line, or else what follows it.
fn scope(text: &str, file: &Loaded, parts: &[Span], comment: Span) -> Scope {
    let tokens = &file.lexed.tokens;
    let next = tokens.partition_point(|token| token.span.start < comment.start);
    let before = next.checked_sub(1).map(|i| &tokens[i]);
    let package = file.ast.package.as_ref().map(|package| package.span);
    let behind = before.filter(|token| {
        let between = &text[token.span.end as usize..comment.start as usize];
        !between.contains('\n')
    });
    if let Some(token) = behind {
        if package.is_some_and(|package| package.covers(token.span)) {
            return Scope::File;
        }
        let around = parts.iter().rev().find(|part| part.covers(token.span));
        return around.map_or(Scope::Nothing, |part| Scope::Part(*part));
    }
    let mut following = tokens[next..].iter();
    let Some(token) = following.find(|token| !matches!(token.kind, TokenKind::Doc(_))) else {
        return Scope::Nothing;
    };
    let start = token.span.start;
    if package.is_some_and(|package| package.start == start) {
        return Scope::File;
    }
    let part = parts.iter().find(|part| part.start == start);
    part.map_or(Scope::Nothing, |part| Scope::Part(*part))
}
