//! Comparing what lies in a buffer with owned values.

use super::choice::Arm;
use super::field::{Field, Optional, Read, Since};
use super::kind::{
    Blob, Each, Hidden, HiddenKind, InPlace, Item, KeyKind, Kind, Maybe, MessageKind, Nested,
    OneOf, Slice, SlotKind, Table, Text, Value, Via, Wide, WideInt,
};
use super::layout::{Import, Layout, UnionLayout};
use super::plain::Plain;
use crate::Secret;
use crate::secret::constant_time_eq;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use zeroize::Zeroize;

/// A kind whose values can be compared with an owned `B`.
pub trait Compare<B>: Kind {
    #[doc(hidden)]
    fn same(view: Self::View<'_>, owned: &B) -> bool;
}

/// A field whose values can be compared with an owned `B`.
pub trait CompareField<T, B> {
    #[doc(hidden)]
    type View<'a>;

    #[doc(hidden)]
    fn same(view: Self::View<'_>, owned: &B) -> bool;
}

/// Whether what the accessor of a field gave is the same as the owned value. For generated code.
#[inline]
pub fn same<T, B, F: CompareField<T, B>>(_: F, view: F::View<'_>, owned: &B) -> bool {
    F::same(view, owned)
}

impl<T: Layout, K: Compare<B>, B> CompareField<T, B> for Field<T, K> {
    type View<'a> = <Self as Read<T>>::View<'a>;

    #[inline]
    fn same(view: Self::View<'_>, owned: &B) -> bool {
        K::same(view, owned)
    }
}

impl<T: Layout, K: Compare<B>, B> CompareField<T, Option<B>> for Optional<T, K> {
    type View<'a> = <Self as Read<T>>::View<'a>;

    #[inline]
    fn same(view: Self::View<'_>, owned: &Option<B>) -> bool {
        same_option::<K, B>(view, owned)
    }
}

impl<T, B, F: CompareField<T, B>> CompareField<T, B> for Since<F> {
    type View<'a> = F::View<'a>;

    #[inline]
    fn same(view: Self::View<'_>, owned: &B) -> bool {
        F::same(view, owned)
    }
}

impl<U: UnionLayout, K: MessageKind + Compare<B>, B> CompareField<U, B> for Arm<U, K> {
    type View<'a> = K::View<'a>;

    #[inline]
    fn same(view: Self::View<'_>, owned: &B) -> bool {
        K::same(view, owned)
    }
}

#[inline]
fn same_option<K: Compare<B>, B>(view: Option<K::View<'_>>, owned: &Option<B>) -> bool {
    match (view, owned) {
        (Some(view), Some(owned)) => K::same(view, owned),
        (None, None) => true,
        _ => false,
    }
}

impl<T: Plain + PartialEq> Compare<T> for Value<T> {
    fn same(view: T, owned: &T) -> bool {
        view == *owned
    }
}

impl<T: WideInt + PartialEq> Compare<T> for Wide<T> {
    fn same(view: T, owned: &T) -> bool {
        view == *owned
    }
}

impl<T: Plain + PartialEq> Compare<T> for InPlace<T> {
    fn same(view: &T, owned: &T) -> bool {
        view == owned
    }
}

impl Compare<String> for Text {
    fn same(view: &str, owned: &String) -> bool {
        view == owned
    }
}

impl Compare<Vec<u8>> for Blob {
    fn same(view: &[u8], owned: &Vec<u8>) -> bool {
        view == owned
    }
}

impl<T: Plain + PartialEq> Compare<Vec<T>> for Slice<T> {
    fn same(view: &[T], owned: &Vec<T>) -> bool {
        view == owned
    }
}

impl<T: Layout> Compare<T> for Nested<T>
where
    for<'a> T::View<'a>: PartialEq<T>,
{
    fn same(view: Self::View<'_>, owned: &T) -> bool {
        view == *owned
    }
}

impl<T: Layout> Compare<Box<T>> for Nested<T>
where
    for<'a> T::View<'a>: PartialEq<T>,
{
    fn same(view: Self::View<'_>, owned: &Box<T>) -> bool {
        view == **owned
    }
}

impl<U: UnionLayout> Compare<U> for OneOf<U>
where
    for<'a> U::View<'a>: PartialEq<U>,
{
    fn same(view: Self::View<'_>, owned: &U) -> bool {
        view == *owned
    }
}

impl<U: UnionLayout> Compare<Box<U>> for OneOf<U>
where
    for<'a> U::View<'a>: PartialEq<U>,
{
    fn same(view: Self::View<'_>, owned: &Box<U>) -> bool {
        view == **owned
    }
}

impl<K: Item + Compare<B>, B> Compare<Vec<B>> for Each<K> {
    fn same(view: Self::View<'_>, owned: &Vec<B>) -> bool {
        view.len() == owned.len() && view.iter().zip(owned).all(|(v, o)| K::same(v, o))
    }
}

impl<K, V, A, B> Compare<BTreeMap<A, B>> for Table<K, V>
where
    K: KeyKind + Compare<A>,
    V: Compare<B>,
{
    fn same(view: Self::View<'_>, owned: &BTreeMap<A, B>) -> bool {
        view.len() == owned.len()
            && (view.iter().zip(owned)).all(|((k, v), (a, b))| K::same(k, a) && V::same(v, b))
    }
}

impl<K: SlotKind + Compare<B>, B> Compare<Option<B>> for Maybe<K> {
    fn same(view: Self::View<'_>, owned: &Option<B>) -> bool {
        same_option::<K, B>(view, owned)
    }
}

impl<K: HiddenKind, B: Zeroize + AsRef<[u8]>> Compare<Secret<B>> for Hidden<K>
where
    K::Bare: AsRef<[u8]>,
{
    /// Takes the same time wherever the values differ; only their lengths show.
    fn same(view: Self::View<'_>, owned: &Secret<B>) -> bool {
        constant_time_eq(view.reveal().as_ref(), owned.reveal().as_ref())
    }
}

impl<P: Import, K: Compare<B>, B> Compare<B> for Via<P, K> {
    fn same(view: Self::View<'_>, owned: &B) -> bool {
        K::same(view, owned)
    }
}
