//! Values of fixed size, which lie in the block itself.

use super::sealed::Sealed;
use super::{InPlace, KeyKind, Kind, Value, Wide, WideInt};
use crate::read::cursor::Cursor;
use crate::read::mode::{Limit, Mode};
use crate::read::place::Place;
use crate::read::plain::{Key, Plain};
use crate::read::raw::Raw;
use core::cmp::Ordering;

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

impl Sealed for u128 {}

impl WideInt for u128 {
    fn from_bits(bits: u128) -> u128 {
        bits
    }

    fn bits(self) -> u128 {
        self
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

    fn bits(self) -> u128 {
        self as u128
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
