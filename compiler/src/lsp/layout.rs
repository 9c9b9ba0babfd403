//! Where things lie, in sentences.

use crate::ir::{self, Field, Message, Schema, Type, Value};
use crate::resolve::{Analysis, type_name};
use crate::syntax::ast::{Item, ItemKind};

/// A type of the language.
pub(super) fn built_in(name: &str) -> &'static str {
    match name {
        "bool" => "0 or 1. Size 1, alignment 1.",
        "u8" | "i8" => "Size 1, alignment 1.",
        "u16" | "i16" => "Size 2, alignment 2.",
        "u32" | "i32" => "Size 4, alignment 4.",
        "f32" => "IEEE 754 binary32; every bit pattern is a value. Size 4, alignment 4.",
        "u64" | "i64" => "Size 8, alignment 8.",
        "f64" => "IEEE 754 binary64; every bit pattern is a value. Size 8, alignment 8.",
        "u128" | "i128" => "Size 16, alignment 8.",
        "uuid" => "16 bytes. Size 16, alignment 1.",
        "string" => "UTF-8. A slot of 8 bytes, alignment 4; the text lies behind it, alignment 1.",
        "bytes" => "Any bytes. A slot of 8 bytes, alignment 4; they lie behind it, alignment 1.",
        _ => "",
    }
}

/// What a package means by the versions of others.
pub(super) fn package(analysis: &Analysis, file: usize) -> Vec<String> {
    let Some(world) = &analysis.world else {
        return Vec::new();
    };
    let pins = world.packages[file].pins.iter();
    pins.map(|pin| {
        let name = &world.packages[pin.package].name;
        let from = |since: u32| match since {
            1 => String::new(),
            n => format!(" from version {n} on"),
        };
        let runs = runs(&pin.versions);
        let said = runs.iter().map(|(since, version)| match version {
            0 => format!("nothing{}", from(*since)),
            n => format!("its version {n}{}", from(*since)),
        });
        format!("means by `{name}` {}", said.collect::<Vec<_>>().join(", "))
    })
    .collect()
}

/// Where the values of a list change: the version, and the value from there on.
fn runs(by_version: &[u32]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (i, value) in by_version.iter().enumerate() {
        if runs.last().is_none_or(|(_, last)| last != value) {
            runs.push((i as u32 + 1, *value));
        }
    }
    runs
}

/// A declaration of a file.
pub(super) fn item(analysis: &Analysis, file: usize, item: &Item) -> Vec<String> {
    let Some(world) = &analysis.world else {
        return Vec::new();
    };
    let name = &item.name.name;
    match &item.kind {
        ItemKind::Const(..) => constant(world, file, name),
        ItemKind::Enum(_) => enumeration(world, file, name),
        ItemKind::Struct(_) => structure(world, file, name),
        ItemKind::Union(_) => vec![slot(8)],
        ItemKind::Message(_) => message(world, file, name),
        ItemKind::Error(_) | ItemKind::Interface(_) => Vec::new(),
    }
}

/// An entry of a declaration of a file.
pub(super) fn entry(analysis: &Analysis, file: usize, item: &Item, name: &str) -> Vec<String> {
    let Some(world) = &analysis.world else {
        return Vec::new();
    };
    let of = &item.name.name;
    match &item.kind {
        ItemKind::Enum(_) => value(world, file, of, name),
        ItemKind::Struct(_) => member(world, file, of, name),
        ItemKind::Union(_) => arm(world, file, of, name),
        ItemKind::Message(_) => field(world, file, of, name),
        _ => Vec::new(),
    }
}

fn named<'a, T>(all: &'a [T], decl: fn(&T) -> &ir::Decl, file: usize, name: &str) -> Option<&'a T> {
    let same = |d: &ir::Decl| d.package == file && d.name == name;
    all.iter().find(|candidate| same(decl(candidate)))
}

fn constant(world: &Schema, file: usize, name: &str) -> Vec<String> {
    let found = named(&world.constants, |c| &c.decl, file, name);
    found.map_or(Vec::new(), |constant| {
        vec![format!("value {}", shown(world, constant))]
    })
}

fn shown(world: &Schema, constant: &ir::Constant) -> String {
    match &constant.value {
        Value::Bool(value) => format!("`{value}`"),
        Value::Int(value) if matches!(constant.ty, Type::Flags(_)) => format!("`{value:#x}`"),
        Value::Int(value) if *value > 9 => format!("`{value}` (`{value:#x}`)"),
        Value::Int(value) => format!("`{value}`"),
        Value::Uint(value) => format!("`{value}` (`{value:#x}`)"),
        Value::F32(value) => format!("`{value:?}`"),
        Value::F64(value) => format!("`{value:?}`"),
        Value::String(text) => format!("`{text:?}`, {} bytes of UTF-8", text.len()),
        Value::Bytes(bytes) => format!("`{}`, {} bytes", hex(bytes), bytes.len()),
        Value::Uuid(bytes) => format!("`{}`", hex(bytes)),
        Value::Enum(id, index) => {
            let value = &world.enums[*id].values[*index];
            format!("`{}`, {}", value.name, value.value)
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn size(size: u32, align: u32) -> String {
    format!("size {size}, alignment {align}")
}

fn slot(target: u32) -> String {
    format!("a slot of 8 bytes, alignment 4; what it points at has alignment {target}")
}

fn enumeration(world: &Schema, file: usize, name: &str) -> Vec<String> {
    let Some(found) = named(&world.enums, |e| &e.decl, file, name) else {
        return Vec::new();
    };
    let unknown = match (found.flags, found.closed) {
        (true, _) => "bits that it does not name are kept",
        (false, false) => "open: values that it does not name are kept",
        (false, true) => "closed: values that it does not name are refused",
    };
    let repr = found.repr;
    let size = size(repr.size(), repr.align());
    vec![format!("a `{}`: {size}", repr.name()), unknown.to_owned()]
}

fn structure(world: &Schema, file: usize, name: &str) -> Vec<String> {
    let found = named(&world.structs, |s| &s.decl, file, name);
    found.map_or(Vec::new(), |found| {
        vec![size(found.size, found.align), "frozen for ever".to_owned()]
    })
}

fn message(world: &Schema, file: usize, name: &str) -> Vec<String> {
    let Some(found) = named(&world.messages, |m| &m.decl, file, name) else {
        return Vec::new();
    };
    let mut lines = vec![blocks(found)];
    if found.aligned {
        lines.push("to be read in place, a buffer of it lies at a multiple of 8".to_owned());
    }
    lines.push(format!("type id `{}`", hex(&found.type_id)));
    if let Some(id) = found.schema_ids.last() {
        let newest = found.schema_ids.len();
        lines.push(format!("schema id `{}` in version {newest}", hex(id)));
    }
    lines
}

fn blocks(message: &Message) -> String {
    let runs = runs(&message.blocks);
    let said = runs.iter().map(|(since, length)| match since {
        1 => format!("{length} bytes"),
        n => format!("{length} from version {n} on"),
    });
    let said: Vec<String> = said.collect();
    format!("block of `{}`: {}", message.decl.name, said.join(", "))
}

fn value(world: &Schema, file: usize, of: &str, name: &str) -> Vec<String> {
    let Some(found) = named(&world.enums, |e| &e.decl, file, of) else {
        return Vec::new();
    };
    let value = found.values.iter().find(|value| value.name == name);
    value.map_or(Vec::new(), |value| {
        vec![if found.flags {
            let bit = u32::try_from(value.value).unwrap_or(0).min(63);
            format!("bit {bit} of `{of}`, `{:#x}`", 1_u64 << bit)
        } else {
            format!("value {} of `{of}`", value.value)
        }]
    })
}

fn bytes(offset: u32, size: u32) -> String {
    format!("bytes {offset}..{}", u64::from(offset) + u64::from(size))
}

fn member(world: &Schema, file: usize, of: &str, name: &str) -> Vec<String> {
    let Some(found) = named(&world.structs, |s| &s.decl, file, of) else {
        return Vec::new();
    };
    let member = found.members.iter().find(|member| member.name == name);
    member.map_or(Vec::new(), |member| {
        let (bytes_, align) = (member.ty.size(world), member.ty.align(world));
        let place = bytes(member.offset, bytes_);
        vec![
            format!("{place} of `{of}`: {}", size(bytes_, align)),
            format!("`{of}`: {}", size(found.size, found.align)),
        ]
    })
}

fn arm(world: &Schema, file: usize, of: &str, name: &str) -> Vec<String> {
    let found = named(&world.unions, |u| &u.decl, file, of);
    let arm = found.and_then(|found| found.arms.iter().find(|arm| arm.name == name));
    arm.map_or(Vec::new(), |arm| {
        let mut lines = vec![format!("tag {} of `{of}`", arm.tag)];
        lines.extend(since(arm.since));
        lines.push(blocks(&world.messages[arm.message]));
        lines
    })
}

fn since(version: u32) -> Option<String> {
    (version > 1).then(|| format!("since version {version}"))
}

fn field(world: &Schema, file: usize, of: &str, name: &str) -> Vec<String> {
    let Some(message) = named(&world.messages, |m| &m.decl, file, of) else {
        return Vec::new();
    };
    let Some(field) = message.fields.iter().find(|field| field.name == name) else {
        return Vec::new();
    };
    let mut lines = vec![place(world, of, field)];
    if let Some(presence) = field.presence {
        lines.push(format!(
            "there where bit {} of byte {} is set",
            presence.bit, presence.byte
        ));
    } else if field.optional {
        lines.push("absent where its slot is zero".to_owned());
    }
    lines.extend(since(field.since));
    if let Some(version) = field.removed {
        lines.push(format!("removed: zero from version {version} on"));
    }
    if let Some(instead) = &field.deprecated {
        lines.push(format!("deprecated: {instead}"));
    }
    lines.push(blocks(message));
    lines
}

fn place(world: &Schema, of: &str, field: &Field) -> String {
    let place = bytes(field.offset, field.size);
    let what = if field.ty.is_slot() {
        slot(field.ty.target_align(world))
    } else {
        size(field.size, field.ty.align(world))
    };
    let ty = type_name(world, &field.ty);
    format!("{place} of `{of}`, `{ty}`: {what}")
}
