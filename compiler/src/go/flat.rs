//! Messages that are simple enough to be checked many at a time, and to be written without asking.

use super::helpers::Package;
use super::place::Place;
use crate::ir::{Field, Message, Type};
use crate::names::go as names;

/// What there is to check in a block of the newest version.
pub(super) struct Flat {
    /// Where the row of string slots begins, and how many there are.
    pub at: u32,
    pub strings: u32,
    /// Places of eight bytes, and the bits that must be zero there.
    pub padding: Vec<(u32, u64)>,
}

impl Package<'_> {
    /// A message with nothing to check but padding and one row of strings.
    pub fn flat(&self, message: &Message) -> Option<Flat> {
        let mut strings: Vec<&Field> = Vec::new();
        for field in &message.fields {
            if field.optional || field.removed.is_some() {
                return None;
            }
            match &field.ty {
                Type::String => strings.push(field),
                ty if ty.is_slot() || !self.any_bits(ty) => return None,
                _ => {}
            }
        }
        strings.sort_by_key(|field| field.offset);
        let in_a_row = strings
            .windows(2)
            .all(|pair| pair[1].offset == pair[0].offset + 8);
        if !in_a_row {
            return None;
        }
        let mut padding = Vec::new();
        for gap in message.groups.iter().flat_map(|group| &group.padding) {
            if gap.len() > 8 {
                return None;
            }
            // The eight bytes that end with the gap.
            let at = gap.end.saturating_sub(8);
            let bits: u64 = gap.clone().map(|byte| 0xff << (8 * (byte - at))).sum();
            padding.push((at, bits));
        }
        Some(Flat {
            at: strings.first().map_or(0, |field| field.offset),
            strings: strings.len().try_into().ok()?,
            padding,
        })
    }

    /// Statements that write a message `m` of the newest version where it is flat: all but the padding,
    /// and the texts from `pos` on. None where it is not, or empty.
    pub fn lay_message(&self, message: &Message) -> Vec<String> {
        if !self.is_laid(message) {
            return Vec::new();
        }
        let is_text = |field: &Field| matches!(field.ty, Type::String);
        if message.groups.len() == 1 && !message.fields.iter().any(is_text) {
            let name = names::type_name(&message.decl.name);
            return vec![format!("write{name}(w, at, m)")];
        }
        let mut fields: Vec<&Field> = message.fields.iter().collect();
        fields.sort_by_key(|field| field.offset);
        let lay = |field: &Field| {
            let at = Place::at(field.offset);
            let value = format!("m.{}", names::field(&field.name));
            if is_text(field) {
                format!("pos = w.Text({}, pos, {value})", at.among())
            } else {
                self.put(&field.ty, at, &value)
            }
        };
        fields.into_iter().map(lay).collect()
    }

    /// Whether there is a function that does it. Secrets are written by functions of their own.
    pub fn is_laid(&self, message: &Message) -> bool {
        let plain = message.fields.iter().all(|field| !field.secret);
        plain && !message.fields.is_empty() && self.flat(message).is_some()
    }
}
