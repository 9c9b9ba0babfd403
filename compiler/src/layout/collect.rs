//! The model, from a resolved schema.

use std::fmt;
use std::ops::Range;

use serde_json::Value as Json;

use super::model::{
    Arm, Constant, Entry, Enum, EnumKind, EnumValue, FORMAT, Field, Group, Import, Layout, Member,
    Message, Part, Presence, Span, Struct, Union,
};
use crate::ir::{self, MapType, PackageId, Schema, Type, Value};
use crate::resolve::type_name;

/// The layout of everything that package 0 declares.
pub fn layout(schema: &Schema) -> Layout {
    collect(schema, 0, |_| true)
}

/// The layout of one declaration, of package 0 or of one that it imports, by its full name.
///
/// # Errors
/// Where there is none of that name.
pub fn layout_of(schema: &Schema, name: &str) -> Result<Layout, Unknown> {
    let found = declarations(schema).find(|decl| schema.full_name(decl) == name);
    match found {
        Some(found) => Ok(collect(schema, found.package, |decl| {
            decl.package == found.package && decl.name == found.name
        })),
        None => Err(Unknown::new(schema, name)),
    }
}

/// There is no declaration of this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    name: String,
    close: Vec<String>,
}

impl Unknown {
    fn new(schema: &Schema, name: &str) -> Self {
        // Whoever leaves out the package finds it among those that are close.
        let mut close: Vec<String> = declarations(schema)
            .filter(|decl| {
                decl.name == name || strsim::jaro_winkler(&schema.full_name(decl), name) > 0.85
            })
            .map(|decl| schema.full_name(decl))
            .collect();
        close.sort();
        Unknown {
            name: name.to_owned(),
            close,
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the schema declares no `{}`", self.name)?;
        match self.close.as_slice() {
            [] => Ok(()),
            close => write!(f, "; did you mean `{}`?", close.join("` or `")),
        }
    }
}

impl std::error::Error for Unknown {}

/// All that has a layout, and the constants.
fn declarations(schema: &Schema) -> impl Iterator<Item = &ir::Decl> {
    let enums = schema.enums.iter().map(|d| &d.decl);
    let structs = schema.structs.iter().map(|d| &d.decl);
    let unions = schema.unions.iter().map(|d| &d.decl);
    let messages = schema.messages.iter().map(|d| &d.decl);
    let constants = schema.constants.iter().map(|d| &d.decl);
    (enums.chain(structs))
        .chain(unions.chain(messages))
        .chain(constants)
}

fn collect(schema: &Schema, package: PackageId, wanted: impl Fn(&ir::Decl) -> bool) -> Layout {
    let own = |decl: &ir::Decl| decl.package == package && wanted(decl);
    let root = &schema.packages[package];
    let messages = || schema.messages.iter().filter(|m| own(&m.decl));
    let mut maps = Vec::new();
    for field in messages().flat_map(|message| &message.fields) {
        add_maps(&field.ty, &mut maps);
    }
    Layout {
        layout: FORMAT,
        package: root.name.clone(),
        version: root.version,
        imports: (root.pins.iter())
            .map(|pin| Import {
                package: schema.packages[pin.package].name.clone(),
                versions: pin.versions.clone(),
            })
            .collect(),
        constants: (schema.constants.iter().filter(|c| own(&c.decl)))
            .map(|c| Constant {
                name: schema.full_name(&c.decl),
                ty: type_name(schema, &c.ty),
                value: value(schema, &c.ty, &c.value),
            })
            .collect(),
        enums: (schema.enums.iter().filter(|e| own(&e.decl)))
            .map(|e| enumeration(schema, e))
            .collect(),
        structs: (schema.structs.iter().filter(|s| own(&s.decl)))
            .map(|s| structure(schema, s))
            .collect(),
        unions: (schema.unions.iter().filter(|u| own(&u.decl)))
            .map(|u| union(schema, u))
            .collect(),
        messages: messages().map(|m| message(schema, m)).collect(),
        maps: maps.into_iter().map(|map| entry(schema, map)).collect(),
    }
}

/// Adds the maps in a type, each distinct one once.
fn add_maps<'a>(ty: &'a Type, maps: &mut Vec<&'a MapType>) {
    match ty {
        Type::Vector(element) => add_maps(element, maps),
        Type::Map(map) => {
            if !maps.contains(&map.as_ref()) {
                maps.push(map);
            }
            add_maps(&map.value, maps);
        }
        _ => {}
    }
}

fn enumeration(schema: &Schema, e: &ir::Enum) -> Enum {
    let kind = match (e.flags, e.closed) {
        (true, _) => EnumKind::Flags,
        (false, true) => EnumKind::Closed,
        (false, false) => EnumKind::Open,
    };
    let size = if e.flags { 1 } else { e.repr.size() };
    Enum {
        name: schema.full_name(&e.decl),
        kind,
        repr: e.repr.name(),
        size: e.repr.size(),
        align: e.repr.align(),
        values: (e.values.iter())
            .map(|v| EnumValue {
                name: v.name.clone(),
                value: integer(v.value, size),
            })
            .collect(),
    }
}

fn structure(schema: &Schema, s: &ir::Struct) -> Struct {
    Struct {
        name: schema.full_name(&s.decl),
        size: s.size,
        align: s.align,
        members: (s.members.iter())
            .map(|m| Member {
                name: m.name.clone(),
                ty: type_name(schema, &m.ty),
                offset: m.offset,
                size: m.ty.size(schema),
                align: m.ty.align(schema),
            })
            .collect(),
    }
}

fn union(schema: &Schema, u: &ir::Union) -> Union {
    Union {
        name: schema.full_name(&u.decl),
        arms: (u.arms.iter())
            .map(|arm| Arm {
                tag: arm.tag,
                name: arm.name.clone(),
                message: schema.full_name(&schema.messages[arm.message].decl),
                since: arm.since,
            })
            .collect(),
    }
}

fn message(schema: &Schema, m: &ir::Message) -> Message {
    let places = m.groups.iter().flat_map(|group| &group.order);
    Message {
        name: schema.full_name(&m.decl),
        type_id: hex(&m.type_id),
        schema_ids: m.schema_ids.iter().map(|id| hex(id)).collect(),
        blocks: m.blocks.clone(),
        aligned: m.aligned,
        fields: places.map(|i| field(schema, &m.fields[*i])).collect(),
        groups: (m.groups.iter())
            .map(|group| Group {
                since: group.since,
                offset: group.bytes.start,
                size: span(&group.bytes).size,
                presence: (!group.presence.is_empty()).then(|| span(&group.presence)),
                padding: group.padding.iter().map(span).collect(),
            })
            .collect(),
    }
}

fn field(schema: &Schema, f: &ir::Field) -> Field {
    Field {
        id: f.id,
        name: f.name.clone(),
        ty: type_name(schema, &f.ty),
        optional: f.optional,
        secret: f.secret,
        offset: f.offset,
        size: f.size,
        align: f.ty.align(schema),
        presence: f.presence.map(|p| Presence {
            byte: p.byte,
            bit: p.bit,
        }),
        target_align: target_align(schema, &f.ty),
        since: f.since,
        removed: f.removed,
        deprecated: f.deprecated.clone(),
        default: f.default.as_ref().map(|v| value(schema, &f.ty, v)),
    }
}

fn entry(schema: &Schema, map: &MapType) -> Entry {
    let part = |ty: &Type, offset: u32| Part {
        ty: type_name(schema, ty),
        offset,
        size: ty.size(schema),
        align: ty.align(schema),
        target_align: target_align(schema, ty),
    };
    Entry {
        ty: type_name(schema, &Type::Map(Box::new(map.clone()))),
        block: map.block,
        key: part(&map.key, map.key_at),
        value: part(&map.value, map.value_at),
        padding: map.padding.iter().map(span).collect(),
    }
}

fn span(range: &Range<u32>) -> Span {
    Span {
        offset: range.start,
        size: range.end - range.start,
    }
}

fn target_align(schema: &Schema, ty: &Type) -> Option<u32> {
    ty.is_slot().then(|| ty.target_align(schema))
}

/// A constant or a default, as the model's documentation says.
fn value(schema: &Schema, ty: &Type, value: &Value) -> Json {
    match value {
        Value::Bool(x) => (*x).into(),
        Value::Int(x) => integer(*x, ty.size(schema)),
        Value::Uint(x) => x.to_string().into(),
        // The digits that read back to the same `f32`, not those of the `f64` next to it.
        Value::F32(x) => float(x.to_string().parse().unwrap_or(f64::from(*x))),
        Value::F64(x) => float(*x),
        Value::String(x) => x.as_str().into(),
        Value::Bytes(x) => hex(x).into(),
        Value::Uuid(x) => halflap::Uuid(*x).to_string().into(),
        Value::Enum(id, index) => schema.enums[*id].values[*index].name.as_str().into(),
    }
}

/// An integer of a type of so many bytes.
fn integer(x: i128, size: u32) -> Json {
    match i64::try_from(x) {
        Ok(x) if size <= 4 => x.into(),
        _ => x.to_string().into(),
    }
}

fn float(x: f64) -> Json {
    if x.is_finite() {
        x.into()
    } else if x.is_nan() {
        "nan".into()
    } else {
        x.to_string().into()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
