//! The view model: what the template reads.

use serde::Serialize;

use super::comments::{comment, docs};
use super::fields::{self, FieldModel};
use super::{COMPILER, Options, types, values};
use crate::ir::{self, Schema, Type};
use crate::names::c as names;

/// A package's header.
#[derive(Debug, Serialize)]
pub(super) struct Header {
    pub compiler: &'static str,
    pub file: String,
    pub command: String,
    pub docs: Vec<String>,
    pub guard: String,
    pub includes: Vec<String>,
    /// A constant needs `<math.h>`.
    pub math: bool,
    pub package: String,
    pub prefix: String,
    pub version: u32,
    pub pins: Vec<Pin>,
    pub constants: Vec<Constant>,
    pub enums: Vec<Enum>,
    pub structs: Vec<Struct>,
    pub unions: Vec<Union>,
    pub messages: Vec<Message>,
}

/// Versions of another package.
#[derive(Debug, Serialize)]
pub(super) struct Pin {
    pub package: String,
    pub name: String,
    pub values: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Constant {
    pub docs: Vec<String>,
    pub definition: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Enum {
    pub docs: Vec<String>,
    pub name: String,
    pub repr: &'static str,
    pub values: Vec<Named>,
}

/// A name with a value.
#[derive(Debug, Serialize)]
pub(super) struct Named {
    pub docs: Vec<String>,
    pub name: String,
    pub value: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Struct {
    pub docs: Vec<String>,
    pub name: String,
    pub size: u32,
    pub align: u32,
    pub members: Vec<Member>,
}

#[derive(Debug, Serialize)]
pub(super) struct Member {
    pub docs: Vec<String>,
    pub name: String,
    pub declaration: String,
    pub offset: u32,
}

#[derive(Debug, Serialize)]
pub(super) struct Union {
    pub docs: Vec<String>,
    pub arms: Vec<Named>,
}

#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub docs: Vec<String>,
    pub name: String,
    pub full_name: String,
    /// Length of the newest version's block.
    pub block: u32,
    pub blocks: String,
    pub fields: Vec<FieldModel>,
    pub type_id: String,
    pub schema_ids: Vec<String>,
    pub aligned: bool,
}

impl Header {
    pub fn new(schema: &Schema, options: &Options) -> Self {
        let package = &schema.packages[0];
        let own = |decl: &ir::Decl| decl.package == 0;
        let constants = || schema.constants.iter().filter(|c| own(&c.decl));
        let mut includes: Vec<String> = (package.imports.iter())
            .map(|id| names::header(&schema.packages[*id].name))
            .collect();
        includes.sort();
        Header {
            compiler: COMPILER,
            file: package.file.clone(),
            command: options.command.clone(),
            docs: docs_or(&package.doc, || format!("Package `{}`.", package.name)),
            guard: names::guard(&package.name),
            includes,
            math: constants().any(|c| values::needs_math(&c.value)),
            package: package.name.clone(),
            prefix: names::prefix(&package.name),
            version: package.version,
            pins: package.pins.iter().map(|p| pin(schema, p)).collect(),
            constants: constants().map(|c| constant(schema, c)).collect(),
            enums: (schema.enums.iter().filter(|e| own(&e.decl)))
                .map(|e| enumeration(schema, e))
                .collect(),
            structs: (in_order(schema).into_iter())
                .map(|s| structure(schema, &schema.structs[s]))
                .collect(),
            unions: (schema.unions.iter().filter(|u| own(&u.decl)))
                .map(|u| union(schema, u))
                .collect(),
            messages: (schema.messages.iter().filter(|m| own(&m.decl)))
                .map(|m| message(schema, m))
                .collect(),
        }
    }
}

/// The schema's words, or other ones where it has none.
fn docs_or(own: &[String], otherwise: impl FnOnce() -> String) -> Vec<String> {
    match own {
        [] => vec![comment("///", &otherwise())],
        own => docs(own),
    }
}

fn pin(schema: &Schema, pin: &ir::Pin) -> Pin {
    let package = &schema.packages[pin.package].name;
    let prefix = names::prefix(&schema.packages[0].name);
    let name = format!("{prefix}_MEANS_{}", names::prefix(package));
    Pin {
        values: table(&name, &pin.versions),
        package: package.clone(),
        name,
    }
}

/// Numbers by version as an array: its length, and its value.
fn table(name: &str, numbers: &[u32]) -> String {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    let left = format!("[{}] = ", numbers.len());
    let before = "static const uint32_t ;".len() + name.len() + left.len();
    left + &values::array(before, &numbers)
}

fn constant(schema: &Schema, constant: &ir::Constant) -> Constant {
    let name = &constant.decl.name;
    Constant {
        docs: docs_or(&constant.decl.doc, || format!("Constant `{name}`.")),
        definition: values::definition(schema, constant),
    }
}

fn enumeration(schema: &Schema, e: &ir::Enum) -> Enum {
    let what = if e.flags { "Flags" } else { "Enum" };
    let package = &schema.packages[e.decl.package].name;
    Enum {
        docs: docs_or(&e.decl.doc, || format!("{what} `{}`.", e.decl.name)),
        name: types::named(schema, &e.decl),
        repr: types::scalar(e.repr),
        values: (e.values.iter())
            .map(|value| Named {
                docs: docs(&value.doc),
                name: names::value(package, &e.decl.name, &value.name),
                value: match e.flags {
                    true => values::mask(e.repr, value.value),
                    false => values::integer(e.repr, value.value),
                },
            })
            .collect(),
    }
}

/// The package's structs, each behind those that it holds: C reads from above to below. Structs
/// don't nest deeper than the language allows.
fn in_order(schema: &Schema) -> Vec<ir::StructId> {
    fn add(schema: &Schema, id: ir::StructId, order: &mut Vec<ir::StructId>) {
        if schema.structs[id].decl.package != 0 || order.contains(&id) {
            return;
        }
        for member in &schema.structs[id].members {
            let mut ty = &member.ty;
            while let Type::Array(element, _) = ty {
                ty = element;
            }
            if let Type::Struct(inner) = ty {
                add(schema, *inner, order);
            }
        }
        order.push(id);
    }
    let mut order = Vec::new();
    for id in 0..schema.structs.len() {
        add(schema, id, &mut order);
    }
    order
}

fn structure(schema: &Schema, s: &ir::Struct) -> Struct {
    Struct {
        docs: docs_or(&s.decl.doc, || format!("Struct `{}`.", s.decl.name)),
        name: types::named(schema, &s.decl),
        size: s.size,
        align: s.align,
        members: (s.members.iter().enumerate())
            .filter_map(|(i, member)| {
                let name = names::member(&member.name);
                let declaration = types::spelled(schema, &member.ty)?.declares(&name);
                // Some compilers for 32 bits align the members to 4.
                let wide = if i == 0 && s.align == 8 {
                    "alignas(8) "
                } else {
                    ""
                };
                Some(Member {
                    docs: docs(&member.doc),
                    declaration: format!("{wide}{declaration}"),
                    offset: member.offset,
                    name,
                })
            })
            .collect(),
    }
}

fn union(schema: &Schema, u: &ir::Union) -> Union {
    let name = types::named(schema, &u.decl);
    Union {
        docs: docs_or(&u.decl.doc, || format!("Union `{}`.", u.decl.name)),
        arms: (u.arms.iter())
            .map(|arm| {
                let message = schema.full_name(&schema.messages[arm.message].decl);
                let since = match arm.since {
                    1 => String::new(),
                    version => format!("; since version {version}"),
                };
                let mut docs = docs(&arm.doc);
                docs.push(comment("///", &format!("A block of `{message}`{since}.")));
                Named {
                    docs,
                    name: format!("{name}_{}_TAG", names::field(&arm.name)),
                    value: values::integer(ir::Scalar::U32, i128::from(arm.tag)),
                }
            })
            .collect(),
    }
}

fn message(schema: &Schema, m: &ir::Message) -> Message {
    let name = types::named(schema, &m.decl);
    Message {
        docs: docs_or(&m.decl.doc, || format!("Message `{}`.", m.decl.name)),
        full_name: schema.full_name(&m.decl),
        block: m.blocks.last().copied().unwrap_or_default(),
        blocks: table(&format!("{name}_BLOCKS"), &m.blocks),
        fields: fields::models(schema, m),
        type_id: values::list(&m.type_id),
        schema_ids: m.schema_ids.iter().map(|id| values::list(id)).collect(),
        aligned: m.aligned,
        name,
    }
}
