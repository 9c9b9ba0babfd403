//! The kinds of fields: how each is checked, and what reading it gives.
//!
//! They are names for the compiler's types, never values. Generated code puts them together as the
//! schema does: `[string]` is `Each<Text>`, `{string: Line}?` is `Maybe<Table<Text, Nested<Line>>>`.

mod fixed;
mod slots;
mod wrap;

use super::cursor::Cursor;
use super::list::List;
use super::mode::{Limit, Mode};
use super::place::Place;
use super::raw::{Raw, RawArm, Slot};
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

/// What the key of a [`Map`](crate::Map) can be. Implemented by [`Value`], [`Wide`] and [`Text`] alone.
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

/// The two integers that [`Wide`] can be.
pub trait WideInt: Sealed + Copy + 'static {
    #[doc(hidden)]
    fn from_bits(bits: u128) -> Self;
    #[doc(hidden)]
    fn bits(self) -> u128;
    #[doc(hidden)]
    fn rank(self) -> u128;
}

/// What can be secret: text, bytes and arrays of bytes.
pub trait HiddenKind: Kind {
    /// What is hidden.
    type Bare: ?Sized + 'static;

    #[doc(hidden)]
    fn bare<'a>(view: Self::View<'a>) -> &'a Self::Bare;
}

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
use slot;
