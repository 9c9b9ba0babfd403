//! Unions.

use serde::Serialize;

use super::helpers::Package;
use super::layout::{comment, doc, when};
use super::literals::quoted;
use crate::ir::{self, MessageId, Type};
use crate::names::go as names;

#[derive(Debug, Serialize)]
pub(super) struct Union {
    pub doc: Vec<String>,
    pub name: String,
    pub view: String,
    pub edit: String,
    pub schema_name: String,
    pub arms: Vec<Arm>,
    /// What can stand in the interface, as its comment lists it.
    pub list: String,
    /// The tags that are known, each as a call that asks for it.
    pub known: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Arm {
    pub doc: Vec<String>,
    pub tag: u32,
    pub since: u32,
    pub schema_name: String,
    pub quoted: String,
    pub name: String,
    /// The type, a pointer to which stands in the interface.
    pub ty: String,
    /// Whether that is a type of its own around the message.
    pub wrapped: bool,
    pub owned: String,
    pub view: String,
    pub read: String,
    /// The edit's accessor: its name, what it returns, and how.
    pub edit_name: String,
    pub edit: String,
    pub open: String,
    pub condition: String,
    pub check: Vec<String>,
    pub write: Vec<String>,
}

pub(super) fn unions(package: &Package<'_>) -> Vec<Union> {
    let own = package.schema.unions.iter().filter(|u| u.decl.package == 0);
    own.map(|of| union(package, of)).collect()
}

fn union(package: &Package<'_>, of: &ir::Union) -> Union {
    let name = names::type_name(&of.decl.name);
    package.import_std("fmt");
    let arms: Vec<Arm> = of
        .arms
        .iter()
        .map(|arm| self::arm(package, of, arm))
        .collect();
    let mut list: Vec<String> = arms.iter().map(|arm| format!("*{}", arm.ty)).collect();
    list.push(format!("*{name}Unknown"));
    let last = list.pop().unwrap_or_default();
    let known: Vec<String> = arms
        .iter()
        .map(|arm| format!("v.u.Is({}, {})", arm.tag, arm.since))
        .collect();
    Union {
        doc: doc(
            &of.decl.doc,
            &format!("{name} is the schema's union {}.", of.decl.name),
        ),
        view: names::view_name(&of.decl.name),
        edit: names::edit_name(&of.decl.name),
        schema_name: quoted(&of.decl.name),
        list: if list.is_empty() {
            last
        } else {
            format!("{} or {last}", list.join(", "))
        },
        known: if known.is_empty() {
            "false".to_owned()
        } else {
            known.join(" || ")
        },
        arms,
        name,
    }
}

/// Whether an arm needs a type of its own: another package's message can't have this union's
/// method, and one that stands for two arms wouldn't say which it is.
fn is_wrapped(package: &Package<'_>, of: &ir::Union, message: MessageId) -> bool {
    let same = of.arms.iter().filter(|arm| arm.message == message).count();
    same > 1 || package.schema.messages[message].decl.package != 0
}

fn arm(package: &Package<'_>, of: &ir::Union, arm: &ir::Arm) -> Arm {
    let ty = Type::Message(arm.message);
    let wrapped = is_wrapped(package, of, arm.message);
    let owned = package.owned(&ty);
    let type_of = package.type_of(arm.message);
    let (tag, since) = (arm.tag, arm.since);
    let name = names::field(&arm.name);
    let pointer = if wrapped { "&v.Value" } else { "v" };

    let check = format!("c.Arm(p, {type_of}, {})", package.checker_of_block(&ty));
    let write = format!(
        "halflap.WriteArm(w, at, {tag}, {}, {pointer}, {type_of}, {})",
        quoted(&arm.name),
        package.writer_of_block(&ty),
    );
    let block = format!("v.u.Block({tag}, {since})");
    let (check, mut write, block) = match package.foreign(&ty) {
        Some(foreign) => {
            let versions = package.versions(foreign);
            (
                around("c", &versions, check),
                around("w", &versions, write),
                format!("{block}.In({versions}).As({type_of})"),
            )
        }
        None => (vec![check], vec![write], format!("{block}.As({type_of})")),
    };
    let mut condition = format!("p.Tag == {tag}");
    if since > 1 {
        condition += &format!(" && c.Since({since})");
        let omit = vec![format!("w.Omit({}, true)", quoted(&arm.name))];
        write = when(&format!("w.Since({since})"), write, omit);
    }
    Arm {
        doc: if arm.doc.is_empty() {
            comment(&[format!(
                "{name} returns the arm {}, and whether it is that one.",
                arm.name
            )])
        } else {
            comment(&arm.doc)
        },
        tag,
        since,
        schema_name: arm.name.clone(),
        quoted: quoted(&arm.name),
        name,
        ty: if wrapped {
            names::value(&of.decl.name, &arm.name)
        } else {
            owned.clone()
        },
        wrapped,
        owned,
        view: package.view(&ty),
        edit_name: names::edited(&arm.name),
        edit: package.edit(&ty),
        open: package.edit_of(&ty, &format!("e.u.Block({tag}, {since})")),
        read: package.view_of_block(&ty, &block),
        condition,
        check,
        write,
    }
}

/// A statement at an imported package's version.
fn around(walker: &str, versions: &str, statement: String) -> Vec<String> {
    vec![
        format!("outer := {walker}.Enter({versions})"),
        statement,
        format!("{walker}.Leave(outer)"),
    ]
}
