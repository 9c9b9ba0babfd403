//! The view model of the module: what templates see.

use serde::Serialize;

use super::super::owned::Context;
use super::super::{Options, lines, types};
use super::callbacks::{self, Callback, HostMethod};
use super::exports::{self, Exported};
use super::signature::Signature;
use crate::ir::{self, CallResult, Schema};
use crate::names::{self as all, rust as names};

/// A package's glue as a module.
#[derive(Debug, Serialize)]
pub(super) struct Glue {
    compiler: &'static str,
    file: String,
    package: String,
    version: u32,
    command: String,
    uses: Vec<String>,
    errors: Vec<ErrorModel>,
    interfaces: Vec<InterfaceModel>,
    callbacks: Vec<Callback>,
    hosts: Vec<HostModel>,
    opened: Vec<OpenModel>,
    exported: Vec<ExportedModel>,
    /// Responses that are made of results.
    responses: Vec<ResponseModel>,
    symbol: String,
    /// The constant with all interfaces.
    interfaces_table: Vec<String>,
}

/// A host interface, as the library calls it.
#[derive(Debug, Serialize)]
struct HostModel {
    name: String,
    base: String,
    full_name: String,
    field: String,
    id: String,
    methods: Vec<HostMethod>,
}

/// An interface that the library opens.
#[derive(Debug, Serialize)]
struct OpenModel {
    name: String,
    function: String,
    /// The declaration in the trait `Library`.
    head: String,
    /// What the closure calls the hosts, and what makes the object.
    hosts: &'static str,
    made: String,
}

#[derive(Debug, Serialize)]
struct ExportedModel {
    #[serde(flatten)]
    exported: Exported,
    full_name: String,
}

#[derive(Debug, Serialize)]
struct ResponseModel {
    value: String,
    response: String,
}

#[derive(Debug, Serialize)]
struct ErrorModel {
    docs: Vec<String>,
    name: String,
    domain: String,
    cases: Vec<CaseModel>,
    /// The pattern of what is no case of this schema, with its comma.
    payloads: bool,
}

#[derive(Debug, Serialize)]
struct CaseModel {
    docs: Vec<String>,
    function_docs: Vec<String>,
    variant: String,
    code: u32,
    payload: Option<String>,
    /// The first line of the function that makes it.
    function: String,
}

#[derive(Debug, Serialize)]
struct InterfaceModel {
    docs: Vec<String>,
    name: String,
    full_name: String,
    host: bool,
    methods: Vec<MethodModel>,
}

#[derive(Debug, Serialize)]
struct MethodModel {
    docs: Vec<String>,
    deprecated: String,
    /// The declaration, up to its `;`.
    declaration: String,
}

impl Glue {
    pub fn new(schema: &Schema, options: &Options) -> Self {
        let package = &schema.packages[0];
        let context = Context::new(schema);
        let errors: Vec<ErrorModel> = (schema.errors.iter().filter(|e| e.decl.package == 0))
            .map(|e| error(schema, e))
            .collect();
        let interfaces: Vec<InterfaceModel> = (schema.interfaces.iter())
            .filter(|i| i.decl.package == 0)
            .map(|i| interface(&context, i))
            .collect();
        let declared: String = (interfaces.iter().flat_map(|i| &i.methods))
            .map(|method| method.declaration.as_str())
            .collect();
        let mut uses = Vec::new();
        if !errors.is_empty() {
            uses.push("use std::borrow::Cow;".to_owned());
        }
        let maps = responses(&context)
            .iter()
            .any(|r| r.value.contains("BTreeMap<"));
        if maps || declared.contains("BTreeMap<") {
            uses.push("use std::collections::BTreeMap;".to_owned());
        }
        if !interfaces.is_empty() {
            uses.push("use std::sync::Arc;".to_owned());
        }
        uses.push(String::new());
        if declared.contains("kind::") {
            uses.push("use halflap::kind;".to_owned());
        }
        uses.push("use halflap_ffi as ffi;".to_owned());
        uses.push(String::new());
        uses.push(format!("use super::{}::*;", names::module(&package.name)));
        Glue {
            compiler: env!("CARGO_PKG_VERSION"),
            file: package.file.clone(),
            package: package.name.clone(),
            version: package.version,
            command: options.command.clone(),
            uses,
            errors,
            interfaces,
            callbacks: own(schema, false)
                .flat_map(|i| callbacks::callbacks(&context, i))
                .collect(),
            hosts: own(schema, true).map(|i| host(&context, i)).collect(),
            opened: own(schema, false)
                .filter(|i| i.opened)
                .map(|i| open(schema, i))
                .collect(),
            exported: (schema.interfaces.iter())
                .filter(|i| i.decl.package == 0)
                .map(|i| ExportedModel {
                    exported: Exported::new(schema, i),
                    full_name: schema.full_name(&i.decl),
                })
                .collect(),
            responses: responses(&context),
            interfaces_table: table(schema),
            symbol: format!("halflap_{}_library", all::c::prefix(&package.name)),
        }
    }
}

/// The constant with all interfaces.
fn table(schema: &Schema) -> Vec<String> {
    let own = schema.interfaces.iter().filter(|i| i.decl.package == 0);
    let tables: Vec<Vec<String>> = own.map(|i| Exported::new(schema, i).table).collect();
    let left = "const INTERFACES: &'static [ffi::abi::Interface] = &";
    let mut lines = lines::array_of(left, &tables);
    if let Some(last) = lines.last_mut() {
        last.push(';');
    }
    lines
}

/// The package's interfaces: the library's, or the host's.
fn own(schema: &Schema, host: bool) -> impl Iterator<Item = &ir::Interface> {
    let all = schema.interfaces.iter();
    all.filter(move |i| i.decl.package == 0 && i.host == host)
}

fn host(context: &Context<'_>, i: &ir::Interface) -> HostModel {
    HostModel {
        name: names::glue_name(&i.decl.name),
        base: names::type_name(&i.decl.name),
        full_name: context.schema.full_name(&i.decl),
        field: names::field(&i.decl.name),
        id: format!("{:#018x}", u64::from_le_bytes(i.id)),
        methods: callbacks::host_methods(context, i),
    }
}

fn open(schema: &Schema, i: &ir::Interface) -> OpenModel {
    let hosted = own(schema, true).next().is_some();
    let function = exports::opener(i);
    let name = names::glue_name(&i.decl.name);
    let mut arguments = vec!["call: &ffi::Call<'_>"];
    if hosted {
        arguments.push("host: Host");
    }
    let gives = format!("Result<Arc<dyn {name}>, ffi::Error>");
    let head = lines::declaration(4, &format!("fn {function}"), &arguments, &gives);
    OpenModel {
        head,
        hosts: if hosted { "hosts" } else { "_" },
        made: match hosted {
            true => format!("L::{function}(call, Host::new(hosts)?)"),
            false => format!("L::{function}(call)"),
        },
        function,
        name,
    }
}

/// Responses of methods whose result is no message by itself.
fn responses(context: &Context<'_>) -> Vec<ResponseModel> {
    let schema = context.schema;
    let methods = own(schema, false).flat_map(|i| &i.methods);
    let other = methods.filter(|m| matches!(m.call.result, CallResult::Other(..)));
    let model = |m: &ir::Method| {
        let response = &schema.messages[m.call.response];
        let field = response.fields.first()?;
        let value = context.owned(&field.ty);
        Some(ResponseModel {
            value: match field.optional {
                true => format!("Option<{value}>"),
                false => value,
            },
            response: types::path(schema, &response.decl),
        })
    };
    other.filter_map(model).collect()
}

fn docs_or(indent: usize, doc: &[String], otherwise: String) -> Vec<String> {
    match doc {
        [] => lines::docs(indent, &[otherwise]),
        doc => lines::docs(indent, doc),
    }
}

fn error(schema: &Schema, e: &ir::ErrorType) -> ErrorModel {
    let cases: Vec<CaseModel> = (e.cases.iter())
        .map(|case| self::case(schema, case))
        .collect();
    ErrorModel {
        docs: docs_or(0, &e.decl.doc, format!("Error `{}`.", e.decl.name)),
        name: names::glue_name(&e.decl.name),
        domain: schema.full_name(&e.decl),
        payloads: cases.iter().any(|case| case.payload.is_some()),
        cases,
    }
}

fn case(schema: &Schema, case: &ir::Case) -> CaseModel {
    let payload = case
        .payload
        .map(|id| types::path(schema, &schema.messages[id].decl));
    let mut words = match case.doc.as_slice() {
        [] => vec![format!("`{}`, code {}.", case.name, case.code)],
        doc => doc.to_vec(),
    };
    if case.since > 1 {
        words.extend([String::new(), format!("Since version {}.", case.since)]);
    }
    let mut arguments = vec!["message: impl Into<Cow<'static, str>>".to_owned()];
    arguments.extend(payload.iter().map(|payload| format!("payload: {payload}")));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let head = format!("pub fn {}", names::case_function(&case.name));
    CaseModel {
        docs: lines::docs(4, &words),
        function_docs: lines::docs(4, &words),
        variant: names::case(&case.name),
        code: case.code,
        function: lines::signature(4, &head, &arguments, Some("Self")),
        payload,
    }
}

fn interface(context: &Context<'_>, i: &ir::Interface) -> InterfaceModel {
    InterfaceModel {
        docs: docs_or(0, &i.decl.doc, format!("Interface `{}`.", i.decl.name)),
        name: names::glue_name(&i.decl.name),
        full_name: context.schema.full_name(&i.decl),
        host: i.host,
        methods: (i.methods.iter()).map(|m| method(context, i, m)).collect(),
    }
}

fn method(context: &Context<'_>, i: &ir::Interface, m: &ir::Method) -> MethodModel {
    let signature = Signature::new(context, i, m);
    let first: &[&str] = match i.host {
        true => &["&self"],
        false => &["&self", "call: &ffi::Call<'_>"],
    };
    let arguments = signature.arguments(first);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let head = format!("fn {}", names::method(&m.name));
    let mut words = match m.doc.as_slice() {
        [] => vec![format!("Method `{}`.", m.name)],
        doc => doc.to_vec(),
    };
    if m.since > 1 {
        words.extend([String::new(), format!("Since version {}.", m.since)]);
    }
    MethodModel {
        docs: lines::docs(4, &words),
        deprecated: (m.deprecated.as_ref())
            .map(|note| format!("#[deprecated(note = {note:?})]"))
            .unwrap_or_default(),
        declaration: lines::declaration(4, &head, &arguments, &signature.gives()),
    }
}
