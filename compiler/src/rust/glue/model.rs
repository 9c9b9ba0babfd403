//! The view model of the module: what templates see.

use serde::Serialize;

use super::super::owned::Context;
use super::super::{Options, lines, types};
use super::signature::Signature;
use crate::ir::{self, Schema};
use crate::names::rust as names;

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
        if declared.contains("BTreeMap<") {
            uses.push("use std::collections::BTreeMap;".to_owned());
        }
        if declared.contains("Arc<") {
            uses.push("use std::sync::Arc;".to_owned());
        }
        uses.push(String::new());
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
        }
    }
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
