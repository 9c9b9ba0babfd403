//! The view model: what the template reads.

use serde::Serialize;

use super::super::comments::{comment, docs};
use super::super::types;
use super::super::{COMPILER, Options, values};
use crate::ir::{self, Call, CallResult, Param, ParamClass, Schema, Type};
use crate::names::c as names;

/// A package's glue.
#[derive(Debug, Serialize)]
pub(super) struct Header {
    compiler: &'static str,
    file: String,
    command: String,
    guard: String,
    go_guard: String,
    /// This header's own name.
    header: String,
    includes: Vec<String>,
    package: String,
    prefix: String,
    version: u32,
    errors: Vec<ErrorModel>,
    interfaces: Vec<InterfaceModel>,
}

#[derive(Debug, Serialize)]
struct ErrorModel {
    docs: Vec<String>,
    name: String,
    domain: String,
    cases: Vec<CaseModel>,
}

#[derive(Debug, Serialize)]
struct CaseModel {
    docs: Vec<String>,
    name: String,
    code: u32,
}

#[derive(Debug, Serialize)]
struct InterfaceModel {
    docs: Vec<String>,
    name: String,
    full_name: String,
    id: String,
    host: bool,
    methods: Vec<MethodModel>,
}

#[derive(Debug, Serialize)]
struct MethodModel {
    docs: Vec<String>,
    name: String,
    constant: String,
    member: String,
    schema_name: String,
    number: u32,
    /// Declarations of what a call takes behind the token.
    params: Vec<String>,
    /// Their types alone.
    types: Vec<String>,
    /// Their names alone.
    arguments: Vec<String>,
    fingerprints: String,
    /// What Go gets: `word`, `wide` or `data`.
    result: &'static str,
}

/// A C argument.
struct Argument {
    ty: String,
    name: String,
}

impl Header {
    pub fn new(schema: &Schema, options: &Options) -> Self {
        let package = &schema.packages[0];
        let own = |decl: &ir::Decl| decl.package == 0;
        Header {
            compiler: COMPILER,
            file: package.file.clone(),
            command: options.command.clone(),
            guard: names::glue_guard(&package.name),
            go_guard: names::go_guard(&package.name),
            header: names::glue_header(&package.name),
            includes: vec![names::header(&package.name)],
            package: package.name.clone(),
            prefix: names::prefix(&package.name),
            version: package.version,
            errors: (schema.errors.iter().filter(|e| own(&e.decl)))
                .map(|e| error(schema, e))
                .collect(),
            interfaces: (schema.interfaces.iter().filter(|i| own(&i.decl)))
                .filter(|i| i.host || !i.methods.is_empty())
                .map(|i| interface(schema, i))
                .collect(),
        }
    }
}

fn docs_or(own: &[String], otherwise: String) -> Vec<String> {
    match own {
        [] => vec![comment("///", &otherwise)],
        own => docs(own),
    }
}

fn error(schema: &Schema, e: &ir::ErrorType) -> ErrorModel {
    let package = &schema.packages[e.decl.package].name;
    let case = |case: &ir::Case| {
        let mut docs = docs_or(&case.doc, format!("`{}`.", case.name));
        if let Some(payload) = case.payload {
            let payload = schema.full_name(&schema.messages[payload].decl);
            docs.push(comment(
                "///",
                &format!("Its payload is a buffer of `{payload}`."),
            ));
        }
        CaseModel {
            docs,
            name: names::value(package, &e.decl.name, &case.name),
            code: case.code,
        }
    };
    ErrorModel {
        docs: docs_or(&e.decl.doc, format!("Error `{}`.", e.decl.name)),
        name: types::named(schema, &e.decl),
        domain: schema.full_name(&e.decl),
        cases: e.cases.iter().map(case).collect(),
    }
}

fn interface(schema: &Schema, i: &ir::Interface) -> InterfaceModel {
    let name = types::named(schema, &i.decl);
    InterfaceModel {
        docs: docs_or(&i.decl.doc, format!("Interface `{}`.", i.decl.name)),
        full_name: schema.full_name(&i.decl),
        id: format!("{:#018x}", u64::from_le_bytes(i.id)),
        host: i.host,
        methods: (i.methods.iter())
            .map(|m| method(schema, &name, m))
            .collect(),
        name,
    }
}

fn method(schema: &Schema, of: &str, m: &ir::Method) -> MethodModel {
    let arguments = arguments(schema, &m.call);
    let fingerprints: Vec<String> = (m.fingerprints.iter())
        .map(|f| format!("UINT64_C({f:#018x})"))
        .collect();
    let symbol = format!("{of}_{}", names::field(&m.name));
    let before = format!("static const uint64_t {symbol}_FINGERPRINTS[] = ;").len();
    let declared = |a: &Argument| match a.ty.strip_suffix('*') {
        Some(ty) => format!("{ty}*{}", a.name),
        None => format!("{} {}", a.ty, a.name),
    };
    MethodModel {
        docs: method_docs(schema, m),
        name: symbol,
        constant: format!("{of}_{}_METHOD", names::field(&m.name)),
        member: names::member(&m.name),
        schema_name: m.name.clone(),
        number: m.number,
        params: arguments.iter().map(declared).collect(),
        types: arguments.iter().map(|a| a.ty.clone()).collect(),
        arguments: arguments.into_iter().map(|a| a.name).collect(),
        fingerprints: values::array(before, &fingerprints),
        result: super::answer(&m.call.result),
    }
}

/// The schema's words, what the arguments are, and what the reply holds.
fn method_docs(schema: &Schema, m: &ir::Method) -> Vec<String> {
    let mut docs = docs_or(&m.doc, format!("Method `{}`.", m.name));
    let mut lines = vec![String::new()];
    let request = schema.full_name(&schema.messages[m.call.request].decl);
    if m.call.direct {
        lines.extend(m.call.params.iter().filter_map(|param| {
            let what = match &param.class {
                ParamClass::Word(_) => return None,
                ParamClass::Wide(_) => "its two halves".to_owned(),
                ParamClass::Span(Type::String) => "UTF-8".to_owned(),
                ParamClass::Span(_) => "the elements, and how many".to_owned(),
                ParamClass::Buffer(id) => {
                    format!(
                        "a buffer of `{}`",
                        schema.full_name(&schema.messages[*id].decl)
                    )
                }
                ParamClass::Handle(id) | ParamClass::OptionalHandle(id) => {
                    format!(
                        "a handle of `{}`",
                        schema.full_name(&schema.interfaces[*id].decl)
                    )
                }
                ParamClass::Callback(_) => "a target of the host's `call`".to_owned(),
                ParamClass::Other(..) => return None,
            };
            Some(format!("`{}`: {what}.", param.name))
        }));
    } else {
        lines.push(format!("`request`: a buffer of `{request}`."));
    }
    lines.push(result_line(schema, &m.call));
    if m.since > 1 {
        lines.push(format!("Since version {}.", m.since));
    }
    if let Some(instead) = &m.deprecated {
        lines.push(format!("Deprecated: {instead}."));
    }
    docs.extend(lines.iter().map(|line| comment("///", line)));
    docs
}

fn result_line(schema: &Schema, call: &Call) -> String {
    let message = |id: &ir::MessageId| schema.full_name(&schema.messages[*id].decl);
    let interface = |id: &ir::InterfaceId| schema.full_name(&schema.interfaces[*id].decl);
    let what = match &call.result {
        CallResult::None => "nothing".to_owned(),
        CallResult::Word(Type::Scalar(ir::Scalar::F32 | ir::Scalar::F64)) => {
            "the bits of the number in `value[0]`".to_owned()
        }
        CallResult::Word(_) => "the value in `value[0]`".to_owned(),
        CallResult::Wide(_) => "the two halves in `value`".to_owned(),
        CallResult::Handle(id, false) => format!("a handle of `{}` in `value[0]`", interface(id)),
        CallResult::Handle(id, true) => {
            format!("a handle of `{}` in `value[0]`, or 0", interface(id))
        }
        CallResult::Message(id, false) => format!("a buffer of `{}`", message(id)),
        CallResult::Message(id, true) => format!("a buffer of `{}`, or none", message(id)),
        CallResult::Other(..) => format!("a buffer of `{}`", message(&call.response)),
    };
    match call.throws {
        Some(error) => {
            let error = schema.full_name(&schema.errors[error].decl);
            format!("The reply holds {what}, or an error of `{error}` or of `halflap`.")
        }
        None => format!("The reply holds {what}, or an error of `halflap`."),
    }
}

/// What a call takes behind the token, each of another name.
fn arguments(schema: &Schema, call: &Call) -> Vec<Argument> {
    let mut arguments = Vec::new();
    if call.direct {
        for param in &call.params {
            arguments.extend(cross(schema, param));
        }
    } else {
        arguments.push(argument("const uint8_t *", "request".to_owned()));
        arguments.push(argument("size_t", "request_len".to_owned()));
    }
    if call.result.is_data() {
        arguments.push(argument("uint8_t *", "space".to_owned()));
        arguments.push(argument("size_t", "space_len".to_owned()));
    }
    let mut taken = vec![
        "function".to_owned(),
        "self".into(),
        "token".into(),
        "method".into(),
        "reply".into(),
    ];
    for argument in &mut arguments {
        while taken.contains(&argument.name) {
            argument.name.push('_');
        }
        taken.push(argument.name.clone());
    }
    arguments
}

fn argument(ty: &str, name: String) -> Argument {
    Argument {
        ty: ty.to_owned(),
        name,
    }
}

/// The C arguments of a parameter that crosses by itself (HL-ABI-3).
fn cross(schema: &Schema, param: &Param) -> Vec<Argument> {
    let name = names::member(&param.name);
    let base = names::field(&param.name);
    match &param.class {
        ParamClass::Word(ty) => vec![argument(word(schema, ty), name)],
        ParamClass::Wide(_) => vec![
            argument("uint64_t", format!("{base}_0")),
            argument("uint64_t", format!("{base}_1")),
        ],
        ParamClass::Span(ty) => vec![
            argument(&format!("const {} *", element(schema, ty)), name),
            argument("size_t", format!("{base}_len")),
        ],
        ParamClass::Buffer(_) => vec![
            argument("const uint8_t *", name),
            argument("size_t", format!("{base}_len")),
        ],
        _ => vec![argument("uint64_t", name)],
    }
}

/// Enums and flags cross as their repr.
fn word(schema: &Schema, ty: &Type) -> &'static str {
    match ty {
        Type::Scalar(scalar) => types::scalar(*scalar),
        Type::Enum(id) | Type::Flags(id) => types::scalar(schema.enums[*id].repr),
        _ => "uint64_t",
    }
}

/// What a span's pointer points at; arrays, and UUIDs, as bytes.
fn element(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Vector(element) => match &**element {
            Type::Uuid | Type::Array(..) => "void".to_owned(),
            Type::Enum(_) | Type::Flags(_) => word(schema, element).to_owned(),
            element => types::spelled(schema, element).map_or("void".into(), |ty| ty.alone()),
        },
        _ => "uint8_t".to_owned(),
    }
}
