//! A loopback's method: the call goes through encoding and validation, there and back.

use super::super::super::layout::indent;
use super::super::messages::Builders;
use super::super::signature::{Param, Returned, Signature, What};
use super::{Method, arguments_of_view, failed, unless, uses_request};

pub fn method(method: &Method<'_>) -> Vec<String> {
    let signature = method.signature;
    let builders = Builders::new(signature);
    let mut inner = Vec::new();
    let mut args = Vec::new();
    for param in &signature.params {
        let (before, arg) = argument(method, param);
        inner.extend(before);
        args.push(arg);
    }
    let numbers = signature
        .params
        .iter()
        .filter_map(|param| match &param.what {
            What::Callback(_) => None,
            What::Object { optional: true, .. } => Some("nil".to_owned()),
            What::Object { .. } => Some("0".to_owned()),
            _ => Some(param.name.clone()),
        });
    let numbers: Vec<String> = numbers.collect();
    let resent = format!(
        "ffi.Resend(Decode{})({}({}))",
        signature.request,
        builders.request,
        numbers.join(", ")
    );
    if uses_request(signature) {
        inner.push(format!("sent, err := {resent}"));
        inner.extend(unless("return err".to_owned()));
    } else {
        inner.push(format!("if _, err := {resent}; err != nil {{"));
        inner.push("\treturn err".to_owned());
        inner.push("}".to_owned());
    }
    let ctx = std::iter::once("ctx".to_owned());
    let args: Vec<String> = ctx.chain(args).collect();
    let called = format!("impl.{}({})", method.name, args.join(", "));
    match &signature.result {
        Returned::None => inner.push(format!("return {called}")),
        Returned::Object {
            interface,
            optional,
            ..
        } => {
            inner.push(format!("returned, err := {called}"));
            inner.extend(unless("return err".to_owned()));
            inner.push("if returned == nil {".to_owned());
            let missing = if *optional {
                "nil"
            } else {
                "ffi.Missing(\"the result\")"
            };
            inner.push(format!("\treturn {missing}"));
            inner.push("}".to_owned());
            inner.push(format!(
                "result = New{}Loopback(returned)",
                method.upper(*interface)
            ));
            inner.push("return nil".to_owned());
        }
        result => {
            inner.push(format!("returned, err := {called}"));
            inner.extend(unless("return err".to_owned()));
            let decode = format!("Decode{}", signature.response);
            inner.push(format!(
                "answer, err := ffi.Resend({decode})({}(returned))",
                builders.response
            ));
            inner.extend(unless("return err".to_owned()));
            inner.push(format!("result = {}", answered(result, "answer")));
            inner.push("return nil".to_owned());
        }
    }
    wrapped(signature, &method.interface, inner)
}

/// The closure around it.
fn wrapped(signature: &Signature, interface: &str, inner: Vec<String>) -> Vec<String> {
    let mut lines = Vec::new();
    match signature.result {
        Returned::None => {
            lines.push(format!(
                "return TypedError(l.loop.Call(ctx, func(impl {interface}) error {{"
            ));
            lines.extend(indent(inner));
            lines.push("}))".to_owned());
        }
        _ => {
            lines.push(format!(
                "err = l.loop.Call(ctx, func(impl {interface}) error {{"
            ));
            lines.extend(indent(inner));
            lines.push("})".to_owned());
            lines.push("return result, TypedError(err)".to_owned());
        }
    }
    lines
}

/// The result in a response.
pub fn answered(result: &Returned, answer: &str) -> String {
    match result {
        Returned::Message(_) => format!("&{answer}.Value"),
        _ => format!("{answer}.Value"),
    }
}

/// Statements before the call, and the argument.
fn argument(method: &Method<'_>, param: &Param) -> (Vec<String>, String) {
    let name = &param.name;
    match &param.what {
        What::Plain | What::View { .. } => (Vec::new(), format!("sent.{}", param.field)),
        What::Message => (Vec::new(), format!("&sent.{}", param.field)),
        What::Object { interface, .. } => {
            let lower = method.lower(*interface);
            let mut before = vec![format!("{name}, err := {lower}Behind({name})")];
            before.extend(unless("return err".to_owned()));
            (before, name.clone())
        }
        What::Callback(back) => (callback(name, back), format!("{name}Back")),
    }
}

/// A function around a callback, through which its calls go.
fn callback(name: &str, back: &Signature) -> Vec<String> {
    let builders = Builders::new(back);
    let mut body = Vec::new();
    let args = back.params.iter().map(|param| match &param.what {
        What::Object { optional: true, .. } => "nil".to_owned(),
        What::Object { .. } => "0".to_owned(),
        _ => param.name.clone(),
    });
    let args: Vec<String> = args.collect();
    let request = format!("{}({})", builders.request, args.join(", "));
    body.push(format!("b, err := ffi.Encoded({request})"));
    body.extend(unless(failed(back, "err")));
    let sent = if uses_request(back) {
        "sent, err :="
    } else {
        "_, err ="
    };
    body.push(format!("{sent} Read{}(b)", back.request));
    body.extend(unless(failed(back, "err")));
    let (before, args) = arguments_of_view(back);
    body.extend(before);
    match &back.result {
        Returned::None => body.push(format!("return {name}({args})")),
        Returned::Object { .. } => body.push(format!("return {name}({args})")),
        result => {
            body.push(format!("returned, err := {name}({args})"));
            body.extend(unless(failed(back, "err")));
            let decode = format!("Decode{}", back.response);
            body.push(format!(
                "answer, err := ffi.Resend({decode})({}(returned))",
                builders.response
            ));
            body.extend(unless(failed(back, "err")));
            body.push(format!("return {}, nil", answered(result, "answer")));
        }
    }
    let mut lines = vec![format!(
        "{name}Back := func({}) {} {{",
        back.parameters(),
        named(back)
    )];
    lines.extend(indent(body));
    lines.push("}".to_owned());
    lines
}

/// The results of a callback, with names where the body needs them.
fn named(back: &Signature) -> String {
    match back.result.ty() {
        Some(ty) => format!("(result {ty}, err error)"),
        None => "error".to_owned(),
    }
}
