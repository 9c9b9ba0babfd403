//! How names are spelled (HL-LANG-12).

use super::NAMING;
use crate::diagnostics::Diagnostic;
use crate::names::words;
use crate::syntax::ast::{Ident, Item, ItemKind};

/// A convention: what it is called, and what to do about a name that does not keep it.
struct Style {
    name: &'static str,
    keeps: fn(&str) -> bool,
    spelled: fn(&str) -> String,
    consequence: &'static str,
}

const TYPE: Style = Style {
    name: "PascalCase, as types are",
    keeps: |name| name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains('_'),
    spelled: |name| words(name).iter().map(|word| capitalized(word)).collect(),
    consequence: "ids on the wire are made of the names of types: one that was released keeps its \
                  own, with `// halflap: allow(naming)` above",
};

const ENTRY: Style = Style {
    name: "snake_case, as fields, members, values and arms are",
    keeps: |name| !name.contains(|c: char| c.is_ascii_uppercase()) && !name.contains("__"),
    spelled: |name| words(name).join("_"),
    consequence: "the name is no part of a buffer, but a key of its JSON",
};

const CONSTANT: Style = Style {
    name: "in CAPITALS, as constants are",
    keeps: |name| !name.contains(|c: char| c.is_ascii_lowercase()),
    spelled: |name| words(name).join("_").to_ascii_uppercase(),
    consequence: "generated code calls it the same in any case",
};

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_ascii_uppercase() + rest
}

pub(super) fn check(items: &[Item], found: &mut Vec<Diagnostic>) {
    for item in items {
        let style = match item.kind {
            ItemKind::Const(..) => &CONSTANT,
            ItemKind::Error(_) | ItemKind::Interface(_) => continue,
            _ => &TYPE,
        };
        found.extend(misspelled(&item.name, style));
        let entries: Vec<&Ident> = match &item.kind {
            ItemKind::Enum(e) => e.body.entries.iter().map(|v| &v.name).collect(),
            ItemKind::Struct(members) => members.iter().map(|m| &m.name).collect(),
            ItemKind::Union(body) | ItemKind::Message(body) => {
                body.entries.iter().map(|f| &f.name).collect()
            }
            _ => Vec::new(),
        };
        found.extend(entries.into_iter().filter_map(|e| misspelled(e, &ENTRY)));
    }
}

fn misspelled(ident: &Ident, style: &Style) -> Option<Diagnostic> {
    let name = &ident.name;
    if (style.keeps)(name) {
        return None;
    }
    let better = (style.spelled)(name);
    let message = format!("`{name}` is not {}", style.name);
    let diagnostic = Diagnostic::lint(&NAMING, ident.span, message);
    let help = format!("call it `{better}`; {}", style.consequence);
    Some(diagnostic.help(help))
}
