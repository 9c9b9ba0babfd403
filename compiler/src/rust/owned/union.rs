//! The owned type of a union, what it is written from, and its encoder.

use serde::Serialize;

use super::message::article;
use super::types::{Context, Holder, alloc_types};
use super::wrap::{call, doc, signature};
use crate::ir::{self, Type};
use crate::names::rust as names;
use crate::rust::lines::match_arm;

/// What the template `owned_union` shows of a union.
#[derive(Debug, Serialize)]
pub struct OwnedUnion {
    source: String,
    target: String,
    article: &'static str,
    arms: Vec<OwnedArm>,
    /// The signature of the source's method, without what ends it.
    write: String,
    /// The signature of the encoder.
    encode: String,
    /// A method is named like that of an operator's trait.
    operator: bool,
}

impl OwnedUnion {
    /// The types of the crate `alloc` that it names.
    pub fn uses(&self) -> impl Iterator<Item = &'static str> {
        self.arms.iter().flat_map(|arm| alloc_types(&arm.owned))
    }
}

#[derive(Debug, Serialize)]
struct OwnedArm {
    docs: Vec<String>,
    /// As in the schema.
    label: String,
    constant: String,
    variant: String,
    owned: String,
    /// Arms of matches: from the view to the owned value, and the writing of either.
    from_view: String,
    write_owned: String,
    write_view: String,
    /// The method that writes the arm: its signature and body.
    signature: String,
    encode: String,
}

/// The owned half of a union of package 0.
pub fn union_(context: &Context<'_>, id: ir::UnionId) -> OwnedUnion {
    let union = &context.schema.unions[id];
    let name = names::type_name(&union.decl.name);
    let view = names::view_name(&union.decl.name);
    let target = names::target_name(&union.decl.name);
    let to = format!("to: {target}<'_, T>");
    let result = "write::Result<write::Written>";
    OwnedUnion {
        source: names::source_name(&union.decl.name),
        article: article(&name),
        arms: (union.arms.iter())
            .map(|member| arm_model(context, id, (&name, &view), member))
            .collect(),
        write: signature(1, "fn write<T: write::Target>", &["&self", &to], result, ""),
        encode: signature(
            1,
            "fn encode<T: write::Target>",
            &["from: &S", "to: write::Choice<'_, T>"],
            result,
            " {",
        ),
        operator: union
            .arms
            .iter()
            .any(|arm| OPERATORS.contains(&arm.name.as_str())),
        target,
    }
}

/// Names that clippy wants to be methods of the standard traits.
const OPERATORS: [&str; 10] = [
    "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
];

fn arm_model(
    context: &Context<'_>,
    id: ir::UnionId,
    (name, view): (&str, &str),
    member: &ir::Arm,
) -> OwnedArm {
    let variant = names::variant(&member.name);
    let in_view = format!("{view}::{variant}(arm)");
    let boxed = context.is_boxed(Holder::Union(id), &Type::Message(member.message));
    let owned = context.message(member.message);
    let source = context.message_source(member.message);
    let method = names::field(&member.name);
    let (copied, lent) = if boxed {
        ("Box::new(arm.into())", "&**arm")
    } else {
        ("arm.into()", "arm")
    };
    let label = format!("{:?}", member.name);
    let constant = format!("{name}::{}_ARM", names::constant(&member.name));
    OwnedArm {
        docs: {
            let docs = match member.doc.as_slice() {
                [] => doc(1, &[format!("`{}`, tag {}.", member.name, member.tag)]),
                docs => doc(1, docs),
            };
            docs.lines().map(str::to_owned).collect()
        },
        label: member.name.clone(),
        constant: names::constant(&member.name) + "_ARM",
        owned: if boxed {
            format!("Box<{owned}>")
        } else {
            owned
        },
        from_view: match_arm(12, &in_view, &format!("Self::{variant}({copied})")),
        write_owned: match_arm(
            12,
            &format!("{name}::{variant}(arm)"),
            &format!("to.{method}({lent})"),
        ),
        write_view: match_arm(12, &in_view, &format!("to.{method}(arm)")),
        variant,
        signature: signature(
            1,
            &format!("pub fn {method}<S: {source} + ?Sized>"),
            &["self", "arm: &S"],
            "write::Result<write::Written>",
            " {",
        ),
        encode: call(2, "self.0.arm", &[&constant, &label, "arm"], ""),
    }
}
