//! The messages that an interface implies (HL-ABI-1): what its calls carry. They are made as syntax,
//! so that ids, layouts and code come about as for any message.

use std::collections::HashSet;

use super::ast::{Body, Field, File, Ident, Int, Item, ItemKind, Signature, TypeExpr, TypeKind};
use crate::diagnostics::Span;
use crate::names;

/// How a request's message ends.
const REQUEST: &str = "Request";
/// How a response's message ends.
const RESPONSE: &str = "Response";

/// The two messages' names of a method, or of a callback that is a parameter of one.
pub(crate) fn message_names(interface: &str, method: &str, callback: Option<&str>) -> [String; 2] {
    let parts = [Some(method), callback].into_iter().flatten();
    let stem: String = parts.map(names::joined).collect();
    [REQUEST, RESPONSE].map(|end| format!("{interface}{stem}{end}"))
}

/// What a parameter of a callback, which has no name, is called.
pub(crate) fn argument(index: usize) -> String {
    format!("arg{}", index + 1)
}

/// The messages that all interfaces of a file imply.
pub(crate) fn implied(file: &File) -> Vec<Item> {
    let package = file.package.as_ref().map_or("", |p| p.name.name.as_str());
    let interfaces = file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Interface(_) => Some(item.name.name.as_str()),
        _ => None,
    });
    let mut made = Implied {
        package,
        interfaces: interfaces.collect(),
        items: Vec::new(),
    };
    for item in &file.items {
        let ItemKind::Interface(interface) = &item.kind else {
            continue;
        };
        let of = item.name.name.as_str();
        let mut known = HashSet::new();
        for method in &interface.body.entries {
            let name = method.name.name.as_str();
            // A method that is there twice is reported where methods are checked.
            if !known.insert(name) {
                continue;
            }
            let called = format!("`{of}.{name}`");
            made.pair(
                message_names(of, name, None),
                method.name.span,
                &called,
                &method.signature,
            );
            for (parameter, ty) in &method.signature.params {
                if let (Some(parameter), TypeKind::Callback(signature)) = (parameter, &ty.kind) {
                    let called = format!("the callback `{}` of {called}", parameter.name);
                    let names = message_names(of, name, Some(&parameter.name));
                    made.pair(names, parameter.span, &called, signature);
                }
            }
        }
    }
    made.items
}

struct Implied<'a> {
    package: &'a str,
    interfaces: HashSet<&'a str>,
    items: Vec<Item>,
}

impl Implied<'_> {
    fn pair(&mut self, [request, response]: [String; 2], at: Span, called: &str, what: &Signature) {
        let mut known = HashSet::new();
        let mut fields = Vec::new();
        for (index, (name, ty)) in what.params.iter().enumerate() {
            let name = name.clone().unwrap_or_else(|| Ident {
                name: argument(index),
                span: ty.span,
            });
            // A name that is there twice is reported where methods are checked.
            if known.insert(name.name.clone()) {
                fields.push(self.field(index, name, ty));
            }
        }
        let doc = format!("What a call of {called} carries: its parameters.");
        self.message(request, at, doc, fields);
        let value = what.returns.as_ref().map(|ty| {
            let name = Ident {
                name: "value".to_owned(),
                span: ty.span,
            };
            self.field(0, name, ty)
        });
        let doc = match value {
            Some(_) => format!("What a call of {called} answers: its result."),
            None => format!("What a call of {called} answers: nothing but that it was good."),
        };
        self.message(response, at, doc, value.into_iter().collect());
    }

    fn message(&mut self, name: String, at: Span, doc: String, entries: Vec<Field>) {
        self.items.push(Item {
            doc: vec![doc],
            name: Ident { name, span: at },
            kind: ItemKind::Message(Body {
                entries,
                reserved: Vec::new(),
            }),
            span: at,
        });
    }

    fn field(&self, index: usize, name: Ident, ty: &TypeExpr) -> Field {
        Field {
            doc: Vec::new(),
            id: Int {
                value: index as u128 + 1,
                negative: false,
                span: name.span,
            },
            name,
            secret: None,
            ty: self.data(ty),
            default: None,
            since: None,
            removed: None,
            deprecated: None,
            span: ty.span,
        }
    }

    /// A type as a message can hold it: handles and callbacks are numbers there.
    fn data(&self, ty: &TypeExpr) -> TypeExpr {
        let number = match &ty.kind {
            TypeKind::Callback(_) => true,
            TypeKind::Name(name) => {
                let own = name.name.strip_prefix(self.package);
                let own = own.and_then(|rest| rest.strip_prefix('.'));
                self.interfaces.contains(own.unwrap_or(&name.name))
            }
            _ => false,
        };
        if !number {
            return ty.clone();
        }
        TypeExpr {
            kind: TypeKind::Name(Ident {
                name: "u64".to_owned(),
                span: ty.span,
            }),
            ..ty.clone()
        }
    }
}
