//! The view model of the file with doubles: mock, loopback, recorder and replay of each interface.

mod loopback;
mod recorder;
mod replay;

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::Options;
use super::super::helpers::Package;
use super::super::literals::quoted;
use super::interfaces::{Head, with_context};
use super::messages::{Builders, lowered};
use super::signature::{Direction, Returned, Signature, What};
use crate::ir;
use crate::names::go as names;

#[derive(Debug, Serialize)]
pub(super) struct Doubles {
    head: Head,
    interfaces: Vec<InterfaceModel>,
    /// Functions that make messages.
    builders: Vec<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct InterfaceModel {
    name: String,
    lower: String,
    full_name: String,
    host: bool,
    /// Objects of it are arguments somewhere.
    passed: bool,
    methods: Vec<MethodModel>,
}

#[derive(Debug, Serialize)]
struct MethodModel {
    name: String,
    parameters: String,
    /// The results, with names.
    results: String,
    /// The field of the mock, as its type.
    function: String,
    /// What the mock notes.
    noted: String,
    /// What the mock's function is called with.
    arguments: String,
    has_result: bool,
    /// Bodies.
    loopback: Vec<String>,
    recorder: Vec<String>,
    replay: Vec<String>,
}

/// A method, as the bodies of its doubles are made from it.
pub(super) struct Method<'a> {
    /// Of the interface, in Go.
    interface: String,
    /// Of the interface: `"glue.Store"`.
    full_name: String,
    /// In Go.
    name: String,
    number: u32,
    signature: &'a Signature,
    package: &'a Package<'a>,
}

impl Doubles {
    pub fn new(package: &Package<'_>, options: &Options) -> Self {
        let schema = package.schema;
        let own: Vec<&ir::Interface> = (schema.interfaces.iter())
            .filter(|i| i.decl.package == 0)
            .collect();
        let mut passed = BTreeSet::new();
        let mut builders = Vec::new();
        for interface in own.iter().filter(|i| !i.host) {
            for method in &interface.methods {
                let signature = Signature::new(package, &method.call, Direction::Forth);
                note_passed(&signature, &mut passed);
                let name = names::method(&method.name);
                let of = format!(
                    "a call of {}.{name}",
                    names::type_name(&interface.decl.name)
                );
                add_builders(&signature, &of, &mut builders);
            }
        }
        let interfaces: Vec<InterfaceModel> = own
            .iter()
            .map(|i| {
                let id = schema
                    .interfaces
                    .iter()
                    .position(|other| std::ptr::eq(other, *i));
                interface(package, i, id.is_some_and(|id| passed.contains(&id)))
            })
            .collect();
        let forth = interfaces.iter().any(|i| !i.host);
        let text: String = (builders.iter().flatten().cloned())
            .chain(
                interfaces
                    .iter()
                    .flat_map(|i| &i.methods)
                    .map(|m| m.function.clone()),
            )
            .collect();
        let mut std = vec!["context"];
        std.truncate(usize::from(
            forth || interfaces.iter().any(|i| !i.methods.is_empty()),
        ));
        Doubles {
            head: Head::new(package, options, &std).without_codec(&text),
            interfaces,
            builders,
        }
    }
}

/// Interfaces whose objects are parameters of methods.
fn note_passed(signature: &Signature, passed: &mut BTreeSet<ir::InterfaceId>) {
    for param in &signature.params {
        if let What::Object { interface, .. } = &param.what {
            passed.insert(*interface);
        }
    }
}

fn add_builders(signature: &Signature, of: &str, builders: &mut Vec<Vec<String>>) {
    let names = Builders::new(signature);
    builders.push(names.request(signature, of));
    builders.push(names.response(signature, of));
    for param in &signature.params {
        if let What::Callback(back) = &param.what {
            add_builders(back, &format!("{} of {of}", param.name), builders);
        }
    }
}

fn interface(package: &Package<'_>, i: &ir::Interface, passed: bool) -> InterfaceModel {
    let name = names::type_name(&i.decl.name);
    let full_name = quoted(&package.schema.full_name(&i.decl));
    let direction = if i.host {
        Direction::Back
    } else {
        Direction::Forth
    };
    InterfaceModel {
        methods: (i.methods.iter())
            .map(|method| {
                let signature = Signature::new(package, &method.call, direction);
                let method = Method {
                    interface: name.clone(),
                    full_name: full_name.clone(),
                    name: names::method(&method.name),
                    number: method.number,
                    signature: &signature,
                    package,
                };
                model(&method, i.host)
            })
            .collect(),
        lower: lowered(&name),
        name,
        full_name,
        host: i.host,
        passed,
    }
}

fn model(method: &Method<'_>, host: bool) -> MethodModel {
    let signature = method.signature;
    let parameters = with_context(&signature.parameters());
    let noted = signature.params.iter().map(|param| match &param.what {
        // A view is not kept beyond the call.
        What::View { take } => take.clone(),
        _ => param.name.clone(),
    });
    let noted: Vec<String> = noted.collect();
    let arguments = match signature.arguments().as_str() {
        "" => "ctx".to_owned(),
        more => format!("ctx, {more}"),
    };
    let body = |of: fn(&Method<'_>) -> Vec<String>| if host { Vec::new() } else { of(method) };
    MethodModel {
        function: format!("func({parameters}) {}", signature.results()),
        results: match signature.result.ty() {
            Some(ty) => format!("(result {ty}, err error)"),
            None => "error".to_owned(),
        },
        noted: noted.iter().map(|name| format!(", {name}")).collect(),
        arguments,
        has_result: signature.result.ty().is_some(),
        loopback: body(loopback::method),
        recorder: body(recorder::method),
        replay: body(replay::method),
        name: method.name.clone(),
        parameters,
    }
}

impl Method<'_> {
    /// The name of an interface's unexported functions: `store`.
    fn lower(&self, id: ir::InterfaceId) -> String {
        let name = &self.package.schema.interfaces[id].decl.name;
        lowered(&names::type_name(name))
    }

    /// The exported name of an interface.
    fn upper(&self, id: ir::InterfaceId) -> String {
        names::type_name(&self.package.schema.interfaces[id].decl.name)
    }
}

/// `return result, err`, or `return err`.
fn failed(signature: &Signature, err: &str) -> String {
    match signature.result {
        Returned::None => format!("return {err}"),
        _ => format!("return result, {err}"),
    }
}

/// `if err != nil { … }`.
fn unless(then: String) -> Vec<String> {
    vec![
        "if err != nil {".to_owned(),
        format!("\t{then}"),
        "}".to_owned(),
    ]
}

/// The arguments of a callback, out of the view `sent` of its request; statements that come first.
fn arguments_of_view(signature: &Signature) -> (Vec<String>, String) {
    let plain = signature
        .params
        .iter()
        .any(|param| matches!(param.what, What::Plain));
    let before = if plain {
        vec!["args := sent.Decode()".to_owned()]
    } else {
        Vec::new()
    };
    let args = signature.params.iter().map(|param| match &param.what {
        What::View { .. } => format!("sent.{}()", param.field),
        What::Plain => format!("args.{}", param.field),
        _ => param.name.clone(),
    });
    (before, args.collect::<Vec<_>>().join(", "))
}

/// Whether a callback's request holds anything that its arguments are made of.
fn uses_request(signature: &Signature) -> bool {
    let mut params = signature.params.iter();
    params.any(|param| matches!(param.what, What::View { .. } | What::Plain | What::Message))
}
