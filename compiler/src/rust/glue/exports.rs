//! What exports a library: a C function for each method, and the tables that hold them.

use serde::Serialize;

use super::super::{lines, types};
use super::signature::{self, FFI};
use crate::ir::{self, Call, CallResult, Param, ParamClass, Schema, Type};
use crate::names::{self, rust};

/// An interface that the library implements, or that it calls.
#[derive(Debug, Serialize)]
pub struct Exported {
    /// The trait.
    pub name: String,
    /// The module of its functions: `store_calls`.
    pub module: String,
    pub id: String,
    pub host: bool,
    /// The function of the trait `Library` that opens one.
    pub open: Option<String>,
    pub methods: Vec<Function>,
    /// Its lines in the table.
    pub table: Vec<String>,
}

/// A C function.
#[derive(Debug, Serialize)]
pub struct Function {
    /// Up to the `{`.
    pub head: String,
    pub body: Vec<String>,
}

impl Exported {
    pub fn new(schema: &Schema, i: &ir::Interface) -> Self {
        let name = rust::glue_name(&i.decl.name);
        let module = format!("{}_calls", names::words(&i.decl.name).join("_"));
        let methods = i.methods.iter().filter(|_| !i.host);
        Exported {
            methods: methods.map(|m| function(schema, i, &name, m)).collect(),
            table: table(schema, i, &module),
            id: format!("{:#018x}", u64::from_le_bytes(i.id)),
            host: i.host,
            open: i.opened.then(|| opener(i)),
            module,
            name,
        }
    }
}

/// `open_store`.
pub fn opener(i: &ir::Interface) -> String {
    format!("open_{}", names::words(&i.decl.name).join("_"))
}

/// The entry of an interface in the library's table.
fn table(schema: &Schema, i: &ir::Interface, module: &str) -> Vec<String> {
    let kind = if i.host { "host" } else { "library" };
    let mut lines = vec![
        format!("{FFI}::abi::Interface::{kind}("),
        format!("    {:#018x},", u64::from_le_bytes(i.id)),
        format!("    c\"{}\",", schema.full_name(&i.decl)),
    ];
    let methods: Vec<Vec<String>> = i.methods.iter().map(|m| entry(module, i, m)).collect();
    lines.extend(lines::array_of("    &", &methods));
    if let Some(last) = lines.last_mut() {
        last.push(',');
    }
    match (i.host, i.opened) {
        (true, _) => {}
        (false, true) => lines.push(format!("    {}::<L> as *const (),", opener(i))),
        (false, false) => lines.push("    std::ptr::null(),".to_owned()),
    }
    lines.push(")".to_owned());
    lines
}

/// A method's entry in its interface's table.
fn entry(module: &str, i: &ir::Interface, m: &ir::Method) -> Vec<String> {
    let prints = m.fingerprints.iter().map(|f| format!("{f:#018x}"));
    let prints = lines::elements(20, "&", &prints.collect::<Vec<_>>());
    let function = match i.host {
        true => "std::ptr::null()".to_owned(),
        false => format!("{module}::{} as *const ()", rust::method(&m.name)),
    };
    let arguments = [
        m.number.to_string(),
        m.since.to_string(),
        format!("c\"{}\"", m.name),
        prints.clone(),
        function.clone(),
    ];
    let line = lines::call(20, &format!("{FFI}::abi::Method::new"), &arguments);
    // One that is alone shares its lines with the array's brackets, where it is not short.
    let short = i.methods.len() > 1 || line.len() <= 58;
    if short && !line.contains('\n') {
        return vec![line];
    }
    let mut lines = vec![
        format!("{FFI}::abi::Method::new("),
        format!("    {},", m.number),
        format!("    {},", m.since),
        format!("    c\"{}\",", m.name),
    ];
    lines.extend(prints.lines().map(|line| format!("    {line}")));
    if let Some(last) = lines.last_mut() {
        last.push(',');
    }
    lines.push(format!("    {function},"));
    lines.push(")".to_owned());
    lines
}

fn function(schema: &Schema, i: &ir::Interface, name: &str, m: &ir::Method) -> Function {
    let call = &m.call;
    let mut arguments = vec![
        "handle: u64".to_owned(),
        format!("token: {FFI}::TokenPointer<'a>"),
    ];
    let mut before = Vec::new();
    let mut passed = vec!["call".to_owned()];
    if call.direct {
        for (place, param) in call.params.iter().enumerate() {
            let (declared, statement, argument) = cross(schema, i, m, place, param);
            arguments.extend(declared);
            before.extend(statement);
            passed.push(argument);
        }
    } else {
        arguments.push(format!("request: {FFI}::Pointer<'a, u8, 0>"));
        arguments.push(format!("request_len: {FFI}::Count<'a, 0>"));
        let request = types::path(schema, &schema.messages[call.request].decl);
        before.push(format!(
            "let request = request.message::<{request}>(request_len, \"request\")?;"
        ));
        for param in &call.params {
            let (statement, argument) = taken(schema, i, m, param);
            before.extend(statement);
            passed.push(argument);
        }
    }
    let space = if call.result.is_data() {
        arguments.push(format!("space: {FFI}::SpacePointer<'a>"));
        arguments.push(format!("space_len: {FFI}::SpaceLen<'a>"));
        "space.with(space_len)".to_owned()
    } else {
        format!("{FFI}::Space::NONE")
    };
    let mut body = vec![format!(
        "{FFI}::call::<dyn {name}>(handle, token, {space}, |object, call, out| {{"
    )];
    body.extend(before.into_iter().map(|line| format!("    {line}")));
    let answer = match &call.result {
        CallResult::None => "none",
        CallResult::Word(_) => "word",
        CallResult::Wide(_) => "wide",
        CallResult::Handle(_, false) => "handle",
        CallResult::Handle(_, true) => "optional_handle",
        CallResult::Message(_, true) => "optional_data",
        CallResult::Message(..) | CallResult::Other(..) => "data",
    };
    let method = rust::method(&m.name);
    let made = lines::call(12, &format!("object.{method}"), &passed);
    body.push(format!("    out.{answer}({made}?)"));
    body.push("})".to_owned());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let head = format!("pub extern \"C\" fn {method}<'a>");
    let reply = format!("{FFI}::abi::Reply");
    Function {
        head: lines::signature(4, &head, &arguments, Some(&reply)),
        body,
    }
}

/// A parameter that crosses by itself: what the C function takes, what is done with it, and what the
/// method gets.
fn cross(
    schema: &Schema,
    i: &ir::Interface,
    m: &ir::Method,
    place: usize,
    param: &Param,
) -> (Vec<String>, Option<String>, String) {
    let name = rust::parameter(&param.name);
    let words = names::words(&param.name).join("_");
    let shown = format!("\"{}\"", param.name);
    let span = |ty: &str| {
        vec![
            format!("{name}: {FFI}::Pointer<'a, {ty}, {place}>"),
            format!("{words}_len: {FFI}::Count<'a, {place}>"),
        ]
    };
    let statement = |value: String| Some(format!("let {name} = {value}?;"));
    match &param.class {
        ParamClass::Word(ty) => {
            let declared = vec![format!("{name}: {}", word(schema, ty))];
            let is_number = matches!(ty, Type::Scalar(scalar) if *scalar != ir::Scalar::Bool);
            let checked = format!("{FFI}::argument({name}, {shown})");
            let checked = (!is_number).then(|| statement(checked)).flatten();
            (declared, checked, name)
        }
        ParamClass::Wide(_) => {
            let declared = vec![format!("{words}_0: u64"), format!("{words}_1: u64")];
            let value = format!("{FFI}::Wide::from_words([{words}_0, {words}_1])");
            (declared, Some(format!("let {name} = {value};")), name)
        }
        ParamClass::Span(Type::String) => {
            let value = format!("{name}.text({words}_len, {shown})");
            (span("u8"), statement(value), name)
        }
        ParamClass::Span(ty) => {
            let element = match ty {
                Type::Vector(element) => types::plain(schema, element),
                _ => "u8".to_owned(),
            };
            let value = format!("{name}.slice({words}_len, {shown})");
            (span(&element), statement(value), name)
        }
        ParamClass::Buffer(id) => {
            let message = types::path(schema, &schema.messages[*id].decl);
            let value = format!("{name}.message::<{message}>({words}_len, {shown})");
            (span("u8"), statement(value), name)
        }
        ParamClass::Handle(id) => {
            let object = signature::interface(schema, *id);
            let value = format!("{FFI}::borrow::<dyn {object}>({name})?.object()?.clone();");
            let value = format!("let {name} = {value}");
            (vec![format!("{name}: u64")], Some(value), name)
        }
        _ => {
            let ty = signature::callback(&i.decl.name, &m.name, &param.name);
            let value = format!("let {name} = {ty}({FFI}::Callback::host(&STATE, {name}));");
            (
                vec![format!("{name}: u64")],
                Some(value),
                format!("&{name}"),
            )
        }
    }
}

/// A parameter out of the view `request`: what is done with it, and what the method gets.
fn taken(
    schema: &Schema,
    i: &ir::Interface,
    m: &ir::Method,
    param: &Param,
) -> (Option<String>, String) {
    let name = rust::parameter(&param.name);
    let field = format!("request.{}()", rust::field(&param.name));
    match &param.class {
        ParamClass::Handle(id) => {
            let object = signature::interface(schema, *id);
            let value = format!("{FFI}::borrow::<dyn {object}>({field})?.object()?.clone();");
            (Some(format!("let {name} = {value}")), name)
        }
        ParamClass::OptionalHandle(id) => {
            let object = signature::interface(schema, *id);
            let value = format!("{FFI}::borrow_optional::<dyn {object}>({field})?");
            let shared = "|used| used.object().cloned()";
            let value = format!("let {name} = {value}.map({shared}).transpose()?;");
            (Some(value), name)
        }
        ParamClass::Callback(_) => {
            let ty = signature::callback(&i.decl.name, &m.name, &param.name);
            let value = format!("let {name} = {ty}({FFI}::Callback::host(&STATE, {field}));");
            (Some(value), format!("&{name}"))
        }
        _ => (None, field),
    }
}

/// What a word is in a C function's parameters.
fn word(schema: &Schema, ty: &Type) -> &'static str {
    match ty {
        Type::Scalar(ir::Scalar::Bool) => "u8",
        Type::Scalar(scalar) => scalar.name(),
        Type::Enum(id) | Type::Flags(id) => schema.enums[*id].repr.name(),
        _ => "u64",
    }
}

/// Statements that make words and the request of a call back, and how its answer is read.
pub struct Back {
    /// A statement that comes before.
    pub message: String,
    /// Expressions, one for each.
    pub words: Vec<String>,
    pub request: String,
    pub gives: &'static str,
    /// Behind the answer: `?.word()`.
    pub read: String,
}

/// How a callback or a method of a host interface is called. `request` makes the request of one that
/// is encoded.
pub fn back(schema: &Schema, call: &Call, encoded: &str) -> Back {
    let mut words = Vec::new();
    let mut request = format!("{FFI}::Request::NONE");
    if call.direct {
        for param in &call.params {
            let name = rust::parameter(&param.name);
            match &param.class {
                ParamClass::Word(_) => words.push(format!("{FFI}::Word::to_word({name})")),
                ParamClass::Wide(_) => {
                    let halves = format!("{FFI}::Wide::to_words({name})");
                    words.extend([format!("{halves}[0]"), format!("{halves}[1]")]);
                }
                ParamClass::Buffer(id) => {
                    let message = types::path(schema, &schema.messages[*id].decl);
                    request = format!("{FFI}::Request::encode::<{message}, _>({name})?");
                }
                _ => {}
            }
        }
    } else {
        request = encoded.to_owned();
    }
    let response = || types::path(schema, &schema.messages[call.response].decl);
    Back {
        message: String::new(),
        words,
        request,
        gives: if call.result.is_data() {
            "Data"
        } else {
            "Words"
        },
        read: match &call.result {
            CallResult::Word(_) => ".word()".to_owned(),
            CallResult::Wide(_) => ".wide()".to_owned(),
            CallResult::Message(_, false) => ".message()".to_owned(),
            CallResult::Message(_, true) => ".optional_message()".to_owned(),
            CallResult::Other(..) => format!(".message::<{}>()", response()),
            _ => ".none()".to_owned(),
        },
    }
}
