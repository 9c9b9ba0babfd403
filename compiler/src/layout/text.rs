//! The model as tables, for people.

use std::fmt::Write;

use super::model::{
    Entry, Enum, EnumKind, Field, Group, Layout, Message, Part, Span, Struct, Union,
};

impl Layout {
    /// Tables: where each byte of each type lies, version by version.
    pub fn text(&self) -> String {
        let mut out = format!("package {} version {}\n", self.package, self.version);
        for import in &self.imports {
            let versions = numbers(&import.versions);
            line(
                &mut out,
                format_args!("  means {} {versions}", import.package),
            );
        }
        if !self.constants.is_empty() {
            out.push('\n');
        }
        for constant in &self.constants {
            let (name, ty, value) = (&constant.name, &constant.ty, &constant.value);
            line(&mut out, format_args!("const {name}: {ty} = {value}"));
        }
        self.enums.iter().for_each(|e| enumeration(&mut out, e));
        self.structs.iter().for_each(|s| structure(&mut out, s));
        self.unions.iter().for_each(|u| union(&mut out, u));
        self.messages.iter().for_each(|m| message(&mut out, m));
        self.maps.iter().for_each(|map| entry(&mut out, map));
        out
    }
}

fn enumeration(out: &mut String, e: &Enum) {
    let kind = match e.kind {
        EnumKind::Open => "enum",
        EnumKind::Closed => "closed enum",
        EnumKind::Flags => "flags",
    };
    let (name, size, align) = (&e.name, e.size, e.align);
    line(
        out,
        format_args!("\n{kind} {name}: size {size}, align {align}"),
    );
    let number = |value: &serde_json::Value| match value.as_str() {
        Some(wide) => wide.to_owned(),
        None => value.to_string(),
    };
    let rows = e
        .values
        .iter()
        .map(|v| vec![number(&v.value), v.name.clone()]);
    let columns = [Column::right("value"), Column::left("name")];
    table(out, &columns, rows.collect());
}

fn structure(out: &mut String, s: &Struct) {
    let (name, size, align) = (&s.name, s.size, s.align);
    line(
        out,
        format_args!("\nstruct {name}: size {size}, align {align}"),
    );
    let rows = s.members.iter().map(|m| {
        vec![
            m.offset.to_string(),
            m.size.to_string(),
            m.align.to_string(),
            m.name.clone(),
            m.ty.clone(),
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

fn union(out: &mut String, u: &Union) {
    line(out, format_args!("\nunion {}: slot", u.name));
    let rows = u.arms.iter().map(|arm| {
        vec![
            arm.tag.to_string(),
            arm.name.clone(),
            arm.message.clone(),
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

fn message(out: &mut String, m: &Message) {
    let blocks = numbers(&m.blocks);
    let aligned = if m.aligned { ", aligned" } else { "" };
    line(
        out,
        format_args!("\nmessage {}: block {blocks}{aligned}", m.name),
    );
    line(out, format_args!("  type id {}", m.type_id));
    line(out, format_args!("  schema ids {}", m.schema_ids.join(" ")));
    let mut rows: Vec<(u32, Vec<String>)> = m.fields.iter().map(field).collect();
    rows.extend(m.groups.iter().flat_map(rest));
    let columns = [
        Column::right("at"),
        Column::right("size"),
        Column::right("align"),
        Column::right("target"),
        Column::right("id"),
        Column::left("field"),
        Column::left("type"),
        Column::left(""),
    ];
    table(out, &columns, sorted(rows));
}

fn field(field: &Field) -> (u32, Vec<String>) {
    let optional = if field.optional { "?" } else { "" };
    let bit = field
        .presence
        .map(|p| format!("bit {} of {}", p.bit, p.byte));
    let removed = field.removed.map(|v| format!("removed {v}"));
    let since = Some(since(field.since)).filter(|since| !since.is_empty());
    let notes: Vec<String> = [since, removed, bit].into_iter().flatten().collect();
    let row = vec![
        field.offset.to_string(),
        field.size.to_string(),
        field.align.to_string(),
        target(field.target_align),
        field.id.to_string(),
        field.name.clone(),
        format!("{}{optional}", field.ty),
        notes.join(", "),
    ];
    (field.offset, row)
}

/// The bytes of a group that belong to no field.
fn rest(group: &Group) -> impl Iterator<Item = (u32, Vec<String>)> {
    let presence = group.presence.iter().map(|span| (span, "presence bits"));
    let padding = group.padding.iter().map(|span| (span, "padding"));
    presence.chain(padding).map(|(span, what)| {
        let mut row = vec![String::new(); 8];
        bytes(&mut row, span);
        row[5] = format!("({what})");
        (span.offset, row)
    })
}

fn entry(out: &mut String, map: &Entry) {
    line(
        out,
        format_args!("\nentry of {}: block {}", map.ty, map.block),
    );
    let part = |part: &Part, what: &str| {
        let row = vec![
            part.offset.to_string(),
            part.size.to_string(),
            part.align.to_string(),
            target(part.target_align),
            what.to_owned(),
            part.ty.clone(),
        ];
        (part.offset, row)
    };
    let mut rows = vec![part(&map.key, "key"), part(&map.value, "value")];
    for span in &map.padding {
        let mut row = vec![String::new(); 6];
        bytes(&mut row, span);
        row[4] = "(padding)".to_owned();
        rows.push((span.offset, row));
    }
    let columns = [
        Column::right("at"),
        Column::right("size"),
        Column::right("align"),
        Column::right("target"),
        Column::left("part"),
        Column::left("type"),
    ];
    table(out, &columns, sorted(rows));
}

/// Offset and size of bytes that are no value.
fn bytes(row: &mut [String], span: &Span) {
    row[0] = span.offset.to_string();
    row[1] = span.size.to_string();
}

/// Rows in order of their offsets.
fn sorted(mut rows: Vec<(u32, Vec<String>)>) -> Vec<Vec<String>> {
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn target(align: Option<u32>) -> String {
    align.map(|align| align.to_string()).unwrap_or_default()
}

fn since(version: u32) -> String {
    match version {
        1 => String::new(),
        n => format!("since {n}"),
    }
}

fn numbers(all: &[u32]) -> String {
    let all: Vec<String> = all.iter().map(u32::to_string).collect();
    all.join(" ")
}

fn line(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _infallible = writeln!(out, "{arguments}");
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

/// Writes rows below their titles, each column as wide as its widest cell. A column with nothing in
/// it is left out.
fn table(out: &mut String, columns: &[Column], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    let titles = columns.iter().map(|c| c.title.to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(titles).chain(rows).collect();
    let width = |i: usize| rows.iter().map(|row| row[i].chars().count()).max();
    for row in &rows {
        let mut text = String::from(" ");
        for (i, column) in columns.iter().enumerate() {
            if rows.iter().skip(1).all(|row| row[i].is_empty()) {
                continue;
            }
            let width = width(i).unwrap_or(0);
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
