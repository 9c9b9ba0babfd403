//! The owned type of a message, what it is written from, and its encoder.

use serde::Serialize;

use super::field::{Field, encode_removed};
use super::types::{Context, alloc_types};
use crate::ir;
use crate::names::rust as names;

/// What the template `owned` shows of a message.
#[derive(Debug, Serialize)]
pub struct OwnedMessage {
    source: String,
    article: &'static str,
    /// `true` or `false`.
    secret: String,
    default: Default,
    fields: Vec<OwnedField>,
    /// The bodies of `default` and `from`.
    defaults: String,
    from_view: String,
    /// The statements of the encoder.
    encode: Vec<String>,
    /// All types that these name in place of removed fields.
    #[serde(skip)]
    removed: String,
}

impl OwnedMessage {
    /// The types of the crate `alloc` that it names.
    pub fn uses(&self) -> impl Iterator<Item = &'static str> {
        self.fields
            .iter()
            .flat_map(|field| alloc_types(&field.types))
            .chain(alloc_types(&self.removed))
    }
}

/// How the owned type comes by `Default`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Default {
    None,
    Derived,
    Written,
}

/// A field: names, and what ends its own lines.
#[derive(Debug, Serialize)]
struct OwnedField {
    /// All types that it takes.
    #[serde(skip)]
    types: String,
    name: String,
    constant: String,
    /// As in the schema.
    label: String,
    declaration: String,
    source: String,
    of_reference: String,
    of_owned: String,
    of_view: String,
}

/// The owned half of a message of package 0.
pub fn message(context: &Context<'_>, id: ir::MessageId) -> OwnedMessage {
    let message = &context.schema.messages[id];
    let name = names::type_name(&message.decl.name);
    let view = names::view_name(&message.decl.name);
    let fields: Vec<Field<'_>> = (message.fields.iter())
        .filter(|field| field.removed.is_none())
        .map(|field| Field::new(context, id, &name, field))
        .collect();
    let default = if !context.message_has_default(id, &mut Vec::new()) {
        Default::None
    } else if fields.iter().all(Field::derives_default) {
        Default::Derived
    } else {
        Default::Written
    };
    OwnedMessage {
        source: names::source_name(&message.decl.name),
        article: article(&name),
        secret: message.has_secret.to_string(),
        default,
        defaults: literal(&name, fields.iter().map(Field::default)),
        from_view: literal(&name, fields.iter().map(|field| field.copied_from_view(3))),
        encode: encode(context, id, &name, &fields),
        removed: (message.fields.iter())
            .filter(|field| field.removed.is_some() && !field.optional)
            .filter(|field| field.ty.is_slot() && field.default.is_none())
            .filter_map(|field| context.nothing(&field.ty))
            .collect(),
        fields: (fields.iter())
            .map(|field| OwnedField {
                name: field.name.clone(),
                constant: names::field_constant(&field.field.name),
                label: field.field.name.clone(),
                types: field.types(),
                declaration: field.declaration(),
                source: field.source_method(),
                of_reference: field.source_of_reference(),
                of_owned: field.source_of_owned(),
                of_view: field.source_of_view(&view),
            })
            .collect(),
    }
}

/// `a` or `an`, as the name sounds.
pub fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "an"
    } else {
        "a"
    }
}

/// A struct literal in a block that is two levels deep, as rustfmt breaks it.
fn literal(name: &str, fields: impl Iterator<Item = String>) -> String {
    let fields: Vec<String> = fields.collect();
    let short = fields
        .iter()
        .map(|field| field.trim().trim_end_matches(','));
    let short = short.collect::<Vec<_>>().join(", ");
    if fields.is_empty() {
        return format!("        {name} {{}}");
    }
    let mut lines = fields.join("\n");
    if short.chars().count() <= 18 && !short.contains('\n') {
        if short.len() <= 18 {
            return format!("        {name} {{ {short} }}");
        }
        // rustfmt chooses the form of a single line by characters, but then measures bytes.
        lines.pop();
    }
    format!("        {name} {{\n{lines}\n        }}")
}

/// The statements of the encoder: every byte of the block, each group's zeroes first.
fn encode(
    context: &Context<'_>,
    id: ir::MessageId,
    name: &str,
    fields: &[Field<'_>],
) -> Vec<String> {
    let message = &context.schema.messages[id];
    let mut statements = Vec::new();
    for group in &message.groups {
        let mut zeroes: Vec<std::ops::Range<u32>> = group.padding.clone();
        zeroes.push(group.presence.clone());
        zeroes.retain(|range| !range.is_empty());
        zeroes.sort_by_key(|range| range.start);
        zeroes.dedup_by(|next, last| {
            let touches = last.end == next.start;
            if touches {
                last.end = next.end;
            }
            touches
        });
        for zero in zeroes {
            let statement = format!("to.zero({}..{});", zero.start, zero.end);
            statements.push(if group.since == 1 {
                format!("        {statement}")
            } else {
                let since = group.since;
                format!("        if to.has({since}) {{\n            {statement}\n        }}")
            });
        }
        for &index in &group.order {
            let field = &message.fields[index];
            statements.push(match fields.iter().find(|f| f.field.id == field.id) {
                Some(field) => field.encode(2),
                None => encode_removed(context, name, field),
            });
        }
    }
    statements
}
