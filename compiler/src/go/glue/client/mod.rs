//! The client over cgo: a package of its own, whose types call the library.
//!
//! `methods` makes what the program calls, `answers` what the library calls back, `values` says how
//! single values cross. Everything that has to do with memory and threads is in the module's package
//! native.

mod answers;
mod library;
mod methods;
mod object;
mod values;

use std::cell::RefCell;
use std::collections::BTreeSet;

use minijinja::Environment;
use serde::Serialize;

use super::super::helpers::Package;
use super::super::{File, Options};
use super::messages::lowered;
use crate::ir::{self, InterfaceId};
use crate::names::{c, go as names};
use crate::templates;

/// What the functions of a client need beside each other.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Names that no variable may have.
    variables: BTreeSet<String>,
    /// Interfaces whose objects are passed to the library, and returned by it.
    passed: RefCell<BTreeSet<InterfaceId>>,
    returned: RefCell<BTreeSet<InterfaceId>>,
}

/// What the files of a client are made from.
struct Generator<'a> {
    schema: &'a ir::Schema,
    options: &'a Options,
    uses: Uses,
    host: String,
    load: String,
    live: String,
}

/// Generates the files of a client. `library` is as seen from the output folder.
pub(super) fn generate(schema: &ir::Schema, options: &Options, library: Option<&str>) -> Vec<File> {
    let generator = Generator::new(schema, options);
    if generator.own().next().is_none() {
        return Vec::new();
    }
    let engine = engine();
    let folder = folder(schema);
    let stem = folder.rsplit('/').next().unwrap_or(&folder).to_owned();
    let path = |name: &str| format!("{folder}/{name}.go");
    let mut taken = BTreeSet::from([stem.clone()]);
    let mut file = |of: &ir::Interface| {
        path(&methods::fresh(
            &mut taken,
            &of.decl.name.to_ascii_lowercase(),
        ))
    };
    let (mut files, mut objects) = (Vec::new(), Vec::new());
    for interface in generator.own() {
        let path = file(interface);
        if interface.host {
            let host = object::Host::new(&generator, interface);
            files.push(super::render(&engine, "host", path, &host));
        } else {
            objects.push((path, object::Object::new(&generator, interface)));
        }
    }
    for (path, mut object) in objects {
        object.finish(&generator);
        files.push(super::render(&engine, "object", path, &object));
    }
    let client = library::Client::new(&generator);
    files.push(super::render(&engine, "client", path(&stem), &client));
    let link = library::Link::new(&generator, library, folder.split('/').count());
    for way in ["static", "shared"] {
        let path = path(&format!("link_{way}"));
        files.push(super::render(&engine, way, path, &link));
    }
    files
}

/// The folder of the client, below that of the package: `acme/shop/shopffi`.
pub(super) fn folder(schema: &ir::Schema) -> String {
    let parent = names::folder(&schema.packages[0].name);
    let stem = parent.rsplit('/').next().unwrap_or(&parent);
    format!("{parent}/{stem}ffi")
}

impl<'a> Generator<'a> {
    fn new(schema: &'a ir::Schema, options: &'a Options) -> Self {
        let own = schema.interfaces.iter().filter(|i| i.decl.package == 0);
        let mut types = BTreeSet::new();
        let mut uses = Uses::default();
        for interface in own {
            let name = names::type_name(&interface.decl.name);
            let lower = lowered(&name);
            for end in ["Functions", "Handle", "Of"] {
                uses.variables.insert(format!("{lower}{end}"));
            }
            types.insert(format!("Open{name}"));
            types.insert(name);
        }
        Generator {
            schema,
            options,
            uses,
            host: methods::fresh(&mut types, "Host"),
            load: methods::fresh(&mut types, "Load"),
            live: methods::fresh(&mut types, "Live"),
        }
    }

    /// The package's interfaces.
    fn own(&self) -> impl Iterator<Item = &'a ir::Interface> {
        let all = self.schema.interfaces.iter();
        all.filter(|interface| interface.decl.package == 0)
    }

    /// Whether there are objects for the library to call.
    fn has_hosts(&self) -> bool {
        self.own().any(|interface| interface.host)
    }
}

/// What stands at the beginning of each file.
#[derive(Debug, Clone, Serialize)]
struct Head {
    generator: &'static str,
    file: String,
    version: u32,
    command: String,
    package: String,
    header: String,
    std: Vec<String>,
    others: Vec<String>,
}

impl Head {
    /// Imports what the text of a file names.
    fn new(of: &Generator<'_>, package: &Package<'_>, text: &str) -> Self {
        let root = &of.schema.packages[0];
        let (mut std, mut others) = package.imports(&of.options.import);
        std.push("\"context\"".to_owned());
        // Signatures are made ready to copy views with more than that.
        std.retain(|line| text.contains(&format!("{}.", line.trim_matches('"'))));
        std.sort();
        std.dedup();
        if !text.contains("halflap.") {
            others.retain(|line| !line.ends_with("/go-codec\""));
        }
        for (name, path) in [("ffi", "ffi"), ("native", "ffi/native")] {
            if text.contains(&format!("{name}.")) {
                others.push(format!("\"github.com/halflap/halflap/{path}\""));
            }
        }
        others.sort_by_key(|line| line.split('"').nth(1).map(str::to_owned));
        Head {
            generator: concat!("halflap ", env!("CARGO_PKG_VERSION")),
            file: root.file.clone(),
            version: root.version,
            command: of.options.command.clone(),
            package: names::package(&root.name) + "ffi",
            header: c::go_header(&root.name),
            std,
            others,
        }
    }
}

fn engine() -> Environment<'static> {
    templates::environment(&[
        ("head", include_str!("../templates/client_head.go.j2")),
        ("client", include_str!("../templates/client.go.j2")),
        ("object", include_str!("../templates/client_object.go.j2")),
        ("host", include_str!("../templates/client_host.go.j2")),
        ("static", include_str!("../templates/client_static.go.j2")),
        ("shared", include_str!("../templates/client_shared.go.j2")),
    ])
}
