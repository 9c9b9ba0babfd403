//! The fields of a message, as templates show them.

use super::{lines, types, values};
use crate::ir::{Field, Message, Schema, Type};
use crate::names;
use serde::Serialize;
use std::ops::Range;

/// A field's constant and, while it is in use, its accessor.
#[derive(Debug, Clone, Serialize)]
pub struct FieldModel {
    /// As in the schema.
    pub schema_name: String,
    /// Accessor, and field of the owned type.
    pub name: String,
    /// Associated constant of the owned type.
    pub constant: String,
    /// Its whole definition.
    pub definition: String,
    /// It has an accessor.
    pub in_use: bool,
    /// Doc comment of the accessor.
    pub docs: Vec<String>,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// The accessor's first line.
    pub signature: String,
    /// The accessor's body.
    pub body: String,
}

/// The fields in the order of their ids.
pub fn models(schema: &Schema, message: &Message) -> Vec<FieldModel> {
    message
        .fields
        .iter()
        .map(|field| model(schema, message, field))
        .collect()
}

fn model(schema: &Schema, message: &Message, field: &Field) -> FieldModel {
    let name = names::rust::field(&field.name);
    let view = types::field_view(schema, field);
    FieldModel {
        schema_name: field.name.clone(),
        constant: names::rust::field_constant(&field.name),
        definition: definition(schema, message, field),
        in_use: field.removed.is_none(),
        docs: lines::docs(4, &docs(field)),
        deprecated: field.deprecated.as_ref().map(|why| values::string(why)),
        signature: lines::signature(4, &format!("pub fn {name}"), &["&self"], Some(&view)),
        body: body(schema, message, field),
        name,
    }
}

/// The schema's words, then where the bytes are.
pub fn docs(field: &Field) -> Vec<String> {
    let mut docs = field.doc.clone();
    if !docs.is_empty() {
        docs.push(String::new());
    }
    let range = format!("{}..{}", field.offset, field.offset + field.size);
    let what = match &field.ty {
        ty if !ty.is_slot() => "",
        Type::String => ", which point at the text",
        Type::Bytes => ", which point at the bytes",
        Type::Vector(element) if types::is_plain(element) => ", which point at the elements",
        Type::Vector(element) if matches!(**element, Type::Message(_)) => {
            ", which point at the blocks"
        }
        Type::Vector(_) => ", which point at the elements' slots",
        Type::Map(_) => ", which point at the entries",
        _ => ", which point at the block",
    };
    let since = match field.since {
        1 => String::new(),
        version => format!("; since version {version}"),
    };
    docs.push(format!("Bytes {range} of the block{what}{since}."));
    docs
}

/// The constant that says where a field lies, and as what.
fn definition(schema: &Schema, message: &Message, field: &Field) -> String {
    let kind = types::field_kind(schema, field);
    let (mut ty, mut value) = match field.presence {
        None => (
            format!("read::Field<Self, {kind}>"),
            format!(".at({})", field.offset),
        ),
        Some(bit) => (
            format!("read::Optional<Self, {kind}>"),
            format!(".optional({}, {}, {})", field.offset, bit.byte, bit.bit),
        ),
    };
    if let Some(version) = field.removed {
        ty = format!("read::Removed<{ty}>");
        value += &format!(".removed({version})");
    }
    if field.since > 1 {
        ty = format!("read::Since<{ty}>");
        let end = message.blocks[field.since as usize - 1];
        value = format!(".since({}, {end}){value}", field.since);
    }
    let name = names::rust::field_constant(&field.name);
    lines::constant(4, &name, &ty, &format!("Self::fields(){value}"))
}

/// The accessor's body.
fn body(schema: &Schema, message: &Message, field: &Field) -> String {
    let owner = types::path(schema, &message.decl);
    let constant = format!("{owner}::{}", names::rust::field_constant(&field.name));
    if field.since == 1 {
        return lines::method(8, "self.0", "get", &[constant]);
    }
    let default = match &field.default {
        _ if field.optional => Some("None".to_owned()),
        Some(value) if field.secret => {
            let value = values::expression(schema, &field.ty, value);
            Some(format!("halflap::SecretRef::new({value})"))
        }
        Some(value) => Some(values::expression(schema, &field.ty, value)),
        None => values::zero(schema, &field.ty, field.secret),
    };
    match default {
        Some(default) => lines::method(8, "self.0", "since", &[constant, default]),
        None => lines::method(8, "self.0", "or_zero", &[constant]),
    }
}

/// What a block's check asks, in order of position: its fields, presence bits and padding.
pub fn checks(message: &Message) -> String {
    let mut terms: Vec<(u32, String)> = Vec::new();
    for group in &message.groups {
        let since = group.since;
        for &index in &group.order {
            let field = &message.fields[index];
            let constant = names::rust::field_constant(&field.name);
            let call = if since > 1 { "since" } else { "field" };
            terms.push((field.offset, format!("c.{call}(b, Self::{constant})")));
        }
        for range in &group.padding {
            terms.push((range.start, zero(since, range)));
        }
        if group.spare_bits != 0 {
            let at = group.presence.end - 1;
            let bits = format!("{:08b}", group.spare_bits);
            let mask = format!("0b{}_{}", &bits[..4], &bits[4..]);
            let term = match since {
                1 => format!("b.zero_bits({at}, {mask})"),
                _ => format!("b.zero_bits_since({since}, {at}, {mask})"),
            };
            terms.push((at, term));
        }
    }
    terms.sort_by_key(|(at, _)| *at);
    let terms: Vec<String> = terms.into_iter().map(|(_, term)| term).collect();
    lines::conjunction(8, &terms)
}

fn zero(since: u32, range: &Range<u32>) -> String {
    match since {
        1 => format!("b.zero({}..{})", range.start, range.end),
        _ => format!("b.zero_since({since}, {}..{})", range.start, range.end),
    }
}

/// The comparison of a view with an owned value.
pub fn equal(schema: &Schema, message: &Message) -> String {
    let owner = types::path(schema, &message.decl);
    let in_use = message.fields.iter().filter(|f| f.removed.is_none());
    let terms: Vec<String> = in_use
        .enumerate()
        .map(|(i, field)| {
            let (name, constant) = (
                names::rust::field(&field.name),
                names::rust::field_constant(&field.name),
            );
            let same = [
                format!("{owner}::{constant}"),
                format!("self.{name}()"),
                format!("&other.{name}"),
            ];
            // The second and the following ones stand further to the right.
            let indent = if i == 0 { 8 } else { 12 };
            lines::call(indent, "read::same", &same)
        })
        .collect();
    match terms.as_slice() {
        [] => "true".to_owned(),
        terms => lines::conjunction(8, terms),
    }
}
