//! The cursor, method by method: what makes it fail, and that it stays that way.

use super::cursor::{Cursor, MAX_DEPTH};
use super::mode::{Current, Known, Mode, Newer, clamped, pinned};
use super::raw::{Raw, Slot};
use alloc::vec::Vec;

/// The slot of this offset and length at this place of a body.
fn slot_at(at: usize, offset: u32, len: u32) -> Slot {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&offset.to_le_bytes());
    bytes[4..].copy_from_slice(&len.to_le_bytes());
    Raw::new(&bytes, at, Current).slot(0).unwrap()
}

/// A body of two slots' room, then these bytes, padded.
fn body(bytes: &[u8]) -> Vec<u8> {
    let mut body = [&[0; 16], bytes].concat();
    body.resize(body.len().next_multiple_of(8), 0);
    body
}

/// Whether the cursor still follows slots: an empty string fits anywhere.
fn stands(cursor: &mut Cursor<'_>) -> bool {
    (0..4096).any(|at| {
        // Whatever the cursor's place is, some offset reaches it from slot 0.
        let mut copy = cursor.clone();
        copy.text::<Current>(slot_at(0, at, 0))
    })
}

#[test]
fn a_run_of_strings_is_checked_as_one() {
    let body = body("grüezi".as_bytes());
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Current>(slot_at(0, 16, 4)) && c.text::<Current>(slot_at(8, 12, 3)));
    // The first string ends inside of a character, so the second begins with a continuation byte.
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Current>(slot_at(0, 16, 3)));
    let text = "aü".as_bytes();
    assert_eq!(text, [b'a', 0xc3, 0xbc]);
    let body = self::body(text);
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Current>(slot_at(0, 16, 2)));
    assert!(!c.text::<Current>(slot_at(8, 10, 1)));
}

#[test]
fn a_string_cut_at_the_end_of_a_run_is_found() {
    // The run ends with the first byte of a character, followed by padding.
    let body = body(&[b'a', 0xc3]);
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Current>(slot_at(0, 16, 2)));
    assert!(!c.end::<Current>());
    assert!(!stands(&mut c));
    // The same, followed by a vector whose bytes would continue it.
    let body = self::body(&[b'a', 0xc3, 0xbc, 0xbc]);
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Current>(slot_at(0, 16, 2)));
    assert!(c.target::<Current>(slot_at(8, 10, 2), 1, 2).is_none());
    assert!(!stands(&mut c));
}

#[test]
fn an_empty_string_has_no_first_byte() {
    let body = body(&[0xbc, 0xbc]);
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Current>(slot_at(0, 16, 0)));
    assert!(c.target::<Current>(slot_at(8, 8, 2), 1, 2).is_some());
    assert!(c.end::<Current>());
    // Not even at the end of the body.
    let mut c = Cursor::new(&body[..16], 16);
    assert!(c.text::<Current>(slot_at(8, 8, 0)) && c.end::<Current>());
}

#[test]
fn a_slot_points_at_the_cursor_and_nowhere_else() {
    let body = body(b"hello");
    for offset in 0..40 {
        let mut c = Cursor::new(&body, 16);
        assert_eq!(c.text::<Current>(slot_at(0, offset, 5)), offset == 16);
        assert_eq!(stands(&mut c), offset == 16);
    }
    for len in [9, 100, u32::MAX] {
        let mut c = Cursor::new(&body, 16);
        assert!(!c.text::<Current>(slot_at(0, 16, len)));
        assert!(!stands(&mut c));
    }
}

#[test]
fn padding_before_a_target_is_zero() {
    let mut body = body(b"abc\0\x01\x02\x03\x04");
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Current>(slot_at(0, 16, 3)));
    let target = c.target::<Current>(slot_at(8, 12, 1), 4, 4);
    assert_eq!(target, Some((20, &[1, 2, 3, 4][..])));
    body[19] = 1;
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Current>(slot_at(0, 16, 3)));
    assert!(c.target::<Current>(slot_at(8, 12, 1), 4, 4).is_none());
    // From a newer writer nobody looks.
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Newer>(slot_at(0, 16, 3)));
    assert!(c.target::<Newer>(slot_at(8, 12, 1), 4, 4).is_some());
}

#[test]
fn a_newer_writer_leaves_gaps_but_never_goes_back() {
    let body = body(b"ab\xff\xff\xff\xffcd");
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Newer>(slot_at(0, 16, 2)) && c.text::<Newer>(slot_at(8, 14, 2)));
    assert!(c.end::<Newer>());
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Newer>(slot_at(0, 16, 2)) && !c.text::<Newer>(slot_at(8, 9, 1)));
    assert!(!stands(&mut c));
    // A gap that is not skipped, but taken for text, is no text.
    let mut c = Cursor::new(&body, 16);
    assert!(c.text::<Newer>(slot_at(0, 16, 3)) && !c.end::<Newer>());
    // Offsets that leave the body, or are not aligned.
    for (offset, align) in [(u32::MAX, 1), (100, 1), (18, 8)] {
        let mut c = Cursor::new(&body, 16);
        assert!(c.target::<Newer>(slot_at(0, offset, 0), align, 0).is_none());
        assert!(!stands(&mut c));
    }
}

#[test]
fn a_failed_cursor_fails_for_good() {
    let body = body(b"hello");
    let mut c = Cursor::new(&body, 16);
    c.fail();
    for offset in 0..64 {
        assert!(!c.text::<Current>(slot_at(0, offset, 0)));
        assert!(!c.text::<Newer>(slot_at(0, offset, 0)));
        assert!(c.target::<Current>(slot_at(0, offset, 0), 8, 0).is_none());
        assert!(c.target::<Newer>(slot_at(0, offset, 0), 8, 0).is_none());
        let walked = c.blocks(slot_at(0, offset, 1), Current, Some(8), |_, _| {
            panic!("walked")
        });
        assert!(!walked);
        assert!(!c.slots(slot_at(0, offset, 1), Current, |_, _| panic!("walked")));
        assert!(
            !c.message(slot_at(0, offset, 8), Current, &[8], |_, _| panic!(
                "walked"
            ))
        );
        assert!(!c.union(slot_at(0, offset, 1), Current, |_, _| panic!("walked")));
    }
    assert!(!c.end::<Current>() && !c.end::<Newer>());
}

#[test]
fn a_loop_ends_with_the_first_no() {
    let mut head = Vec::from([8, 0, 0, 0, 0, 0, 0, 0]);
    head.extend([0; 80]);
    let body = body(&head);
    let mut calls = 0;
    let mut c = Cursor::new(&body, 16);
    assert!(!c.blocks(slot_at(0, 16, 10), Current, Some(8), |_, _| {
        calls += 1;
        calls < 3
    }));
    assert_eq!(calls, 3);
    assert!(!stands(&mut c));
}

#[test]
fn counts_never_overflow() {
    let mut head = Vec::from([8, 0, 0, 0, 0, 0, 0, 0]);
    head.extend([0; 16]);
    let body = body(&head);
    let mut c = Cursor::new(&body, 16);
    assert!(
        !c.blocks(slot_at(0, 16, u32::MAX), Current, Some(8), |_, _| panic!(
            "walked"
        ))
    );
    let mut c = Cursor::new(&body, 16);
    assert!(!c.slots(slot_at(0, 16, u32::MAX), Current, |_, _| panic!("walked")));
    let mut c = Cursor::new(&body, 16);
    let size = u64::from(u32::MAX) * 65_528;
    assert!(
        c.target::<Current>(slot_at(0, 16, u32::MAX), 1, size)
            .is_none()
    );
    // A stride of zero, which would be no end.
    let zeros = self::body(&[0; 24]);
    let mut c = Cursor::new(&zeros, 16);
    assert!(
        !c.blocks(slot_at(0, 16, u32::MAX), Newer(1), Some(0), |_, _| panic!(
            "walked"
        ))
    );
}

#[test]
fn a_payload_is_a_body_of_its_own() {
    // Block 8, payload 16: a block, and five letters behind it.
    let mut bytes = Vec::from([8, 0, 0, 0, 16, 0, 0, 0]);
    bytes.extend([8, 0, 0, 0, 5, 0, 0, 0]);
    bytes.extend(b"hello\0\0\0");
    bytes.extend(b"after\0\0\0");
    let body = body(&bytes);
    let read = |payload: u8, text: u32| {
        let mut body = body.clone();
        body[20] = payload;
        let mut c = Cursor::new(&body, 16);
        let ok = c.union(slot_at(0, 16, 1), Current, |c, arm| {
            c.known_arm(arm, &[8], |c, _| c.text::<Current>(slot_at(24, 8, text)))
        });
        ok && c.text::<Current>(slot_at(8, 32, 5)) && c.end::<Current>()
    };
    assert!(read(16, 5));
    // A text that would end behind the payload, though still in the body.
    assert!(!read(16, 9));
    // A payload that is not used up, or no multiple of 8, or shorter than its block, or longer
    // than the body.
    assert!(!read(24, 5));
    assert!(!read(12, 5));
    assert!(!read(0, 5));
    assert!(!read(40, 5));
}

#[test]
fn targets_nest_as_deep_as_the_specification_says() {
    // Each block is a slot that points right behind itself.
    let chain = |blocks: u32| -> Vec<u8> {
        let slot = [8_u32.to_le_bytes(), 8_u32.to_le_bytes()].concat();
        let mut body = slot.repeat(blocks as usize - 1);
        body.extend([0; 8]);
        body
    };
    fn walk<M: Mode>(c: &mut Cursor<'_>, b: Raw<'_, M>) -> bool {
        let slot = b.slot(0).unwrap();
        slot.is_absent() || c.message(slot, b.mode(), &[8], walk)
    }
    for (blocks, deep) in [
        (1, 0),
        (MAX_DEPTH + 1, MAX_DEPTH),
        (MAX_DEPTH + 2, MAX_DEPTH + 1),
    ] {
        let body = chain(blocks);
        let mut c = Cursor::new(&body, 8);
        let sound = c.root(&body[..8], Current, &[8], walk) && c.end::<Current>();
        assert_eq!(sound, deep <= MAX_DEPTH);
    }
}

#[test]
fn modes_know_their_versions() {
    const BLOCKS: &[u32] = &[8, 16, 16, 24];
    assert_eq!(Current.block_len(BLOCKS), Some(24));
    assert_eq!(Known(2).block_len(BLOCKS), Some(16));
    assert_eq!(Newer(1).block_len(BLOCKS), Some(8));
    for version in [0, 5, u32::MAX] {
        assert_eq!(Known(version).block_len(BLOCKS), None);
        assert_eq!(Newer(version).block_len(BLOCKS), None);
    }
    const PINS: &[u32] = &[0, 1, 3];
    assert_eq!(Current.pin(PINS).version(), 3);
    assert_eq!(Known(2).pin(PINS).version(), 1);
    assert_eq!(Known(1).pin(PINS).block_len(BLOCKS), None);
    assert_eq!(Newer(9).pin(PINS).block_len(BLOCKS), None);
    assert_eq!(
        (pinned(0, PINS), pinned(2, PINS), pinned(3, PINS)),
        (0, 1, 3)
    );
    assert_eq!(
        (clamped(100, 0, BLOCKS), clamped(100, 2, BLOCKS)),
        (100, 16)
    );
    assert_eq!(clamped(100, 9, BLOCKS), 0);
}
