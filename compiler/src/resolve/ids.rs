//! Type ids and schema ids: digests of texts that `spec/ids.md` defines.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::reach::{Reach, Removed, is_known, is_removed};
use crate::ir::{self, Schema, Type};

/// Fills the ids of every message.
pub(super) fn assign(schema: &mut Schema) {
    let changes: Vec<Vec<u32>> = (0..schema.packages.len())
        .map(|package| changes(schema, package))
        .collect();
    for id in 0..schema.messages.len() {
        let message = &schema.messages[id];
        let name = schema.full_name(&message.decl);
        let package = message.decl.package;
        let newest = schema.packages[package].version as usize;
        let mut ids = Vec::with_capacity(newest);
        for version in &changes[package] {
            // Between two changes nothing differs.
            let last = ids.last().copied().unwrap_or_default();
            ids.resize(*version as usize - 1, last);
            ids.push(digest(&layout_text(schema, id, *version)));
        }
        let last = ids.last().copied().unwrap_or_default();
        ids.resize(newest, last);
        let message = &mut schema.messages[id];
        message.type_id = digest(&type_text(&name));
        message.schema_ids = ids;
    }
}

/// The first eight bytes of a text's digest.
pub(super) fn digest(text: &str) -> [u8; 8] {
    let digest = Sha256::digest(text.as_bytes());
    let mut id = [0; 8];
    id.copy_from_slice(&digest[..8]);
    id
}

/// Versions of a package in which something that it can reach differs from the one before.
fn changes(schema: &Schema, package: ir::PackageId) -> Vec<u32> {
    let mut versions = vec![1];
    for message in schema.messages.iter().filter(|m| m.decl.package == package) {
        for field in &message.fields {
            versions.push(field.since);
            versions.extend(field.removed);
        }
    }
    for union in schema.unions.iter().filter(|u| u.decl.package == package) {
        versions.extend(union.arms.iter().map(|arm| arm.since));
    }
    for pin in &schema.packages[package].pins {
        for (i, pair) in pin.versions.windows(2).enumerate() {
            if pair[0] != pair[1] {
                versions.push(i as u32 + 2);
            }
        }
    }
    versions.sort_unstable();
    versions.dedup();
    versions
}

/// What a type id is the digest of.
pub(crate) fn type_text(name: &str) -> String {
    format!("halflap type {name}\n")
}

/// What a schema id is the digest of.
pub(crate) fn layout_text(schema: &Schema, root: ir::MessageId, version: u32) -> String {
    let reach = Reach::new(schema, root, version, Removed::Skipped);
    let mut definitions: Vec<(String, String)> = Vec::new();
    for id in &reach.enums {
        let decl = &schema.enums[*id];
        let name = schema.full_name(&decl.decl);
        let text = enum_text(decl, &name);
        definitions.push((name, text));
    }
    for id in &reach.structs {
        let decl = &schema.structs[*id];
        let name = schema.full_name(&decl.decl);
        let mut text = format!("struct {name}\n");
        for member in &decl.members {
            line(
                &mut text,
                format_args!(" {}", type_name(schema, &member.ty)),
            );
        }
        definitions.push((name, text));
    }
    for (id, version) in &reach.unions {
        let decl = &schema.unions[*id];
        let name = schema.full_name(&decl.decl);
        let mut text = format!("union {name}\n");
        for arm in decl.arms.iter().filter(|arm| arm.since <= *version) {
            let message = schema.full_name(&schema.messages[arm.message].decl);
            let since = since_text(arm.since);
            line(&mut text, format_args!(" {} {message}{since}", arm.tag));
        }
        definitions.push((name, text));
    }
    for (id, version) in &reach.messages {
        let decl = &schema.messages[*id];
        let name = schema.full_name(&decl.decl);
        let mut text = format!("message {name}\n");
        for field in decl.fields.iter().filter(|field| is_known(field, *version)) {
            let field = field_text(schema, field, *version);
            line(&mut text, format_args!(" {field}"));
        }
        definitions.push((name, text));
    }
    definitions.sort();
    let mut text = format!(
        "halflap layout {}\n",
        schema.full_name(&schema.messages[root].decl)
    );
    for (_, definition) in &definitions {
        text += definition;
    }
    text
}

/// Appends a line.
fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _infallible = writeln!(text, "{arguments}");
}

fn enum_text(decl: &ir::Enum, name: &str) -> String {
    let kind = match (decl.flags, decl.closed) {
        (true, _) => "flags",
        (false, true) => "closed",
        (false, false) => "enum",
    };
    let mut text = format!("{kind} {name} {}", decl.repr.name());
    if decl.closed {
        for value in &decl.values {
            let _infallible = write!(text, " {}", value.value);
        }
    }
    text + "\n"
}

fn field_text(schema: &Schema, field: &ir::Field, version: u32) -> String {
    let since = since_text(field.since);
    if is_removed(field, version) {
        let align = field.ty.align(schema);
        let bit = if field.presence.is_some() { " bit" } else { "" };
        return format!(
            "{} removed {} align {align}{bit}{since}",
            field.id, field.size
        );
    }
    let name = type_name(schema, &field.ty);
    let optional = if field.optional { "?" } else { "" };
    let default = match &field.default {
        Some(value) if field.since > 1 => format!(" ={}", hex(&value.bytes(&field.ty, schema))),
        _ => String::new(),
    };
    format!("{} {name}{optional}{since}{default}", field.id)
}

fn since_text(since: u32) -> String {
    match since {
        1 => String::new(),
        n => format!(" since {n}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A type as the schema would write it, with full names.
pub(crate) fn type_name(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Scalar(scalar) => scalar.name().to_owned(),
        Type::Uuid => "uuid".to_owned(),
        Type::String => "string".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Enum(id) | Type::Flags(id) => schema.full_name(&schema.enums[*id].decl),
        Type::Struct(id) => schema.full_name(&schema.structs[*id].decl),
        Type::Union(id) => schema.full_name(&schema.unions[*id].decl),
        Type::Message(id) => schema.full_name(&schema.messages[*id].decl),
        Type::Array(element, n) => format!("[{}; {n}]", type_name(schema, element)),
        Type::Vector(element) => format!("[{}]", type_name(schema, element)),
        Type::Map(map) => format!(
            "{{{}: {}}}",
            type_name(schema, &map.key),
            type_name(schema, &map.value)
        ),
    }
}
