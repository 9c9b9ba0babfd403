//! Bytes of a block that hold nothing.
//!
//! Fields lie in descending order of alignment, so a block has padding only where the fields of a
//! version end: at most 7 bytes. Only the package's newest version is looked at: what older ones
//! added can't be moved any more.

use super::{MANY_BOOLS, WIDE_GAP, messages, written};
use crate::diagnostics::Diagnostic;
use crate::ir::{self, Group, Message, Scalar, Type};
use crate::syntax::ast::{Field, Item};

pub(super) fn check(
    world: &ir::Schema,
    package: ir::PackageId,
    items: &[Item],
    found: &mut Vec<Diagnostic>,
) {
    let newest = world.packages[package].version;
    for (message, _, fields) in messages(world, package, items) {
        for group in message.groups.iter().filter(|g| g.since == newest) {
            found.extend(wide_gap(message, group, fields));
            found.extend(many_bools(message, group, fields));
        }
    }
}

fn padding(group: &Group) -> u32 {
    group
        .padding
        .iter()
        .map(|range| range.end - range.start)
        .sum()
}

fn wide_gap(message: &Message, group: &Group, fields: &[Field]) -> Option<Diagnostic> {
    let (since, added) = (group.since, group.bytes.end - group.bytes.start);
    let padding = padding(group);
    if since == 1 || 2 * padding <= added {
        return None;
    }
    let first = written(fields, &message.fields[*group.order.first()?])?;
    let name = &message.decl.name;
    Some(
        Diagnostic::lint(
            &WIDE_GAP,
            first.span,
            format!("version {since} makes every `{name}` {added} bytes longer, for {padding} bytes of padding"),
        )
        .note(
            "what a version adds lies behind all that was there before, in steps of 8 bytes, and \
             later versions can't use what it leaves free",
        )
        .help(format!(
            "while version {since} is not released, add to it what else is planned for `{name}`: \
             {padding} bytes more cost nothing"
        )),
    )
}

fn many_bools(message: &Message, group: &Group, fields: &[Field]) -> Option<Diagnostic> {
    let is_bool =
        |f: &&ir::Field| f.ty == Type::Scalar(Scalar::Bool) && !f.optional && f.removed.is_none();
    let bools: Vec<&ir::Field> = group
        .order
        .iter()
        .map(|i| &message.fields[*i])
        .filter(is_bool)
        .collect();
    let count = bools.len() as u32;
    let width: u32 = match count {
        0 | 1 => return None,
        2..=8 => 1,
        9..=16 => 2,
        17..=32 => 4,
        33..=64 => 8,
        _ => return None,
    };
    let length = group.bytes.end - group.bytes.start;
    let packed = (length - padding(group) - count + width).next_multiple_of(8);
    let saved = length.saturating_sub(packed.max(8));
    if saved == 0 {
        return None;
    }
    let first = written(fields, bools.first()?)?;
    let name = &message.decl.name;
    let bits = 8 * width;
    Some(
        Diagnostic::lint(
            &MANY_BOOLS,
            first.span,
            format!("every `{name}` would be {saved} bytes shorter with flags in place of its {count} bools"),
        )
        .help(format!(
            "declare `flags Name: u{bits} {{ 0 {}  1 {} … }}` and make one field of it",
            bools.first()?.name,
            bools.get(1)?.name
        )),
    )
}
