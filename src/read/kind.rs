//! The kinds of fields: how each is checked, and what reading it gives.
//!
//! They are names for the compiler's types, never values. Generated code puts them together as the
//! schema does: `[string]` is `Each<Text>`, `{string: Line}?` is `Maybe<Table<Text, Nested<Line>>>`.

use super::Block;
use super::choice::Variant;
use super::cursor::{Cursor, Raw, RawArm, Slot};
use super::layout::{Import, Layout, UnionLayout};
use super::list::List;
use super::map::Map;
use super::mode::{Limit, Mode, clamped, pinned};
use super::place::Place;
use super::plain::{Key, Plain};
use super::secret::SecretRef;
use core::cmp::Ordering;
use core::marker::PhantomData;

/// A value of fixed size, read by value.
pub struct Value<T>(PhantomData<fn() -> T>);
/// `u128` and `i128`, read by value.
pub struct Wide<T>(PhantomData<fn() -> T>);
/// A fixed array, read where it lies.
pub struct InPlace<T>(PhantomData<fn() -> T>);
/// `string`.
pub struct Text;
/// `bytes`.
pub struct Blob;
/// A vector of values of fixed size, read where it lies.
pub struct Slice<T>(PhantomData<fn() -> T>);
/// A message.
pub struct Nested<T>(PhantomData<fn() -> T>);
/// A vector of messages, or of what lies behind slots of its own.
pub struct Each<K>(PhantomData<fn() -> K>);
/// A map.
pub struct Table<K, V>(PhantomData<fn() -> (K, V)>);
/// A union.
pub struct OneOf<U>(PhantomData<fn() -> U>);
/// An optional `K` that lies behind a slot.
pub struct Maybe<K>(PhantomData<fn() -> K>);
/// A secret `K`.
pub struct Hidden<K>(PhantomData<fn() -> K>);
/// A `K` of another package, whose versions `P` knows. It stands outside of everything else: a
/// field's type names at most one message or union.
pub struct Via<P, K>(PhantomData<fn() -> (P, K)>);

mod sealed {
    pub trait Sealed {}
}
use sealed::Sealed;

/// What a field, an element, a key or a value can be. Implemented by the kinds of this module
/// alone.
pub trait Kind: Sealed + 'static {
    /// What reading one gives.
    type View<'a>;

    /// Bytes that it takes in a block; 8 for a slot.
    const SIZE: usize;

    /// Alignment in a block; 4 for a slot.
    const ALIGN: usize;

    #[doc(hidden)]
    fn check<M: Mode>(c: &mut Cursor<'_>, b: Raw<'_, M>, at: usize) -> bool;

    /// # Safety
    /// `check` said yes to what lies at `place`, in a mode whose version is `limit`, or any known
    /// one where `limit` is 0; and the walk has come to its end.
    #[doc(hidden)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> Self::View<'a>;
}

/// What lies behind a slot. Implemented by the kinds of this module alone.
pub trait SlotKind: Kind {
    #[doc(hidden)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool;
}

/// What an element of a [`List`] can be. Implemented by the kinds of this module alone.
pub trait Item: Kind {
    #[doc(hidden)]
    fn elements<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool;

    /// # Safety
    /// A slot to which `elements` said yes lies at `place`; the rest as for `view`.
    #[doc(hidden)]
    unsafe fn list<'a>(place: Place<'a>, limit: Limit) -> List<'a, Self>
    where
        Self: Sized;

    /// # Safety
    /// `place` is that of an element of a list that `list` gave, `len` and `limit` are its own.
    #[doc(hidden)]
    unsafe fn item<'a>(place: Place<'a>, len: u32, limit: Limit) -> Self::View<'a>;
}

/// A message, of this package or of another one. Implemented by [`Nested`] and [`Via`] alone.
pub trait MessageKind: Kind {
    #[doc(hidden)]
    fn arm<M: Mode>(c: &mut Cursor<'_>, arm: RawArm<M>) -> bool;

    /// # Safety
    /// A block of `len` bytes to which the message's check said yes lies at `place`; the rest as
    /// for `view`.
    #[doc(hidden)]
    unsafe fn block<'a>(place: Place<'a>, len: u32, limit: Limit) -> Self::View<'a>;
}

/// What the key of a [`Map`] can be. Implemented by [`Value`], [`Wide`] and [`Text`] alone.
pub trait KeyKind: Kind {
    #[doc(hidden)]
    type Rank<'a>: Ord;

    /// What a key is compared by, once its check has said yes.
    #[doc(hidden)]
    fn rank_in<'a, M: Mode>(c: &Cursor<'a>, b: Raw<'a, M>, at: usize) -> Option<Self::Rank<'a>>;

    #[doc(hidden)]
    fn rank<'a>(key: Self::View<'a>) -> Self::Rank<'a>;

    #[doc(hidden)]
    fn compare(ours: Self::Rank<'_>, theirs: &Self::Rank<'_>) -> Ordering;
}

// ---- values that lie in the block

impl<T> Sealed for Value<T> {}

impl<T: Plain> Kind for Value<T> {
    type View<'a> = T;
    const SIZE: usize = size_of::<T>();
    const ALIGN: usize = T::ALIGN;

    #[inline(always)]
    fn check<M: Mode>(_: &mut Cursor<'_>, b: Raw<'_, M>, at: usize) -> bool {
        b.bytes(at, Self::SIZE)
            .is_some_and(|v| T::ANY || T::valid(v))
    }

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, _: Limit) -> T {
        // SAFETY: `check` has seen that the bytes are there and are a valid `T`.
        unsafe { place.read() }
    }
}

impl<T: Key> KeyKind for Value<T> {
    type Rank<'a> = u128;

    #[inline(always)]
    fn rank_in<'a, M: Mode>(_: &Cursor<'a>, b: Raw<'a, M>, at: usize) -> Option<u128> {
        let bytes = b.bytes(at, Self::SIZE)?;
        if !T::ANY && !T::valid(bytes) {
            return None;
        }
        // SAFETY: the place is the start of `size_of::<T>()` bytes, a slice of which was just
        // taken, and they are a valid `T`: as every bit pattern is, or as `valid` said.
        let key: T = unsafe { Place::start_of(bytes).read() };
        Some(key.rank())
    }

    #[inline(always)]
    fn rank<'a>(key: Self::View<'a>) -> Self::Rank<'a> {
        key.rank()
    }

    #[inline(always)]
    fn compare(ours: u128, theirs: &u128) -> Ordering {
        ours.cmp(theirs)
    }
}

/// The two integers that [`Wide`] can be.
pub trait WideInt: Sealed + Copy + 'static {
    #[doc(hidden)]
    fn from_bits(bits: u128) -> Self;
    #[doc(hidden)]
    fn rank(self) -> u128;
}

impl Sealed for u128 {}

impl WideInt for u128 {
    fn from_bits(bits: u128) -> u128 {
        bits
    }

    fn rank(self) -> u128 {
        self
    }
}

impl Sealed for i128 {}

impl WideInt for i128 {
    fn from_bits(bits: u128) -> i128 {
        bits as i128
    }

    fn rank(self) -> u128 {
        self as u128 ^ 1 << 127
    }
}

impl<T> Sealed for Wide<T> {}

impl<T: WideInt> Kind for Wide<T> {
    type View<'a> = T;
    const SIZE: usize = 16;
    const ALIGN: usize = 8;

    #[inline(always)]
    fn check<M: Mode>(_: &mut Cursor<'_>, b: Raw<'_, M>, at: usize) -> bool {
        b.bytes(at, Self::SIZE).is_some()
    }

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, _: Limit) -> T {
        // SAFETY: `check` has seen that the bytes are there.
        T::from_bits(unsafe { place.read_u128() })
    }
}

impl<T: WideInt> KeyKind for Wide<T> {
    type Rank<'a> = u128;

    #[inline(always)]
    fn rank_in<'a, M: Mode>(_: &Cursor<'a>, b: Raw<'a, M>, at: usize) -> Option<u128> {
        let bytes = b.bytes(at, Self::SIZE)?.first_chunk()?;
        Some(T::from_bits(u128::from_le_bytes(*bytes)).rank())
    }

    #[inline(always)]
    fn rank<'a>(key: Self::View<'a>) -> Self::Rank<'a> {
        key.rank()
    }

    #[inline(always)]
    fn compare(ours: u128, theirs: &u128) -> Ordering {
        ours.cmp(theirs)
    }
}

impl<T> Sealed for InPlace<T> {}

impl<T: Plain> Kind for InPlace<T> {
    type View<'a> = &'a T;
    const SIZE: usize = size_of::<T>();
    const ALIGN: usize = T::ALIGN;

    #[inline(always)]
    fn check<M: Mode>(c: &mut Cursor<'_>, b: Raw<'_, M>, at: usize) -> bool {
        Value::<T>::check(c, b, at)
    }

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, _: Limit) -> &'a T {
        // SAFETY: `check` has seen that the bytes are there and are a valid `T`. Fields lie at
        // multiples of their alignment, blocks at multiples of 8 of the body, and the body too:
        // `read` looks at its address for every root that reaches such a field.
        unsafe { place.reference() }
    }
}

// ---- what lies behind a slot

/// What all slots have in common.
macro_rules! slot {
    ($view:ty) => {
        type View<'a> = $view;
        const SIZE: usize = 8;
        const ALIGN: usize = 4;

        #[inline(always)]
        fn check<M: Mode>(c: &mut Cursor<'_>, b: Raw<'_, M>, at: usize) -> bool {
            match b.slot(at) {
                Some(slot) => Self::target(c, slot, b.mode()),
                None => c.fail(),
            }
        }
    };
}

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

// ---- what other kinds are wrapped in

impl<K> Sealed for Maybe<K> {}

impl<K: SlotKind> Kind for Maybe<K> {
    slot!(Option<K::View<'a>>);

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> Option<K::View<'a>> {
        // SAFETY: a slot lies here.
        let (offset, _) = unsafe { place.slot() };
        if offset == 0 {
            return None;
        }
        // SAFETY: the slot is not absent, so `K::target` has said yes to it.
        Some(unsafe { K::view(place, limit) })
    }
}

impl<K: SlotKind> SlotKind for Maybe<K> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        slot.is_absent() || K::target(c, slot, mode)
    }
}

impl<K> Sealed for Hidden<K> {}

impl<K: Kind> Kind for Hidden<K>
where
    K: HiddenKind,
{
    type View<'a> = SecretRef<'a, K::Bare>;
    const SIZE: usize = K::SIZE;
    const ALIGN: usize = K::ALIGN;

    #[inline(always)]
    fn check<M: Mode>(c: &mut Cursor<'_>, b: Raw<'_, M>, at: usize) -> bool {
        K::check(c, b, at)
    }

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> SecretRef<'a, K::Bare> {
        // SAFETY: `K::check` has said yes.
        SecretRef::new(K::bare(unsafe { K::view(place, limit) }))
    }
}

impl<K: SlotKind + HiddenKind> SlotKind for Hidden<K> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        K::target(c, slot, mode)
    }
}

/// What can be secret: text, bytes and arrays of bytes.
pub trait HiddenKind: Kind {
    /// What is hidden.
    type Bare: ?Sized + 'static;

    #[doc(hidden)]
    fn bare<'a>(view: Self::View<'a>) -> &'a Self::Bare;
}

impl HiddenKind for Text {
    type Bare = str;

    fn bare<'a>(view: Self::View<'a>) -> &'a Self::Bare {
        view
    }
}

impl HiddenKind for Blob {
    type Bare = [u8];

    fn bare<'a>(view: Self::View<'a>) -> &'a Self::Bare {
        view
    }
}

impl<const N: usize> HiddenKind for InPlace<[u8; N]> {
    type Bare = [u8; N];

    fn bare<'a>(view: Self::View<'a>) -> &'a Self::Bare {
        view
    }
}

impl<P, K> Sealed for Via<P, K> {}

impl<P: Import, K: Kind> Kind for Via<P, K> {
    type View<'a> = K::View<'a>;
    const SIZE: usize = K::SIZE;
    const ALIGN: usize = K::ALIGN;

    #[inline(always)]
    fn check<M: Mode>(c: &mut Cursor<'_>, b: Raw<'_, M>, at: usize) -> bool {
        K::check(c, b.with_mode(b.mode().pin(P::VERSIONS)), at)
    }

    #[inline(always)]
    unsafe fn view<'a>(place: Place<'a>, limit: Limit) -> K::View<'a> {
        // SAFETY: `K::check` has said yes, in the mode that the package was pinned to.
        unsafe { K::view(place, pinned(limit, P::VERSIONS)) }
    }
}

impl<P: Import, K: SlotKind> SlotKind for Via<P, K> {
    #[inline(always)]
    fn target<M: Mode>(c: &mut Cursor<'_>, slot: Slot, mode: M) -> bool {
        K::target(c, slot, mode.pin(P::VERSIONS))
    }
}

impl<P: Import, K: MessageKind> MessageKind for Via<P, K> {
    #[inline(always)]
    fn arm<M: Mode>(c: &mut Cursor<'_>, arm: RawArm<M>) -> bool {
        K::arm(c, arm.with_mode(arm.mode().pin(P::VERSIONS)))
    }

    #[inline(always)]
    unsafe fn block<'a>(place: Place<'a>, len: u32, limit: Limit) -> K::View<'a> {
        // SAFETY: the message's check said yes, in the mode that the package was pinned to.
        unsafe { K::block(place, len, pinned(limit, P::VERSIONS)) }
    }
}
