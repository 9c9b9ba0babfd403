//! One field of a message: the expressions that read, own and write it.

use super::types::{Context, Holder};
use super::wrap::{call, chain, doc, method};
use crate::ir::{self, Type};
use crate::names::rust as names;

/// A field as generated code has it: not a removed one.
pub struct Field<'s> {
    pub context: &'s Context<'s>,
    /// The message's own name.
    pub message: &'s str,
    pub field: &'s ir::Field,
    pub name: String,
    pub boxed: bool,
}

impl<'s> Field<'s> {
    pub fn new(
        context: &'s Context<'s>,
        holder: ir::MessageId,
        message: &'s str,
        field: &'s ir::Field,
    ) -> Self {
        Field {
            context,
            message,
            field,
            name: names::field(&field.name),
            boxed: context.is_boxed(Holder::Message(holder), &field.ty),
        }
    }

    fn is_array(&self) -> bool {
        matches!(self.field.ty, Type::Array(..))
    }

    fn is_secret_array(&self) -> bool {
        self.field.secret && self.is_array()
    }

    fn doc(&self) -> String {
        if self.field.doc.is_empty() {
            return doc(
                1,
                &[format!("`{}`, field {}.", self.field.name, self.field.id)],
            );
        }
        doc(1, &self.field.doc)
    }

    /// The type of the owned type's field.
    pub fn ty(&self) -> String {
        let mut ty = self.context.owned(&self.field.ty);
        if self.boxed {
            ty = format!("Box<{ty}>");
        }
        if self.field.secret {
            ty = format!("halflap::Secret<{ty}>");
        }
        if self.field.optional {
            ty = format!("Option<{ty}>");
        }
        ty
    }

    /// The field of the owned type.
    pub fn declaration(&self) -> String {
        let deprecated = match &self.field.deprecated {
            Some(note) => format!("    #[deprecated(note = {note:?})]\n"),
            None => String::new(),
        };
        format!(
            "{}{deprecated}    pub {}: {},",
            self.doc(),
            self.name,
            self.ty()
        )
    }

    /// The field's value in `Default::default()`.
    pub fn default(&self) -> String {
        let value = match &self.field.default {
            Some(value) if !self.field.optional => {
                let value = self.context.value(&self.field.ty, value);
                match self.field.ty {
                    Type::String | Type::Bytes => format!("{value}.into()"),
                    _ => value,
                }
            }
            _ if self.is_secret_array() && !self.field.optional => match self.field.ty {
                Type::Array(_, count) => format!("halflap::Secret::new([0; {count}])"),
                _ => unreachable!("an array"),
            },
            _ if self.field.optional => "None".into(),
            _ if self.field.secret => "Default::default()".into(),
            _ => match &self.field.ty {
                Type::String => "String::new()".into(),
                Type::Bytes | Type::Vector(_) => "Vec::new()".into(),
                Type::Map(_) => "BTreeMap::new()".into(),
                Type::Message(_) => "Default::default()".into(),
                ty => self.context.nothing(ty).unwrap_or_default(),
            },
        };
        format!("            {}: {value},", self.name)
    }

    /// Whether `#[derive(Default)]` gives the field the right value.
    pub fn derives_default(&self) -> bool {
        let zero = (self.field.default.as_ref()).is_none_or(|value| self.context.is_zero(value));
        self.field.optional || zero && !is_long(&self.field.ty)
    }

    /// The field's value, from the view.
    pub fn copied_from_view(&self, indent: usize) -> String {
        let get = format!(".{}()", self.name);
        let copied = match (&self.field.ty, self.field.optional) {
            _ if self.field.secret && self.field.optional => ".map(|it| it.to_secret())",
            _ if self.field.secret => ".to_secret()",
            (Type::Array(..), true) => ".copied()",
            (Type::Vector(element), true) if element.is_slot() => ".map(|it| it.to_vec())",
            (Type::Vector(element), false) if element.is_slot() => ".to_vec()",
            (Type::Map(_), true) => ".map(|it| it.to_map())",
            (Type::Map(_), false) => ".to_map()",
            (Type::Message(_), true) if self.boxed => ".map(|it| Box::new(it.into()))",
            (ty, true) if ty.is_slot() => ".map(Into::into)",
            (ty, false) if ty.is_slot() => ".into()",
            _ => "",
        };
        let prefix = format!("{}: ", self.name);
        if self.is_array() && !self.field.secret && !self.field.optional {
            return chain(indent, &format!("{prefix}*"), "view", &[&get], ",");
        }
        if self.boxed && !self.field.optional {
            return chain(
                indent,
                &format!("{prefix}Box::new("),
                "view",
                &[&get, copied],
                "),",
            );
        }
        let links = [get.as_str(), copied];
        let links = if copied.is_empty() {
            &links[..1]
        } else {
            &links
        };
        chain(indent, &prefix, "view", links, ",")
    }

    /// What the source's method gives.
    fn source(&self) -> String {
        let ty = match &self.field.ty {
            ty if self.is_secret_array() => format!("&{}", self.context.fixed(ty)),
            ty => self.context.source(ty),
        };
        if self.field.optional {
            format!("Option<{ty}>")
        } else {
            ty
        }
    }

    fn method(&self, end: &str) -> String {
        method(1, &self.name, &self.source(), end)
    }

    /// All types that the owned type and the source name.
    pub fn types(&self) -> String {
        let default = match &self.field.default {
            Some(_) => None,
            None => self.source_default(),
        };
        [self.ty(), self.source(), default.unwrap_or_default()].join(" ")
    }

    /// The source's method, with a default where a later version added the field.
    pub fn source_method(&self) -> String {
        let doc = self.doc();
        match self.source_default() {
            Some(default) => {
                format!("{doc}{}\n        {default}\n    }}", self.method(" {"))
            }
            None => format!("{doc}{}", self.method(";")),
        }
    }

    fn source_default(&self) -> Option<String> {
        let (ty, context) = (&self.field.ty, self.context);
        if self.field.since == 1 {
            None
        } else if self.field.optional {
            Some(context.none(ty))
        } else if let Some(value) = &self.field.default {
            Some(context.value(ty, value))
        } else if self.is_secret_array() {
            context.nothing(ty).map(|nothing| format!("&{nothing}"))
        } else {
            context.nothing(ty)
        }
    }

    fn source_impl(&self, body: &str) -> String {
        format!("{}\n{body}\n    }}", self.method(" {"))
    }

    /// The source's method of a reference to a source.
    pub fn source_of_reference(&self) -> String {
        self.source_impl(&format!("        (**self).{}()", self.name))
    }

    /// The source's method of the owned type.
    pub fn source_of_owned(&self) -> String {
        let value = format!("self.{}", self.name);
        let secret = self.field.secret;
        self.source_impl(&match (&self.field.ty, self.field.optional) {
            (Type::Array(..), true) if secret => {
                format!("        {value}.as_deref()")
            }
            (_, true) if secret => call(2, "write::reveal", &[&format!("&{value}")], ""),
            (_, false) if secret => format!("        {value}.reveal()"),
            (Type::Message(_), true) if self.boxed => format!("        {value}.as_deref()"),
            (Type::Message(_), false) if self.boxed => format!("        &*{value}"),
            (Type::String | Type::Bytes, true) => format!("        {value}.as_deref()"),
            (Type::Vector(element), true) if !element.is_slot() => {
                format!("        {value}.as_deref()")
            }
            (ty, true) if ty.is_slot() => format!("        {value}.as_ref()"),
            (ty, false) if ty.is_slot() => format!("        &{value}"),
            _ => format!("        {value}"),
        })
    }

    /// The source's method of the view.
    pub fn source_of_view(&self, view: &str) -> String {
        let get = format!("{view}::{}(self)", self.name);
        self.source_impl(&match (&self.field.ty, self.field.optional) {
            _ if self.field.secret && self.field.optional => {
                chain(2, "", &get, &[".map(|it| it.reveal())"], "")
            }
            _ if self.field.secret => format!("        {get}.reveal()"),
            (Type::Array(..), true) => format!("        {get}.copied()"),
            (Type::Array(..), false) => format!("        *{get}"),
            _ => format!("        {get}"),
        })
    }

    /// Writes the field.
    pub fn encode(&self, indent: usize) -> String {
        let constant = format!(
            "{}::{}",
            self.message,
            names::field_constant(&self.field.name)
        );
        let label = format!("{:?}", self.field.name);
        let get = format!("from.{}()", self.name);
        let default = match &self.field.default {
            Some(value) if self.field.since > 1 && !self.field.optional => {
                self.context.value(&self.field.ty, value)
            }
            _ => return call(indent, "to.field", &[&constant, &label, &get], "?;"),
        };
        call(
            indent,
            "to.defaulted",
            &[&constant, &label, &get, &default],
            "?;",
        )
    }
}

/// Whether a type is an array, or holds one, that is too long for `Default`.
fn is_long(ty: &Type) -> bool {
    matches!(ty, Type::Array(of, count) if *count > 32 || is_long(of))
}

/// Writes a removed field, as the versions that had it would have.
pub fn encode_removed(context: &Context<'_>, message: &str, field: &ir::Field) -> String {
    let constant = format!("{message}::{}", names::field_constant(&field.name));
    let label = format!("{:?}", field.name);
    let is_zero = field.default.is_none() && !field.ty.is_slot() && context.has_zero(&field.ty);
    if field.optional || is_zero {
        return format!("        to.gone({constant});");
    }
    let value = match (&field.default, &field.ty) {
        (Some(value), ty) => Some(context.value(ty, value)),
        (None, Type::Vector(element)) if !element.is_slot() => {
            Some(format!("<{}>::default()", context.source(&field.ty)))
        }
        (None, Type::Bytes) => Some("<&[u8]>::default()".into()),
        (None, ty) => context.nothing(ty),
    };
    let body = match value {
        Some(value) => call(3, "to.field", &[&constant, &label, &value], "?;"),
        None => format!("            to.missing({label})?;"),
    };
    format!("        if to.gone({constant}) {{\n{body}\n        }}")
}
