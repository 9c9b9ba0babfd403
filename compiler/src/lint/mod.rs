//! Lints: what is allowed in a schema and still likely not what was meant.
//!
//! Few and right: a lint says something only where something can be done, and each can be allowed,
//! in the schema or for a whole call. `docs/lints.md` lists them with their reasons.

mod allow;
mod fields;
mod gaps;
mod interfaces;
mod naming;
mod unused;

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostic, Severity};
use crate::ir;
use crate::resolve::Analysis;
use crate::syntax::ast::{Field, Item, ItemKind};

#[cfg(feature = "lsp")]
pub(crate) use unused::reached;

/// A kind of finding that can be allowed.
#[derive(Debug, PartialEq, Eq)]
pub struct Lint {
    /// Its name, which stays the same: `unused-type`.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it finds: a sentence without its full stop.
    pub says: &'static str,
}

const fn warning(id: &'static str, says: &'static str) -> Lint {
    let severity = Severity::Warning;
    Lint { id, severity, says }
}

const fn note(id: &'static str, says: &'static str) -> Lint {
    let severity = Severity::Note;
    Lint { id, severity, says }
}

pub(crate) const DANGLING_DOC: Lint =
    warning("dangling-doc", "documentation stands in front of nothing");
pub(crate) const UNUSED_IMPORT: Lint =
    warning("unused-import", "nothing of an imported file is used");
pub(crate) const REMOVED_REQUIRED: Lint = warning(
    "removed-required",
    "older readers will refuse buffers without a field that was removed",
);
const NAMING: Lint = warning(
    "naming",
    "a name is not spelled as is usual for what it names",
);
const EMPTY_DEPRECATION: Lint = warning(
    "empty-deprecation",
    "a deprecated field does not say what to use instead",
);
const UNNAMED_ZERO: Lint = warning(
    "unnamed-zero",
    "a field reads as 0 in older buffers, and its enum does not name 0",
);
const UNBOUNDED_RESULT: Lint = warning(
    "unbounded-result",
    "nothing bounds the vector or map that a method returns",
);
const UNOPENED_INTERFACE: Lint = warning(
    "unopened-interface",
    "an interface is returned by others only, and none of them can be opened",
);
const UNTHROWN_ERROR: Lint = warning("unthrown-error", "no method throws an error");
const CALLBACK_PER_ELEMENT: Lint = note(
    "callback-per-element",
    "a callback is called for one element at a time",
);
const CHATTY_GETTERS: Lint = note(
    "chatty-getters",
    "several methods of an interface take nothing and return one value each",
);
const MANY_PARAMETERS: Lint = note("many-parameters", "a method takes more than six parameters");
const MISSING_THROWS: Lint = note(
    "missing-throws",
    "a method whose name is that of something that can fail throws nothing",
);
const UNKNOWN_LINT: Lint = warning("unknown-lint", "an allowance names no lint");
pub(crate) const UNUSED_TYPE: Lint = note(
    "unused-type",
    "an enum, flags, a struct or a union is used by no message",
);
const WIDE_GAP: Lint = note(
    "wide-gap",
    "most of what the newest version adds to a message is padding",
);
const MANY_BOOLS: Lint = note(
    "many-bools",
    "flags in place of bools would make a message's block shorter",
);
pub(crate) const UNUSED_ALLOW: Lint = note("unused-allow", "an allowance allows nothing");

/// All lints, warnings before notes.
pub const LINTS: &[&Lint] = &[
    &DANGLING_DOC,
    &EMPTY_DEPRECATION,
    &NAMING,
    &REMOVED_REQUIRED,
    &UNBOUNDED_RESULT,
    &UNKNOWN_LINT,
    &UNNAMED_ZERO,
    &UNOPENED_INTERFACE,
    &UNTHROWN_ERROR,
    &UNUSED_IMPORT,
    &CALLBACK_PER_ELEMENT,
    &CHATTY_GETTERS,
    &MANY_BOOLS,
    &MANY_PARAMETERS,
    &MISSING_THROWS,
    &UNUSED_ALLOW,
    &UNUSED_TYPE,
    &WIDE_GAP,
];

/// The lint of that id.
pub fn by_id(id: &str) -> Option<&'static Lint> {
    LINTS.iter().copied().find(|lint| lint.id == id)
}

/// What a run of the lints leaves out.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Ids of lints that are allowed everywhere.
    pub allow: BTreeSet<String>,
}

/// Adds what lints find in the files that were asked for, and takes away what is allowed. Without
/// options, only the latter.
pub(crate) fn run(analysis: &mut Analysis, options: Option<&Options>) {
    let mut found = Vec::new();
    let mut roots = analysis.roots.clone();
    roots.sort_unstable();
    roots.dedup();
    let linted = match (&analysis.world, options) {
        (Some(world), Some(_)) => {
            for root in &roots {
                let items = &analysis.files[*root].ast.items;
                naming::check(items, &mut found);
                fields::check(world, *root, items, &mut found);
                gaps::check(world, *root, items, &mut found);
                interfaces::check(world, *root, items, &mut found);
            }
            unused::check(analysis, &roots, &mut found);
            true
        }
        _ => false,
    };
    analysis.diagnostics.append(&mut found);
    if linted || analysis.diagnostics.iter().any(|d| d.found_by().is_some()) {
        let mut allowances = allow::collect(analysis);
        analysis.diagnostics.retain(|d| !allowances.cover(d));
        if linted {
            let mut judged = allowances.judged(&roots);
            judged.retain(|d| !allowances.cover(d));
            analysis.diagnostics.append(&mut judged);
        }
    }
    if let Some(options) = options {
        let allowed = |d: &Diagnostic| d.found_by().is_some_and(|l| options.allow.contains(l.id));
        analysis.diagnostics.retain(|d| !allowed(d));
    }
}

/// The messages that a package declares, with what is written of them.
fn messages<'a>(
    world: &'a ir::Schema,
    package: ir::PackageId,
    items: &'a [Item],
) -> impl Iterator<Item = (&'a ir::Message, &'a Item, &'a [Field])> {
    let declared = world.messages.iter();
    let declared = declared.filter(move |message| message.decl.package == package);
    let written = items.iter().filter_map(|item| match &item.kind {
        ItemKind::Message(body) => Some((item, body.entries.as_slice())),
        _ => None,
    });
    // Both are in order of declaration.
    declared
        .zip(written)
        .map(|(message, (item, fields))| (message, item, fields))
}

/// What is written of a field.
fn written<'a>(fields: &'a [Field], field: &ir::Field) -> Option<&'a Field> {
    fields.iter().find(|f| f.name.name == field.name)
}
