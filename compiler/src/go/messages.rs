//! Messages: owned types and views.

use serde::Serialize;

use super::edits::{self, Edit};
use super::helpers::Package;
use super::layout::{align, comment, doc, when};
use super::literals::quoted;
use super::place::Place;
use super::values::is_nested;
use super::writes::Taking;
use crate::ir::{self, Type};
use crate::names::go as names;
use crate::syntax::plain;

#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub doc: Vec<String>,
    pub name: String,
    pub view: String,
    pub schema_name: String,
    pub full_name: String,
    pub type_id: String,
    pub schema_ids: String,
    pub blocks: String,
    pub newest: usize,
    pub aligned: bool,
    pub secret: bool,
    /// The literal that says how to check many at a time; empty where that is not possible.
    pub flat: String,
    /// Lines of the owned struct.
    pub members: Vec<String>,
    /// Assignments of defaults that are not zero.
    pub defaults: Vec<String>,
    pub fields: Vec<Field>,
    pub check: Vec<String>,
    pub write: Vec<String>,
    pub lay: Vec<String>,
    pub wipe: Vec<String>,
    /// A call carries it; nobody edits it.
    pub implied: bool,
    pub edit: Edit,
}

#[derive(Debug, Serialize)]
pub(super) struct Field {
    pub doc: Vec<String>,
    pub quoted: String,
    pub name: String,
    pub optional: bool,
    /// What the accessor returns, and how.
    pub result: String,
    pub value: String,
    pub bytes: String,
    /// Where the field ends, and what it is before that was known; empty where it is zero.
    pub end: u32,
    pub default: String,
    pub decode: Vec<String>,
    /// The same for `Borrow`.
    pub borrow: Vec<String>,
    /// How `String` shows the value `x`.
    pub shown: String,
}

pub(super) fn messages(package: &Package<'_>) -> Vec<Message> {
    let own = package
        .schema
        .messages
        .iter()
        .filter(|m| m.decl.package == 0);
    own.map(|of| message(package, of)).collect()
}

fn message(package: &Package<'_>, of: &ir::Message) -> Message {
    let name = names::type_name(&of.decl.name);
    let used: Vec<&ir::Field> = of.fields.iter().filter(|f| f.removed.is_none()).collect();
    let mut members = Vec::new();
    let mut defaults = Vec::new();
    let mut wipe = Vec::new();
    for field in &used {
        let member = names::field(&field.name);
        members.extend(comment(&words(field)).into_iter().map(|line| vec![line]));
        members.push(vec![member.clone(), owned(package, field)]);
        if let (Some(default), false) = (&field.default, field.optional) {
            let value = package.literal(&field.ty, default);
            defaults.push(format!("m.{member} = {value}"));
        }
        wipe.extend(wiped(package, field, &member));
    }
    let ids: Vec<String> = of.schema_ids.iter().map(|id| number(*id)).collect();
    let blocks: Vec<String> = of.blocks.iter().map(u32::to_string).collect();
    if of.has_secret {
        package.import_std("fmt");
    }
    let full_name = package.schema.full_name(&of.decl);
    Message {
        doc: doc(
            &of.decl.doc,
            &format!("{name} is the schema's message {}.", of.decl.name),
        ),
        view: names::view_name(&of.decl.name),
        schema_name: quoted(&of.decl.name),
        full_name,
        type_id: number(of.type_id),
        schema_ids: ids.join(", "),
        blocks: blocks.join(", "),
        newest: of.blocks.len(),
        aligned: of.aligned,
        secret: of.has_secret,
        flat: flat(package, of),
        members: align(&members),
        defaults,
        fields: used.iter().map(|f| self::field(package, f)).collect(),
        check: package.check_message(of),
        write: package.write_message(of),
        lay: package.lay_message(of),
        wipe,
        implied: of.implied,
        edit: edits::edit(package, of),
        name,
    }
}

fn flat(package: &Package<'_>, of: &ir::Message) -> String {
    let Some(flat) = package.flat(of) else {
        return String::new();
    };
    let masks: Vec<String> = flat
        .padding
        .iter()
        .map(|(at, bits)| format!("{{At: {at}, Bits: {bits:#018x}}}"))
        .collect();
    let mut parts = vec![format!("At: {}, Strings: {}", flat.at, flat.strings)];
    if !masks.is_empty() {
        parts.push(format!("Padding: []halflap.Mask{{{}}}", masks.join(", ")));
    }
    format!("&halflap.Flat{{{}}}", parts.join(", "))
}

/// An id as the number that its bytes are.
fn number(id: [u8; 8]) -> String {
    format!("{:#018x}", u64::from_le_bytes(id))
}

/// The schema's words on a field, with what Go's tools know as a deprecation.
fn words(field: &ir::Field) -> Vec<String> {
    let mut words = field.doc.clone();
    words.extend(deprecation(field, !words.is_empty()));
    words
}

/// What Go's tools know as a deprecation of a field.
pub fn deprecation(field: &ir::Field, behind: bool) -> Vec<String> {
    deprecated(field.deprecated.as_deref(), behind)
}

/// What Go's tools know as a deprecation, in one paragraph, or they take only its beginning for the
/// reason; where something stands before it, behind an empty line.
pub(super) fn deprecated(why: Option<&str>, behind: bool) -> Vec<String> {
    let Some(why) = why else {
        return Vec::new();
    };
    let lines = why.lines().map(|line| plain(line.trim()));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    let why = match lines.join(" ") {
        why if why.is_empty() => "do not use it in new code".to_owned(),
        why => why,
    };
    let mut words = vec![String::new(); usize::from(behind)];
    words.push(format!("Deprecated: {why}"));
    words
}

/// The Go type of a field of the owned struct.
pub(super) fn owned(package: &Package<'_>, field: &ir::Field) -> String {
    let ty = if field.secret {
        "halflap.Secret".to_owned()
    } else {
        package.owned(&field.ty)
    };
    if field.optional && package.is_pointer(field) {
        format!("*{ty}")
    } else {
        ty
    }
}

fn wiped(package: &Package<'_>, field: &ir::Field, member: &str) -> Vec<String> {
    let x = format!("m.{member}");
    let lines = if field.secret {
        vec![format!("{x}.Wipe()")]
    } else {
        package.wipe(&field.ty, &x, 0)
    };
    if field.optional && package.is_pointer(field) {
        when(&format!("{x} != nil"), lines, Vec::new())
    } else {
        lines
    }
}

fn field(package: &Package<'_>, of: &ir::Field) -> Field {
    let at = Place::fixed(of.offset);
    let name = names::field(&of.name);
    let (ty, value) = if of.secret {
        let value = match of.ty {
            Type::String | Type::Bytes => format!("v.b.Secret({})", at.alone()),
            _ => format!("v.b.SecretArray({}, {})", at.among(), of.size),
        };
        ("halflap.Secret".to_owned(), value)
    } else {
        (package.view(&of.ty), package.get(&of.ty, "v.b", at))
    };
    let present = match &of.presence {
        Some(p) => format!("v.b.Has({}, {:#04x})", p.byte, 1 << p.bit),
        None => format!("v.b.Present({})", of.offset),
    };
    let mut bytes = format!("{}..{}", of.offset, of.offset + of.size);
    if of.since > 1 {
        bytes += &format!(", since {}", of.since);
    }
    let default = match &of.default {
        Some(default) if of.since > 1 && !of.optional => package.literal(&of.ty, default),
        _ => String::new(),
    };
    let instead = format!("{name} reads the field {}.", of.name);
    let mut text = words(of);
    if of.doc.is_empty() && of.deprecated.is_some() {
        text.splice(0..0, [instead.clone(), String::new()]);
    }
    Field {
        doc: doc(&text, &instead),
        quoted: quoted(&of.name),
        optional: of.optional,
        result: if of.optional {
            format!("({ty}, bool)")
        } else {
            ty.clone()
        },
        value: if of.optional {
            format!("{value}, {present}")
        } else {
            value.clone()
        },
        bytes,
        end: of.offset + of.size,
        decode: taken(package, of, &name, &present, &value, Taking::Copies),
        borrow: taken(package, of, &name, &present, &value, Taking::Borrows),
        default,
        shown: shown(package, &of.ty, of.secret),
        name,
    }
}

/// Statements that take a field of the view `v` into `m`.
fn taken(
    package: &Package<'_>,
    of: &ir::Field,
    name: &str,
    present: &str,
    value: &str,
    how: Taking,
) -> Vec<String> {
    // What the accessor gives is as good to copy from, except where it copies by itself in builds
    // that don't alias.
    let by_view = match &of.ty {
        Type::String | Type::Bytes => false,
        Type::Vector(element) => element.is_slot(),
        ty => ty.is_slot(),
    };
    let defaulted = of.default.is_some() && of.since > 1 && !of.optional;
    let (mut condition, mut viewed) = (present.to_owned(), format!("v.{name}()"));
    if of.optional && by_view {
        condition = format!("x, ok := {viewed}; ok");
        viewed = "x".to_owned();
    }
    let taken = if by_view || (defaulted && !of.secret) {
        package.taken(&of.ty, &viewed, how)
    } else if how == Taking::Borrows {
        value.to_owned()
    } else if of.secret {
        format!("{value}.Clone()")
    } else {
        package.decode(&of.ty, Place::fixed(of.offset))
    };
    if !of.optional {
        return vec![format!("m.{name} = {taken}")];
    }
    let taken = match &of.ty {
        _ if package.is_pointer(of) => format!("halflap.Pointer({taken})"),
        Type::Bytes | Type::Vector(_) => format!("halflap.NotNil({taken})"),
        Type::Map(_) => format!("halflap.NotNilMap({taken})"),
        _ => taken,
    };
    when(&condition, vec![format!("m.{name} = {taken}")], Vec::new())
}

/// What `String` prints of a value: what is nested only by its type's name.
fn shown(package: &Package<'_>, ty: &Type, secret: bool) -> String {
    if !secret && is_nested(ty) {
        let name = match ty {
            Type::Message(id) => &package.schema.messages[*id].decl.name,
            Type::Union(id) => &package.schema.unions[*id].decl.name,
            _ => unreachable!("only messages and unions are nested"),
        };
        format!("halflap.Nested({})", quoted(name))
    } else {
        String::new()
    }
}
