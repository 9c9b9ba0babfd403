//! Calls back: the types of callbacks, and what calls the client's objects with host interfaces.

use serde::Serialize;

use super::super::owned::Context;
use super::super::{lines, types};
use super::exports::{self, Back};
use super::signature::{self, FFI, Signature};
use crate::ir::{self, Call, CallResult, ParamClass};
use crate::names::rust;

/// The type of a callback.
#[derive(Debug, Serialize)]
pub struct Callback {
    pub docs: Vec<String>,
    pub name: String,
    /// What a local one is: `F: Fn(OrderView<'_>) -> Result<bool, ffi::Error> + Send + Sync + 'a`.
    pub function: String,
    /// How a local one gets its arguments.
    pub taken: Vec<String>,
    pub answered: Vec<String>,
    /// Up to the `{`.
    pub head: String,
    pub body: Vec<String>,
}

/// A method of a host interface, as the library calls it.
#[derive(Debug, Serialize)]
pub struct HostMethod {
    pub head: String,
    pub body: Vec<String>,
}

/// The types of all callbacks of an interface.
pub fn callbacks(context: &Context<'_>, i: &ir::Interface) -> Vec<Callback> {
    let methods = i.methods.iter();
    let all = methods.flat_map(|m| {
        m.call
            .callbacks()
            .map(move |(_, param, call)| (m, param, call))
    });
    all.map(|(m, param, call)| callback(context, i, m, &param.name, call))
        .collect()
}

fn callback(
    context: &Context<'_>,
    i: &ir::Interface,
    m: &ir::Method,
    param: &str,
    call: &Call,
) -> Callback {
    let schema = context.schema;
    let path = |id: ir::MessageId| types::path(schema, &schema.messages[id].decl);
    let view = |id: ir::MessageId| types::view_path(schema, &schema.messages[id].decl) + "<'_>";
    let signature = Signature::of_callback(context, call);
    let name = signature::callback(&i.decl.name, &m.name, param);
    let (mut given, mut params, mut taken, mut args) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    if call.direct {
        let mut at = 0;
        for (param, what) in call.params.iter().zip(&signature.params) {
            let name = &what.name;
            match &param.class {
                ParamClass::Buffer(id) => {
                    given.push(view(*id));
                    let source = rust::source_name(&schema.messages[*id].decl.name);
                    let source = types::qualified(schema, &schema.messages[*id].decl, source);
                    params.push(format!("{name}: &impl {source}"));
                    taken.push(format!("let {name} = asked.message::<{}>()?;", path(*id)));
                }
                class => {
                    let wide = matches!(class, ParamClass::Wide(_));
                    given.push(what.ty.clone());
                    params.push(format!("{name}: {}", what.ty));
                    let read = if wide { "wide" } else { "word" };
                    taken.push(format!("let {name} = asked.{read}({at})?;"));
                    at += if wide { 2 } else { 1 };
                }
            }
            args.push(name.clone());
        }
    } else {
        given.push(view(call.request));
        let source = rust::source_name(&schema.messages[call.request].decl.name);
        params.push(format!("request: &impl {source}"));
        taken.push(format!(
            "let request = asked.message::<{}>()?;",
            path(call.request)
        ));
        args.push("request".to_owned());
    }
    let encoded = format!(
        "{FFI}::Request::encode::<{}, _>(request)?",
        path(call.request)
    );
    let back = exports::back(schema, call, &encoded);
    let made = format!("function({})?", args.join(", "));
    let mut arguments = vec!["&self".to_owned()];
    arguments.extend(params);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let gives = signature.gives();
    Callback {
        docs: lines::docs(
            0,
            &[format!(
                "The callback `{param}` of `{}.{}`.",
                i.decl.name, m.name
            )],
        ),
        function: lines::bounds(8, "F: ", &format!("Fn({}) -> {gives}", given.join(", "))),
        answered: answered(&path, call, &made),
        taken,
        head: lines::signature(4, "pub fn call", &arguments, Some(&gives)),
        body: called(&back, "self.0.call(", &signature, call),
        name,
    }
}

/// What a local callback answers.
fn answered(path: &dyn Fn(ir::MessageId) -> String, call: &Call, made: &str) -> Vec<String> {
    let answer = format!("{FFI}::Answer");
    match &call.result {
        CallResult::Word(_) => vec![format!("Ok({answer}::of_word({made}))")],
        CallResult::Wide(_) => vec![format!("Ok({answer}::of_wide({made}))")],
        CallResult::Message(id, false) => {
            vec![format!("{answer}::of_message::<{}, _>(&{made})", path(*id))]
        }
        CallResult::Message(id, true) => vec![
            format!("match {made} {{"),
            format!(
                "    Some(message) => {answer}::of_message::<{}, _>(&message),",
                path(*id)
            ),
            format!("    None => Ok({answer}::of_none(())),"),
            "}".to_owned(),
        ],
        CallResult::Other(..) => {
            let response = path(call.response);
            vec![
                format!("let value = {made};"),
                format!("let response = {response} {{ value }};"),
                format!("{answer}::of_message::<{response}, _>(&response)"),
            ]
        }
        _ => vec![format!("Ok({answer}::of_none({made}))")],
    }
}

/// The body of a function that calls back: `start` is the call up to its words.
fn called(back: &Back, start: &str, signature: &Signature, call: &Call) -> Vec<String> {
    let mut lines: Vec<String> = back.message.lines().map(str::to_owned).collect();
    lines.push(format!("let request = {};", back.request));
    let gives = format!("{FFI}::Gives::{}", back.gives);
    let mut words = "&[]";
    if !back.words.is_empty() {
        lines.push(lines::array(8, "let words", &back.words));
        words = "&words";
    }
    lines.push(format!("let answer = {start}{words}, &request, {gives})?;"));
    let mut read = format!("answer{}", back.read);
    let other = matches!(call.result, CallResult::Other(..));
    if other {
        lines.push(format!("let response = {read}?;"));
        read = "Ok(response.value)".to_owned();
    } else if signature.error != format!("{FFI}::Error") {
        read = format!("Ok({read}?)");
    }
    lines.push(read);
    lines
}

/// A host interface's methods.
pub fn host_methods(context: &Context<'_>, i: &ir::Interface) -> Vec<HostMethod> {
    let method = |m: &ir::Method| {
        let signature = Signature::new(context, i, m);
        let schema = context.schema;
        let request = types::path(schema, &schema.messages[m.call.request].decl);
        let fields = &schema.messages[m.call.request].fields;
        let fields = fields.iter().zip(&signature.params).map(|(field, param)| {
            let name = rust::field(&field.name);
            let value = signature::owned(field, &param.name, true);
            if value == name {
                name
            } else {
                format!("{name}: {value}")
            }
        });
        let fields: Vec<String> = fields.collect();
        let encoded = format!("{FFI}::Request::encode::<{request}, _>(&message)?");
        let mut back = exports::back(schema, &m.call, &encoded);
        if !m.call.direct {
            back.message = lines::literal(8, "let message = ", &request, &fields);
        }
        let arguments = signature.arguments(&["&self"]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let head = format!("fn {}", rust::method(&m.name));
        HostMethod {
            head: lines::signature(4, &head, &arguments, Some(&signature.gives())),
            body: called(
                &back,
                &format!("self.0.call({}, ", m.number),
                &signature,
                &m.call,
            ),
        }
    };
    i.methods.iter().map(method).collect()
}
