//! What lies behind a slot.

use super::sealed::Sealed;
use super::{
    Blob, Each, Item, KeyKind, Kind, MessageKind, Nested, OneOf, Slice, SlotKind, Table, Text, slot,
};
use crate::read::Block;
use crate::read::choice::Variant;
use crate::read::cursor::Cursor;
use crate::read::layout::{Layout, UnionLayout};
use crate::read::list::List;
use crate::read::map::Map;
use crate::read::mode::{Limit, Mode, clamped};
use crate::read::place::Place;
use crate::read::plain::Plain;
use crate::read::raw::{Raw, RawArm, Slot};
use core::cmp::Ordering;

/// Elements that lie behind slots of their own.
macro_rules! slots_as_elements {
    () => {
        #[inline(always)]
        fn elements<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
            c.slots(slot, mode, |c, b| Self::check(c, b, 0))
        }

        #[inline(always)]
        unsafe fn list<'a>(place: Place<'a>, limit: Limit) -> List<'a, Self> {
            // SAFETY: a slot that was checked lies here, and it is never absent.
            let (first, count) = unsafe { place.target() };
            // SAFETY: `elements` has seen `count` slots of 8 bytes from `first` on.
            unsafe { List::new(first, count, 8, 8, limit) }
        }

        #[inline(always)]
        unsafe fn item<'a>(place: Place<'a>, _: u32, limit: Limit) -> Self::View<'a> {
            // SAFETY: `elements` has seen `check` say yes to each of the slots.
            unsafe { Self::view(place, limit) }
        }
    };
}

impl Sealed for Text {}

impl Kind for Text {
    slot!(&'a str);

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, _: Limit) -> &'a str {
        // SAFETY: a slot that was checked lies here, and it is never absent.
        let (text, len) = unsafe { place.target() };
        // SAFETY: the slot was checked, so `len` bytes are there.
        let text = unsafe { text.bytes(len) };
        // SAFETY: the string's run is UTF-8 as a whole, and neither this string nor what follows
        // it in the run begins with a continuation byte: so it is cut at boundaries of
        // characters, and is UTF-8 itself.
        unsafe { core::str::from_utf8_unchecked(text) }
    }
}

impl SlotKind for Text {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, _: M) -> bool {
        c.text::<M>(slot)
    }
}

impl Item for Text {
    slots_as_elements!();
}

impl KeyKind for Text {
    type Rank<'a> = &'a [u8];

    #[inline(always)]
    fn rank_in<'a, M: Mode>(c: &Cursor<'a>, b: Raw<'a, M>, at: usize) -> Option<&'a [u8]> {
        c.text_bytes(b.slot(at)?)
    }

    #[inline(always)]
    fn rank<'a>(key: Self::View<'a>) -> Self::Rank<'a> {
        key.as_bytes()
    }

    #[inline(always)]
    fn compare(ours: &[u8], theirs: &&[u8]) -> Ordering {
        ours.cmp(theirs)
    }
}

impl Sealed for Blob {}

impl Kind for Blob {
    slot!(&'a [u8]);

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> &'a [u8] {
        // SAFETY: bytes are checked as a slice of `u8`.
        unsafe { Slice::<u8>::view(place, limit) }
    }
}

impl SlotKind for Blob {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        Slice::<u8>::target(c, slot, mode)
    }
}

impl Item for Blob {
    slots_as_elements!();
}

impl<T> Sealed for Slice<T> {}

impl<T: Plain> Kind for Slice<T> {
    slot!(&'a [T]);

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, _: Limit) -> &'a [T] {
        // SAFETY: a slot that was checked lies here, and it is never absent.
        let (first, len) = unsafe { place.target() };
        // SAFETY: `target` has seen that the elements are there and valid. They lie at a multiple
        // of `T::ALIGN` of the body, and the body at a multiple of 8: `read` looks at its address
        // for every root that reaches such a slice.
        unsafe { first.slice(len) }
    }
}

impl<T: Plain> SlotKind for Slice<T> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, _: M) -> bool {
        let size = u64::from(slot.len) * size_of::<T>() as u64;
        match c.target::<M>(slot, T::ALIGN, size) {
            Some((_, bytes)) => T::ANY || T::valid(bytes),
            None => false,
        }
    }
}

impl<T: Plain> Item for Slice<T> {
    slots_as_elements!();
}

impl<T> Sealed for Nested<T> {}

impl<T: Layout> Kind for Nested<T> {
    slot!(T::View<'a>);

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> T::View<'a> {
        // SAFETY: a slot that was checked lies here, and it is never absent.
        let (block, len) = unsafe { place.target() };
        // SAFETY: `target` has seen `T::check` say yes to the block; its length came from a slot.
        unsafe { Self::block(block, len as u32, limit) }
    }
}

impl<T: Layout> SlotKind for Nested<T> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        c.message(slot, mode, T::BLOCKS, T::check)
    }
}

impl<T: Layout> MessageKind for Nested<T> {
    #[inline(always)]
    fn arm<M: Mode>(c: &mut Cursor<'_>, arm: RawArm<M>) -> bool {
        c.known_arm(arm, T::BLOCKS, T::check)
    }

    #[inline(always)]
    unsafe fn block<'a>(place: Place<'a>, len: u32, limit: Limit) -> T::View<'a> {
        let len = clamped(len, limit, T::BLOCKS);
        // SAFETY: `T::check` has said yes to as much of the block as its mode knew: all of it
        // where the limit is 0, else the part that the limit's version has.
        T::View::from(unsafe { Block::new(place, len, limit) })
    }
}

impl<T: Layout> Item for Nested<T> {
    #[inline(always)]
    fn elements<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        c.blocks(slot, mode, mode.block_len(T::BLOCKS), T::check)
    }

    #[inline(always)]
    unsafe fn list<'a>(place: Place<'a>, limit: Limit) -> List<'a, Self> {
        // SAFETY: a slot that was checked lies here, and it is never absent.
        let (head, count) = unsafe { place.target() };
        // SAFETY: `elements` has seen a vector's own eight bytes, laid out like a slot.
        let (stride, _) = unsafe { head.slot() };
        // SAFETY: the blocks follow, or the end of the body does.
        let first = unsafe { head.add(8) };
        let len = clamped(stride, limit, T::BLOCKS);
        // SAFETY: `elements` has seen `count` blocks, `stride` bytes from each to the next.
        unsafe { List::new(first, count, stride, len, limit) }
    }

    #[inline(always)]
    unsafe fn item<'a>(place: Place<'a>, len: u32, limit: Limit) -> T::View<'a> {
        // SAFETY: `elements` has seen `T::check` say yes to the block; `list` has clamped its
        // length.
        T::View::from(unsafe { Block::new(place, len, limit) })
    }
}

impl<K> Sealed for Each<K> {}

impl<K: Item> Kind for Each<K> {
    slot!(List<'a, K>);

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> List<'a, K> {
        // SAFETY: `target` has seen `elements` say yes.
        unsafe { K::list(place, limit) }
    }
}

impl<K: Item> SlotKind for Each<K> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        K::elements(c, slot, mode)
    }
}

impl<K: Item> Item for Each<K> {
    slots_as_elements!();
}

impl<K, V> Sealed for Table<K, V> {}

/// Where key and value lie in an entry, which is laid out as the message `{1 key: K  2 value: V}`:
/// the one of larger alignment first, the key where they have the same. What comes first has a
/// size that is a multiple of its alignment, so there is no padding but at the end.
impl<K: Kind, V: Kind> Table<K, V> {
    pub(crate) const KEY: usize = if V::ALIGN > K::ALIGN { V::SIZE } else { 0 };
    pub(crate) const VALUE: usize = if V::ALIGN > K::ALIGN { 0 } else { K::SIZE };
    pub(crate) const LEN: usize = (K::SIZE + V::SIZE).next_multiple_of(8);
    pub(crate) const PADDING: core::ops::Range<usize> = K::SIZE + V::SIZE..Self::LEN;
}

impl<K: KeyKind, V: Kind> Kind for Table<K, V> {
    slot!(Map<'a, K, V>);

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> Map<'a, K, V> {
        // SAFETY: a slot that was checked lies here, and it is never absent.
        let (head, count) = unsafe { place.target() };
        // SAFETY: `target` has seen a map's own eight bytes, laid out like a slot.
        let (stride, _) = unsafe { head.slot() };
        // SAFETY: the entries follow, or the end of the body does.
        let first = unsafe { head.add(8) };
        // SAFETY: `target` has seen `count` entries, `stride` bytes from each to the next, with
        // ascending keys.
        unsafe { Map::new(first, count, stride, limit) }
    }
}

impl<K: KeyKind, V: Kind> SlotKind for Table<K, V> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        let mut before: Option<K::Rank<'_>> = None;
        c.blocks(slot, mode, Some(Self::LEN), |c, b| {
            // Only one of the two has a slot where the value lies first, being aligned to 8.
            let sound = K::check(c, b, Self::KEY) & V::check(c, b, Self::VALUE);
            let key = K::rank_in(c, b, Self::KEY);
            let ascending = key.is_some() && before < key;
            before = key;
            sound & ascending & b.zero(Self::PADDING)
        })
    }
}

impl<K: KeyKind, V: Kind> Item for Table<K, V> {
    slots_as_elements!();
}

impl<U> Sealed for OneOf<U> {}

impl<U: UnionLayout> Kind for OneOf<U> {
    slot!(U::View<'a>);

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> U::View<'a> {
        // SAFETY: a slot that was checked lies here, and it is never absent.
        let (head, tag) = unsafe { place.target() };
        // SAFETY: `target` has seen `U::check` say yes to the arm; the tag came from a slot.
        U::View::from(unsafe { Variant::new(head, tag as u32, limit) })
    }
}

impl<U: UnionLayout> SlotKind for OneOf<U> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        c.union(slot, mode, U::check)
    }
}

impl<U: UnionLayout> Item for OneOf<U> {
    slots_as_elements!();
}
