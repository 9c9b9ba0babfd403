//! Constants, enums, flags and structs.

use serde::Serialize;

use super::helpers::Package;
use super::layout::{align, comment, doc};
use super::literals::{is_const, quoted};
use crate::ir::{self, Type};
use crate::names::go as names;

#[derive(Debug, Serialize)]
pub(super) struct Constant {
    pub doc: Vec<String>,
    pub keyword: &'static str,
    pub name: String,
    pub ty: String,
    pub value: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Enum {
    pub doc: Vec<String>,
    pub name: String,
    pub repr: String,
    pub flags: bool,
    pub closed: bool,
    /// Lines of the const block.
    pub constants: Vec<String>,
    pub values: Vec<EnumValue>,
    /// Names of the values, one after the other.
    pub all: String,
}

#[derive(Debug, Serialize)]
pub(super) struct EnumValue {
    pub name: String,
    pub constant: String,
    /// The number of a flag's bit.
    pub bit: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Struct {
    pub doc: Vec<String>,
    pub name: String,
    pub members: Vec<String>,
}

/// What is asserted of a struct's layout.
#[derive(Debug, Serialize)]
pub(super) struct Layout {
    pub name: String,
    pub size: u32,
    pub members: Vec<Offset>,
}

#[derive(Debug, Serialize)]
pub(super) struct Offset {
    pub name: String,
    pub offset: u32,
}

pub(super) fn constants(package: &Package<'_>) -> Vec<Constant> {
    let own = package
        .schema
        .constants
        .iter()
        .filter(|c| c.decl.package == 0);
    own.map(|constant| {
        let name = names::constant(&constant.decl.name);
        Constant {
            doc: doc(
                &constant.decl.doc,
                &format!("{name} is a constant of the schema."),
            ),
            keyword: if is_const(&constant.ty, &constant.value) {
                "const"
            } else {
                "var"
            },
            ty: package.owned(&constant.ty),
            value: package.literal(&constant.ty, &constant.value),
            name,
        }
    })
    .collect()
}

pub(super) fn enums(package: &Package<'_>) -> Vec<Enum> {
    let all = package.schema.enums.iter().enumerate();
    all.filter(|(_, e)| e.decl.package == 0)
        .map(|(id, e)| enumeration(package, id, e))
        .collect()
}

fn enumeration(package: &Package<'_>, id: ir::EnumId, of: &ir::Enum) -> Enum {
    let name = names::type_name(&of.decl.name);
    let mut lines = Vec::new();
    let mut values = Vec::new();
    for value in &of.values {
        let constant = names::value(&of.decl.name, &value.name);
        lines.extend(comment(&value.doc).into_iter().map(|line| vec![line]));
        let number = if of.flags {
            format!("= 1 << {}", value.value)
        } else {
            format!("= {}", value.value)
        };
        lines.push(vec![constant.clone(), name.clone(), number]);
        values.push(EnumValue {
            name: quoted(&value.name),
            constant,
            bit: value.value.to_string(),
        });
    }
    let kind = match (of.flags, of.closed) {
        (true, _) => "flags",
        (_, true) => "closed enum",
        _ => "enum",
    };
    let all: Vec<String> = values.iter().map(|v| v.constant.clone()).collect();
    Enum {
        doc: doc(
            &of.decl.doc,
            &format!("{name} is the schema's {kind} {}.", of.decl.name),
        ),
        repr: package.repr(id),
        name,
        flags: of.flags,
        closed: of.closed,
        constants: align(&lines),
        values,
        all: all.join(", "),
    }
}

pub(super) fn structs(package: &Package<'_>) -> (Vec<Struct>, Vec<Layout>) {
    let own = package
        .schema
        .structs
        .iter()
        .filter(|s| s.decl.package == 0);
    own.map(|of| {
        let name = names::type_name(&of.decl.name);
        let mut lines = Vec::new();
        let mut members = Vec::new();
        for member in &of.members {
            lines.extend(comment(&member.doc).into_iter().map(|line| vec![line]));
            let field = names::field(&member.name);
            lines.push(vec![field.clone(), package.owned(&member.ty)]);
            members.push(Offset {
                name: field,
                offset: member.offset,
            });
        }
        let text = format!("{name} is the schema's struct {}.", of.decl.name);
        let layout = Layout {
            name: name.clone(),
            size: of.size,
            members,
        };
        let of = Struct {
            doc: doc(&of.decl.doc, &text),
            name,
            members: align(&lines),
        };
        (of, layout)
    })
    .unzip()
}

/// How the printer of views shows a value of the type.
pub(super) fn is_nested(ty: &Type) -> bool {
    matches!(ty, Type::Message(_) | Type::Union(_))
}
