//! What methods and callbacks are in Rust: the types of what they take and give.

use super::super::owned::Context;
use super::super::types;
use crate::ir::{self, Call, CallResult, ParamClass, Schema, Type};
use crate::names::rust as names;

/// What generated glue calls the crate `halflap-ffi`.
pub const FFI: &str = "ffi";

/// A method or a callback.
pub struct Signature {
    pub params: Vec<Param>,
    /// What a good call gives: `()`, `ffi::Reply<Receipt>`.
    pub result: String,
    /// What a failed one gives: `StoreError`, `ffi::Error`.
    pub error: String,
}

/// A parameter.
pub struct Param {
    pub name: String,
    /// As a method takes it: `OrderView<'_>`.
    pub ty: String,
}

impl Signature {
    /// A method of `interface`, as the library implements it; or, `back`, one of a host interface, as
    /// the library calls it.
    pub fn new(context: &Context<'_>, interface: &ir::Interface, method: &ir::Method) -> Self {
        let back = interface.host;
        let of = (interface.decl.name.as_str(), method.name.as_str());
        Self::of_call(context, &method.call, Some(of), back)
    }

    /// A callback, as the library calls it.
    pub fn of_callback(context: &Context<'_>, call: &Call) -> Self {
        Self::of_call(context, call, None, true)
    }

    fn of_call(context: &Context<'_>, call: &Call, of: Option<(&str, &str)>, back: bool) -> Self {
        let schema = context.schema;
        let fields = &schema.messages[call.request].fields;
        let params = call.params.iter().zip(fields).map(|(param, field)| {
            let ty = match &param.class {
                ParamClass::Handle(id) => object(schema, *id),
                ParamClass::OptionalHandle(id) => format!("Option<{}>", object(schema, *id)),
                ParamClass::Callback(_) => {
                    let (interface, method) = of.unwrap_or_default();
                    format!("&{}<'_>", callback(interface, method, &param.name))
                }
                _ if back => source(context, field),
                _ => elided(&types::field_view(schema, field)),
            };
            Param {
                name: names::parameter(&param.name),
                ty,
            }
        });
        Signature {
            params: params.collect(),
            result: if back {
                owned_result(context, call)
            } else {
                result(schema, call)
            },
            error: match call.throws {
                Some(id) => error(schema, id),
                None => format!("{FFI}::Error"),
            },
        }
    }

    /// What follows `&self`: `call: &ffi::Call<'_>`, and the parameters.
    pub fn arguments(&self, first: &[&str]) -> Vec<String> {
        let first = first.iter().map(|first| (*first).to_owned());
        let params = self
            .params
            .iter()
            .map(|param| format!("{}: {}", param.name, param.ty));
        first.chain(params).collect()
    }

    /// `Result<ffi::Reply<Receipt>, StoreError>`.
    pub fn gives(&self) -> String {
        format!("Result<{}, {}>", self.result, self.error)
    }
}

/// A share in an object with an interface: `Arc<dyn Store>`.
pub fn object(schema: &Schema, id: ir::InterfaceId) -> String {
    format!("Arc<dyn {}>", interface(schema, id))
}

/// The trait of an interface.
pub fn interface(schema: &Schema, id: ir::InterfaceId) -> String {
    names::glue_name(&schema.interfaces[id].decl.name)
}

/// The type of an error, which may be another package's.
pub fn error(schema: &Schema, id: ir::ErrorId) -> String {
    let decl = &schema.errors[id].decl;
    let name = names::glue_name(&decl.name);
    match decl.package {
        0 => name,
        package => {
            let module = names::glue_module(&schema.packages[package].name);
            format!("super::{module}::{name}")
        }
    }
}

/// The type of a callback that a method takes: `StoreScanEach`.
pub fn callback(interface: &str, method: &str, param: &str) -> String {
    let [method, param] = [method, param].map(crate::names::joined);
    format!("{}{method}{param}", names::type_name(interface))
}

/// A view's type with its lifetime left to the compiler, as a parameter has it.
fn elided(ty: &str) -> String {
    ty.replace("&'a ", "&").replace("<'a", "<'_")
}

/// What a library's method gives.
fn result(schema: &Schema, call: &Call) -> String {
    let message = |id: ir::MessageId| types::path(schema, &schema.messages[id].decl);
    match &call.result {
        CallResult::None => "()".to_owned(),
        CallResult::Word(ty) | CallResult::Wide(ty) => value(schema, ty),
        CallResult::Handle(id, false) => object(schema, *id),
        CallResult::Handle(id, true) => format!("Option<{}>", object(schema, *id)),
        CallResult::Message(id, false) => format!("{FFI}::Reply<{}>", message(*id)),
        CallResult::Message(id, true) => format!("Option<{FFI}::Reply<{}>>", message(*id)),
        CallResult::Other(..) => format!("{FFI}::Reply<{}>", message(call.response)),
    }
}

/// What a call back gives: it owns its memory.
fn owned_result(context: &Context<'_>, call: &Call) -> String {
    let schema = context.schema;
    let field = schema.messages[call.response].fields.first();
    match (&call.result, field) {
        (CallResult::Handle(id, false), _) => object(schema, *id),
        (CallResult::Handle(id, true), _) => format!("Option<{}>", object(schema, *id)),
        (CallResult::None, _) | (_, None) => "()".to_owned(),
        (_, Some(field)) => optional(field, context.owned(&field.ty)),
    }
}

/// A number, enum, flags or UUID by value; integers of 128 bits as Rust's own.
fn value(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Scalar(scalar) => scalar.name().to_owned(),
        ty => types::plain(schema, ty),
    }
}

fn optional(field: &ir::Field, ty: String) -> String {
    match field.optional {
        true => format!("Option<{ty}>"),
        false => ty,
    }
}

/// What a call back takes for a field: numbers by value, text, slices and messages borrowed.
fn source(context: &Context<'_>, field: &ir::Field) -> String {
    let ty = match &field.ty {
        Type::Scalar(_) | Type::Enum(_) | Type::Flags(_) | Type::Uuid => {
            value(context.schema, &field.ty)
        }
        Type::Struct(_) | Type::Array(..) => types::plain(context.schema, &field.ty),
        Type::String => "&str".to_owned(),
        Type::Bytes => "&[u8]".to_owned(),
        ty => match context.owned(ty).strip_prefix("Vec<") {
            Some(element) => format!("&[{}]", &element[..element.len() - 1]),
            None => format!("&{}", context.owned(ty)),
        },
    };
    optional(field, ty)
}

/// An expression for the owned value of what a method takes for a field; `back` where the library calls.
pub fn owned(field: &ir::Field, name: &str, back: bool) -> String {
    let map = |f: &str| format!("{name}.map({f})");
    match (&field.ty, field.optional) {
        (Type::String, true) => map("str::to_owned"),
        (Type::String, false) => format!("{name}.to_owned()"),
        (Type::Bytes, true) => map("<[_]>::to_vec"),
        (Type::Bytes, false) => format!("{name}.to_vec()"),
        (Type::Vector(element), true) if !element.is_slot() || back => map("<[_]>::to_vec"),
        (Type::Vector(_), true) => map("halflap::List::to_vec"),
        (Type::Vector(_), false) => format!("{name}.to_vec()"),
        (Type::Map(_), optional) => match (back, optional) {
            (true, true) => format!("{name}.cloned()"),
            (true, false) => format!("{name}.clone()"),
            (false, true) => map("halflap::Map::to_map"),
            (false, false) => format!("{name}.to_map()"),
        },
        (Type::Message(_) | Type::Union(_), optional) => match (back, optional) {
            (true, true) => format!("{name}.cloned()"),
            (true, false) => format!("{name}.clone()"),
            (false, true) => map("Into::into"),
            (false, false) => format!("{name}.into()"),
        },
        (Type::Array(..), true) if !back => format!("{name}.copied()"),
        (Type::Array(..), false) if !back => format!("*{name}"),
        _ => name.to_owned(),
    }
}
