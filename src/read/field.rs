//! Typed constants that say where a message's fields lie.
//!
//! A constant knows its message and its type. Only a [`Block`] of that message accepts it, so code
//! that uses views can't look at the wrong bytes; and since constants are made in one place, by
//! [`Fields::new`], that is the one place to be looked at by who wants to be sure.

use super::block::Block;
use super::cursor::Cursor;
use super::kind::Kind;
use super::layout::Layout;
use super::mode::Mode;
use super::raw::Raw;
use core::marker::PhantomData;
use core::ops::Range;

/// Makes the constants of a message.
pub struct Fields<T>(PhantomData<fn() -> T>);

/// Makes the constants of those fields of a message that a later version brought.
pub struct LaterFields<T> {
    pub(crate) version: u32,
    pub(crate) end: u32,
    of: PhantomData<fn() -> T>,
}

/// A field of a message `T`: a value of kind `K` at this place of the block.
pub struct Field<T, K> {
    pub(crate) at: u32,
    of: PhantomData<fn() -> (T, K)>,
}

/// An optional field that lies in the block itself, with a bit that says whether it is present.
pub struct Optional<T, K> {
    pub(crate) at: u32,
    /// `8 * byte + bit`.
    pub(crate) presence: u32,
    of: PhantomData<fn() -> (T, K)>,
}

/// A field `F` that a later version brought.
pub struct Since<F> {
    pub(crate) field: F,
    pub(crate) version: u32,
    /// Length of the block from that version on.
    pub(crate) end: u32,
}

/// A field `F` that was removed: from that version on it is zero, and nobody reads it.
pub struct Removed<F> {
    pub(crate) field: F,
    pub(crate) version: u32,
}

macro_rules! copy {
    ($($name:ident<$($param:ident),*>;)*) => {$(
        impl<$($param),*> Clone for $name<$($param),*> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<$($param),*> Copy for $name<$($param),*> {}
    )*};
}

copy! {
    Fields<T>;
    LaterFields<T>;
    Field<T, K>;
    Optional<T, K>;
}

impl<F: Copy> Clone for Since<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Copy> Copy for Since<F> {}

impl<F: Copy> Clone for Removed<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Copy> Copy for Removed<F> {}

impl<T: Layout> Fields<T> {
    /// The only way to constants of `T`.
    ///
    /// # Safety
    /// Each constant that is made with it, directly or by [`since`](Fields::since), is one of those
    /// that the promise of `unsafe impl Layout for T` speaks of.
    pub const unsafe fn new() -> Self {
        Self(PhantomData)
    }

    /// A field that every version has.
    pub const fn at<K: Kind>(self, at: u32) -> Field<T, K> {
        Field {
            at,
            of: PhantomData,
        }
    }

    /// An optional field that every version has, with the place of its presence bit.
    pub const fn optional<K: Kind>(self, at: u32, byte: u32, bit: u32) -> Optional<T, K> {
        Optional {
            at,
            presence: 8 * byte + bit,
            of: PhantomData,
        }
    }

    /// Makes the constants of fields that only blocks of this version and later ones have, which
    /// are at least `end` bytes long.
    pub const fn since(self, version: u32, end: u32) -> LaterFields<T> {
        LaterFields {
            version,
            end,
            of: PhantomData,
        }
    }
}

impl<T: Layout> LaterFields<T> {
    /// A field that this and later versions have.
    pub const fn at<K: Kind>(self, at: u32) -> Since<Field<T, K>> {
        Since {
            field: Field {
                at,
                of: PhantomData,
            },
            version: self.version,
            end: self.end,
        }
    }

    /// An optional field that this and later versions have, with the place of its presence bit.
    pub const fn optional<K: Kind>(self, at: u32, byte: u32, bit: u32) -> Since<Optional<T, K>> {
        Since {
            field: Optional {
                at,
                presence: 8 * byte + bit,
                of: PhantomData,
            },
            version: self.version,
            end: self.end,
        }
    }
}

impl<F> Since<F> {
    /// The field, where the checked part of a block is long enough to have it.
    #[inline(always)]
    pub(crate) fn reached(self, len: u32) -> Option<F> {
        (len >= self.end).then_some(self.field)
    }
}

impl<T, K> Field<T, K> {
    /// The same field, which a version removed.
    pub const fn removed(self, version: u32) -> Removed<Self> {
        Removed {
            field: self,
            version,
        }
    }
}

impl<T, K> Optional<T, K> {
    /// The same field, which a version removed.
    pub const fn removed(self, version: u32) -> Removed<Self> {
        Removed {
            field: self,
            version,
        }
    }
}

impl<T, K> Since<Field<T, K>> {
    /// The same field, which a version removed.
    pub const fn removed(self, version: u32) -> Since<Removed<Field<T, K>>> {
        Since {
            field: self.field.removed(version),
            version: self.version,
            end: self.end,
        }
    }
}

impl<T, K> Since<Optional<T, K>> {
    /// The same field, which a version removed.
    pub const fn removed(self, version: u32) -> Since<Removed<Optional<T, K>>> {
        Since {
            field: self.field.removed(version),
            version: self.version,
            end: self.end,
        }
    }
}

mod sealed {
    pub trait Sealed {}
    impl<T, K> Sealed for super::Field<T, K> {}
    impl<T, K> Sealed for super::Optional<T, K> {}
    impl<F: Sealed> Sealed for super::Removed<F> {}
}

/// A field that can be checked. Implemented by the runtime's own constants alone.
pub trait Check: Copy + sealed::Sealed {
    #[doc(hidden)]
    fn check<M: Mode>(self, c: &mut Cursor<'_>, b: Raw<'_, M>) -> bool;

    #[doc(hidden)]
    fn is_zero<M: Mode>(self, b: Raw<'_, M>) -> bool;
}

/// A field of a `T` that can be read. Implemented by the runtime's own constants alone.
pub trait Read<T>: Check {
    /// What reading it gives.
    type View<'a>;

    /// # Safety
    /// The constant is one that `block` has, as its version says.
    #[doc(hidden)]
    unsafe fn view<'a>(self, block: Block<'a, T>) -> Self::View<'a>;
}

/// The bytes of a value.
#[inline(always)]
fn bytes<K: Kind>(at: u32) -> Range<usize> {
    at as usize..at as usize + K::SIZE
}

impl<T: Layout, K: Kind> Check for Field<T, K> {
    #[inline(always)]
    fn check<M: Mode>(self, c: &mut Cursor<'_>, b: Raw<'_, M>) -> bool {
        K::check(c, b, self.at as usize)
    }

    #[inline(always)]
    fn is_zero<M: Mode>(self, b: Raw<'_, M>) -> bool {
        b.zero(bytes::<K>(self.at))
    }
}

impl<T: Layout, K: Kind> Read<T> for Field<T, K> {
    type View<'a> = K::View<'a>;

    #[inline(always)]
    unsafe fn view<'a>(self, block: Block<'a, T>) -> K::View<'a> {
        // SAFETY: the block has the field, so `at` lies in it.
        let place = unsafe { block.place().add(self.at as usize) };
        // SAFETY: the field was checked as a value of kind `K`, in a mode that fits the limit.
        unsafe { K::view(place, block.limit()) }
    }
}

impl<T: Layout, K: Kind> Check for Optional<T, K> {
    #[inline(always)]
    fn check<M: Mode>(self, c: &mut Cursor<'_>, b: Raw<'_, M>) -> bool {
        match b.presence(self.presence) {
            Some(true) => K::check(c, b, self.at as usize),
            Some(false) => b.zero(bytes::<K>(self.at)),
            None => c.fail(),
        }
    }

    #[inline(always)]
    fn is_zero<M: Mode>(self, b: Raw<'_, M>) -> bool {
        b.zero(bytes::<K>(self.at)) & (b.presence(self.presence) == Some(false))
    }
}

impl<T: Layout, K: Kind> Read<T> for Optional<T, K> {
    type View<'a> = Option<K::View<'a>>;

    #[inline(always)]
    unsafe fn view<'a>(self, block: Block<'a, T>) -> Option<K::View<'a>> {
        // SAFETY: the block has the field, so its presence byte lies in it.
        let byte = unsafe { block.place().add((self.presence / 8) as usize) };
        // SAFETY: one byte lies there, and every byte is a `u8`.
        let byte: u8 = unsafe { byte.read() };
        if byte >> (self.presence % 8) & 1 == 0 {
            return None;
        }
        // SAFETY: the block has the field, so `at` lies in it.
        let place = unsafe { block.place().add(self.at as usize) };
        // SAFETY: the field is present, so it was checked as a value of kind `K`, in a mode that
        // fits the limit.
        Some(unsafe { K::view(place, block.limit()) })
    }
}

impl<F: Check> Check for Removed<F> {
    #[inline(always)]
    fn check<M: Mode>(self, c: &mut Cursor<'_>, b: Raw<'_, M>) -> bool {
        if b.since(self.version) {
            self.field.is_zero(b)
        } else {
            self.field.check(c, b)
        }
    }

    #[inline(always)]
    fn is_zero<M: Mode>(self, b: Raw<'_, M>) -> bool {
        self.field.is_zero(b)
    }
}

impl Cursor<'_> {
    /// Whether a field that every version has is sound, with everything below it.
    #[inline(always)]
    pub fn field<M: Mode, F: Check>(&mut self, b: Raw<'_, M>, field: F) -> bool {
        field.check(self, b)
    }

    /// Whether a field is sound that the block has only where the writer's version is late enough.
    #[inline(always)]
    pub fn since<M: Mode, F: Check>(&mut self, b: Raw<'_, M>, field: Since<F>) -> bool {
        !b.since(field.version) || field.field.check(self, b)
    }
}
