//! How types of the schema are spelled where values own their memory, and where they are written
//! from.

use std::collections::{BTreeSet, HashSet};

use crate::ir::{self, Scalar, Type};
use crate::names::rust as names;
use crate::rust::{types, values};

/// The schema as the package that is generated sees it.
pub struct Context<'s> {
    pub schema: &'s ir::Schema,
    /// Messages that a message holds or a union's arm is, directly, and that hold themselves by
    /// way of it: such a one has to be boxed.
    boxed: HashSet<(Holder, ir::MessageId)>,
}

/// What holds messages by value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    Message(ir::MessageId),
    Union(ir::UnionId),
}

impl<'s> Context<'s> {
    pub fn new(schema: &'s ir::Schema) -> Self {
        let mut context = Context {
            schema,
            boxed: HashSet::new(),
        };
        let messages = (0..schema.messages.len()).map(Holder::Message);
        let unions = (0..schema.unions.len()).map(Holder::Union);
        for holder in messages.chain(unions) {
            for held in context.held(holder) {
                if let Holder::Message(message) = held
                    && context.reaches(held, holder)
                {
                    context.boxed.insert((holder, message));
                }
            }
        }
        context
    }

    /// What a value holds without a vector or map between them.
    fn held(&self, holder: Holder) -> Vec<Holder> {
        match holder {
            Holder::Message(message) => (self.schema.messages[message].fields.iter())
                .filter(|field| field.removed.is_none())
                .filter_map(|field| match field.ty {
                    Type::Message(message) => Some(Holder::Message(message)),
                    Type::Union(union) => Some(Holder::Union(union)),
                    _ => None,
                })
                .collect(),
            Holder::Union(union) => (self.schema.unions[union].arms.iter())
                .map(|arm| Holder::Message(arm.message))
                .collect(),
        }
    }

    fn reaches(&self, from: Holder, to: Holder) -> bool {
        let mut seen = HashSet::from([from]);
        let mut open = vec![from];
        while let Some(holder) = open.pop() {
            if holder == to {
                return true;
            }
            open.extend(self.held(holder).into_iter().filter(|h| seen.insert(*h)));
        }
        false
    }

    pub fn is_boxed(&self, holder: Holder, ty: &Type) -> bool {
        matches!(ty, Type::Message(message) if self.boxed.contains(&(holder, *message)))
    }

    pub fn message(&self, message: ir::MessageId) -> String {
        types::path(self.schema, &self.schema.messages[message].decl)
    }

    fn source_trait(&self, decl: &ir::Decl) -> String {
        types::qualified(self.schema, decl, names::source_name(&decl.name))
    }

    pub fn message_source(&self, message: ir::MessageId) -> String {
        self.source_trait(&self.schema.messages[message].decl)
    }

    fn union_(&self, union: ir::UnionId) -> String {
        types::path(self.schema, &self.schema.unions[union].decl)
    }

    fn union_source(&self, union: ir::UnionId) -> String {
        self.source_trait(&self.schema.unions[union].decl)
    }

    /// A type of fixed size as it lies in vectors, arrays and structs.
    fn element(&self, ty: &Type) -> String {
        types::plain(self.schema, ty)
    }

    /// A type of fixed size as fields, keys and values of maps have it.
    pub fn fixed(&self, ty: &Type) -> String {
        match ty {
            Type::Scalar(scalar) => scalar.name().into(),
            _ => self.element(ty),
        }
    }

    /// The type that owns a value.
    pub fn owned(&self, ty: &Type) -> String {
        match ty {
            Type::String => "String".into(),
            Type::Bytes => "Vec<u8>".into(),
            Type::Vector(element) if !element.is_slot() => {
                format!("Vec<{}>", self.element(element))
            }
            Type::Vector(element) => format!("Vec<{}>", self.owned(element)),
            Type::Map(map) => {
                let (key, value) = (self.owned(&map.key), self.owned(&map.value));
                format!("BTreeMap<{key}, {value}>")
            }
            Type::Message(message) => self.message(*message),
            Type::Union(union) => self.union_(*union),
            fixed => self.fixed(fixed),
        }
    }

    /// What the method of a source gives.
    pub fn source(&self, ty: &Type) -> String {
        match ty {
            Type::String => "&str".into(),
            Type::Bytes => "&[u8]".into(),
            Type::Vector(element) if !element.is_slot() => {
                format!("&[{}]", self.element(element))
            }
            Type::Vector(_) | Type::Map(_) | Type::Message(_) | Type::Union(_) => self.item(ty),
            fixed => self.fixed(fixed),
        }
    }

    /// What the iterators of a source give.
    fn item(&self, ty: &Type) -> String {
        match ty {
            Type::String => "impl AsRef<str>".into(),
            Type::Bytes => "impl AsRef<[u8]>".into(),
            Type::Vector(element) if !element.is_slot() => {
                format!("impl AsRef<[{}]>", self.element(element))
            }
            Type::Vector(element) => format!("impl write::Seq<Item = {}>", self.item(element)),
            Type::Map(map) => {
                let (key, value) = (self.item(&map.key), self.item(&map.value));
                format!("impl write::Seq<Item = ({key}, {value})>")
            }
            Type::Message(message) => format!("impl {}", self.message_source(*message)),
            Type::Union(union) => format!("impl {}", self.union_source(*union)),
            fixed => format!("impl write::Borrow<{}>", self.fixed(fixed)),
        }
    }

    /// The items of an owned vector or map, as iterating over a reference to it gives them.
    fn lent(&self, ty: &Type) -> String {
        match ty {
            Type::Vector(element) => format!("&{}", self.owned(element)),
            Type::Map(map) => format!("(&{}, &{})", self.owned(&map.key), self.owned(&map.value)),
            _ => unreachable!("a vector of slots or a map"),
        }
    }

    /// What a source gives for nothing: zero or empty. `None` where a type has no such value.
    pub fn nothing(&self, ty: &Type) -> Option<String> {
        if !self.has_zero(ty) {
            return None;
        }
        Some(match ty {
            Type::String => "\"\"".into(),
            Type::Bytes => "&[]".into(),
            Type::Vector(element) if !element.is_slot() => "&[]".into(),
            Type::Vector(_) | Type::Map(_) => {
                format!("core::iter::empty::<{}>()", self.lent(ty))
            }
            fixed => self.zero(fixed),
        })
    }

    /// An absent value, of a type that can be inferred.
    pub fn none(&self, ty: &Type) -> String {
        match ty {
            Type::Vector(element) if !element.is_slot() => "None".into(),
            Type::Vector(_) | Type::Map(_) => {
                format!("None::<core::iter::Empty<{}>>", self.lent(ty))
            }
            Type::Message(_) | Type::Union(_) => format!("None::<&{}>", self.owned(ty)),
            _ => "None".into(),
        }
    }

    /// The zero of a type of fixed size.
    fn zero(&self, ty: &Type) -> String {
        match ty {
            Type::Scalar(Scalar::Bool) => "false".into(),
            Type::Scalar(Scalar::F32 | Scalar::F64) => "0.0".into(),
            Type::Scalar(_) => "0".into(),
            Type::Array(element, count) => format!("[{}; {count}]", self.element_zero(element)),
            _ => "Default::default()".into(),
        }
    }

    fn element_zero(&self, element: &Type) -> String {
        match element {
            Type::Scalar(Scalar::U128 | Scalar::I128) => "Default::default()".into(),
            other => self.zero(other),
        }
    }

    /// Whether zero or empty is a value: not of a closed enum without 0, nor of a message or
    /// union.
    pub fn has_zero(&self, ty: &Type) -> bool {
        !matches!(ty, Type::Message(_) | Type::Union(_)) && types::zero_is_valid(self.schema, ty)
    }

    /// Whether `Default::default()` makes an owned value of the type.
    pub fn has_default(&self, ty: &Type, holders: &mut Vec<ir::MessageId>) -> bool {
        match ty {
            Type::Message(message) => self.message_has_default(*message, holders),
            other => self.has_zero(other),
        }
    }

    /// Whether a message has a default: each field has one, or is optional.
    pub fn message_has_default(
        &self,
        message: ir::MessageId,
        holders: &mut Vec<ir::MessageId>,
    ) -> bool {
        if holders.contains(&message) {
            return false;
        }
        holders.push(message);
        let mut fields = self.schema.messages[message].fields.iter();
        let has = fields.all(|field| {
            field.optional
                || field.default.is_some()
                || field.removed.is_some()
                || self.has_default(&field.ty, holders)
        });
        holders.pop();
        has
    }

    /// Whether a default is what `Default::default()` gives anyway.
    pub fn is_zero(&self, value: &ir::Value) -> bool {
        match value {
            ir::Value::Bool(value) => !value,
            ir::Value::Int(value) => *value == 0,
            ir::Value::Uint(value) => *value == 0,
            ir::Value::F32(value) => value.to_bits() == 0,
            ir::Value::F64(value) => value.to_bits() == 0,
            ir::Value::String(text) => text.is_empty(),
            ir::Value::Bytes(bytes) => bytes.is_empty(),
            ir::Value::Uuid(bytes) => *bytes == [0; 16],
            ir::Value::Enum(e, index) => self.schema.enums[*e].values[*index].value == 0,
        }
    }

    /// A default as an expression of type [`Context::fixed`], or `&str`.
    pub fn value(&self, ty: &Type, value: &ir::Value) -> String {
        values::expression(self.schema, ty, value)
    }
}

/// The types of the crate `alloc` that some code names.
pub fn alloc_types(code: &str) -> impl Iterator<Item = &'static str> {
    let words = code.split(|c: char| !c.is_alphanumeric());
    words.filter_map(|word| match word {
        "Box" => Some("boxed::Box"),
        "BTreeMap" => Some("collections::BTreeMap"),
        "String" => Some("string::String"),
        "Vec" => Some("vec::Vec"),
        _ => None,
    })
}

/// The import of types of the crate `alloc`, which a crate without `std` has not in scope.
pub fn imports(types: impl Iterator<Item = &'static str>) -> Option<String> {
    let types: BTreeSet<&str> = types.collect();
    let types: Vec<&str> = types.into_iter().collect();
    match types.as_slice() {
        [] => None,
        [one] => Some(format!("use halflap::alloc::{one};")),
        more => Some(format!("use halflap::alloc::{{{}}};", more.join(", "))),
    }
}
