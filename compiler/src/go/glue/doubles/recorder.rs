//! A recorder's method: it notes the call, and passes it on.

use super::super::super::layout::indent;
use super::super::messages::Builders;
use super::super::signature::{Param, Returned, Signature, What};
use super::Method;

pub fn method(method: &Method<'_>) -> Vec<String> {
    let signature = method.signature;
    let builders = Builders::new(signature);
    let mut lines = vec![format!(
        "call := r.recorder.Begin({}, {}, r.object)",
        method.full_name, method.number
    )];
    let mut args = vec!["ctx".to_owned()];
    let mut noted = Vec::new();
    let mut wrappers = Vec::new();
    for (position, param) in signature.params.iter().enumerate() {
        let name = &param.name;
        match &param.what {
            What::Object {
                interface,
                optional,
            } => {
                let lower = method.lower(*interface);
                lines.push(format!(
                    "{name}Impl, {name}Number := {lower}Recorded({name})"
                ));
                args.push(format!("{name}Impl"));
                noted.push(match optional {
                    true => format!("ffi.Optional({name}Number, {name} != nil)"),
                    false => format!("{name}Number"),
                });
            }
            What::Callback(back) => {
                wrappers.extend(callback(param, position, back));
                args.push(format!("{name}Back"));
            }
            _ => {
                args.push(name.clone());
                noted.push(name.clone());
            }
        }
    }
    lines.push(format!(
        "call.Request({}({}))",
        builders.request,
        noted.join(", ")
    ));
    lines.extend(wrappers);
    let called = format!("r.impl.{}({})", method.name, args.join(", "));
    let response = &builders.response;
    match &signature.result {
        Returned::None => {
            lines.push(format!("err := {called}"));
            lines.extend(good(vec![format!("call.Response({response}())")]));
            lines.push("return call.End(err)".to_owned());
        }
        Returned::Object {
            interface,
            optional,
            ..
        } => {
            lines.push(format!("result, err = {called}"));
            let lower = method.lower(*interface);
            let number = if *optional {
                "ffi.Optional(uint64(number), true)"
            } else {
                "uint64(number)"
            };
            let wrap = vec![
                "number := call.Returned()".to_owned(),
                format!("call.Response({response}({number}))"),
                format!("result = &{lower}Recorder{{result, r.recorder, number}}"),
            ];
            lines.push("if err == nil && result != nil {".to_owned());
            lines.extend(indent(wrap));
            if *optional {
                lines.push("} else if err == nil {".to_owned());
                lines.push(format!("\tcall.Response({response}(nil))"));
            }
            lines.push("}".to_owned());
            lines.push("return result, call.End(err)".to_owned());
        }
        _ => {
            lines.push(format!("result, err = {called}"));
            lines.extend(good(vec![format!("call.Response({response}(result))")]));
            lines.push("return result, call.End(err)".to_owned());
        }
    }
    lines
}

fn good(lines: Vec<String>) -> Vec<String> {
    let mut out = vec!["if err == nil {".to_owned()];
    out.extend(indent(lines));
    out.push("}".to_owned());
    out
}

/// A function around a callback that notes its calls.
fn callback(param: &Param, position: usize, back: &Signature) -> Vec<String> {
    let builders = Builders::new(back);
    let name = &param.name;
    let noted = back.params.iter().map(|param| match &param.what {
        What::Object { optional: true, .. } => "nil".to_owned(),
        What::Object { .. } => "0".to_owned(),
        _ => param.name.clone(),
    });
    let noted: Vec<String> = noted.collect();
    let mut body = vec![
        format!("back := call.Callback({position})"),
        format!("back.Request({}({}))", builders.request, noted.join(", ")),
    ];
    let called = format!("{name}({})", back.arguments());
    let response = &builders.response;
    match &back.result {
        Returned::None => {
            body.push(format!("err := {called}"));
            body.extend(good(vec![format!("back.Response({response}())")]));
            body.push("return back.End(err)".to_owned());
        }
        result => {
            let noted = match result {
                Returned::Object { optional: true, .. } => "nil",
                Returned::Object { .. } => "0",
                _ => "result",
            };
            body.push(format!("result, err := {called}"));
            body.extend(good(vec![format!("back.Response({response}({noted}))")]));
            body.push("return result, back.End(err)".to_owned());
        }
    }
    let mut lines = vec![format!(
        "{name}Back := func({}) {} {{",
        back.parameters(),
        back.results()
    )];
    lines.extend(indent(body));
    lines.push("}".to_owned());
    lines
}
