//! What there is to say of a message's fields.

use serde::Serialize;

use super::{comments, types};
use crate::ir::{Field, Message, Schema, Type, Value};
use crate::names::c as names;
use crate::resolve::type_name;

/// A field: comments, then the numbers that say where it is. A removed one has no numbers.
#[derive(Debug, Serialize)]
pub(super) struct FieldModel {
    pub docs: Vec<String>,
    pub constants: Vec<Number>,
}

/// An enumerator.
#[derive(Debug, Serialize)]
pub(super) struct Number {
    pub name: String,
    pub value: u32,
}

/// The fields in the order of their ids.
pub(super) fn models(schema: &Schema, message: &Message) -> Vec<FieldModel> {
    let owner = types::named(schema, &message.decl);
    (message.fields.iter())
        .map(|field| match field.removed {
            Some(version) => removed(schema, field, version),
            None => model(schema, &owner, field),
        })
        .collect()
}

fn removed(schema: &Schema, field: &Field, version: u32) -> FieldModel {
    let text = format!(
        "`{}` is removed in version {version}; its place is {}.",
        shown(schema, field),
        range(field)
    );
    FieldModel {
        docs: vec![comments::comment("//", &text)],
        constants: Vec::new(),
    }
}

fn model(schema: &Schema, owner: &str, field: &Field) -> FieldModel {
    let name = format!("{owner}_{}", names::field(&field.name));
    let mut constants = vec![Number {
        name: format!("{name}_OFFSET"),
        value: field.offset,
    }];
    let mut add = |what: &str, value: u32| {
        constants.push(Number {
            name: format!("{name}_{what}"),
            value,
        });
    };
    if let Some(presence) = field.presence {
        add("PRESENCE_BYTE", presence.byte);
        add("PRESENCE_BIT", u32::from(presence.bit));
    }
    if field.since > 1 {
        add("SINCE", field.since);
    }
    entries(&field.ty, "", &mut add);
    FieldModel {
        docs: docs(schema, field),
        constants,
    }
}

/// Where key and value lie in the entries of the maps in a type. `path` leads to the map:
/// `ELEMENT_` through a vector, `VALUE_` through another map's value.
fn entries(ty: &Type, path: &str, add: &mut impl FnMut(&str, u32)) {
    match ty {
        Type::Vector(element) => entries(element, &format!("{path}ELEMENT_"), add),
        Type::Map(map) => {
            add(&format!("{path}KEY_OFFSET"), map.key_at);
            add(&format!("{path}VALUE_OFFSET"), map.value_at);
            entries(&map.value, &format!("{path}VALUE_"), add);
        }
        _ => {}
    }
}

/// The schema's words, then what the bytes are.
fn docs(schema: &Schema, field: &Field) -> Vec<String> {
    let mut docs = comments::docs(&field.doc);
    if !docs.is_empty() {
        docs.push("///".to_owned());
    }
    let since = match field.since {
        1 => String::new(),
        version => format!("; since version {version}"),
    };
    let text = format!(
        "`{}`: {}{}{since}.",
        shown(schema, field),
        range(field),
        what(schema, &field.ty)
    );
    docs.push(comments::comment("///", &text));
    if let Some(default) = &field.default
        && field.since > 1
    {
        let text = format!(
            "Where the writer is older, it is {}.",
            value(schema, default)
        );
        docs.push(comments::comment("///", &text));
    }
    if let Some(why) = &field.deprecated {
        docs.push(comments::comment("///", &format!("Deprecated: {why}.")));
    }
    docs
}

/// As the schema has it: `discount: u32?`.
fn shown(schema: &Schema, field: &Field) -> String {
    let secret = if field.secret { "secret " } else { "" };
    let optional = if field.optional { "?" } else { "" };
    let ty = type_name(schema, &field.ty);
    format!("{}: {secret}{ty}{optional}", field.name)
}

fn range(field: &Field) -> String {
    let end = field.offset + field.size;
    format!("bytes {}..{end} of the block", field.offset)
}

/// What a field's bytes are, or point at.
fn what(schema: &Schema, ty: &Type) -> String {
    if let Some(plain) = types::spelled(schema, ty) {
        return format!(", `{}`", plain.alone());
    }
    let full = |decl| schema.full_name(decl);
    match ty {
        Type::String => ", which point at the text".to_owned(),
        Type::Bytes => ", which point at the bytes".to_owned(),
        Type::Vector(element) => match (types::spelled(schema, element), &**element) {
            (Some(plain), _) => format!(", which point at elements `{}`", plain.alone()),
            (None, Type::Message(id)) => {
                let name = full(&schema.messages[*id].decl);
                format!(", which point at blocks of `{name}`")
            }
            _ => ", which point at slots".to_owned(),
        },
        Type::Map(_) => ", which point at entries".to_owned(),
        Type::Message(id) => {
            let name = full(&schema.messages[*id].decl);
            format!(", which point at a block of `{name}`")
        }
        Type::Union(id) => {
            let name = full(&schema.unions[*id].decl);
            format!(", which point at an arm of `{name}`")
        }
        _ => String::new(),
    }
}

/// A default, for people.
fn value(schema: &Schema, value: &Value) -> String {
    match value {
        Value::Bool(x) => x.to_string(),
        Value::Int(x) => x.to_string(),
        Value::Uint(x) => x.to_string(),
        Value::F32(x) => x.to_string(),
        Value::F64(x) => x.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Bytes(bytes) => format!("\"{}\"", bytes.escape_ascii()),
        Value::Uuid(id) => halflap::Uuid(*id).to_string(),
        Value::Enum(id, index) => format!("`{}`", schema.enums[*id].values[*index].name),
    }
}
