//! The view model of the file with interface types and errors.

use serde::Serialize;

use super::super::helpers::Package;
use super::super::layout::{align, comment, doc};
use super::super::literals::quoted;
use super::super::{Options, messages};
use super::signature::{Direction, Signature};
use crate::ir;
use crate::names::go as names;

const COMPILER: &str = concat!("halflap ", env!("CARGO_PKG_VERSION"));

/// What stands at the beginning of a file.
#[derive(Debug, Serialize)]
pub(super) struct Head {
    generator: &'static str,
    file: String,
    version: u32,
    command: String,
    package: String,
    std: Vec<String>,
    others: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Glue {
    head: Head,
    errors: Vec<ErrorModel>,
    /// Cases with payloads of all errors.
    payloads: bool,
    interfaces: Vec<InterfaceModel>,
}

#[derive(Debug, Serialize)]
struct ErrorModel {
    doc: Vec<String>,
    name: String,
    domain: String,
    /// Lines of the const block.
    constants: Vec<String>,
    cases: Vec<CaseModel>,
}

#[derive(Debug, Serialize)]
struct CaseModel {
    name: String,
    sentinel: String,
    /// The type of the error that carries a payload, and the payload's.
    payload: Option<PayloadModel>,
}

#[derive(Debug, Serialize)]
struct PayloadModel {
    error: String,
    ty: String,
    decode: String,
}

#[derive(Debug, Serialize)]
struct InterfaceModel {
    doc: Vec<String>,
    name: String,
    host: bool,
    methods: Vec<MethodModel>,
}

#[derive(Debug, Serialize)]
struct MethodModel {
    doc: Vec<String>,
    name: String,
    parameters: String,
    results: String,
}

impl Head {
    /// After everything else of the file is made, since that decides what is imported.
    pub fn new(package: &Package<'_>, options: &Options, std: &[&str]) -> Self {
        let root = &package.schema.packages[0];
        let (used, mut others) = package.imports(&options.import);
        let mut std: Vec<String> = std.iter().map(|name| format!("\"{name}\"")).collect();
        // Whatever the file's own code does not embed.
        std.extend(used.into_iter().filter(|line| !line.starts_with('_')));
        std.sort();
        std.dedup();
        others.push("\"github.com/halflap/halflap/ffi\"".to_owned());
        others.sort_by_key(|line| line.split('"').nth(1).map(str::to_owned));
        Head {
            generator: COMPILER,
            file: root.file.clone(),
            version: root.version,
            command: options.command.clone(),
            package: names::package(&root.name),
            std,
            others,
        }
    }

    /// Leaves the codec out where nothing of it is named.
    pub fn without_codec(mut self, text: &str) -> Self {
        if !text.contains("halflap.") {
            self.others.retain(|line| !line.ends_with("/go-codec\""));
        }
        self
    }
}

impl Glue {
    pub fn new(package: &Package<'_>, options: &Options) -> Self {
        let schema = package.schema;
        let errors: Vec<ErrorModel> = (schema.errors.iter().filter(|e| e.decl.package == 0))
            .map(|e| error(package, e))
            .collect();
        let interfaces: Vec<InterfaceModel> = (schema.interfaces.iter())
            .filter(|i| i.decl.package == 0)
            .map(|i| interface(package, i))
            .collect();
        let payloads = errors.iter().flat_map(|e| &e.cases);
        let payloads = payloads.filter(|case| case.payload.is_some()).count() > 0;
        let mut std = vec!["errors"];
        if !interfaces.is_empty() {
            std.push("context");
        }
        let types: String = (interfaces.iter().flat_map(|i| &i.methods))
            .map(|method| format!("{}{}", method.parameters, method.results))
            .collect();
        let mut head = Head::new(package, options, &std).without_codec(&types);
        // What signatures made ready to copy views with is not used here.
        let std: Vec<String> = std.iter().map(|name| quoted(name)).collect();
        head.std.retain(|line| std.contains(line));
        Glue {
            head,
            errors,
            payloads,
            interfaces,
        }
    }
}

fn error(package: &Package<'_>, e: &ir::ErrorType) -> ErrorModel {
    let name = names::type_name(&e.decl.name);
    let mut lines = Vec::new();
    for case in &e.cases {
        let mut words = case.doc.clone();
        if case.since > 1 {
            words.push(format!("Since version {}.", case.since));
        }
        lines.extend(comment(&words).into_iter().map(|line| vec![line]));
        let value = format!("= {}", case.code);
        lines.push(vec![names::case(&case.name), name.clone(), value]);
    }
    let payload = |case: &ir::Case| {
        let decl = &package.schema.messages[case.payload?].decl;
        let ty = names::type_name(&decl.name);
        Some(PayloadModel {
            error: names::payload(&case.name),
            decode: package.qualified(decl.package, format!("Decode{ty}")),
            ty: package.qualified(decl.package, ty),
        })
    };
    ErrorModel {
        doc: doc(
            &e.decl.doc,
            &format!("{name} is the schema's error {}.", e.decl.name),
        ),
        domain: quoted(&package.schema.full_name(&e.decl)),
        constants: align(&lines),
        cases: (e.cases.iter())
            .map(|case| CaseModel {
                name: quoted(&case.name),
                sentinel: names::case(&case.name),
                payload: payload(case),
            })
            .collect(),
        name,
    }
}

fn interface(package: &Package<'_>, i: &ir::Interface) -> InterfaceModel {
    let name = names::type_name(&i.decl.name);
    let direction = if i.host {
        Direction::Back
    } else {
        Direction::Forth
    };
    InterfaceModel {
        doc: doc(
            &i.decl.doc,
            &format!("{name} is the schema's interface {}.", i.decl.name),
        ),
        host: i.host,
        methods: (i.methods.iter())
            .map(|method| {
                let signature = Signature::new(package, &method.call, direction);
                MethodModel {
                    doc: method_doc(package, method),
                    name: names::method(&method.name),
                    parameters: with_context(&signature.parameters()),
                    results: signature.results(),
                }
            })
            .collect(),
        name,
    }
}

/// A context in front of parameters.
pub(super) fn with_context(parameters: &str) -> String {
    match parameters {
        "" => "ctx context.Context".to_owned(),
        more => format!("ctx context.Context, {more}"),
    }
}

/// The schema's words on a method, how it fails, and since when it is there.
pub(super) fn method_doc(package: &Package<'_>, method: &ir::Method) -> Vec<String> {
    let name = names::method(&method.name);
    let mut words = match method.doc.as_slice() {
        [] => vec![format!("{name} is the schema's method {}.", method.name)],
        own => own.to_vec(),
    };
    if let Some(id) = method.call.throws {
        let decl = &package.schema.errors[id].decl;
        let error = package.qualified(decl.package, names::type_name(&decl.name));
        words.extend([String::new(), format!("It fails with cases of {error}.")]);
    }
    if method.since > 1 {
        words.push(String::new());
        words.push(format!(
            "Since version {}: an older library refuses it.",
            method.since
        ));
    }
    words.extend(messages::deprecated(method.deprecated.as_deref(), true));
    comment(&words)
}
