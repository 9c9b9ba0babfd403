//! Which declarations there are, and looking them up by name.

use std::collections::{HashMap, HashSet};

use super::Resolver;
use crate::diagnostics::{Diagnostic, Span};
use crate::ir;
use crate::lint;
use crate::syntax::ast::{Ident, Item, ItemKind};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    /// Position in the file's items.
    Const(usize),
    Enum(ir::EnumId),
    Flags(ir::EnumId),
    Struct(ir::StructId),
    Union(ir::UnionId),
    Message(ir::MessageId),
    Error(ir::ErrorId),
    Interface(ir::InterfaceId),
}

impl Symbol {
    /// With its article.
    pub fn kind(self) -> &'static str {
        match self {
            Symbol::Const(_) => "a constant",
            Symbol::Enum(_) => "an enum",
            Symbol::Flags(_) => "flags",
            Symbol::Struct(_) => "a struct",
            Symbol::Union(_) => "a union",
            Symbol::Message(_) => "a message",
            Symbol::Error(_) => "an error",
            Symbol::Interface(_) => "an interface",
        }
    }
}

/// Names by package, and where the resolved things were declared.
#[derive(Debug, Default)]
pub(super) struct Symbols<'a> {
    names: Vec<HashMap<&'a str, (Symbol, Span)>>,
    /// By id.
    pub enums: Vec<&'a Item>,
    /// By id.
    pub structs: Vec<&'a Item>,
    /// By id.
    pub unions: Vec<&'a Item>,
    /// By id.
    pub messages: Vec<&'a Item>,
    /// By id.
    pub errors: Vec<&'a Item>,
    /// By id.
    pub interfaces: Vec<&'a Item>,
    /// Imports (package, position) by which something was found.
    used: HashSet<(ir::PackageId, usize)>,
    /// What each name turned out to mean; one that was looked at twice stands here twice.
    pub uses: Vec<Use>,
}

/// A name where it is used, and where what it means is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    /// The name, of a dotted one the last part; or the package's name before it.
    pub at: Span,
    /// The name in the declaration, the value or the `package` line.
    pub of: Span,
}

/// Types that need no declaration.
pub(crate) const BUILT_IN: &[&str] = &[
    "bool", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128", "f32", "f64",
    "uuid", "string", "bytes",
];

/// Words that stand where a type could, and so can't name one.
pub(crate) const TAKEN: &[&str] = &["secret", "callback", "true", "false", "inf", "nan"];

impl<'a> Resolver<'a> {
    /// Gives each declaration its id.
    pub(super) fn declare(&mut self) {
        let files = self.files;
        for (package, file) in files.iter().enumerate() {
            self.symbols.names.push(HashMap::new());
            for (i, item) in file.items().enumerate() {
                let name = item.name.name.as_str();
                let symbol = self.symbol(package, i, item);
                if BUILT_IN.contains(&name) || TAKEN.contains(&name) {
                    self.report(
                        Diagnostic::error(
                            item.name.span,
                            format!("`{name}` is part of the language"),
                        )
                        .help("choose another name; a capital letter at its start is enough"),
                    );
                    continue;
                }
                let names = &mut self.symbols.names[package];
                if let Some((_, first)) = names.get(name) {
                    let first = *first;
                    self.report(
                        Diagnostic::error(item.name.span, format!("`{name}` is declared twice"))
                            .also(first, "first here"),
                    );
                } else {
                    names.insert(name, (symbol, item.name.span));
                }
            }
        }
    }

    fn symbol(&mut self, package: ir::PackageId, i: usize, item: &'a Item) -> Symbol {
        let symbols = &mut self.symbols;
        match &item.kind {
            ItemKind::Const(..) => Symbol::Const(i),
            ItemKind::Error(_) => {
                symbols.errors.push(item);
                self.schema
                    .errors
                    .push(ir::ErrorType::new(decl(package, item)));
                Symbol::Error(self.symbols.errors.len() - 1)
            }
            ItemKind::Interface(interface) => {
                symbols.interfaces.push(item);
                let decl = decl(package, item);
                self.schema
                    .interfaces
                    .push(ir::Interface::new(decl, interface.host));
                Symbol::Interface(self.symbols.interfaces.len() - 1)
            }
            ItemKind::Enum(body) => {
                symbols.enums.push(item);
                let decl = decl(package, item);
                self.schema
                    .enums
                    .push(ir::Enum::new(decl, body.flags, body.closed));
                let id = self.symbols.enums.len() - 1;
                if body.flags {
                    Symbol::Flags(id)
                } else {
                    Symbol::Enum(id)
                }
            }
            ItemKind::Struct(_) => {
                symbols.structs.push(item);
                self.schema
                    .structs
                    .push(ir::Struct::new(decl(package, item)));
                Symbol::Struct(self.symbols.structs.len() - 1)
            }
            ItemKind::Union(_) => {
                symbols.unions.push(item);
                self.schema.unions.push(ir::Union::new(decl(package, item)));
                Symbol::Union(self.symbols.unions.len() - 1)
            }
            ItemKind::Message(_) => {
                symbols.messages.push(item);
                let mut message = ir::Message::new(decl(package, item));
                // What is declared stands first.
                message.implied = i >= self.files[package].ast.items.len();
                self.schema.messages.push(message);
                Symbol::Message(self.symbols.messages.len() - 1)
            }
        }
    }

    /// What a name means in a package, and in which package it is declared. Reports what is
    /// unknown.
    pub(super) fn find(
        &mut self,
        package: ir::PackageId,
        name: &Ident,
    ) -> Option<(Symbol, ir::PackageId)> {
        let (target, last) = match name.name.rsplit_once('.') {
            None => (package, name.name.as_str()),
            Some((prefix, last)) => {
                let target = self.package(package, prefix, name.span)?;
                if let Some(named) = &self.files[target].ast.package {
                    let end = name.span.end - last.len() as u32 - 1;
                    let at = Span { end, ..name.span };
                    let of = named.name.span;
                    self.symbols.uses.push(Use { at, of });
                }
                (target, last)
            }
        };
        if let Some((symbol, declared)) = self.symbols.names[target].get(last) {
            let at = Span {
                start: name.span.end - last.len() as u32,
                ..name.span
            };
            self.symbols.uses.push(Use { at, of: *declared });
            return Some((*symbol, target));
        }
        let diagnostic = self.unknown(package, target, last, name.span);
        self.report(diagnostic);
        None
    }

    /// A message that is declared, or implied, in a package.
    pub(super) fn message_named(
        &self,
        package: ir::PackageId,
        name: &str,
    ) -> Option<ir::MessageId> {
        match self.symbols.names[package].get(name) {
            Some((Symbol::Message(id), _)) => Some(*id),
            _ => None,
        }
    }

    /// Where a package's item was declared.
    pub(super) fn item(&self, package: ir::PackageId, index: usize) -> &'a Item {
        &self.files[package].ast.items[index]
    }

    /// The package that a prefix names.
    fn package(&mut self, from: ir::PackageId, prefix: &str, span: Span) -> Option<ir::PackageId> {
        let file = &self.files[from];
        let last = |name: &'a str| name.rsplit('.').next().unwrap_or(name);
        let mut found = Vec::new();
        let mut exact = false;
        for (i, import) in file.ast.imports.iter().enumerate() {
            let Some(target) = file.imports[i] else {
                continue;
            };
            let target = target as usize;
            let name = self.files[target].package();
            let full = import.alias.as_ref().map_or(name, |alias| &alias.name);
            // A full name or an alias is meant before the end of a longer name.
            if full == prefix {
                if !std::mem::replace(&mut exact, true) {
                    found.clear();
                }
                found.push((target, i));
            } else if !exact && import.alias.is_none() && last(name) == prefix {
                found.push((target, i));
            }
        }
        if found.is_empty() && (file.package() == prefix || last(file.package()) == prefix) {
            return Some(from);
        }
        for (_, import) in &found {
            self.symbols.used.insert((from, *import));
        }
        // The same file imported twice is someone else's finding.
        found.dedup_by_key(|(target, _)| *target);
        match found.as_slice() {
            [(target, _)] => return Some(*target),
            [] => {
                let mut diagnostic =
                    Diagnostic::error(span, format!("no import is called `{prefix}`"));
                if let Some(near) = self.near_package(from, prefix) {
                    diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                } else {
                    diagnostic = diagnostic.help(format!(
                        "import its file below the `package` line: \
                         `import \"{prefix}.lap\" version 1`"
                    ));
                }
                self.report(diagnostic);
            }
            [(_, first), (_, second), ..] => {
                let place = |i: &usize| file.ast.imports[*i].span;
                self.diagnostics.push(
                    Diagnostic::error(span, format!("`{prefix}` could be two packages"))
                        .also(place(first), "this one")
                        .also(place(second), "or this one")
                        .help("write the package's full name, or import one of them `as` another"),
                );
            }
        }
        None
    }

    fn near_package(&self, from: ir::PackageId, prefix: &str) -> Option<String> {
        let file = &self.files[from];
        let names = file.ast.imports.iter().zip(&file.imports);
        let names = names.filter_map(|(import, target)| match &import.alias {
            Some(alias) => Some(alias.name.as_str()),
            None => target.map(|id| self.files[id as usize].package()),
        });
        nearest(prefix, names).map(str::to_owned)
    }

    fn unknown(
        &self,
        from: ir::PackageId,
        target: ir::PackageId,
        name: &str,
        span: Span,
    ) -> Diagnostic {
        let place = if from == target {
            String::new()
        } else {
            format!(" in package `{}`", self.files[target].package())
        };
        let diagnostic = Diagnostic::error(span, format!("there is no `{name}`{place}"));
        if let Some(ours) = elsewhere(name) {
            return diagnostic.help(format!("halflap calls it `{ours}`"));
        }
        let known = self.symbols.names[target].keys().copied();
        // Names of the same distance in a fixed order, whatever the table's.
        let mut known: Vec<&str> = known.chain(BUILT_IN.iter().copied()).collect();
        known.sort_unstable();
        if let Some(near) = nearest(name, known.into_iter()) {
            return diagnostic.help(format!("did you mean `{near}`?"));
        }
        for (other, names) in self.symbols.names.iter().enumerate() {
            if names.contains_key(name) && self.files[from].imports.contains(&Some(other as u32)) {
                let package = self.files[other].package();
                return diagnostic.help(format!("did you mean `{package}.{name}`?"));
            }
        }
        diagnostic.help("declare it in this file, or import the file that does")
    }

    /// Warns of imports that nothing needs.
    pub(super) fn unused_imports(&mut self) {
        let files = self.files;
        for (package, file) in files.iter().enumerate() {
            for (i, import) in file.ast.imports.iter().enumerate() {
                if !self.symbols.used.contains(&(package, i)) {
                    self.report(
                        Diagnostic::lint(
                            &lint::UNUSED_IMPORT,
                            import.span,
                            "nothing of this import is used",
                        )
                        .help("remove the line"),
                    );
                }
            }
        }
    }
}

fn decl(package: ir::PackageId, item: &Item) -> ir::Decl {
    ir::Decl {
        package,
        name: item.name.name.clone(),
        doc: item.doc.clone(),
    }
}

/// What other languages call our types.
fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name {
        "int8" | "sint8" => "i8",
        "int16" | "short" => "i16",
        "int32" | "sint32" | "int" | "sfixed32" => "i32",
        "int64" | "sint64" | "long" | "sfixed64" => "i64",
        "uint8" | "byte" | "char" => "u8",
        "uint16" | "ushort" => "u16",
        "uint32" | "uint" | "fixed32" => "u32",
        "uint64" | "ulong" | "fixed64" | "usize" => "u64",
        "float" | "float32" => "f32",
        "double" | "float64" => "f64",
        "boolean" | "Bool" => "bool",
        "str" | "String" | "text" | "Text" => "string",
        "Data" | "data" | "blob" | "binary" => "bytes",
        "guid" | "UUID" | "Uuid" => "uuid",
        _ => return None,
    })
}

/// The name that differs least, where one is near enough to have been meant.
pub(super) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let near = |other: &&str| strsim::jaro_winkler(name, other) > 0.85 && name.len() > 1;
    names
        .filter(near)
        .min_by_key(|other| strsim::damerau_levenshtein(name, other))
}

/// Declarations whose contents are still to be worked out.
impl ir::Struct {
    fn new(decl: ir::Decl) -> Self {
        Self {
            decl,
            size: 0,
            align: 1,
            any_bits: true,
            members: Vec::new(),
        }
    }
}

impl ir::Enum {
    fn new(decl: ir::Decl, flags: bool, closed: bool) -> Self {
        Self {
            decl,
            repr: ir::Scalar::U8,
            flags,
            closed,
            values: Vec::new(),
        }
    }
}

impl ir::Union {
    fn new(decl: ir::Decl) -> Self {
        Self {
            decl,
            arms: Vec::new(),
        }
    }
}

impl ir::Message {
    fn new(decl: ir::Decl) -> Self {
        Self {
            decl,
            type_id: [0; 8],
            schema_ids: Vec::new(),
            blocks: Vec::new(),
            aligned: false,
            has_secret: false,
            implied: false,
            fields: Vec::new(),
            groups: Vec::new(),
        }
    }
}
