//! A replay's method: it answers with what was recorded.

use super::super::super::layout::indent;
use super::super::messages::Builders;
use super::super::signature::{Returned, Signature, What};
use super::loopback::answered;
use super::{Method, arguments_of_view, failed, unless, uses_request};

pub fn method(method: &Method<'_>) -> Vec<String> {
    let signature = method.signature;
    let builders = Builders::new(signature);
    let mut lines = Vec::new();
    let numbers = signature
        .params
        .iter()
        .filter_map(|param| match &param.what {
            What::Callback(_) => None,
            What::Object {
                interface,
                optional,
            } => {
                let number = format!("{}Replayed({})", method.lower(*interface), param.name);
                Some(match optional {
                    true => format!("ffi.Optional({number}, {} != nil)", param.name),
                    false => number,
                })
            }
            _ => Some(param.name.clone()),
        });
    let numbers: Vec<String> = numbers.collect();
    lines.push(format!(
        "answer, err := r.replay.Call(ctx, {}, {}, r.object)({}({}))",
        method.full_name,
        method.number,
        builders.request,
        numbers.join(", ")
    ));
    let wrong = failed(signature, "TypedError(err)");
    lines.extend(unless(wrong.clone()));
    let callbacks = callbacks(signature);
    if !callbacks.is_empty() {
        lines.push(
            "err = answer.Callbacks(func(parameter uint32, request []byte) ([]byte, error) {"
                .to_owned(),
        );
        lines.extend(indent(callbacks));
        lines.push("})".to_owned());
        lines.extend(unless(wrong.clone()));
    }
    match &signature.result {
        Returned::None => lines.push("return TypedError(answer.Err())".to_owned()),
        Returned::Object {
            interface,
            optional,
            ..
        } => {
            let lower = method.lower(*interface);
            lines.push("if err := answer.Err(); err != nil {".to_owned());
            lines.push(format!("\t{wrong}"));
            lines.push("}".to_owned());
            lines.push("number, ok := answer.Returned()".to_owned());
            lines.push("if !ok {".to_owned());
            let missing = if *optional {
                "nil"
            } else {
                "ffi.Missing(\"the recorded object\")"
            };
            lines.push(format!("\treturn nil, {missing}"));
            lines.push("}".to_owned());
            lines.push(format!("return &{lower}Replay{{r.replay, number}}, nil"));
        }
        result => {
            lines.push("if err := answer.Err(); err != nil {".to_owned());
            lines.push(format!("\t{wrong}"));
            lines.push("}".to_owned());
            lines.push(format!(
                "returned, err := ffi.Response(answer, Decode{})",
                signature.response
            ));
            lines.extend(unless(wrong));
            lines.push(format!("return {}, nil", answered(result, "returned")));
        }
    }
    lines
}

/// The body of the function that makes the recorded calls of callbacks.
fn callbacks(signature: &Signature) -> Vec<String> {
    let mut cases = Vec::new();
    for (position, param) in signature.params.iter().enumerate() {
        let What::Callback(back) = &param.what else {
            continue;
        };
        let mut body = Vec::new();
        let sent = if uses_request(back) {
            "sent, err :="
        } else {
            "_, err :="
        };
        body.push(format!("{sent} Read{}(request)", back.request));
        body.extend(unless("return nil, err".to_owned()));
        let (before, args) = arguments_of_view(back);
        body.extend(before);
        let args = objects_missing(back, args);
        let response = Builders::new(back).response;
        match &back.result {
            Returned::None => {
                body.push(format!("if err := {}({args}); err != nil {{", param.name));
                body.push("\treturn nil, err".to_owned());
                body.push("}".to_owned());
                body.push(format!("return ffi.Encoded({response}())"));
            }
            result => {
                let object = matches!(result, Returned::Object { .. });
                let left = if object {
                    "_, err ="
                } else {
                    "returned, err :="
                };
                body.push(format!("{left} {}({args})", param.name));
                body.extend(unless("return nil, err".to_owned()));
                let value = match result {
                    Returned::Object { optional: true, .. } => "nil",
                    Returned::Object { .. } => "0",
                    _ => "returned",
                };
                body.push(format!("return ffi.Encoded({response}({value}))"));
            }
        }
        cases.push(format!("case {position}:"));
        cases.extend(indent(body));
    }
    if cases.is_empty() {
        return cases;
    }
    let mut lines = vec!["switch parameter {".to_owned()];
    lines.extend(cases);
    lines.push("}".to_owned());
    lines.push("return nil, ffi.New(ffi.ErrUnexpectedCall, \"\")".to_owned());
    lines
}

/// Objects that a callback got are not recorded: it gets none.
fn objects_missing(back: &Signature, args: String) -> String {
    let mut parts: Vec<String> = args.split(", ").map(str::to_owned).collect();
    for (part, param) in parts.iter_mut().zip(&back.params) {
        if matches!(param.what, What::Object { .. }) {
            *part = "nil".to_owned();
        }
    }
    parts.join(", ")
}
