//! The methods of a client: how each prepares its arguments, calls, and reads the answer.

mod reading;

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::super::helpers::Package;
use super::super::super::layout::{align, indent, when};
use super::super::super::literals::quoted;
use super::super::interfaces::{method_doc, with_context};
use super::super::messages::lowered;
use super::super::signature::{Direction, Signature, What};
use super::{Uses, values};
use crate::ir::{self, Call, CallResult, ParamClass};
use crate::names::{c, go as names};

/// What generated methods call their own variables, and the packages that they use.
const LOCALS: &[&str] = &[
    "C", "call", "context", "data", "err", "ffi", "halflap", "handle", "in", "into", "library",
    "math", "native", "ok", "owned", "read", "reply", "request", "result", "runtime", "space",
    "taken", "token", "value", "view",
];

/// A method's functions.
#[derive(Debug, Serialize)]
pub(super) struct Method {
    pub name: String,
    pub functions: Vec<Vec<String>>,
}

/// What is known of a method while its functions are made.
pub(super) struct Maker<'a> {
    pub package: &'a Package<'a>,
    pub uses: &'a Uses,
    pub interface: &'a ir::Interface,
    method: &'a ir::Method,
    call: &'a Call,
    signature: Signature,
    /// The type in Go, and what its methods call it.
    object: String,
    receiver: String,
    name: String,
    taken: BTreeSet<String>,
    /// Objects that have to live until the library is done.
    alive: Vec<String>,
}

pub(super) fn method(
    package: &Package<'_>,
    uses: &Uses,
    interface: &ir::Interface,
    method: &ir::Method,
) -> Method {
    Method {
        name: names::method(&method.name),
        functions: Maker::new(package, uses, interface, method).functions(),
    }
}

impl<'a> Maker<'a> {
    fn new(
        package: &'a Package<'a>,
        uses: &'a Uses,
        interface: &'a ir::Interface,
        method: &'a ir::Method,
    ) -> Self {
        let object = names::type_name(&interface.decl.name);
        let receiver = receiver(interface);
        let mut taken: BTreeSet<String> = LOCALS.iter().map(|name| (*name).to_owned()).collect();
        taken.insert(receiver.clone());
        taken.insert(package.alias(0).to_owned());
        taken.extend(uses.variables.iter().cloned());
        let mut signature = Signature::new(package, &method.call, Direction::Forth);
        for param in &mut signature.params {
            param.name = fresh(&mut taken, &param.name);
        }
        Maker {
            package,
            uses,
            interface,
            method,
            call: &method.call,
            signature,
            name: names::method(&method.name),
            object,
            receiver,
            taken,
            alive: Vec::new(),
        }
    }

    /// `shop.Store.put`, quoted.
    fn full_name(&self) -> String {
        let interface = self.package.schema.full_name(&self.interface.decl);
        quoted(&format!("{interface}.{}", self.method.name))
    }

    fn functions(mut self) -> Vec<Vec<String>> {
        if self.call.result.is_data() {
            return self.reading();
        }
        let body = match self.needs_call() {
            true => self.with_call(),
            false => self.plain(),
        };
        let parameters = self.parameters();
        let results = self.signature.results();
        let words = self.words();
        vec![self.function(words, &self.name, &parameters, &results, body)]
    }

    /// The comment that the interface has, too.
    fn words(&self) -> Vec<String> {
        method_doc(self.package, self.method)
    }

    /// Whether there is more to a call than a token.
    fn needs_call(&self) -> bool {
        let mut params = self.call.params.iter();
        let more =
            |class: &ParamClass| matches!(class, ParamClass::Buffer(_) | ParamClass::Callback(_));
        !self.call.direct || params.any(|param| more(&param.class))
    }

    fn parameters(&self) -> String {
        with_context(&self.signature.parameters())
    }

    fn function(
        &self,
        words: Vec<String>,
        name: &str,
        parameters: &str,
        results: &str,
        body: Vec<String>,
    ) -> Vec<String> {
        let mut lines = words;
        let (receiver, object) = (&self.receiver, &self.object);
        lines.push(format!(
            "func ({receiver} *{object}) {name}({parameters}) {results} {{"
        ));
        lines.extend(indent(body));
        lines.push("}".to_owned());
        lines
    }

    /// A call that needs no more than a token.
    fn plain(&mut self) -> Vec<String> {
        let zero = self.zero();
        let (mut lines, arguments) = self.arguments(&zero);
        lines.push("token, err := native.Enter(ctx, ctx.Done())".into());
        lines.extend(returned("err != nil", &zero, "err"));
        lines.extend(self.call_in_c("token", arguments));
        lines.push("token.Leave()".into());
        lines.extend(self.keep_alive());
        lines.extend(self.failed("library.Failed(ctx, ", &zero));
        lines.extend(self.result(&zero));
        lines
    }

    /// A call with buffers or callbacks, whose result is no data.
    fn with_call(&mut self) -> Vec<String> {
        let zero = self.zero();
        let mut lines = vec![
            "call := library.Begin(ctx)".into(),
            "defer call.End()".into(),
        ];
        lines.extend(self.started(&zero));
        lines.extend(self.failed("call.Failed(", &zero));
        lines.extend(self.result(&zero));
        lines
    }

    /// The lines that return the error of a reply.
    fn failed(&self, begin: &str, zero: &str) -> Vec<String> {
        let error = format!("{begin}taken(reply.failed), {})", self.full_name());
        returned("reply.failed != nil", zero, &error)
    }

    /// The lines from a call's beginning to the reply.
    fn started(&mut self, zero: &str) -> Vec<String> {
        let (mut lines, mut arguments) = self.arguments(zero);
        lines.extend(returned("err := call.Start(); err != nil", zero, "err"));
        if self.call.result.is_data() {
            lines.push("space := call.Space()".into());
            arguments.push(buffer("space"));
        }
        lines.extend(self.call_in_c("call.Token()", arguments));
        lines.extend(self.keep_alive());
        lines
    }

    /// Lines that prepare the arguments, and the arguments: a line for each parameter.
    fn arguments(&mut self, zero: &str) -> (Vec<String>, Vec<String>) {
        let mut lines = Vec::new();
        let secret = self.package.schema.messages[self.call.request].has_secret
            || self.package.schema.messages[self.call.response].has_secret;
        if secret && (self.needs_call() || self.call.result.is_data()) {
            lines.push("call.Secret()".into());
        }
        let params = std::mem::take(&mut self.signature.params);
        let mut arguments = Vec::new();
        let mut fields = Vec::new();
        for (param, of) in params.iter().zip(&self.call.params) {
            let name = &param.name;
            let value = match (&of.class, &param.what) {
                (ParamClass::Handle(id), _) => self.handle(&mut lines, *id, name, false, zero),
                (ParamClass::OptionalHandle(id), _) => {
                    self.handle(&mut lines, *id, name, true, zero)
                }
                (ParamClass::Callback(_), _) => {
                    let object = lowered(&self.object);
                    let answer = format!("{object}{}{}", self.name, param.field);
                    format!(
                        "call.Callback(func(in *native.Incoming) error {{ return {answer}(in, {name}) }})"
                    )
                }
                (_, What::Message) => format!("native.Deref(call, {name}, {})", quoted(&of.name)),
                _ => name.clone(),
            };
            if self.call.direct {
                arguments.push(self.argument(&mut lines, of, name, value));
            } else {
                fields.push((param.field.clone(), value));
            }
        }
        self.signature.params = params;
        if !self.call.direct {
            lines.extend(self.encoded(&fields));
            arguments.push(buffer("request"));
        }
        (lines, arguments)
    }

    /// A parameter that crosses by itself; `value` is what it is by then.
    fn argument(
        &mut self,
        lines: &mut Vec<String>,
        of: &ir::Param,
        name: &str,
        value: String,
    ) -> String {
        let schema = self.package.schema;
        match &of.class {
            ParamClass::Word(ty) => values::word_argument(schema, ty, name),
            ParamClass::Wide(ty) => {
                let first = fresh(&mut self.taken, &format!("{name}0"));
                let second = fresh(&mut self.taken, &format!("{name}1"));
                let words = values::wide_words(ty, name);
                lines.push(format!("{first}, {second} := {words}"));
                format!("C.uint64_t({first}), C.uint64_t({second})")
            }
            ParamClass::Span(ty) => {
                let pointer = values::span_pointer(schema, ty, name);
                format!("{pointer}, C.size_t(len({name}))")
            }
            ParamClass::Buffer(_) => {
                let data = fresh(&mut self.taken, &format!("{name}Data"));
                let quoted = quoted(&of.name);
                lines.push(format!("{data} := native.Message(call, {name}, {quoted})"));
                buffer(&data)
            }
            ParamClass::Callback(_) => {
                let target = fresh(&mut self.taken, &format!("{name}Target"));
                lines.push(format!("{target} := {value}"));
                format!("C.uint64_t({target})")
            }
            _ => format!("C.uint64_t({value})"),
        }
    }

    /// The request message of a call that is encoded.
    fn encoded(&self, fields: &[(String, String)]) -> Vec<String> {
        let request = format!("{}.{}", self.package.alias(0), self.signature.request);
        let inline: Vec<String> = fields.iter().map(|(k, v)| format!("{k}: {v}")).collect();
        let inline = format!(
            "request := native.Parameters(call, {request}{{{}}})",
            inline.join(", ")
        );
        if inline.len() <= 100 {
            return vec![inline];
        }
        let cells: Vec<Vec<String>> = fields
            .iter()
            .map(|(k, v)| vec![format!("{k}:"), format!("{v},")])
            .collect();
        let mut lines = vec![format!("request := native.Parameters(call, {request}{{")];
        lines.extend(indent(align(&cells)));
        lines.push("})".into());
        lines
    }

    /// The number of an object that is passed.
    fn handle(
        &mut self,
        lines: &mut Vec<String>,
        id: ir::InterfaceId,
        name: &str,
        optional: bool,
        zero: &str,
    ) -> String {
        let decl = &self.package.schema.interfaces[id].decl;
        let of = lowered(&names::type_name(&decl.name));
        let handle = fresh(&mut self.taken, &format!("{name}Handle"));
        self.alive.push(handle.clone());
        self.uses.passed.borrow_mut().insert(id);
        if optional {
            lines.push(format!("var {handle} *native.Handle"));
            let mut body = vec![
                "var err error".to_owned(),
                format!("{handle}, err = {of}Handle({name})"),
            ];
            body.extend(returned("err != nil", zero, "err"));
            lines.extend(when(&format!("{name} != nil"), body, Vec::new()));
            return format!("ffi.Optional(native.Number({handle}), {handle} != nil)");
        }
        lines.push(format!("{handle}, err := {of}Handle({name})"));
        lines.extend(returned("err != nil", zero, "err"));
        format!("native.Number({handle})")
    }

    fn call_in_c(&self, token: &str, arguments: Vec<String>) -> Vec<String> {
        let schema = self.package.schema;
        let package = &schema.packages[0].name;
        let function = format!(
            "{}_{}_{}",
            c::type_name(package, &self.interface.decl.name),
            c::field(&self.method.name),
            crate::c::glue::answer(&self.call.result)
        );
        let mut all = vec![
            format!("{}Functions.{}", lowered(&self.object), self.name),
            format!("C.uint64_t(native.Number({}.Handle))", self.receiver),
            format!("native.TokenFor[C.halflap_token]({token})"),
        ];
        all.extend(arguments);
        let mut lines = vec![format!("reply := C.{function}(")];
        lines.extend(indent(all.into_iter().map(|a| a + ",").collect()));
        lines.push(")".into());
        lines
    }

    fn keep_alive(&self) -> Vec<String> {
        self.package.import_std("runtime");
        let all = std::iter::once(&self.receiver).chain(&self.alive);
        all.map(|name| format!("runtime.KeepAlive({name})"))
            .collect()
    }

    /// What stands beside an error, with its comma; empty where there is no result.
    fn zero(&self) -> String {
        match &self.call.result {
            CallResult::None => String::new(),
            CallResult::Word(ty) | CallResult::Wide(ty) | CallResult::Other(ty, false) => {
                values::zero(self.package, ty) + ", "
            }
            _ => "nil, ".to_owned(),
        }
    }

    /// The lines that return a result that is no data.
    fn result(&self, zero: &str) -> Vec<String> {
        match &self.call.result {
            CallResult::Word(ty) => {
                let value = values::word_value(self.package, ty, "reply.value");
                if !values::is_closed(self.package.schema, ty) {
                    return vec![format!("return {value}, nil")];
                }
                let mut lines = vec![format!("value := {value}")];
                let unknown = format!("native.Unknown({})", self.full_name());
                lines.extend(returned("!value.Known()", zero, &unknown));
                lines.push("return value, nil".into());
                lines
            }
            CallResult::Wide(ty) => {
                let value = values::wide_value(ty, "reply.first", "reply.second");
                vec![format!("return {value}, nil")]
            }
            CallResult::Handle(id, optional) => {
                let decl = &self.package.schema.interfaces[*id].decl;
                let of = lowered(&names::type_name(&decl.name));
                self.uses.returned.borrow_mut().insert(*id);
                let mut lines = Vec::new();
                if *optional {
                    lines = returned("reply.value == 0", "nil, ", "nil");
                }
                lines.push(format!("return {of}Of(uint64(reply.value))"));
                lines
            }
            _ => vec!["return nil".into()],
        }
    }
}

/// What an interface's methods call their object: by its first letter, unless a parameter is called so.
pub(super) fn receiver(interface: &ir::Interface) -> String {
    let name = lowered(&names::type_name(&interface.decl.name));
    let letter = name[..1].to_owned();
    let mut params = interface.methods.iter().flat_map(|m| &m.call.params);
    match params.any(|param| names::parameter(&param.name) == letter) {
        true => name + "_",
        false => letter,
    }
}

/// A pointer and a length.
fn buffer(name: &str) -> String {
    format!("(*C.uint8_t)(native.Data({name})), C.size_t(len({name}))")
}

/// `if condition { return zero, what }`.
pub(super) fn returned(condition: &str, zero: &str, what: &str) -> Vec<String> {
    when(condition, vec![format!("return {zero}{what}")], Vec::new())
}

/// A name that nothing has yet.
pub(super) fn fresh(taken: &mut BTreeSet<String>, name: &str) -> String {
    let mut name = name.to_owned();
    while !taken.insert(name.clone()) {
        name.push('_');
    }
    name
}
