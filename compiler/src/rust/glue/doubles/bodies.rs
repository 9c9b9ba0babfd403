//! The bodies of doubles' methods.

use super::{CallResult, FFI, Method, ParamClass, callbacks, converted, object, responding};
use crate::ir::Call;
use crate::names::rust as names;

/// The arguments that a method is called with; callbacks by reference.
fn arguments(method: &Method<'_>, first: &[&str]) -> String {
    let first = first.iter().map(|first| (*first).to_owned());
    let params = method
        .signature
        .params
        .iter()
        .map(|param| param.name.clone());
    first.chain(params).collect::<Vec<_>>().join(", ")
}

pub fn mock(method: &Method<'_>) -> Vec<String> {
    let name = names::method(&method.method.name);
    let requested = method.requested(&|_| "0".to_owned());
    let setter = method.setter();
    let first: &[&str] = if method.interface.host {
        &[]
    } else {
        &["call"]
    };
    let missing = format!(
        "{FFI}::doubles::unimplemented(\"{}Mock::{setter}\")",
        names::type_name(&method.interface.decl.name)
    );
    let missing = if converted(&method.signature) {
        missing + ".into()"
    } else {
        missing
    };
    vec![
        format!("self.log.note({:?}, &{requested});", method.method.name),
        format!("let Some(function) = &self.{name} else {{"),
        format!("    return Err({missing});"),
        "};".to_owned(),
        format!("function({})", arguments(method, first)),
    ]
}

pub fn loopback(method: &Method<'_>) -> Vec<String> {
    let call = method.call();
    let schema = method.context.schema;
    let requested = method.requested(&|_| "0".to_owned());
    let fields = &schema.messages[call.request].fields;
    let params = call.params.iter().zip(&method.signature.params).zip(fields);
    let mut used = false;
    let args = params.map(|((param, given), field)| match &param.class {
        ParamClass::Handle(_) | ParamClass::OptionalHandle(_) | ParamClass::Callback(_) => {
            given.name.clone()
        }
        _ => {
            used = true;
            format!("request.{}()", names::field(&field.name))
        }
    });
    let args: Vec<String> = std::iter::once("call".to_owned()).chain(args).collect();
    let called = format!(
        "object.{}({})",
        names::method(&method.method.name),
        args.join(", ")
    );
    let request = if used { "request" } else { "_" };
    let view = method.view(call.request);
    let mut lines = vec![
        format!("let request = {requested};"),
        format!("let made = self.object.call(call, &request, |object, {request}: {view}<'_>| {{"),
    ];
    let resent = format!("{FFI}::doubles::resent");
    match &call.result {
        CallResult::Message(_, false) | CallResult::Other(..) => {
            lines.push(format!("    {resent}({called}?)"));
        }
        CallResult::Message(_, true) => {
            lines.push(format!("    {called}?.map({resent}).transpose()"));
        }
        CallResult::Handle(id, optional) => {
            let wrap = format!("{}Loopback::new", base(method, *id));
            lines.push(format!("    let returned = {called}?;"));
            let wrapped = match optional {
                true => format!("returned.map({wrap})"),
                false => format!("{wrap}(returned)"),
            };
            lines.push(format!("    Ok({wrapped})"));
        }
        _ if converted(&method.signature) => lines.push(format!("    Ok({called}?)")),
        _ => lines.push(format!("    {called}")),
    }
    let made = match &call.result {
        CallResult::Handle(id, false) => format!("Ok(made? as {})", object(schema, *id)),
        CallResult::Handle(id, true) => {
            format!("Ok(made?.map(|made| made as {}))", object(schema, *id))
        }
        _ if converted(&method.signature) => "Ok(made?)".to_owned(),
        _ => {
            lines[1] = lines[1].replacen("let made = ", "", 1);
            lines.push("})".to_owned());
            return lines;
        }
    };
    lines.push("});".to_owned());
    lines.push(made);
    lines
}

/// The name that an interface's doubles begin with.
fn base(method: &Method<'_>, id: crate::ir::InterfaceId) -> String {
    names::type_name(&method.context.schema.interfaces[id].decl.name)
}

pub fn recorder(method: &Method<'_>) -> Vec<String> {
    let call = method.call();
    let schema = method.context.schema;
    let requested = method.requested(&|name| format!("self.recorder.number(&{name})"));
    let begin = format!(
        "let record = (self.recorder).begin({:?}, {}, self.number, &request);",
        method.full_name, method.method.number
    );
    let mut lines = vec![format!("let request = {requested};"), begin];
    let mut args = vec!["call".to_owned()];
    for (param, given) in call.params.iter().zip(&method.signature.params) {
        let callback = matches!(param.class, ParamClass::Callback(_));
        args.push(if callback {
            format!("&{}", given.name)
        } else {
            given.name.clone()
        });
    }
    for (place, name, ty, back) in callbacks(method) {
        lines.extend(noted(method, place, &name, &ty, back));
    }
    let called = format!(
        "self.object.{}({})",
        names::method(&method.method.name),
        args.join(", ")
    );
    lines.push(format!("let result = {called};"));
    let responding = responding(schema, call);
    let end = |closure: &str| -> Vec<String> {
        let text = format!("record.end(&result, {closure});");
        text.lines().map(str::to_owned).collect()
    };
    let error = &method.signature.error;
    let question = |value: &str| match converted(&method.signature) {
        true => format!("Ok({value}?)"),
        false => value.to_owned(),
    };
    match &call.result {
        CallResult::Message(_, false) => {
            let message = question("reply.into_message()");
            lines.push(format!("let result = result.and_then(|reply| {message});"));
            lines.extend(end(&responding));
            lines.push(format!("result.map({FFI}::Reply::new)"));
        }
        CallResult::Message(_, true) => {
            let message = question("reply.map(ffi::Reply::into_message).transpose()");
            lines.push(format!("let result = result.and_then(|reply| {message});"));
            lines.extend(end(&responding));
            lines.push(format!(
                "result.map(|message| message.map({FFI}::Reply::new))"
            ));
        }
        CallResult::Other(..) => {
            let message = question("reply.into_message()");
            lines.push(format!("let result = result.and_then(|reply| {message});"));
            lines.extend(end("Clone::clone"));
            lines.push(format!("result.map({FFI}::Reply::new)"));
        }
        CallResult::Handle(id, optional) => {
            let recorder = format!("{}Recorder", base(method, *id));
            let response = method.path(call.response);
            let object = object(schema, *id);
            lines.push("let mut number = None;".to_owned());
            lines.push(format!(
                "let result: Result<_, {error}> = result.map(|returned| {{"
            ));
            let wrap = |lines: &mut Vec<String>, indent: &str| {
                lines.push(format!("{indent}let new = record.returned();"));
                lines.push(format!("{indent}number = Some(u64::from(new));"));
                lines.push(format!(
                    "{indent}{recorder}::numbered(returned, &self.recorder, new) as {object}"
                ));
            };
            if *optional {
                lines.push("    returned.map(|returned| {".to_owned());
                wrap(&mut lines, "        ");
                lines.push("    })".to_owned());
            } else {
                wrap(&mut lines, "    ");
            }
            lines.push("});".to_owned());
            let value = if *optional {
                "number"
            } else {
                "number.unwrap_or_default()"
            };
            lines.push(format!("record.end(&result, |_| {response} {{"));
            lines.push(format!("    value: {value},").replace("value: value,", "value,"));
            lines.push("});".to_owned());
            lines.push("result".to_owned());
        }
        _ => {
            lines.extend(end(&responding));
            lines.push("result".to_owned());
        }
    }
    lines
}

/// A callback around another that notes its calls.
fn noted(method: &Method<'_>, place: usize, name: &str, ty: &str, back: &Call) -> Vec<String> {
    let schema = method.context.schema;
    let message = method.path(back.request);
    let fields = &schema.messages[back.request].fields;
    let params: Vec<String> = fields
        .iter()
        .map(|field| names::field(&field.name))
        .collect();
    let (given, request, args) = if back.direct {
        let made = back.params.iter().zip(fields).map(|(param, field)| {
            let name = names::field(&field.name);
            match param.class {
                ParamClass::Buffer(_) => format!("{name}: {name}.into()"),
                _ => name,
            }
        });
        let made: Vec<String> = made.collect();
        let args = back
            .params
            .iter()
            .zip(&params)
            .map(|(param, name)| match param.class {
                ParamClass::Buffer(_) => format!("&{name}"),
                _ => name.clone(),
            });
        let args: Vec<String> = args.collect();
        let literal = match made.is_empty() {
            true => format!("{message} {{}}"),
            false => super::lines::literal(12, "", &message, &made),
        };
        (
            params.join(", "),
            literal.trim_end_matches(';').to_owned(),
            args.join(", "),
        )
    } else {
        (
            "request".to_owned(),
            format!("{message}::from(request)"),
            "&request".to_owned(),
        )
    };
    let mut lines = vec![format!("let {name} = {ty}::local(|{given}| {{")];
    if back.direct {
        let text = format!("let request = {request};");
        lines.extend(text.lines().map(|line| format!("    {line}")));
    } else {
        lines.push(format!("    let request = {request};"));
    }
    lines.push(format!(
        "    let back = record.callback({place}, &request);"
    ));
    lines.push(format!("    let result = {name}.call({args});"));
    let end = format!("back.end(&result, {});", responding(schema, back));
    lines.extend(end.lines().map(|line| format!("    {line}")));
    lines.push("    result".to_owned());
    lines.push("});".to_owned());
    lines
}

pub fn replay(method: &Method<'_>) -> Vec<String> {
    let call = method.call();
    let schema = method.context.schema;
    let requested = method.requested(&|name| format!("self.replay.number(&{name})"));
    let mut lines = vec![
        format!("let request = {requested};"),
        "let answer = (self.replay).answer(".to_owned(),
        "    call,".to_owned(),
        format!("    {:?},", method.full_name),
        format!("    {},", method.method.number),
        "    self.number,".to_owned(),
        "    &request,".to_owned(),
        ")?;".to_owned(),
    ];
    let callbacks: Vec<_> = callbacks(method).collect();
    if !callbacks.is_empty() {
        lines.push("for back in answer.callbacks() {".to_owned());
        lines.push("    match back.parameter() {".to_owned());
        for (place, name, _, back) in callbacks {
            lines.extend(asked(method, place, &name, back));
        }
        lines.push("        _ => back.unknown()?,".to_owned());
        lines.push("    }".to_owned());
        lines.push("}".to_owned());
    }
    let response = method.path(call.response);
    let value = format!("answer.response::<{response}>()?");
    match &call.result {
        CallResult::None => {
            lines.push(format!("{value};"));
            lines.push("Ok(())".to_owned());
        }
        CallResult::Word(_) | CallResult::Wide(_) => lines.push(format!("Ok({value}.value)")),
        CallResult::Message(_, false) => {
            lines.push(format!("let response = {value};"));
            lines.push(format!("Ok({FFI}::Reply::new(response.value))"));
        }
        CallResult::Message(_, true) => {
            lines.push(format!("let response = {value};"));
            lines.push(format!("Ok(response.value.map({FFI}::Reply::new))"));
        }
        CallResult::Other(..) => lines.push(format!("Ok({FFI}::Reply::new({value}))")),
        CallResult::Handle(id, optional) => {
            lines.push(format!("{value};"));
            let replay = format!("{}Replay", base(method, *id));
            let object = object(schema, *id);
            if *optional {
                lines.push("let returned = answer.returned();".to_owned());
                lines.push("Ok(returned.map(|number| {".to_owned());
                lines.push(format!(
                    "    {replay}::numbered(&self.replay, number) as {object}"
                ));
                lines.push("}))".to_owned());
            } else {
                lines.push("let number = answer.returned().unwrap_or_default();".to_owned());
                lines.push(format!("Ok({replay}::numbered(&self.replay, number))"));
            }
        }
    }
    lines
}

/// The arm that makes a recorded call of a callback again.
fn asked(method: &Method<'_>, place: usize, name: &str, back: &Call) -> Vec<String> {
    let schema = method.context.schema;
    let message = method.path(back.request);
    let fields = &schema.messages[back.request].fields;
    let mut used = true;
    let args = if back.direct {
        used = !fields.is_empty();
        let args = back.params.iter().zip(fields).map(|(param, field)| {
            let name = names::field(&field.name);
            match param.class {
                ParamClass::Buffer(_) => format!("&request.{name}"),
                _ => format!("request.{name}"),
            }
        });
        args.collect::<Vec<_>>().join(", ")
    } else {
        "&request".to_owned()
    };
    let mut lines = vec![format!("        {place} => {{")];
    let read = format!("back.request::<{message}>()?;");
    lines.push(match used {
        true => format!("            let request = {read}"),
        false => format!("            {read}"),
    });
    lines.push(format!("            let result = {name}.call({args});"));
    let compare = format!("back.compare(&result, {})?;", responding(schema, back));
    lines.extend(compare.lines().map(|line| format!("            {line}")));
    lines.push("        }".to_owned());
    lines
}
