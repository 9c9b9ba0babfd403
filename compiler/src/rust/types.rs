//! Types of the schema as Rust types: what elements, kinds and views are called.

use crate::ir::{Scalar, Schema, Type};
use crate::{ir, names};

/// A name of another package's module, seen from the module of package 0.
pub fn qualified(schema: &Schema, decl: &ir::Decl, name: String) -> String {
    if decl.package == 0 {
        return name;
    }
    let module = names::rust::module(&schema.packages[decl.package].name);
    format!("super::{module}::{name}")
}

/// The owned type of a declaration; for structs, enums and flags their only one.
pub fn path(schema: &Schema, decl: &ir::Decl) -> String {
    qualified(schema, decl, names::rust::type_name(&decl.name))
}

/// The view of a message or union, without its lifetime.
pub fn view_path(schema: &Schema, decl: &ir::Decl) -> String {
    qualified(schema, decl, names::rust::view_name(&decl.name))
}

/// The edit of a message or union, without its lifetime.
pub fn edit_path(schema: &Schema, decl: &ir::Decl) -> String {
    qualified(schema, decl, names::rust::edit_name(&decl.name))
}

/// Whether values lie in blocks, structs and vectors themselves.
pub fn is_plain(ty: &Type) -> bool {
    !ty.is_slot()
}

/// A type of fixed size as it lies in memory.
pub fn plain(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Scalar(Scalar::U128) => "halflap::U128".into(),
        Type::Scalar(Scalar::I128) => "halflap::I128".into(),
        Type::Scalar(s) => s.name().into(),
        Type::Uuid => "halflap::Uuid".into(),
        Type::Enum(id) | Type::Flags(id) => path(schema, &schema.enums[*id].decl),
        Type::Struct(id) => path(schema, &schema.structs[*id].decl),
        Type::Array(element, count) => format!("[{}; {count}]", plain(schema, element)),
        _ => unreachable!("a slot has no plain type"),
    }
}

/// Whether all bytes zero are a value.
pub fn zero_is_valid(schema: &Schema, ty: &Type) -> bool {
    match ty {
        Type::Enum(id) => {
            let e = &schema.enums[*id];
            !e.closed || e.values.iter().any(|value| value.value == 0)
        }
        Type::Struct(id) => {
            let mut members = schema.structs[*id].members.iter();
            members.all(|member| zero_is_valid(schema, &member.ty))
        }
        Type::Array(element, _) => zero_is_valid(schema, element),
        _ => true,
    }
}

/// Whether every bit pattern is a value.
pub fn any_bits(schema: &Schema, ty: &Type) -> bool {
    match ty {
        Type::Scalar(Scalar::Bool) => false,
        Type::Enum(id) => !schema.enums[*id].closed,
        Type::Struct(id) => schema.structs[*id].any_bits,
        Type::Array(element, _) => any_bits(schema, element),
        _ => true,
    }
}

/// Whether values can be compared for equality in the strict sense, hashed and ordered: no floats.
pub fn has_floats(schema: &Schema, ty: &Type) -> bool {
    match ty {
        Type::Scalar(Scalar::F32 | Scalar::F64) => true,
        Type::Struct(id) => {
            let mut members = schema.structs[*id].members.iter();
            members.any(|member| has_floats(schema, &member.ty))
        }
        Type::Array(element, _) => has_floats(schema, element),
        _ => false,
    }
}

/// The package of the message or union that a type is made of; a type names at most one.
fn package(schema: &Schema, ty: &Type) -> usize {
    match ty {
        Type::Vector(element) => package(schema, element),
        Type::Map(map) => package(schema, &map.value),
        Type::Message(id) => schema.messages[*id].decl.package,
        Type::Union(id) => schema.unions[*id].decl.package,
        _ => 0,
    }
}

/// The marker of a package's versions: in the module `imported` of generated code.
pub fn pin(schema: &Schema, package: usize) -> String {
    let name = schema.packages[package].name.replace('.', "_");
    names::rust::variant(&name)
}

/// The kind of a type: how it is checked and read.
pub fn kind(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Scalar(s @ (Scalar::U128 | Scalar::I128)) => format!("kind::Wide<{}>", s.name()),
        Type::Array(..) => format!("kind::InPlace<{}>", plain(schema, ty)),
        Type::String => "kind::Text".into(),
        Type::Bytes => "kind::Blob".into(),
        Type::Vector(element) if is_plain(element) => {
            format!("kind::Slice<{}>", plain(schema, element))
        }
        Type::Vector(element) => format!("kind::Each<{}>", kind(schema, element)),
        Type::Map(map) => {
            let (key, value) = (kind(schema, &map.key), kind(schema, &map.value));
            format!("kind::Table<{key}, {value}>")
        }
        Type::Message(id) => {
            format!("kind::Nested<{}>", path(schema, &schema.messages[*id].decl))
        }
        Type::Union(id) => format!("kind::OneOf<{}>", path(schema, &schema.unions[*id].decl)),
        _ => format!("kind::Value<{}>", plain(schema, ty)),
    }
}

/// The kind of a field, with what its declaration says beside its type.
pub fn field_kind(schema: &Schema, field: &ir::Field) -> String {
    let mut text = kind(schema, &field.ty);
    if field.secret {
        text = format!("kind::Hidden<{text}>");
    }
    if field.optional && field.ty.is_slot() {
        text = format!("kind::Maybe<{text}>");
    }
    via(schema, package(schema, &field.ty), text)
}

/// The kind of an arm.
pub fn arm_kind(schema: &Schema, arm: &ir::Arm) -> String {
    let message = Type::Message(arm.message);
    via(schema, package(schema, &message), kind(schema, &message))
}

fn via(schema: &Schema, package: usize, kind: String) -> String {
    match package {
        0 => kind,
        _ => format!("kind::Via<imported::{}, {kind}>", pin(schema, package)),
    }
}

/// Packages whose messages or unions this package's own fields and arms use, ascending.
pub fn pinned_packages(schema: &Schema) -> Vec<usize> {
    let own = |decl: &ir::Decl| decl.package == 0;
    let fields = schema.messages.iter().filter(|message| own(&message.decl));
    let fields = fields.flat_map(|message| &message.fields);
    let arms = schema.unions.iter().filter(|union| own(&union.decl));
    let arms = arms.flat_map(|union| &union.arms);
    let mut packages: Vec<usize> = fields
        .map(|field| package(schema, &field.ty))
        .chain(arms.map(|arm| package(schema, &Type::Message(arm.message))))
        .filter(|&package| package != 0)
        .collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// What reading a value gives.
pub fn view(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Scalar(s) => s.name().into(),
        Type::Array(..) => format!("&'a {}", plain(schema, ty)),
        Type::String => "&'a str".into(),
        Type::Bytes => "&'a [u8]".into(),
        Type::Vector(element) if is_plain(element) => format!("&'a [{}]", plain(schema, element)),
        Type::Vector(element) => format!("halflap::List<'a, {}>", kind(schema, element)),
        Type::Map(map) => {
            let (key, value) = (kind(schema, &map.key), kind(schema, &map.value));
            format!("halflap::Map<'a, {key}, {value}>")
        }
        Type::Message(id) => view_path(schema, &schema.messages[*id].decl) + "<'a>",
        Type::Union(id) => view_path(schema, &schema.unions[*id].decl) + "<'a>",
        _ => plain(schema, ty),
    }
}

/// What a field's accessor gives.
pub fn field_view(schema: &Schema, field: &ir::Field) -> String {
    let mut text = match (&field.ty, field.secret) {
        (Type::String, true) => "halflap::SecretRef<'a, str>".into(),
        (Type::Bytes, true) => "halflap::SecretRef<'a, [u8]>".into(),
        (array @ Type::Array(..), true) => {
            format!("halflap::SecretRef<'a, {}>", plain(schema, array))
        }
        (ty, _) => view(schema, ty),
    };
    if field.optional {
        text = format!("Option<{text}>");
    }
    text
}

/// Whether clippy finds the type of a field's constant or accessor too complex.
pub fn is_complex(schema: &Schema, field: &ir::Field) -> bool {
    field_kind(schema, field).matches('<').count() >= 3
}
