//! Where things lie: the one place in the compiler that does arithmetic on offsets.

use std::ops::Range;

use crate::ir::{Group, Presence};

/// What is to be laid out in a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub id: u32,
    pub size: u32,
    pub align: u32,
    /// It has a presence bit.
    pub bit: bool,
}

/// Where a group's parts lie.
#[derive(Debug)]
pub(super) struct Placed {
    pub group: Group,
    /// By part, in the order they were given.
    pub offsets: Vec<u32>,
    /// By part, in the order they were given.
    pub presence: Vec<Option<Presence>>,
}

/// `n` rounded up to a multiple of a power of two.
pub(super) fn align_up(n: u32, align: u32) -> u32 {
    n.next_multiple_of(align.max(1))
}

/// Lays out the parts that one version added, behind `start`, a multiple of 8. `parts` come with
/// their positions in the message. The sizes together must not exceed `u32::MAX / 2`.
pub(super) fn group(since: u32, start: u32, parts: &[(usize, Part)]) -> Placed {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(parts[*i].1.align), parts[*i].1.id));
    let mut offsets = vec![0; parts.len()];
    let mut padding: Vec<Range<u32>> = Vec::new();
    let mut pad = |from: u32, to: u32| {
        if from < to {
            padding.push(from..to);
        }
    };
    let mut at = start;
    for i in &order {
        let part = parts[*i].1;
        let place = align_up(at, part.align);
        pad(at, place);
        offsets[*i] = place;
        at = place + part.size;
    }

    let mut with_bit: Vec<usize> = (0..parts.len()).filter(|i| parts[*i].1.bit).collect();
    with_bit.sort_by_key(|i| parts[*i].1.id);
    let mut presence = vec![None; parts.len()];
    for (n, i) in with_bit.iter().enumerate() {
        presence[*i] = Some(Presence {
            byte: at + n as u32 / 8,
            bit: (n % 8) as u8,
        });
    }
    let bits = with_bit.len() as u32;
    let bytes = at..at + bits.div_ceil(8);
    let spare_bits = match bits % 8 {
        0 => 0,
        used => 0xff << used,
    };
    at = bytes.end;

    // A block is never empty.
    let least = if since == 1 { start + 8 } else { start };
    let end = align_up(at, 8).max(least);
    pad(at, end);
    Placed {
        group: Group {
            since,
            bytes: start..end,
            order: order.iter().map(|i| parts[*i].0).collect(),
            presence: bytes,
            padding,
            spare_bits,
        },
        offsets,
        presence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(id: u32, size: u32, align: u32, bit: bool) -> (usize, Part) {
        let part = Part {
            id,
            size,
            align,
            bit,
        };
        (id as usize - 1, part)
    }

    #[test]
    fn order_of_shape() {
        let slot = |id| part(id, 8, 4, false);
        let mut parts = vec![part(1, 16, 1, false)];
        parts.extend((2..=6).map(slot));
        parts.push(part(7, 1, 1, false));
        parts.push(part(8, 4, 4, true));
        parts.push(slot(9));
        let placed = group(1, 0, &parts);
        assert_eq!(placed.offsets, [52, 0, 8, 16, 24, 32, 68, 40, 44]);
        assert_eq!(placed.presence[7], Some(Presence { byte: 69, bit: 0 }));
        assert_eq!(placed.group.spare_bits, 0xfe);
        assert_eq!(placed.group.padding, vec![70..72]);
        assert_eq!(placed.group.bytes, 0..72);
        let later = group(2, 72, &[part(10, 8, 4, false)]);
        assert_eq!(later.offsets, [72]);
        assert_eq!(later.group.bytes, 72..80);
    }

    #[test]
    fn an_empty_block_takes_eight_bytes() {
        let placed = group(1, 0, &[]);
        assert_eq!(placed.group.bytes, 0..8);
        assert_eq!(placed.group.padding, vec![0..8]);
    }

    #[test]
    fn nine_presence_bits_take_two_bytes() {
        let parts: Vec<_> = (1..=9).map(|id| part(id, 1, 1, true)).collect();
        let placed = group(1, 0, &parts);
        assert_eq!(placed.presence[8], Some(Presence { byte: 10, bit: 0 }));
        assert_eq!(placed.group.presence, 9..11);
        assert_eq!(placed.group.spare_bits, 0xfe);
        assert_eq!(placed.group.padding, vec![11..16]);
    }
}
