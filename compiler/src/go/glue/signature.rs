//! What methods and callbacks are in Go: the types of what they take and give, and how these become
//! the fields of the messages that a call implies.

use super::super::helpers::Package;
use super::super::messages;
use super::super::writes::Taking;
use crate::ir::{self, Call, CallResult, ParamClass, Type};
use crate::names::go as names;

/// Who calls: the client, or the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The client calls a method. It owns what it passes, and what it gets.
    Forth,
    /// The library calls a callback or a host interface. What it passes is read in place.
    Back,
}

/// A method or a callback.
pub struct Signature {
    pub params: Vec<Param>,
    pub result: Returned,
    /// Full name of the request's type in Go: `StorePutRequest`.
    pub request: String,
    /// Full name of the response's.
    pub response: String,
}

/// A parameter.
pub struct Param {
    pub name: String,
    pub ty: String,
    /// The field of the request that holds it.
    pub field: String,
    pub what: What,
}

/// What a parameter is to those who make messages of it.
pub enum What {
    /// The value itself is in the field.
    Plain,
    /// A pointer to a message that has to be there.
    Message,
    /// Read in place: `take` is an expression for an owned copy.
    View { take: String },
    /// An object.
    Object {
        interface: ir::InterfaceId,
        optional: bool,
    },
    /// A function.
    Callback(Box<Signature>),
}

/// A result.
pub enum Returned {
    None,
    /// The response's field is the result.
    Plain(String),
    /// A pointer to the response's field is the result.
    Message(String),
    /// An object.
    Object {
        interface: ir::InterfaceId,
        ty: String,
        optional: bool,
    },
}

impl Signature {
    pub fn new(package: &Package<'_>, call: &Call, direction: Direction) -> Self {
        let schema = package.schema;
        let message = |id: ir::MessageId| names::type_name(&schema.messages[id].decl.name);
        let fields = &schema.messages[call.request].fields;
        let params = call.params.iter().zip(fields);
        Signature {
            params: params
                .map(|(param, field)| self::param(package, param, field, direction))
                .collect(),
            result: returned(package, call),
            request: message(call.request),
            response: message(call.response),
        }
    }

    /// `order *Order, each func(OrderView) (bool, error)`.
    pub fn parameters(&self) -> String {
        let params = self.params.iter();
        let params = params.map(|param| format!("{} {}", param.name, param.ty));
        params.collect::<Vec<_>>().join(", ")
    }

    /// `order, each`.
    pub fn arguments(&self) -> String {
        let params = self.params.iter().map(|param| param.name.as_str());
        params.collect::<Vec<_>>().join(", ")
    }

    /// `(*Receipt, error)`, or `error`.
    pub fn results(&self) -> String {
        match self.result.ty() {
            Some(ty) => format!("({ty}, error)"),
            None => "error".to_owned(),
        }
    }

    /// The type of a callback: `func(order OrderView) (bool, error)`.
    pub fn function(&self) -> String {
        let types: Vec<&str> = self.params.iter().map(|param| param.ty.as_str()).collect();
        format!("func({}) {}", types.join(", "), self.results())
    }
}

impl Returned {
    /// The type of the result, if there is one.
    pub fn ty(&self) -> Option<&str> {
        match self {
            Returned::None => None,
            Returned::Plain(ty) | Returned::Message(ty) | Returned::Object { ty, .. } => Some(ty),
        }
    }
}

/// The type of an object with an interface.
pub fn interface(package: &Package<'_>, id: ir::InterfaceId) -> String {
    let decl = &package.schema.interfaces[id].decl;
    package.qualified(decl.package, names::type_name(&decl.name))
}

fn param(
    package: &Package<'_>,
    param: &ir::Param,
    field: &ir::Field,
    direction: Direction,
) -> Param {
    let name = names::parameter(&param.name);
    let plain = || (messages::owned(package, field), What::Plain);
    let object = |id: &ir::InterfaceId, optional| {
        let what = What::Object {
            interface: *id,
            optional,
        };
        (interface(package, *id), what)
    };
    let (ty, what) = match &param.class {
        ParamClass::Handle(id) => object(id, false),
        ParamClass::OptionalHandle(id) => object(id, true),
        ParamClass::Callback(call) => {
            let signature = Signature::new(package, call, Direction::Back);
            (signature.function(), What::Callback(Box::new(signature)))
        }
        ParamClass::Buffer(_) | ParamClass::Other(_, false)
            if direction == Direction::Back && is_viewed(&field.ty) =>
        {
            let take = package.taken(&field.ty, &name, Taking::Copies);
            (package.view(&field.ty), What::View { take })
        }
        ParamClass::Buffer(_) => (format!("*{}", package.owned(&field.ty)), What::Message),
        _ => plain(),
    };
    Param {
        name,
        field: names::field(&field.name),
        ty,
        what,
    }
}

/// Whether a callback gets it as a view. Text, bytes and typed slices are copied, because nothing about
/// their types would say that they are good for the call alone.
fn is_viewed(ty: &Type) -> bool {
    match ty {
        Type::Message(_) | Type::Union(_) | Type::Map(_) => true,
        Type::Vector(element) => element.is_slot(),
        _ => false,
    }
}

fn returned(package: &Package<'_>, call: &Call) -> Returned {
    let field = package.schema.messages[call.response].fields.first();
    match (&call.result, field) {
        (CallResult::Handle(id, optional), _) => Returned::Object {
            interface: *id,
            ty: interface(package, *id),
            optional: *optional,
        },
        (CallResult::Message(_, false), Some(field)) => {
            Returned::Message(format!("*{}", package.owned(&field.ty)))
        }
        (CallResult::None, _) | (_, None) => Returned::None,
        (_, Some(field)) => Returned::Plain(messages::owned(package, field)),
    }
}
