//! The layout of everything in a schema as text: tables for people, and golden files for tests.

use std::fmt::Write;

use crate::ir::{Enum, Message, Schema, Struct, Type, Union};
use crate::resolve::type_name;

/// Describes every type that package 0 declares: where each byte of it lies, version by version.
pub fn describe(schema: &Schema) -> String {
    let package = &schema.packages[0];
    let mut out = format!("package {} version {}\n", package.name, package.version);
    for pin in &package.pins {
        let versions: Vec<String> = pin.versions.iter().map(u32::to_string).collect();
        let name = &schema.packages[pin.package].name;
        line(
            &mut out,
            format_args!("  means {name} {}", versions.join(" ")),
        );
    }
    for decl in schema.enums.iter().filter(|d| d.decl.package == 0) {
        enumeration(&mut out, decl);
    }
    for decl in schema.structs.iter().filter(|d| d.decl.package == 0) {
        structure(&mut out, schema, decl);
    }
    for decl in schema.unions.iter().filter(|d| d.decl.package == 0) {
        union(&mut out, schema, decl);
    }
    for decl in schema.messages.iter().filter(|d| d.decl.package == 0) {
        message(&mut out, schema, decl);
    }
    let mut maps = Vec::new();
    for decl in schema.messages.iter().filter(|d| d.decl.package == 0) {
        for field in &decl.fields {
            collect(&field.ty, &mut maps);
        }
    }
    for map in maps {
        entry(&mut out, schema, map);
    }
    out
}

/// Adds the maps in a type, each distinct one once.
fn collect<'a>(ty: &'a Type, maps: &mut Vec<&'a Type>) {
    match ty {
        Type::Vector(element) => collect(element, maps),
        Type::Map(map) => {
            if !maps.contains(&ty) {
                maps.push(ty);
            }
            collect(&map.value, maps);
        }
        _ => {}
    }
}

fn entry(out: &mut String, schema: &Schema, ty: &Type) {
    let Type::Map(map) = ty else { return };
    let name = type_name(schema, ty);
    line(out, format_args!("\nentry of {name}: block {}", map.block));
    let part = |at: u32, ty: &Type, what: &str| {
        let cells = [
            at.to_string(),
            ty.size(schema).to_string(),
            ty.align(schema).to_string(),
            what.to_owned(),
            type_name(schema, ty),
        ];
        (at, cells.to_vec())
    };
    let mut rows = vec![
        part(map.key_at, &map.key, "key"),
        part(map.value_at, &map.value, "value"),
    ];
    for range in &map.padding {
        let (size, nothing) = (range.len().to_string(), String::new());
        let cells = [
            range.start.to_string(),
            size,
            nothing.clone(),
            "(padding)".into(),
            nothing,
        ];
        rows.push((range.start, cells.to_vec()));
    }
    rows.sort_by_key(|(at, _)| *at);
    let columns = [
        Column::right("at"),
        Column::right("size"),
        Column::right("align"),
        Column::left("part"),
        Column::left("type"),
    ];
    table(
        out,
        &columns,
        rows.into_iter().map(|(_, row)| row).collect(),
    );
}

fn line(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _infallible = writeln!(out, "{arguments}");
}

fn enumeration(out: &mut String, decl: &Enum) {
    let kind = match (decl.flags, decl.closed) {
        (true, _) => "flags",
        (false, true) => "closed enum",
        (false, false) => "enum",
    };
    let (name, size) = (&decl.decl.name, decl.repr.size());
    line(
        out,
        format_args!("\n{kind} {name}: size {size}, align {size}"),
    );
    let rows = decl
        .values
        .iter()
        .map(|v| vec![v.value.to_string(), v.name.clone()]);
    table(
        out,
        &[Column::right("value"), Column::left("name")],
        rows.collect(),
    );
}

fn structure(out: &mut String, schema: &Schema, decl: &Struct) {
    let (name, size, align) = (&decl.decl.name, decl.size, decl.align);
    line(
        out,
        format_args!("\nstruct {name}: size {size}, align {align}"),
    );
    let rows = decl.members.iter().map(|m| {
        vec![
            m.offset.to_string(),
            m.ty.size(schema).to_string(),
            m.ty.align(schema).to_string(),
            m.name.clone(),
            type_name(schema, &m.ty),
        ]
    });
    let columns = [
        Column::right("at"),
        Column::right("size"),
        Column::right("align"),
        Column::left("member"),
        Column::left("type"),
    ];
    table(out, &columns, rows.collect());
}

fn union(out: &mut String, schema: &Schema, decl: &Union) {
    line(out, format_args!("\nunion {}: slot", decl.decl.name));
    let rows = decl.arms.iter().map(|arm| {
        vec![
            arm.tag.to_string(),
            arm.name.clone(),
            schema.full_name(&schema.messages[arm.message].decl),
            since(arm.since),
        ]
    });
    let columns = [
        Column::right("tag"),
        Column::left("arm"),
        Column::left("message"),
        Column::left(""),
    ];
    table(out, &columns, rows.collect());
}

fn message(out: &mut String, schema: &Schema, decl: &Message) {
    let blocks: Vec<String> = decl.blocks.iter().map(u32::to_string).collect();
    let aligned = if decl.aligned { ", aligned" } else { "" };
    line(
        out,
        format_args!(
            "\nmessage {}: block {}{aligned}",
            decl.decl.name,
            blocks.join(" ")
        ),
    );
    line(out, format_args!("  type id {}", hex(&decl.type_id)));
    let ids: Vec<String> = decl.schema_ids.iter().map(|id| hex(id)).collect();
    line(out, format_args!("  schema ids {}", ids.join(" ")));
    let mut rows = Vec::new();
    for group in &decl.groups {
        let mut places: Vec<(u32, Vec<String>)> = Vec::new();
        for field in group.order.iter().map(|i| &decl.fields[*i]) {
            let optional = if field.optional { "?" } else { "" };
            let bit = field
                .presence
                .map(|p| format!("bit {} of {}", p.bit, p.byte));
            let removed = field.removed.map(|v| format!("removed {v}"));
            let notes = [Some(since(field.since)), removed, bit];
            let notes: Vec<String> = notes
                .into_iter()
                .flatten()
                .filter(|n| !n.is_empty())
                .collect();
            places.push((
                field.offset,
                vec![
                    field.offset.to_string(),
                    field.size.to_string(),
                    field.ty.align(schema).to_string(),
                    field.id.to_string(),
                    field.name.clone(),
                    type_name(schema, &field.ty) + optional,
                    notes.join(", "),
                ],
            ));
        }
        if !group.presence.is_empty() {
            places.push(bytes(&group.presence, "presence bits"));
        }
        places.extend(group.padding.iter().map(|range| bytes(range, "padding")));
        places.sort_by_key(|(at, _)| *at);
        rows.extend(places.into_iter().map(|(_, row)| row));
    }
    let columns = [
        Column::right("at"),
        Column::right("size"),
        Column::right("align"),
        Column::right("id"),
        Column::left("field"),
        Column::left("type"),
        Column::left(""),
    ];
    table(out, &columns, rows);
}

/// A row for bytes that belong to no field.
fn bytes(range: &std::ops::Range<u32>, what: &str) -> (u32, Vec<String>) {
    let mut row = vec![String::new(); 7];
    row[0] = range.start.to_string();
    row[1] = range.len().to_string();
    row[4] = format!("({what})");
    (range.start, row)
}

fn since(version: u32) -> String {
    match version {
        1 => String::new(),
        n => format!("since {n}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

struct Column {
    title: &'static str,
    right: bool,
}

impl Column {
    fn left(title: &'static str) -> Self {
        Column {
            title,
            right: false,
        }
    }

    fn right(title: &'static str) -> Self {
        Column { title, right: true }
    }
}

/// Writes rows below their titles, each column as wide as its widest cell.
fn table(out: &mut String, columns: &[Column], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    let titles = columns.iter().map(|c| c.title.to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(titles).chain(rows).collect();
    let width = |i: usize| rows.iter().map(|row| row[i].len()).max().unwrap_or(0);
    for row in &rows {
        let mut text = String::from(" ");
        for (i, column) in columns.iter().enumerate() {
            let width = width(i);
            let _infallible = if column.right {
                write!(text, " {:>width$}", row[i])
            } else {
                write!(text, " {:<width$}", row[i])
            };
            text.push(' ');
        }
        line(out, format_args!("{}", text.trim_end()));
    }
}
