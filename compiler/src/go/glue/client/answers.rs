//! Functions that answer the library's calls: of callbacks, and of objects with a host interface. They
//! read the parameters, call what the program gave, and cross with what that returns.

use std::collections::BTreeSet;

use super::super::super::helpers::Package;
use super::super::super::layout::{comment, indent};
use super::super::messages::lowered;
use super::super::signature::{Direction, Signature, What};
use super::methods::{fresh, returned};
use super::{Uses, values};
use crate::ir::{self, Call, CallResult, ParamClass};
use crate::names::go as names;

/// Names of variables, and of packages.
const LOCALS: &[&str] = &[
    "context", "err", "f", "ffi", "halflap", "in", "library", "math", "native", "owned", "request",
    "result",
];

/// The function that answers calls of a callback; `of` is what it is, for people.
pub(super) fn callback(
    package: &Package<'_>,
    uses: &Uses,
    name: &str,
    of: &str,
    call: &Call,
) -> Vec<String> {
    let words = format!("{name} answers calls of {of}.");
    answer(package, uses, name, &words, call, false)
}

/// The function that answers calls of an object's method.
pub(super) fn method(
    package: &Package<'_>,
    uses: &Uses,
    interface: &ir::Interface,
    method: &ir::Method,
) -> Vec<String> {
    let name = method_name(interface, method);
    let words = format!(
        "{name} answers calls of {}.{}.",
        interface.decl.name, method.name
    );
    answer(package, uses, &name, &words, &method.call, true)
}

/// What that function is called.
pub(super) fn method_name(interface: &ir::Interface, method: &ir::Method) -> String {
    let interface = lowered(&names::type_name(&interface.decl.name));
    interface + &names::method(&method.name)
}

fn answer(
    package: &Package<'_>,
    uses: &Uses,
    name: &str,
    words: &str,
    call: &Call,
    context: bool,
) -> Vec<String> {
    let mut signature = Signature::new(package, call, Direction::Back);
    let types: Vec<&str> = signature.params.iter().map(|p| p.ty.as_str()).collect();
    let mut types = types.join(", ");
    if context {
        package.import_std("context");
        let comma = if types.is_empty() { "" } else { ", " };
        types = format!("context.Context{comma}{types}");
    }
    let function = format!("func({types}) {}", signature.results());
    let mut taken: BTreeSet<String> = LOCALS.iter().map(|name| (*name).to_owned()).collect();
    taken.insert(package.alias(0).to_owned());
    taken.extend(uses.variables.iter().cloned());
    for param in &mut signature.params {
        param.name = fresh(&mut taken, &param.name);
    }
    let mut body = Vec::new();
    let mut arguments = if context {
        vec!["context.Background()".to_owned()]
    } else {
        Vec::new()
    };
    if call.direct {
        for (param, of) in signature.params.iter().zip(&call.params) {
            direct(package, of, &param.name, &mut body);
            arguments.push(param.name.clone());
        }
    } else {
        body.extend(encoded(package, &signature, &mut arguments));
    }
    body.extend(returned("err := in.Check(); err != nil", "", "err"));
    let given = format!("f({})", arguments.join(", "));
    body.extend(result(package, &signature, call, &given));
    let mut lines = comment(&[words.to_owned()]);
    lines.push(format!(
        "func {name}(in *native.Incoming, f {function}) error {{"
    ));
    lines.extend(indent(body));
    lines.push("}".to_owned());
    lines
}

/// Reads a parameter that crosses by itself.
fn direct(package: &Package<'_>, of: &ir::Param, name: &str, body: &mut Vec<String>) {
    match &of.class {
        ParamClass::Word(ty) => {
            let value = values::incoming_word(package, ty);
            body.push(format!("{name} := {value}"));
            if values::is_closed(package.schema, ty) {
                body.push(format!("if !{name}.Known() {{"));
                body.push("\tin.Refuse(\"a closed enum has no such value\")".to_owned());
                body.push("}".to_owned());
            }
        }
        ParamClass::Wide(ty) => body.push(format!("{name} := {}", values::incoming_wide(ty))),
        ParamClass::Buffer(id) => {
            let decl = &package.schema.messages[*id].decl;
            let read = format!("Read{}", names::type_name(&decl.name));
            let read = package.qualified(decl.package, read);
            body.push(format!("{name}, err := native.Request(in, {read})"));
            body.extend(returned("err != nil", "", "err"));
        }
        _ => unreachable!("nothing else crosses by itself to the client"),
    }
}

/// Reads the request message.
fn encoded(
    package: &Package<'_>,
    signature: &Signature,
    arguments: &mut Vec<String>,
) -> Vec<String> {
    let read = format!("{}.Read{}", package.alias(0), signature.request);
    let mut lines = vec![format!("request, err := native.Request(in, {read})")];
    lines.extend(returned("err != nil", "", "err"));
    let views = |what: &What| matches!(what, What::View { .. });
    if signature.params.iter().any(|param| !views(&param.what)) {
        lines.push("owned := request.Decode()".to_owned());
    }
    for param in &signature.params {
        arguments.push(match param.what {
            What::View { .. } => format!("request.{}()", param.field),
            _ => format!("owned.{}", param.field),
        });
    }
    lines
}

/// Calls the program's function, and answers with what it returns.
fn result(package: &Package<'_>, signature: &Signature, call: &Call, given: &str) -> Vec<String> {
    if matches!(call.result, CallResult::None) {
        return vec![format!("return {given}")];
    }
    let mut lines = vec![format!("result, err := {given}")];
    lines.extend(returned("err != nil", "", "err"));
    match &call.result {
        CallResult::Word(ty) => {
            let bits = values::word_bits(package, ty, "result");
            lines.push(format!("in.Answer({bits}, 0)"));
            lines.push("return nil".to_owned());
        }
        CallResult::Wide(ty) => {
            lines.push(format!("in.Answer({})", values::wide_words(ty, "result")));
            lines.push("return nil".to_owned());
        }
        CallResult::Message(_, optional) => {
            if *optional {
                lines.extend(returned("result == nil", "", "nil"));
            }
            lines.push("return in.AnswerMessage(result)".to_owned());
        }
        _ => {
            let response = format!("{}.{}", package.alias(0), signature.response);
            lines.push(format!(
                "return in.AnswerMessage(&{response}{{Value: result}})"
            ));
        }
    }
    lines
}
