//! What a package's code needs besides its declarations: imports, and functions for types that
//! have no name of their own.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{self, PackageId};
use crate::names::go as names;

/// The package that code is generated for.
pub(super) struct Package<'a> {
    pub schema: &'a ir::Schema,
    /// The code stands in another package, which imports the schema's own.
    outside: bool,
    /// What each package is called where it is imported.
    aliases: Vec<String>,
    imported: RefCell<BTreeSet<PackageId>>,
    std: RefCell<BTreeSet<&'static str>>,
    helpers: RefCell<BTreeMap<String, Vec<String>>>,
    order: RefCell<Vec<String>>,
    /// By message: whether its owned struct has a method that wipes secrets.
    wiping: Vec<bool>,
}

/// Names that generated files use for something else: packages, parameters and variables.
const TAKEN: &[&str] = &[
    "halflap",
    "ffi",
    "native",
    "context",
    "errors",
    "runtime",
    "strings",
    "bytes",
    "slices",
    "cmp",
    "math",
    "embed",
    "unsafe",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "i",
    "m",
    "p",
    "pos",
    "s",
    "u",
    "v",
    "w",
    "at",
    "name",
    "err",
    "ok",
    "arm",
    "outer",
    "block",
    "version",
    "description",
];

/// What Go declares before a program begins, but for its complex numbers.
const PREDECLARED: &[&str] = &[
    "any",
    "append",
    "bool",
    "byte",
    "cap",
    "clear",
    "close",
    "comparable",
    "copy",
    "delete",
    "error",
    "false",
    "float32",
    "float64",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "iota",
    "len",
    "make",
    "max",
    "min",
    "new",
    "nil",
    "panic",
    "print",
    "println",
    "recover",
    "rune",
    "string",
    "true",
    "uint",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uintptr",
];

impl<'a> Package<'a> {
    pub fn new(schema: &'a ir::Schema) -> Self {
        let mut aliases: Vec<String> = Vec::new();
        for package in &schema.packages {
            let short = names::package(&package.name);
            let long = package.name.replace('.', "") + "lap";
            let named = |names: &[&str]| names.contains(&short.as_str());
            let taken = named(TAKEN) || named(PREDECLARED) || aliases.contains(&short);
            aliases.push(if taken { long } else { short });
        }
        Package {
            schema,
            outside: false,
            aliases,
            imported: RefCell::default(),
            std: RefCell::default(),
            helpers: RefCell::default(),
            order: RefCell::default(),
            wiping: wiping(schema),
        }
    }

    /// The same for code that stands in a package of its own.
    pub fn outside(schema: &'a ir::Schema) -> Self {
        Package {
            outside: true,
            ..Package::new(schema)
        }
    }

    /// What a package is called where it is imported.
    pub fn alias(&self, package: PackageId) -> &str {
        &self.aliases[package]
    }

    /// Whether a message's owned struct holds secrets, itself or further below.
    pub fn wipes(&self, message: ir::MessageId) -> bool {
        self.wiping[message]
    }

    /// A name of a package, with the package before it where that is another.
    pub fn qualified(&self, package: PackageId, name: String) -> String {
        if package == 0 && !self.outside {
            return name;
        }
        self.imported.borrow_mut().insert(package);
        format!("{}.{name}", self.aliases[package])
    }

    /// What generated code of another package gives to this one.
    pub fn link(&self, package: PackageId) -> String {
        self.qualified(package, "Halflap{}".to_owned())
    }

    /// The variable with an imported package's versions by those of this one.
    pub fn versions(&self, package: PackageId) -> String {
        let name = format!("{}Versions", self.aliases[package]);
        let versions = self.schema.packages[0]
            .pins
            .iter()
            .find(|pin| pin.package == package)
            .map(|pin| pin.versions.as_slice())
            .unwrap_or_default();
        let list: Vec<String> = versions.iter().map(u32::to_string).collect();
        let of = &self.schema.packages[package].name;
        self.helper(&name, || {
            vec![
                format!("// {name} are the versions of package {of} that each version of this one means."),
                format!("var {name} = []uint32{{{}}}", list.join(", ")),
            ]
        });
        name
    }

    pub fn import_std(&self, package: &'static str) {
        self.std.borrow_mut().insert(package);
    }

    /// Adds a top-level declaration, unless one of that name is there.
    pub fn helper(&self, name: &str, lines: impl FnOnce() -> Vec<String>) {
        if self.helpers.borrow().contains_key(name) {
            return;
        }
        // The name is taken first: a helper may need itself.
        self.helpers
            .borrow_mut()
            .insert(name.to_owned(), Vec::new());
        self.order.borrow_mut().push(name.to_owned());
        let lines = lines();
        self.helpers.borrow_mut().insert(name.to_owned(), lines);
    }

    /// All helpers, in the order in which they were first needed.
    pub fn helpers(&self) -> Vec<Vec<String>> {
        let helpers = self.helpers.borrow();
        self.order
            .borrow()
            .iter()
            .filter_map(|name| helpers.get(name).cloned())
            .collect()
    }

    /// Import lines: of the standard library, and of halflap and other generated packages.
    pub fn imports(&self, prefix: &str) -> (Vec<String>, Vec<String>) {
        let mut std: Vec<String> = self
            .std
            .borrow()
            .iter()
            .map(|p| format!("\"{p}\""))
            .collect();
        std.push("_ \"embed\"".to_owned());
        std.sort_by_key(|line| line.trim_start_matches("_ ").to_owned());
        let mut others: Vec<(String, String)> = vec![(
            "github.com/halflap/halflap/go-codec".to_owned(),
            "halflap \"github.com/halflap/halflap/go-codec\"".to_owned(),
        )];
        for id in self.imported.borrow().iter() {
            let name = &self.schema.packages[*id].name;
            let path = format!("{prefix}/{}", names::folder(name));
            let alias = &self.aliases[*id];
            let line = if path.rsplit('/').next() == Some(alias) {
                format!("\"{path}\"")
            } else {
                format!("{alias} \"{path}\"")
            };
            others.push((path, line));
        }
        others.sort();
        (std, others.into_iter().map(|(_, line)| line).collect())
    }
}

/// Which messages hold a secret in a field that is in use. What only removed fields lead to is in
/// buffers, but in no struct; so this is less than [`ir::Message::has_secret`].
fn wiping(schema: &ir::Schema) -> Vec<bool> {
    let mut found = vec![false; schema.messages.len()];
    loop {
        let mut changed = false;
        for (id, message) in schema.messages.iter().enumerate() {
            let mut fields = message.fields.iter().filter(|f| f.removed.is_none());
            if !found[id] && fields.any(|f| f.secret || holds(schema, &f.ty, &found)) {
                found[id] = true;
                changed = true;
            }
        }
        if !changed {
            return found;
        }
    }
}

fn holds(schema: &ir::Schema, ty: &ir::Type, found: &[bool]) -> bool {
    match ty {
        ir::Type::Message(id) => found[*id],
        ir::Type::Union(id) => schema.unions[*id].arms.iter().any(|arm| found[arm.message]),
        ir::Type::Vector(of) => holds(schema, of, found),
        ir::Type::Map(map) => holds(schema, &map.value, found),
        _ => false,
    }
}
