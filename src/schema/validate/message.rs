//! Checks a message and takes its block apart, so that every byte of it is named once.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::super::index::{
    FieldInfo, Group, Index, Item, MessageInfo, PresenceBit, Shape, TypeInfo,
};
use super::super::{Field, Message, Schema};
use super::names::{keys, names};
use super::{InvalidDescription, Result, check, package_of};

pub(super) fn message(schema: &Schema, types: &[TypeInfo], m: &Message) -> Result<MessageInfo> {
    let name = &m.name;
    let package = package_of(schema, m.package, name)?;
    let versions = package.version as usize;
    check(
        m.blocks.len() == versions && m.schema_ids.len() == versions,
        name,
        "it has not one block length and one id for each version",
    )?;
    let mut before = 8;
    for &block in &m.blocks {
        check(
            block >= before && block % 8 == 0 && block <= Index::MAX_BLOCK,
            name,
            "a block length is wrong",
        )?;
        before = block;
    }
    names(name, m.fields.iter().map(|field| &field.name))?;
    let mut id = 0;
    let mut fields = Vec::with_capacity(m.fields.len());
    for f in &m.fields {
        check(f.id > id, name, "its ids do not ascend from 1")?;
        id = f.id;
        let place = format_args!("{name}.{}", f.name);
        fields.push(
            field(types, m, f, package.version).map_err(|reason| InvalidDescription {
                place: place.to_string(),
                reason,
            })?,
        );
    }
    // In order of position; where two lie at one place, `groups` finds the overlap.
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_by_key(|&f| fields[f].at);
    let groups = groups(m, types, &fields, &order)?;
    let slots = order
        .into_iter()
        .filter(|&f| types[fields[f].ty].shape.is_slot())
        .collect();
    let name_of = |f: &usize| m.fields[*f].name.as_str();
    let mut by_name: Vec<usize> = (0..fields.len()).collect();
    by_name.sort_by_key(name_of);
    Ok(MessageInfo {
        groups,
        slots,
        fields,
        by_name,
        keys: keys(m.fields.iter().map(|field| &field.name)),
    })
}

fn field(
    types: &[TypeInfo],
    m: &Message,
    f: &Field,
    version: u32,
) -> Result<FieldInfo, &'static str> {
    let ty = types.get(f.type_ as usize).ok_or("its type is not there")?;
    if !(1..=version).contains(&f.since) {
        return Err("it is since a version that is not there");
    }
    if f.removed != 0 && !(f.since + 1..=version).contains(&f.removed) {
        return Err("it is removed in a version that is not there");
    }
    let group = group_bytes(m, f.since);
    // `at + size` stays far below 2^32: both are checked against a block's largest length.
    if !f.offset.is_multiple_of(ty.align)
        || f.offset < group.start
        || f.offset > group.end
        || ty.size > group.end - f.offset
    {
        return Err("it does not lie in its version's part of the block");
    }
    let presence = match f.presence {
        Some(bit) if f.optional && !ty.shape.is_slot() && group.contains(&(bit / 8)) => {
            Some((bit / 8, 1 << (bit % 8)))
        }
        None if !f.optional || ty.shape.is_slot() => None,
        _ => return Err("its presence bit is wrong"),
    };
    if let Some(default) = &f.default {
        let fits = match ty.shape {
            Shape::String => core::str::from_utf8(default).is_ok(),
            Shape::Bool => default[..] == [0] || default[..] == [1],
            shape => !shape.is_slot() && default.len() == ty.size as usize,
        };
        if !fits || f.optional {
            return Err("its default is no value of its type");
        }
    }
    if f.since > 1 && !f.optional && matches!(ty.shape, Shape::Message(_) | Shape::Union(_)) {
        return Err("it has no value where the writer is older");
    }
    if f.secret {
        let element_is_u8 = |of: usize| types[of].shape == Shape::Unsigned(1);
        match ty.shape {
            Shape::String | Shape::Bytes => {}
            Shape::Array(of, _) if element_is_u8(of) => {}
            _ => return Err("it can't be secret"),
        }
    }
    Ok(FieldInfo {
        ty: f.type_ as usize,
        at: f.offset,
        size: ty.size,
        presence,
    })
}

/// What version `since` added to a block. `since` is known to be one of the package's.
fn group_bytes(m: &Message, since: u32) -> core::ops::Range<u32> {
    let since = since as usize;
    let start = if since == 1 { 0 } else { m.blocks[since - 2] };
    start..m.blocks[since - 1]
}

/// Takes a block apart, group by group, so that every byte of it is named once.
fn groups(
    m: &Message,
    types: &[TypeInfo],
    fields: &[FieldInfo],
    order: &[usize],
) -> Result<Vec<Group>> {
    let name = &m.name;
    // Presence bits in order of place, like `order` consumed once over all groups.
    let mut bits: Vec<(u32, u8, usize)> = fields
        .iter()
        .enumerate()
        .filter_map(|(field, info)| info.presence.map(|(at, mask)| (at, mask, field)))
        .collect();
    bits.sort_unstable();
    let mut bits = bits.into_iter().peekable();
    let mut order = order.iter().copied().peekable();
    let mut groups = Vec::new();
    for since in 1..=m.blocks.len() as u32 {
        let bytes = group_bytes(m, since);
        if bytes.is_empty() {
            continue;
        }
        let mut items = Vec::new();
        let mut at = bytes.start;
        loop {
            // The next thing, a field or a presence byte, that starts in this group.
            let next_field = order
                .peek()
                .map(|&f| fields[f].at)
                .filter(|&p| p < bytes.end);
            let next_bits = bits.peek().map(|&(p, ..)| p).filter(|&p| p < bytes.end);
            let next = match (next_field, next_bits) {
                (Some(f), Some(b)) => f.min(b),
                (Some(next), None) | (None, Some(next)) => next,
                (None, None) => break,
            };
            check(next >= at, name, "two of its fields overlap")?;
            if next > at {
                items.push(Item::Padding(at..next));
            }
            if next_field == Some(next) {
                let field = order.next().unwrap_or_default();
                items.push(Item::Field(field));
                at = next + fields[field].size;
                continue;
            }
            let (mut used, mut byte) = (0, Vec::new());
            while let Some((_, mask, field)) = bits.next_if(|&(p, ..)| p == next) {
                check(used & mask == 0, name, "two fields share a presence bit")?;
                used |= mask;
                byte.push(PresenceBit { mask, field });
            }
            items.push(Item::Presence {
                at: next,
                bits: byte,
                spare: !used,
            });
            at = next + 1;
        }
        if at < bytes.end {
            items.push(Item::Padding(at..bytes.end));
        }
        let checks = items
            .iter()
            .filter(|item| needs_check(m, types, fields, item));
        groups.push(Group {
            since,
            bytes,
            checks: checks.cloned().collect(),
            items,
        });
    }
    Ok(groups)
}

/// Whether something in a block can be wrong: not a field that any bits are good for, nor a slot, in
/// every version.
fn needs_check(m: &Message, types: &[TypeInfo], fields: &[FieldInfo], item: &Item) -> bool {
    let &Item::Field(field) = item else {
        return true;
    };
    let ty = &types[fields[field].ty];
    let always = m.fields[field].removed == 0 && fields[field].presence.is_none();
    !(always && (ty.any_bits || ty.shape.is_slot()))
}
