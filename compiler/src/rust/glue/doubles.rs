//! The view model of the module with doubles: mock, loopback, recorder and replay of each interface.

mod bodies;

use serde::Serialize;

use super::super::owned::Context;
use super::super::{Options, lines, types};
use super::signature::{self, FFI, Signature};
use crate::ir::{self, Call, CallResult, ParamClass, Schema};
use crate::names::{self as all, rust as names};

#[derive(Debug, Serialize)]
pub(super) struct Doubles {
    compiler: &'static str,
    file: String,
    package: String,
    version: u32,
    command: String,
    uses: Vec<String>,
    interfaces: Vec<InterfaceModel>,
    /// Functions that make request messages.
    requests: Vec<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct InterfaceModel {
    name: String,
    base: String,
    full_name: String,
    host: bool,
    methods: Vec<MethodModel>,
}

#[derive(Debug, Serialize)]
struct MethodModel {
    name: String,
    /// The mock's field, and the method that sets it.
    field: String,
    setter: String,
    quoted: String,
    /// `Fn(&ffi::Call<'_>, OrderView<'_>) -> Result<…>`.
    function: String,
    bound: String,
    head: String,
    mock: Vec<String>,
    loopback: Vec<String>,
    recorder: Vec<String>,
    replay: Vec<String>,
}

/// A method, as the bodies of its doubles are made from it.
struct Method<'a> {
    context: &'a Context<'a>,
    interface: &'a ir::Interface,
    method: &'a ir::Method,
    signature: Signature,
    /// The function that makes its request: `store_put_request`.
    request: String,
    full_name: String,
}

impl Doubles {
    pub fn new(schema: &Schema, options: &Options) -> Self {
        let package = &schema.packages[0];
        let context = Context::new(schema);
        let own: Vec<&ir::Interface> = (schema.interfaces.iter())
            .filter(|i| i.decl.package == 0)
            .collect();
        let mut requests = Vec::new();
        let mut interfaces = Vec::new();
        for interface in own {
            let at = 0..interface.methods.len();
            let methods: Vec<Method<'_>> = at
                .map(|at| Method::new(&context, schema, interface, at))
                .collect();
            requests.extend(methods.iter().map(Method::request_function));
            interfaces.push(InterfaceModel {
                name: names::glue_name(&interface.decl.name),
                base: names::type_name(&interface.decl.name),
                full_name: schema.full_name(&interface.decl),
                host: interface.host,
                methods: methods.iter().map(Method::model).collect(),
            });
        }
        let text: String = (requests.iter().flatten().map(String::as_str))
            .chain(
                interfaces
                    .iter()
                    .flat_map(|i| &i.methods)
                    .map(|m| m.head.as_str()),
            )
            .collect();
        let mut uses = vec!["use std::sync::Arc;".to_owned(), String::new()];
        if text.contains("kind::") {
            uses.push("use halflap::kind;".to_owned());
        }
        uses.push("use halflap_ffi as ffi;".to_owned());
        uses.push(String::new());
        uses.push(format!("use super::{}::*;", names::module(&package.name)));
        uses.push(format!(
            "use super::{}::*;",
            names::glue_module(&package.name)
        ));
        Doubles {
            compiler: env!("CARGO_PKG_VERSION"),
            file: package.file.clone(),
            package: package.name.clone(),
            version: package.version,
            command: options.command.clone(),
            uses,
            interfaces,
            requests,
        }
    }
}

impl<'a> Method<'a> {
    fn new(context: &'a Context<'a>, schema: &'a Schema, i: &'a ir::Interface, at: usize) -> Self {
        let method = &i.methods[at];
        let words = |name: &str| all::words(name).join("_");
        Method {
            context,
            interface: i,
            method,
            signature: Signature::new(context, i, method),
            request: format!("{}_{}_request", words(&i.decl.name), words(&method.name)),
            full_name: schema.full_name(&i.decl),
        }
    }

    /// The mock's method that sets what this one calls: `on_put`.
    fn setter(&self) -> String {
        format!("on_{}", all::words(&self.method.name).join("_"))
    }

    fn call(&self) -> &'a Call {
        &self.method.call
    }

    fn path(&self, id: ir::MessageId) -> String {
        types::path(self.context.schema, &self.context.schema.messages[id].decl)
    }

    fn view(&self, id: ir::MessageId) -> String {
        let decl = &self.context.schema.messages[id].decl;
        types::view_path(self.context.schema, decl)
    }

    /// The first arguments of the method.
    fn first(&self) -> &'static [&'static str] {
        match self.interface.host {
            true => &["&self"],
            false => &["&self", "call: &ffi::Call<'_>"],
        }
    }

    fn head(&self, first: &[&str]) -> String {
        let arguments = self.signature.arguments(first);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let head = format!("fn {}", names::method(&self.method.name));
        lines::signature(4, &head, &arguments, Some(&self.signature.gives()))
    }

    /// The function that makes the request out of what the method takes.
    fn request_function(&self) -> Vec<String> {
        let schema = self.context.schema;
        let message = self.path(self.call().request);
        let fields = &schema.messages[self.call().request].fields;
        let (mut arguments, mut made) = (Vec::new(), Vec::new());
        let params = self.call().params.iter().zip(&self.signature.params);
        for ((param, given), field) in params.zip(fields) {
            let name = names::field(&field.name);
            let value = match &param.class {
                ParamClass::Callback(_) => "0".to_owned(),
                ParamClass::Handle(_) => {
                    arguments.push(format!("{}: u64", given.name));
                    given.name.clone()
                }
                ParamClass::OptionalHandle(_) => {
                    arguments.push(format!("{}: Option<u64>", given.name));
                    given.name.clone()
                }
                _ => {
                    arguments.push(format!("{}: {}", given.name, given.ty));
                    signature::owned(field, &given.name, self.interface.host)
                }
            };
            made.push(if value == name {
                name
            } else {
                format!("{name}: {value}")
            });
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let head = lines::signature(
            0,
            &format!("fn {}", self.request),
            &arguments,
            Some(&message),
        );
        let literal = lines::literal(4, "", &message, &made);
        let mut text: Vec<String> = head.lines().map(str::to_owned).collect();
        let literal = literal.trim_end_matches(';');
        text.extend(literal.lines().map(|line| format!("    {line}")));
        text.push("}".to_owned());
        text
    }

    /// The call of that function.
    fn requested(&self, numbers: &dyn Fn(&str) -> String) -> String {
        let mut arguments = Vec::new();
        for (param, given) in self.call().params.iter().zip(&self.signature.params) {
            match &param.class {
                ParamClass::Callback(_) => {}
                ParamClass::Handle(_) => arguments.push(numbers(&given.name)),
                ParamClass::OptionalHandle(_) => {
                    let number = numbers("object");
                    arguments.push(format!("{}.as_ref().map(|object| {number})", given.name));
                }
                _ => arguments.push(given.name.clone()),
            }
        }
        format!("{}({})", self.request, arguments.join(", "))
    }

    fn model(&self) -> MethodModel {
        let host = self.interface.host;
        let name = names::method(&self.method.name);
        let mut types: Vec<&str> = Vec::new();
        if !host {
            types.push("&ffi::Call<'_>");
        }
        types.extend(self.signature.params.iter().map(|param| param.ty.as_str()));
        let function = format!("Fn({}) -> {}", types.join(", "), self.signature.gives());
        let bodies = |of: fn(&Self) -> Vec<String>| if host { Vec::new() } else { of(self) };
        MethodModel {
            field: name.clone(),
            setter: self.setter(),
            quoted: format!("{:?}", self.method.name),
            bound: bound(&function),
            function,
            head: self.head(self.first()),
            mock: bodies::mock(self),
            loopback: bodies(bodies::loopback),
            recorder: bodies(bodies::recorder),
            replay: bodies(bodies::replay),
            name,
        }
    }
}

/// `function: impl Fn(…) + Send + Sync + 'static`, as the one argument of a setter.
fn bound(function: &str) -> String {
    let line = format!("F: {function} + Send + Sync + 'static,");
    if line.len() + 8 <= 100 {
        return line;
    }
    format!("F: {function}\n            + Send\n            + Sync\n            + 'static,")
}

/// What makes the response message of a callback's or a method's result `value`, as a closure.
fn responding(schema: &Schema, call: &Call) -> String {
    let response = types::path(schema, &schema.messages[call.response].decl);
    match &call.result {
        CallResult::None => format!("|()| {response} {{}}"),
        CallResult::Word(_) | CallResult::Wide(_) => {
            format!("|value| {response} {{ value: *value }}")
        }
        _ => format!("|value| {response} {{\n    value: value.clone(),\n}}"),
    }
}

/// The callback's type and its place, for each parameter that is one.
fn callbacks<'m>(
    method: &'m Method<'_>,
) -> impl Iterator<Item = (usize, String, String, &'m Call)> {
    let of = &method.interface.decl.name;
    method
        .method
        .call
        .callbacks()
        .map(move |(place, param, call)| {
            let ty = signature::callback(of, &method.method.name, &param.name);
            (place, names::parameter(&param.name), ty, call)
        })
}

/// The trait object of an interface's objects.
fn object(schema: &Schema, id: ir::InterfaceId) -> String {
    signature::object(schema, id)
}

/// What an error becomes where the method has one of its own.
fn converted(signature: &Signature) -> bool {
    signature.error != format!("{FFI}::Error")
}
