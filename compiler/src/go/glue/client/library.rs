//! The view models of the files that all objects of a client share.

use serde::Serialize;

use super::super::super::helpers::Package;
use super::super::super::layout::align;
use super::super::super::literals::quoted;
use super::super::messages::lowered;
use super::{Generator, Head};
use crate::ir;
use crate::names::{c, go as names};

/// The file with what the client knows of the library.
#[derive(Debug, Serialize)]
pub(super) struct Client {
    head: Head,
    full_name: String,
    /// The package that declares the types.
    alias: String,
    symbol: String,
    version: u32,
    interfaces: Vec<Known>,
    hosts: Vec<HostField>,
    host_lines: Vec<String>,
    host: String,
    load: String,
    live: String,
}

/// What the client knows of an interface.
#[derive(Debug, Serialize)]
struct Known {
    id: String,
    name: String,
    methods: Vec<KnownMethod>,
}

#[derive(Debug, Serialize)]
struct KnownMethod {
    number: u32,
    name: String,
    fingerprints: String,
    /// Where the function goes; empty for a host interface.
    function: String,
}

#[derive(Debug, Serialize)]
struct HostField {
    name: String,
    id: String,
    serve: String,
}

/// The files that say what is linked.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    head: Head,
    /// The library, as seen from the client's folder; empty where it is not known.
    library: String,
    /// Its folder and its name, where the linker looks for a shared one.
    folder: String,
    name: String,
}

impl Client {
    pub fn new(of: &Generator<'_>) -> Self {
        let package = Package::outside(of.schema);
        let alias = package.qualified(0, String::new());
        let root = &of.schema.packages[0];
        let hosts: Vec<&ir::Interface> = of.own().filter(|interface| interface.host).collect();
        let fields: Vec<Vec<String>> = (hosts.iter())
            .map(|interface| {
                let name = names::type_name(&interface.decl.name);
                vec![name.clone(), format!("{alias}{name}")]
            })
            .collect();
        Client {
            head: Head::new(of, &package, "native."),
            full_name: root.name.clone(),
            alias: alias.trim_end_matches('.').to_owned(),
            symbol: format!("halflap_{}_library", c::prefix(&root.name)),
            version: root.version,
            interfaces: of.own().map(|i| known(of, i)).collect(),
            hosts: (hosts.iter())
                .map(|interface| {
                    let name = names::type_name(&interface.decl.name);
                    HostField {
                        serve: format!("{}Serve", lowered(&name)),
                        id: id(interface),
                        name,
                    }
                })
                .collect(),
            host_lines: align(&fields),
            host: of.host.clone(),
            load: of.load.clone(),
            live: of.live.clone(),
        }
    }
}

/// An interface's id as a number.
pub(super) fn id(interface: &ir::Interface) -> String {
    format!("{:#018x}", u64::from_le_bytes(interface.id))
}

fn known(of: &Generator<'_>, interface: &ir::Interface) -> Known {
    let object = lowered(&names::type_name(&interface.decl.name));
    let method = |method: &ir::Method| {
        let fingerprints = method.fingerprints.iter().map(|f| format!("{f:#018x}"));
        KnownMethod {
            number: method.number,
            name: quoted(&method.name),
            fingerprints: fingerprints.collect::<Vec<_>>().join(", "),
            function: if interface.host {
                String::new()
            } else {
                format!("{object}Functions.{}", names::method(&method.name))
            },
        }
    };
    Known {
        id: id(interface),
        name: quoted(&of.schema.full_name(&interface.decl)),
        methods: interface.methods.iter().map(method).collect(),
    }
}

impl Link {
    /// `library` is as seen from the output folder, and the client lies `depth` folders below it.
    pub fn new(of: &Generator<'_>, library: Option<&str>, depth: usize) -> Self {
        let package = Package::outside(of.schema);
        let library = library.filter(|library| !library.is_empty());
        let library = library.map(|library| match library.starts_with('/') {
            true => library.to_owned(),
            false => format!("${{SRCDIR}}/{}{library}", "../".repeat(depth)),
        });
        let library = library.unwrap_or_default();
        let (folder, file) = library.rsplit_once('/').unwrap_or_default();
        let name = file.strip_prefix("lib").unwrap_or(file);
        Link {
            head: Head::new(of, &package, ""),
            folder: folder.to_owned(),
            name: name.strip_suffix(".a").unwrap_or(name).to_owned(),
            library,
        }
    }
}
