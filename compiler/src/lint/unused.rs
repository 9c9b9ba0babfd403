//! Types that nothing uses.
//!
//! Messages, interfaces, errors and constants are there for programs. Enums, flags, structs and
//! unions are there for those: one that none of them leads to is likely a leftover. A file that
//! declares nothing but such types is there for others, and left alone.

use std::collections::HashMap;

use super::UNUSED_TYPE;
use crate::diagnostics::{Diagnostic, Span};
use crate::ir;
use crate::resolve::Analysis;
use crate::syntax::ast::{Item, ItemKind};

pub(super) fn check(analysis: &Analysis, roots: &[ir::PackageId], found: &mut Vec<Diagnostic>) {
    let reached = reached(analysis);
    for root in roots {
        let items = &analysis.files[*root].ast.items;
        let for_programs = |i: &Item| is_root(i) && !matches!(i.kind, ItemKind::Const(..));
        if !items.iter().any(for_programs) {
            continue;
        }
        for item in items.iter().filter(|i| !reached.contains(i.name.span)) {
            let name = &item.name.name;
            found.push(
                Diagnostic::lint(
                    &UNUSED_TYPE,
                    item.name.span,
                    format!("nothing in this package uses `{name}`"),
                )
                .help(
                    "remove it; where other packages or programs use it, write \
                     `// halflap: allow(unused-type)` above",
                ),
            );
        }
    }
}

fn is_root(item: &Item) -> bool {
    matches!(
        item.kind,
        ItemKind::Message(_) | ItemKind::Interface(_) | ItemKind::Error(_) | ItemKind::Const(..)
    )
}

/// All declarations, and which of them something leads to.
pub(crate) struct Reached {
    /// By the place of their names.
    known: HashMap<Span, usize>,
    used: Vec<bool>,
}

impl Reached {
    /// Whether something leads to the declaration whose name stands there.
    pub(crate) fn contains(&self, name: Span) -> bool {
        self.known.get(&name).is_none_or(|i| self.used[*i])
    }
}

/// What the messages, interfaces, errors and constants of all files lead to.
pub(crate) fn reached(analysis: &Analysis) -> Reached {
    let items: Vec<&Item> = analysis.files.iter().flat_map(|f| &f.ast.items).collect();
    let mut known = HashMap::new();
    for (i, item) in items.iter().enumerate() {
        known.insert(item.name.span, i);
        if let ItemKind::Enum(declared) = &item.kind {
            known.extend(declared.body.entries.iter().map(|v| (v.name.span, i)));
        }
    }
    // Items stand in order of the files, and in each in order of the text.
    let mut leads = vec![Vec::new(); items.len()];
    for used in &analysis.uses {
        let next = items.partition_point(|item| item.span <= used.at);
        let user = next
            .checked_sub(1)
            .filter(|i| items[*i].span.covers(used.at));
        if let (Some(user), Some(target)) = (user, known.get(&used.of)) {
            leads[user].push(*target);
        }
    }
    let mut used: Vec<bool> = items.iter().map(|item| is_root(item)).collect();
    let mut open: Vec<usize> = (0..items.len()).filter(|i| used[*i]).collect();
    while let Some(i) = open.pop() {
        for target in &leads[i] {
            if !std::mem::replace(&mut used[*target], true) {
                open.push(*target);
            }
        }
    }
    Reached { known, used }
}
