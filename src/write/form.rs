//! How each kind of field is written.

use core::borrow::Borrow;
use core::cmp::Ordering;

use super::{Choice, Encode, EncodeError, EncodeUnion, Target};
use crate::read::kind::{
    Blob, Each, Hidden, HiddenKind, InPlace, Item, KeyKind, Kind, Maybe, MessageKind, Nested,
    OneOf, Slice, SlotKind, Table, Text, Value, Via, Wide, WideInt,
};
use crate::read::{Import, Key, Plain, UnionLayout, bytes_of};
use crate::{I128, U128};

/// What vectors and maps are written from: all that can be iterated over and knows how many items
/// there are, such as `&Vec<T>`, `&BTreeMap<K, V>`, the lists of views, and exact-size iterators.
///
/// ```
/// fn count(items: impl halflap::Seq) -> usize {
///     items.into_iter().len()
/// }
/// assert_eq!(count(&vec![1, 2, 3]), 3);
/// assert_eq!(count((0..4).map(|n| n * n)), 4);
/// ```
pub trait Seq: IntoIterator<IntoIter: ExactSizeIterator> {}

impl<I: IntoIterator<IntoIter: ExactSizeIterator>> Seq for I {}

/// A kind of field that can be written from an `S`.
pub trait Form<S>: Kind {
    /// Writes it at a place in a block, and what it points at.
    ///
    /// # Errors
    /// When the value can't be written.
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError>;

    /// Whether it is what readers see where the writer was older: zero, empty or absent.
    fn is_empty(source: S) -> bool;
}

/// A kind of field that can have a default.
pub trait Defaulted<S>: Form<S> {
    /// What the default is given as.
    type Default;

    /// Whether a value is the default, bit by bit.
    fn is(source: S, default: Self::Default) -> bool;
}

/// A kind of element that vectors can be written of.
pub trait ItemForm<S>: Item {
    /// Writes the slot of a vector at a place in a block, and the elements.
    ///
    /// # Errors
    /// When the value can't be written.
    fn write_list<T, I>(items: I, at: usize, to: &mut T) -> Result<(), EncodeError>
    where
        T: Target,
        I: ExactSizeIterator<Item = S>;
}

/// A kind of key that maps can be written with.
pub trait KeyForm<S>: KeyKind {
    /// Writes it at a place in a block, and what it points at.
    ///
    /// # Errors
    /// When the value can't be written.
    fn write<T: Target>(source: &S, at: usize, to: &mut T) -> Result<(), EncodeError>;

    /// The order of the wire.
    fn order(a: &S, b: &S) -> Ordering;
}

/// A message, of this package or of another one, that the arm of a union can be written with.
pub trait ArmForm<S: ?Sized>: MessageKind {
    /// Writes the slot of a union at a place in a block, and its payload.
    ///
    /// # Errors
    /// When the value can't be written.
    fn write_arm<T: Target>(source: &S, at: usize, tag: u32, to: &mut T)
    -> Result<(), EncodeError>;
}

// ---- values that lie in the block

fn is_zero<T: Plain>(value: &T) -> bool {
    bytes_of(core::slice::from_ref(value))
        .iter()
        .all(|byte| *byte == 0)
}

impl<E: Plain, S: Borrow<E>> Form<S> for Value<E> {
    #[inline]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        to.put(at, source.borrow());
        Ok(())
    }

    fn is_empty(source: S) -> bool {
        is_zero(source.borrow())
    }
}

impl<E: Plain, S: Borrow<E>> Defaulted<S> for Value<E> {
    type Default = E;

    fn is(source: S, default: E) -> bool {
        bytes_of(&[*source.borrow()]) == bytes_of(&[default])
    }
}

impl<E: Key, S: Borrow<E>> KeyForm<S> for Value<E> {
    #[inline]
    fn write<T: Target>(source: &S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        to.put(at, source.borrow());
        Ok(())
    }

    #[inline]
    fn order(a: &S, b: &S) -> Ordering {
        a.borrow().cmp(b.borrow())
    }
}

/// The two integers of 128 bits, as they lie in a block.
macro_rules! wide {
    ($($int:ident as $plain:ident;)*) => {$(
        impl<S: Borrow<$int>> Form<S> for Wide<$int> {
            #[inline]
            fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
                to.put(at, &$plain::new(*source.borrow()));
                Ok(())
            }

            fn is_empty(source: S) -> bool {
                *source.borrow() == 0
            }
        }

        impl<S: Borrow<$int>> KeyForm<S> for Wide<$int> {
            #[inline]
            fn write<T: Target>(source: &S, at: usize, to: &mut T) -> Result<(), EncodeError> {
                to.put(at, &$plain::new(*source.borrow()));
                Ok(())
            }

            #[inline]
            fn order(a: &S, b: &S) -> Ordering {
                a.borrow().cmp(b.borrow())
            }
        }
    )*};
}

wide! {
    u128 as U128;
    i128 as I128;
}

impl<E: WideInt + PartialEq, S: Borrow<E>> Defaulted<S> for Wide<E>
where
    Wide<E>: Form<S>,
{
    type Default = E;

    fn is(source: S, default: E) -> bool {
        *source.borrow() == default
    }
}

impl<E: Plain, S: Borrow<E>> Form<S> for InPlace<E> {
    #[inline]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        to.put(at, source.borrow());
        Ok(())
    }

    fn is_empty(source: S) -> bool {
        is_zero(source.borrow())
    }
}

// ---- what lies behind a slot

impl<S: AsRef<str>> Form<S> for Text {
    #[inline(always)]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        to.leaf(at, source.as_ref().as_bytes())
    }

    fn is_empty(source: S) -> bool {
        source.as_ref().is_empty()
    }
}

impl<S: AsRef<str>> Defaulted<S> for Text {
    type Default = &'static str;

    fn is(source: S, default: &'static str) -> bool {
        source.as_ref() == default
    }
}

impl<S: AsRef<str>> KeyForm<S> for Text {
    #[inline]
    fn write<T: Target>(source: &S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        to.leaf(at, source.as_ref().as_bytes())
    }

    #[inline]
    fn order(a: &S, b: &S) -> Ordering {
        a.as_ref().cmp(b.as_ref())
    }
}

impl<S: AsRef<[u8]>> Form<S> for Blob {
    #[inline(always)]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        to.leaf(at, source.as_ref())
    }

    fn is_empty(source: S) -> bool {
        source.as_ref().is_empty()
    }
}

impl<E: Plain, S: AsRef<[E]>> Form<S> for Slice<E> {
    #[inline]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        to.leaf(at, source.as_ref())
    }

    fn is_empty(source: S) -> bool {
        source.as_ref().is_empty()
    }
}

impl<S, M: Encode<S>> Form<S> for Nested<M> {
    #[inline]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        to.message::<M, S>(at, &source)
    }

    fn is_empty(_: S) -> bool {
        false
    }
}

impl<S, M: Encode<S>> ItemForm<S> for Nested<M> {
    #[inline]
    fn write_list<T, I>(items: I, at: usize, to: &mut T) -> Result<(), EncodeError>
    where
        T: Target,
        I: ExactSizeIterator<Item = S>,
    {
        to.messages::<M, I>(at, items)
    }
}

impl<S: ?Sized, M: Encode<S>> ArmForm<S> for Nested<M> {
    #[inline]
    fn write_arm<T: Target>(
        source: &S,
        at: usize,
        tag: u32,
        to: &mut T,
    ) -> Result<(), EncodeError> {
        to.payload::<M, S>(at, tag, source)
    }
}

impl<S: Seq, K: ItemForm<S::Item>> Form<S> for Each<K> {
    #[inline]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        K::write_list(source.into_iter(), at, to)
    }

    fn is_empty(source: S) -> bool {
        source.into_iter().len() == 0
    }
}

impl<K, V, S, A, B> Form<S> for Table<K, V>
where
    K: KeyForm<A>,
    V: Form<B>,
    S: Seq<Item = (A, B)>,
{
    #[inline]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        to.entries::<K, V, _, A, B>(at, source.into_iter())
    }

    fn is_empty(source: S) -> bool {
        source.into_iter().len() == 0
    }
}

impl<S, U: EncodeUnion<S> + UnionLayout> Form<S> for OneOf<U> {
    #[inline]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        U::encode(&source, Choice::new(at, to)).map(|_| ())
    }

    fn is_empty(_: S) -> bool {
        false
    }
}

/// Elements that are written behind slots of their own.
macro_rules! slots_as_elements {
    ($([$($param:tt)*] $kind:ty;)*) => {$(
        impl<S, $($param)*> ItemForm<S> for $kind
        where
            $kind: Form<S> + Item,
        {
            #[inline]
            fn write_list<T, I>(items: I, at: usize, to: &mut T) -> Result<(), EncodeError>
            where
                T: Target,
                I: ExactSizeIterator<Item = S>,
            {
                to.slots::<$kind, I>(at, items)
            }
        }
    )*};
}

slots_as_elements! {
    [] Text;
    [] Blob;
    [E] Slice<E>;
    [K] Each<K>;
    [K, V] Table<K, V>;
    [U] OneOf<U>;
}

// ---- what other kinds are wrapped in

impl<S, K: Form<S> + SlotKind> Form<Option<S>> for Maybe<K> {
    #[inline]
    fn write<T: Target>(source: Option<S>, at: usize, to: &mut T) -> Result<(), EncodeError> {
        match source {
            Some(source) => K::write(source, at, to),
            None => {
                to.zero(at..at + 8);
                Ok(())
            }
        }
    }

    fn is_empty(source: Option<S>) -> bool {
        source.is_none()
    }
}

impl<S, K: Form<S> + HiddenKind> Form<S> for Hidden<K> {
    #[inline]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        K::write(source, at, to)
    }

    fn is_empty(source: S) -> bool {
        K::is_empty(source)
    }
}

impl<S, P: Import, K: Form<S>> Form<S> for Via<P, K> {
    #[inline]
    fn write<T: Target>(source: S, at: usize, to: &mut T) -> Result<(), EncodeError> {
        K::write(source, at, &mut to.pinned::<P>())
    }

    fn is_empty(source: S) -> bool {
        K::is_empty(source)
    }
}

impl<S: ?Sized, P: Import, K: ArmForm<S>> ArmForm<S> for Via<P, K> {
    #[inline]
    fn write_arm<T: Target>(
        source: &S,
        at: usize,
        tag: u32,
        to: &mut T,
    ) -> Result<(), EncodeError> {
        K::write_arm(source, at, tag, &mut to.pinned::<P>())
    }
}
