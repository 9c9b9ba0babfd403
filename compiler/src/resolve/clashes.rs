//! Names that differ in the schema but not in generated code.

use std::collections::{HashMap, HashSet};

use super::Resolver;
use crate::diagnostics::{Diagnostic, Span};
use crate::ir;
use crate::names::{Kind, c, go, rust};
use crate::syntax::ast::{ErrorCase, Ident, Item, ItemKind};

/// A language, and what it makes of an entry's name.
type Rule = (&'static str, fn(&str) -> String);

/// One language's names in one scope.
struct Scope {
    language: &'static str,
    help: &'static str,
    taken: HashMap<String, (String, Span)>,
}

const DECLARATION: &str = "rename one of them";

const ENTRY: &str = "rename one of them: this name is not part of the wire format";

/// Pairs of places that were reported, in whichever language.
type Pairs = HashSet<(Span, Span)>;

impl Scope {
    fn new(language: &'static str, help: &'static str) -> Self {
        Scope {
            language,
            help,
            taken: HashMap::new(),
        }
    }

    /// The clash with what was added before, if there is one. A name that was declared twice is
    /// someone else's finding.
    fn add(&mut self, generated: String, ident: &Ident, known: &mut Pairs) -> Option<Diagnostic> {
        let Some((other, first)) = self.taken.get(&generated) else {
            let entry = (ident.name.clone(), ident.span);
            self.taken.insert(generated, entry);
            return None;
        };
        if *other == ident.name || !known.insert((*first, ident.span)) {
            return None;
        }
        let name = &ident.name;
        let language = self.language;
        Some(
            Diagnostic::error(
                ident.span,
                format!("`{other}` and `{name}` would both be `{generated}` in {language}"),
            )
            .also(*first, "the other one")
            .help(self.help),
        )
    }
}

impl Resolver<'_> {
    /// Reports clashes in Rust, Go and C, whichever is asked for.
    pub(super) fn check_names(&mut self) {
        let mut known = Pairs::new();
        for file in self.files {
            let package = file.package();
            let (mut in_rust, mut in_go, mut in_c) = (
                Scope::new("Rust", DECLARATION),
                Scope::new("Go", DECLARATION),
                Scope::new("C", DECLARATION),
            );
            for item in file.items() {
                let kind = kind(item);
                let name = &item.name;
                let mut found = None;
                for generated in rust::declared(kind, &name.name) {
                    found = found.or(in_rust.add(generated, name, &mut known));
                }
                for generated in go::declared(kind, &name.name) {
                    found = found.or(in_go.add(generated, name, &mut known));
                }
                for generated in c::declared(package, kind, &name.name) {
                    found = found.or(in_c.add(generated, name, &mut known));
                }
                for entry in self.go_entries(item) {
                    let generated = go::value(&name.name, &entry.name);
                    let clash = in_go.add(generated, &full(name, entry), &mut known);
                    self.diagnostics.extend(clash);
                }
                for (generated, entry) in error_cases(item) {
                    let clash = in_go.add(generated, &full(name, entry), &mut known);
                    self.diagnostics.extend(clash);
                }
                for entry in values(item) {
                    let generated = c::value(package, &name.name, &entry.name);
                    let clash = in_c.add(generated, &full(name, entry), &mut known);
                    self.diagnostics.extend(clash);
                }
                self.diagnostics.extend(found);
                self.check_entry_names(item, &mut known);
            }
        }
    }

    /// Entries for which Go has a name of its own in the package: values of enums, and arms of
    /// unions that need a type around their message, because it is imported or stands twice.
    fn go_entries<'i>(&self, item: &'i Item) -> Vec<&'i Ident> {
        match &item.kind {
            ItemKind::Enum(body) => body.body.entries.iter().map(|value| &value.name).collect(),
            ItemKind::Union(body) => {
                let at = |place: &&Item| std::ptr::eq(*place, item);
                let Some(id) = self.symbols.unions.iter().position(at) else {
                    return Vec::new();
                };
                let union = &self.schema.unions[id];
                let wrapped = |arm: &&ir::Arm| {
                    let same = union
                        .arms
                        .iter()
                        .filter(|other| other.message == arm.message);
                    let package = self.schema.messages[arm.message].decl.package;
                    same.count() > 1 || package != union.decl.package
                };
                let arms: Vec<&ir::Arm> = union.arms.iter().filter(wrapped).collect();
                let written = body.entries.iter().map(|entry| &entry.name);
                written
                    .filter(|name| arms.iter().any(|arm| arm.name == name.name))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn check_entry_names(&mut self, item: &Item, known: &mut Pairs) {
        let rules: &[Rule] = match &item.kind {
            ItemKind::Message(_) | ItemKind::Struct(_) => {
                &[("Rust", rust::field), ("Go", go::field)]
            }
            ItemKind::Union(_) => &[
                ("Rust", rust::field),
                ("Rust", rust::variant),
                ("Go", go::field),
            ],
            // Values in Go and C are checked with the package's names. Members, fields and arms in C
            // are Rust's but for what is escaped, which never makes two equal.
            ItemKind::Enum(body) if body.closed => &[("Rust", rust::variant)],
            ItemKind::Enum(_) => &[("Rust", rust::value)],
            ItemKind::Error(_) => &[("Rust", rust::case), ("Rust", rust::case_function)],
            ItemKind::Interface(_) => &[("Rust", rust::method), ("Go", go::method)],
            ItemKind::Const(..) => &[],
        };
        let names: Vec<&Ident> = match &item.kind {
            ItemKind::Message(body) | ItemKind::Union(body) => {
                body.entries.iter().map(|e| &e.name).collect()
            }
            ItemKind::Struct(members) => members.iter().map(|m| &m.name).collect(),
            ItemKind::Enum(body) => body.body.entries.iter().map(|e| &e.name).collect(),
            ItemKind::Error(body) => body.entries.iter().map(|e| &e.name).collect(),
            ItemKind::Interface(interface) => {
                interface.body.entries.iter().map(|e| &e.name).collect()
            }
            ItemKind::Const(..) => Vec::new(),
        };
        let mut scopes: Vec<Scope> = rules
            .iter()
            .map(|(language, _)| Scope::new(language, ENTRY))
            .collect();
        for name in names {
            // One finding for a name, though both languages may have it.
            let mut found = None;
            for ((_, rule), scope) in rules.iter().zip(&mut scopes) {
                found = found.or(scope.add(rule(&name.name), name, known));
            }
            self.diagnostics.extend(found);
        }
    }
}

/// `Side.buy`.
fn full(of: &Ident, entry: &Ident) -> Ident {
    Ident {
        name: format!("{}.{}", of.name, entry.name),
        span: entry.span,
    }
}

/// The values of an enum.
fn values(item: &Item) -> impl Iterator<Item = &Ident> {
    let entries = match &item.kind {
        ItemKind::Enum(body) => body.body.entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|value| &value.name)
}

/// What Go calls the cases of an error, and what they carry.
fn error_cases(item: &Item) -> Vec<(String, &Ident)> {
    let ItemKind::Error(body) = &item.kind else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for ErrorCase { name, payload, .. } in &body.entries {
        names.push((go::case(&name.name), name));
        if payload.is_some() {
            names.push((go::payload(&name.name), name));
        }
    }
    names
}

fn kind(item: &Item) -> Kind {
    match &item.kind {
        ItemKind::Const(..) => Kind::Const,
        ItemKind::Enum(body) if body.flags => Kind::Flags,
        ItemKind::Enum(_) => Kind::Enum,
        ItemKind::Struct(_) => Kind::Struct,
        ItemKind::Union(_) => Kind::Union,
        ItemKind::Message(_) => Kind::Message,
        ItemKind::Error(_) => Kind::Error,
        ItemKind::Interface(interface) if interface.host => Kind::HostInterface,
        ItemKind::Interface(_) => Kind::Interface,
    }
}
