//! What each kind of field is edited as.

use super::list::ListEdit;
use super::map::MapEdit;
use super::place::{Run, Spot};
use super::value::{SecretEdit, ValueEdit};
use super::{Layout, UnionLayout};
use crate::kind::{
    Blob, Each, Hidden, InPlace, Item, KeyKind, Kind, Maybe, MessageKind, Nested, OneOf, Slice,
    SlotKind, Table, Value, Via, Wide, WideInt,
};
use crate::read::{Import, Plain, bytes_of};
use core::slice::from_ref;

/// A kind whose values have a fixed size and can be replaced. Implemented by the kinds of
/// [`kind`](crate::kind) alone, as are all traits here.
pub trait FixedKind: Kind {
    /// What replaces a value: arrays are borrowed.
    type Value<'v>;

    /// Writes a valid value over `to`, which has the kind's size.
    #[doc(hidden)]
    fn put(value: Self::Value<'_>, to: &mut [u8]);
}

#[inline(always)]
fn copy(from: &[u8], to: &mut [u8]) {
    if to.len() == from.len() {
        to.copy_from_slice(from);
    }
}

impl<T: Plain> FixedKind for Value<T> {
    type Value<'v> = T;

    #[inline(always)]
    fn put(value: T, to: &mut [u8]) {
        copy(bytes_of(from_ref(&value)), to);
    }
}

impl<T: WideInt> FixedKind for Wide<T> {
    type Value<'v> = T;

    #[inline(always)]
    fn put(value: T, to: &mut [u8]) {
        copy(&value.bits().to_le_bytes(), to);
    }
}

impl<T: Plain> FixedKind for InPlace<T> {
    type Value<'v> = &'v T;

    #[inline(always)]
    fn put(value: &T, to: &mut [u8]) {
        copy(bytes_of(from_ref(value)), to);
    }
}

impl<const N: usize> FixedKind for Hidden<InPlace<[u8; N]>> {
    type Value<'v> = &'v [u8; N];

    #[inline(always)]
    fn put(value: &[u8; N], to: &mut [u8]) {
        copy(value, to);
    }
}

/// A kind in whose values there is something to be edited.
pub trait EditKind: Kind + Sized {
    /// What one is edited as.
    type Edit<'a>;

    #[doc(hidden)]
    fn edit(spot: Spot<'_, Self>) -> Self::Edit<'_>;
}

impl<T: Plain> EditKind for Value<T> {
    type Edit<'a> = ValueEdit<'a, Self>;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> ValueEdit<'_, Self> {
        ValueEdit::new(spot)
    }
}

impl<T: WideInt> EditKind for Wide<T> {
    type Edit<'a> = ValueEdit<'a, Self>;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> ValueEdit<'_, Self> {
        ValueEdit::new(spot)
    }
}

impl<T: Plain> EditKind for InPlace<T> {
    type Edit<'a> = &'a mut T;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> &mut T {
        spot.in_place()
    }
}

impl EditKind for Blob {
    type Edit<'a> = &'a mut [u8];

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> &mut [u8] {
        spot.bytes_slot().slice()
    }
}

impl<T: Plain> EditKind for Slice<T> {
    type Edit<'a> = &'a mut [T];

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> &mut [T] {
        spot.slice()
    }
}

impl EditKind for Hidden<Blob> {
    type Edit<'a> = SecretEdit<'a, [u8]>;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> SecretEdit<'_, [u8]> {
        SecretEdit::new(Blob::edit(spot.bare()))
    }
}

impl<T: Layout> EditKind for Nested<T> {
    type Edit<'a> = T::Edit<'a>;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> T::Edit<'_> {
        spot.message()
    }
}

impl<U: UnionLayout> EditKind for OneOf<U> {
    type Edit<'a> = U::Edit<'a>;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> U::Edit<'_> {
        U::Edit::from(spot.variant())
    }
}

impl<K: EditItem> EditKind for Each<K> {
    type Edit<'a> = ListEdit<'a, K>;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> ListEdit<'_, K> {
        ListEdit::new(K::run(spot))
    }
}

impl<K: KeyKind, V: EditKind> EditKind for Table<K, V> {
    type Edit<'a> = MapEdit<'a, K, V>;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> MapEdit<'_, K, V> {
        MapEdit::new(spot.entries())
    }
}

impl<K: SlotKind + EditKind> EditKind for Maybe<K> {
    type Edit<'a> = Option<K::Edit<'a>>;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> Option<K::Edit<'_>> {
        spot.present().map(K::edit)
    }
}

impl<P: Import, K: EditKind> EditKind for Via<P, K> {
    type Edit<'a> = K::Edit<'a>;

    #[inline(always)]
    fn edit(spot: Spot<'_, Self>) -> K::Edit<'_> {
        K::edit(spot.imported())
    }
}

/// A message, of this package or of another one.
pub trait EditMessage: MessageKind {
    /// Its owned type.
    type Message: Layout;
}

impl<T: Layout> EditMessage for Nested<T> {
    type Message = T;
}

impl<P: Import, K: EditMessage> EditMessage for Via<P, K> {
    type Message = K::Message;
}

/// What an element of a [`ListEdit`] can be.
pub trait EditItem: Item + EditKind {
    #[doc(hidden)]
    fn run(spot: Spot<'_, Each<Self>>) -> Run<'_, Each<Self>>;

    #[doc(hidden)]
    fn element<'a>(list: &'a mut Run<'_, Each<Self>>, index: usize) -> Option<Self::Edit<'a>>;
}

impl<T: Layout> EditItem for Nested<T> {
    #[inline(always)]
    fn run(spot: Spot<'_, Each<Self>>) -> Run<'_, Each<Self>> {
        spot.blocks()
    }

    #[inline(always)]
    fn element<'a>(list: &'a mut Run<'_, Each<Self>>, index: usize) -> Option<T::Edit<'a>> {
        list.block(index)
    }
}

/// An element that lies behind a slot of its own: anything but a message.
pub trait BehindSlot: Item {}

impl BehindSlot for Blob {}
impl<T: Plain> BehindSlot for Slice<T> {}
impl<U: UnionLayout> BehindSlot for OneOf<U> {}
impl<K: Item> BehindSlot for Each<K> {}
impl<K: KeyKind, V: Kind> BehindSlot for Table<K, V> {}

impl<K: BehindSlot + EditKind> EditItem for K {
    #[inline(always)]
    fn run(spot: Spot<'_, Each<Self>>) -> Run<'_, Each<Self>> {
        spot.slots()
    }

    #[inline(always)]
    fn element<'a>(list: &'a mut Run<'_, Each<Self>>, index: usize) -> Option<K::Edit<'a>> {
        list.slot(index).map(K::edit)
    }
}
