//! Places in a buffer that is being changed: the only file of the edit side that uses `unsafe`.
//!
//! The types of this file hold a whole buffer that [`read_known`] has accepted, borrowed for
//! themselves alone, and say that something of a kind lies at a place of it. Their fields are
//! private, and nothing outside of this file can make one or point one elsewhere. All changes go
//! through [`Spot::put`], [`Block::put`] and references to values, and each leaves a valid value
//! of its kind; slots, texts, keys, tags and lengths are never changed. So what the check has seen
//! stays true of the changed buffer: a view can be made of it at any time, without another check.
//!
//! While a view lives, the place that it was made from is borrowed, so nothing is changed under it.

use super::kind::{BehindSlot, EditMessage, FixedKind};
use super::{Edit, Layout, UnionLayout};
use crate::header::{HEADER_LEN, Header, reseal};
use crate::kind::{Blob, Each, InPlace, Item, KeyKind, Kind, Maybe, Nested, OneOf, Slice, Table};
use crate::read::place::Place;
use crate::read::{self, Arm, Field, Import, Optional, Plain, read_known};
use crate::{Error, List, Map, kind};
use core::fmt;
use core::marker::PhantomData;

/// The limit of views whose writer's version is known, as that of every edit is.
const EXACT: u32 = 0;

/// The place of a view. What lies below it comes after it, so the buffer from here on is enough.
#[inline(always)]
fn place(buffer: &[u8], at: usize) -> Place<'_> {
    Place::start_of(buffer.get(at..).unwrap_or_default())
}

/// The two numbers of a slot, or of what is laid out like one.
#[inline(always)]
fn pair(buffer: &[u8], at: usize) -> (u32, u32) {
    let pair = buffer.get(at..).and_then(<[u8]>::first_chunk::<8>);
    let [a, b, c, d, e, f, g, h] = pair.copied().unwrap_or_default();
    (
        u32::from_le_bytes([a, b, c, d]),
        u32::from_le_bytes([e, f, g, h]),
    )
}

/// Where the target of a slot lies, and the slot's length. The slot is not absent.
#[inline(always)]
fn target(buffer: &[u8], at: usize) -> (usize, u32) {
    let (offset, len) = pair(buffer, at);
    (at + offset as usize, len)
}

/// The values of fixed size that lie at a place.
///
/// # Safety
/// `count` valid values of `T` lie at `at` of the buffer, whose address fits its root's `ALIGNED`.
#[inline(always)]
unsafe fn values<T: Plain>(buffer: &mut [u8], at: usize, count: usize) -> &mut [T] {
    let Some(bytes) = buffer.get_mut(at..at + count * size_of::<T>()) else {
        return &mut [];
    };
    let first = bytes.as_mut_ptr().cast::<T>();
    debug_assert!(first.is_aligned());
    // SAFETY: the values are there and valid, as the caller says, and `bytes` covers just them. They
    // lie at a multiple of `T::ALIGN` of the buffer, and the buffer at a multiple of 8: `read_known`
    // has looked at its address, as it does for every root that reaches such values. The pointer
    // comes from a borrow that is for the result alone, for as long as the result lives. Whatever is
    // written as a `T` leaves initialized bytes, for `Plain` types have no padding.
    unsafe { core::slice::from_raw_parts_mut(first, count) }
}

/// The block of a message `T` in a buffer that is being changed: what generated edits are made of.
///
/// It is made by [`open`](super::open) and by what leads there. Its fields are reached with the
/// constants of `T`'s own generated code, as those of [`read::Block`] are.
pub struct Block<'a, T> {
    buffer: &'a mut [u8],
    /// Where the block lies in the buffer.
    at: usize,
    len: u32,
    of: PhantomData<fn() -> T>,
}

impl<'a, T> Block<'a, T> {
    #[inline(always)]
    fn new(buffer: &'a mut [u8], at: usize, len: u32) -> Self {
        Self {
            buffer,
            at,
            len,
            of: PhantomData,
        }
    }
}

impl<'a, T: read::Layout> Block<'a, T> {
    /// Checks a buffer as [`read_known`] does, and opens its root.
    pub(super) fn open(buffer: &'a mut [u8]) -> Result<Self, Error> {
        read_known::<T>(buffer)?;
        let len = Header::peek(buffer)?.root_len();
        Ok(Self::new(buffer, HEADER_LEN, len))
    }

    /// Computes the checksum of the whole buffer again, where it has one.
    pub(super) fn seal(&mut self) {
        reseal(self.buffer);
    }

    /// The message as it is now.
    #[inline]
    pub fn view(&self) -> T::View<'_> {
        let place = place(self.buffer, self.at);
        // SAFETY: the check of a known version has said yes to the block and all below it, which
        // changes keep so; the length is the one that was checked.
        T::View::from(unsafe { read::Block::new(place, self.len, EXACT) })
    }

    /// How long the block is: which fields the writer's version has.
    #[inline(always)]
    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// The place of a field that the block has, as its version says.
    #[inline(always)]
    pub(super) fn spot<K: Kind>(&mut self, field: Field<T, K>) -> Spot<'_, K> {
        Spot::new(self.buffer, self.at + field.at as usize)
    }

    /// The place of an optional field that the block has, where it is present.
    #[inline(always)]
    pub(super) fn present<K: Kind>(&mut self, field: Optional<T, K>) -> Option<Spot<'_, K>> {
        let (byte, mask) = self.presence(field);
        let present = self.buffer.get(byte).is_some_and(|bits| bits & mask != 0);
        present.then(|| Spot::new(self.buffer, self.at + field.at as usize))
    }

    /// Sets an optional field that the block has, with its presence bit.
    #[inline(always)]
    pub(super) fn put<K: FixedKind>(&mut self, field: Optional<T, K>, value: Option<K::Value<'_>>) {
        let (byte, mask) = self.presence(field);
        let mut spot = Spot::<K>::new(self.buffer, self.at + field.at as usize);
        let present = value.is_some();
        match value {
            Some(value) => spot.put(value),
            None => spot.clear(),
        }
        if let Some(bits) = self.buffer.get_mut(byte) {
            *bits = if present { *bits | mask } else { *bits & !mask };
        }
    }

    /// The byte of the buffer with a field's presence bit, and the bit.
    #[inline(always)]
    fn presence<K>(&self, field: Optional<T, K>) -> (usize, u8) {
        let byte = self.at + (field.presence / 8) as usize;
        (byte, 1 << (field.presence % 8))
    }
}

impl<T: read::Layout> fmt::Debug for Block<'_, T>
where
    for<'v> T::View<'v>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}

/// A place in a buffer that is being changed, at which something of kind `K` lies: a value, or the
/// slot of one that is not absent.
pub struct Spot<'a, K> {
    buffer: &'a mut [u8],
    at: usize,
    of: PhantomData<fn() -> K>,
}

impl<'a, K> Spot<'a, K> {
    #[inline(always)]
    fn new(buffer: &'a mut [u8], at: usize) -> Self {
        Self {
            buffer,
            at,
            of: PhantomData,
        }
    }
}

impl<K: Kind> Spot<'_, K> {
    /// The value as it is now.
    #[inline(always)]
    pub(super) fn view(&self) -> K::View<'_> {
        // SAFETY: the check of a known version has said yes to what lies here, which changes keep
        // so.
        unsafe { K::view(place(self.buffer, self.at), EXACT) }
    }
}

impl<K: FixedKind> Spot<'_, K> {
    /// Replaces the value.
    #[inline(always)]
    pub(super) fn put(&mut self, value: K::Value<'_>) {
        if let Some(bytes) = self.bytes() {
            K::put(value, bytes);
        }
    }

    /// Makes all its bytes zero, as those of an absent field are.
    #[inline(always)]
    fn clear(&mut self) {
        if let Some(bytes) = self.bytes() {
            bytes.fill(0);
        }
    }

    #[inline(always)]
    fn bytes(&mut self) -> Option<&mut [u8]> {
        self.buffer.get_mut(self.at..self.at + K::SIZE)
    }
}

impl<'a, T: Plain> Spot<'a, InPlace<T>> {
    /// The value itself.
    #[inline(always)]
    pub(super) fn in_place(self) -> &'a mut T {
        let here = self.buffer.get_mut(self.at..).unwrap_or_default();
        let value = here.as_mut_ptr().cast::<T>();
        debug_assert!(value.is_aligned());
        // SAFETY: a valid value lies here, as the kind says, at a multiple of `T::ALIGN`, as in
        // `values`; the pointer comes from a borrow that is for the result alone, and what is
        // written as a `T` leaves initialized bytes.
        unsafe { &mut *value }
    }
}

impl<'a, T: Plain> Spot<'a, Slice<T>> {
    /// The elements.
    #[inline(always)]
    pub(super) fn slice(self) -> &'a mut [T] {
        let (first, count) = target(self.buffer, self.at);
        // SAFETY: a slot lies here that points at so many elements.
        unsafe { values(self.buffer, first, count as usize) }
    }
}

impl<'a> Spot<'a, Blob> {
    /// Bytes are a slice of `u8`.
    #[inline(always)]
    pub(super) fn bytes_slot(self) -> Spot<'a, Slice<u8>> {
        Spot::new(self.buffer, self.at)
    }
}

impl<'a, K> Spot<'a, kind::Hidden<K>> {
    /// What is secret lies as what is not.
    #[inline(always)]
    pub(super) fn bare(self) -> Spot<'a, K> {
        Spot::new(self.buffer, self.at)
    }
}

impl<'a, P: Import, K: Kind> Spot<'a, kind::Via<P, K>> {
    /// What another package declares lies as what this one does; the versions are known.
    #[inline(always)]
    pub(super) fn imported(self) -> Spot<'a, K> {
        Spot::new(self.buffer, self.at)
    }
}

impl<'a, K> Spot<'a, Maybe<K>> {
    /// What the slot points at, if it is not absent.
    #[inline(always)]
    pub(super) fn present(self) -> Option<Spot<'a, K>> {
        let (offset, _) = pair(self.buffer, self.at);
        (offset != 0).then(|| Spot::new(self.buffer, self.at))
    }
}

impl<'a, T: Layout> Spot<'a, Nested<T>> {
    /// The message.
    #[inline(always)]
    pub(super) fn message(self) -> T::Edit<'a> {
        let (at, len) = target(self.buffer, self.at);
        T::Edit::new(Block::new(self.buffer, at, len))
    }
}

impl<'a, U: UnionLayout> Spot<'a, OneOf<U>> {
    /// The union.
    #[inline(always)]
    pub(super) fn variant(self) -> Variant<'a, U> {
        let (head, tag) = target(self.buffer, self.at);
        Variant {
            buffer: self.buffer,
            head,
            tag,
            of: PhantomData,
        }
    }
}

impl<'a, K> Spot<'a, Each<K>> {
    /// Elements that lie behind slots of their own.
    #[inline(always)]
    pub(super) fn slots(self) -> Run<'a, Each<K>> {
        let (first, count) = target(self.buffer, self.at);
        Run::new(self.buffer, first, count, 8)
    }
}

impl<'a, T> Spot<'a, Each<Nested<T>>> {
    /// Elements that are blocks.
    #[inline(always)]
    pub(super) fn blocks(self) -> Run<'a, Each<Nested<T>>> {
        blocks(self)
    }
}

impl<'a, K, V> Spot<'a, Table<K, V>> {
    /// The entries of a map.
    #[inline(always)]
    pub(super) fn entries(self) -> Run<'a, Table<K, V>> {
        blocks(self)
    }
}

/// What lies behind a vector's or map's own eight bytes, which begin with the stride.
#[inline(always)]
fn blocks<C>(spot: Spot<'_, C>) -> Run<'_, C> {
    let (head, count) = target(spot.buffer, spot.at);
    let (stride, _) = pair(spot.buffer, head);
    Run::new(spot.buffer, head + 8, count, stride)
}

/// The elements of a `C`, which is a vector or a map, in a buffer that is being changed.
pub struct Run<'a, C> {
    buffer: &'a mut [u8],
    /// Where the first element lies in the buffer.
    first: usize,
    count: u32,
    /// Bytes from one element to the next; all of a block.
    stride: u32,
    of: PhantomData<fn() -> C>,
}

impl<'a, C> Run<'a, C> {
    #[inline(always)]
    fn new(buffer: &'a mut [u8], first: usize, count: u32, stride: u32) -> Self {
        Self {
            buffer,
            first,
            count,
            stride,
            of: PhantomData,
        }
    }

    /// No elements.
    pub(super) fn empty() -> Self {
        Self::new(&mut [], 0, 0, 8)
    }

    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.count as usize
    }

    /// Where an element lies, if there is one of this index.
    #[inline(always)]
    fn at(&self, index: usize) -> Option<usize> {
        (index < self.len()).then(|| self.first + index * self.stride as usize)
    }
}

impl<K: Item> Run<'_, Each<K>> {
    /// The vector as it is now.
    #[inline]
    pub(super) fn view(&self) -> List<'_, K> {
        let (first, count) = (place(self.buffer, self.first), self.count as usize);
        // SAFETY: so many elements that were checked lie there, which changes keep so; a block is
        // as long as the stride where the writer's version is known.
        unsafe { List::new(first, count, self.stride, self.stride, EXACT) }
    }

    /// The slot of an element, if there is one of this index.
    #[inline(always)]
    pub(super) fn slot(&mut self, index: usize) -> Option<Spot<'_, K>>
    where
        K: BehindSlot,
    {
        let at = self.at(index)?;
        Some(Spot::new(self.buffer, at))
    }
}

impl<T: Layout> Run<'_, Each<Nested<T>>> {
    /// An element that is a block.
    #[inline(always)]
    pub(super) fn block(&mut self, index: usize) -> Option<T::Edit<'_>> {
        let at = self.at(index)?;
        Some(T::Edit::new(Block::new(self.buffer, at, self.stride)))
    }
}

impl<K: KeyKind, V: Kind> Run<'_, Table<K, V>> {
    /// The map as it is now.
    #[inline]
    pub(super) fn view(&self) -> Map<'_, K, V> {
        let (first, count) = (place(self.buffer, self.first), self.count as usize);
        // SAFETY: so many entries that were checked lie there, with ascending keys, which are never
        // changed.
        unsafe { Map::new(first, count, self.stride, EXACT) }
    }

    /// The value of an entry.
    #[inline(always)]
    pub(super) fn value(&mut self, index: usize) -> Option<Spot<'_, V>> {
        let at = self.at(index)?;
        Some(Spot::new(self.buffer, at + Table::<K, V>::VALUE))
    }
}

/// A union `U` in a buffer that is being changed: what its generated edit is made of.
pub struct Variant<'a, U> {
    buffer: &'a mut [u8],
    /// Where the union's own eight bytes lie: block length and payload length.
    head: usize,
    tag: u32,
    of: PhantomData<fn() -> U>,
}

impl<U: read::UnionLayout> Variant<'_, U> {
    /// The union as it is now.
    #[inline]
    pub fn view(&self) -> U::View<'_> {
        let head = place(self.buffer, self.head);
        // SAFETY: the check of a known version has said yes to the union, which changes keep so;
        // the tag came from its slot.
        U::View::from(unsafe { read::Variant::new(head, self.tag, EXACT) })
    }

    /// The message, if it is this arm.
    #[inline]
    pub fn arm<K: EditMessage>(
        &mut self,
        arm: Arm<U, K>,
    ) -> Option<<K::Message as Layout>::Edit<'_>> {
        if self.tag != arm.tag {
            return None;
        }
        let (len, _) = pair(self.buffer, self.head);
        let block = Block::new(self.buffer, self.head + 8, len);
        Some(<K::Message as Layout>::Edit::new(block))
    }
}

impl<U: read::UnionLayout> fmt::Debug for Variant<'_, U>
where
    for<'v> U::View<'v>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}
