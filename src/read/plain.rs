//! Types whose values lie in a buffer as they lie in memory.

use crate::{I128, U128, Uuid};

/// A type of fixed size whose values lie in a buffer exactly as they lie in memory, so that slices
/// of it are read where they are: integers, floats, `bool`, [`Uuid`], arrays of them, and the
/// enums, flags and structs that the compiler generates.
///
/// # Safety
/// For an implementing type `T`:
/// - `T` has no padding and no interior mutability, and `size_of::<T>()` is a multiple of
///   [`ALIGN`](Plain::ALIGN), which is a power of two, at least `align_of::<T>()` and at most 8;
/// - if [`ANY`](Plain::ANY), every `size_of::<T>()` initialized bytes are a valid `T`;
/// - whenever [`valid`](Plain::valid) answers yes, each `size_of::<T>()` bytes of its argument,
///   from the start on, are a valid `T`.
///
/// ```
/// use halflap::read::Plain;
/// assert!(bool::valid(&[0, 1, 1]));
/// assert!(!bool::valid(&[0, 2, 1]));
/// assert!(u32::ANY && !bool::ANY);
/// ```
pub unsafe trait Plain: Copy + Send + Sync + 'static {
    /// Alignment in a buffer.
    const ALIGN: usize;

    /// Every bit pattern is a value, so that nothing has to be looked at to check any number of
    /// them.
    const ANY: bool;

    /// Whether these bytes are values, one after the other. It looks at all of them and folds: no
    /// early exit, so that the loop can be turned into vector instructions.
    fn valid(bytes: &[u8]) -> bool;
}

/// The bytes of values, as they lie in a buffer.
///
/// ```
/// assert_eq!(halflap::read::bytes_of(&[[true, false], [false, true]]), [1, 0, 0, 1]);
/// ```
#[inline]
pub fn bytes_of<T: Plain>(values: &[T]) -> &[u8] {
    let len = size_of_val(values);
    // SAFETY: the slice is `len` bytes long, all of them initialized, because `Plain` types have
    // no padding; nobody changes them while it is borrowed, for they have no interior mutability.
    unsafe { core::slice::from_raw_parts(values.as_ptr().cast(), len) }
}

/// Types that can be the key of a map.
///
/// ```
/// use halflap::read::Key;
/// assert!((-1i8).rank() < 0i8.rank());
/// assert!(1u64.rank() < u64::MAX.rank());
/// ```
pub trait Key: Plain + Ord {
    /// A number that orders keys as the wire does.
    fn rank(self) -> u128;
}

macro_rules! integers {
    ($($int:ident $align:literal $flip:expr;)*) => {$(
        // SAFETY: an integer has no padding and every bit pattern is a value; on no target is it
        // aligned to more than the number given here.
        unsafe impl Plain for $int {
            const ALIGN: usize = $align;
            const ANY: bool = true;

            #[inline]
            fn valid(_: &[u8]) -> bool {
                true
            }
        }

        const _: () = assert!(align_of::<$int>() <= $align);

        impl Key for $int {
            #[inline]
            fn rank(self) -> u128 {
                (self as u128) ^ $flip
            }
        }
    )*};
}

/// The sign bit of the widest integer: turns the order of signed numbers into that of their bits.
const SIGN: u128 = 1 << 127;

integers! {
    u8 1 0;
    i8 1 SIGN;
    u16 2 0;
    i16 2 SIGN;
    u32 4 0;
    i32 4 SIGN;
    u64 8 0;
    i64 8 SIGN;
}

macro_rules! any_bits {
    ($($name:ty, $align:literal, $why:literal;)*) => {$(
        #[doc = $why]
        // SAFETY: the macro's caller says why every bit pattern is a value; the alignment is
        // asserted below, and none of these types has padding.
        unsafe impl Plain for $name {
            const ALIGN: usize = $align;
            const ANY: bool = true;

            #[inline]
            fn valid(_: &[u8]) -> bool {
                true
            }
        }

        const _: () = assert!(align_of::<$name>() <= $align);
    )*};
}

any_bits! {
    f32, 4, "Every four bytes are a float, be it one of the NaNs.";
    f64, 8, "Every eight bytes are a float, be it one of the NaNs.";
    Uuid, 1, "A transparent array of bytes.";
    U128, 8, "An array of bytes, aligned to 8.";
    I128, 8, "An array of bytes, aligned to 8.";
}

impl Key for U128 {
    #[inline]
    fn rank(self) -> u128 {
        self.get()
    }
}

impl Key for I128 {
    #[inline]
    fn rank(self) -> u128 {
        (self.get() as u128) ^ SIGN
    }
}

impl Key for Uuid {
    #[inline]
    fn rank(self) -> u128 {
        u128::from_be_bytes(self.0)
    }
}

// SAFETY: a bool has one byte and no padding, and its values are 0 and 1. Bits are collected from
// all bytes, so `valid` says yes only where none has another bit than the lowest.
unsafe impl Plain for bool {
    const ALIGN: usize = 1;
    const ANY: bool = false;

    #[inline]
    fn valid(bytes: &[u8]) -> bool {
        bytes.iter().fold(0, |all, byte| all | byte) <= 1
    }
}

impl Key for bool {
    #[inline]
    fn rank(self) -> u128 {
        u128::from(self)
    }
}

// SAFETY: the elements of an array lie one after the other without padding, so an array is valid
// where its elements are; size and alignment follow from theirs.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {
    const ALIGN: usize = T::ALIGN;
    const ANY: bool = T::ANY;

    #[inline]
    fn valid(bytes: &[u8]) -> bool {
        T::valid(bytes)
    }
}

/// Folds a test over all values of an integer, for the closed enums in generated code.
///
/// ```
/// assert!(halflap::read::all_u16(&[1, 0, 2, 0], |value| value <= 2));
/// assert!(!halflap::read::all_u16(&[1, 0, 2, 1], |value| value <= 2));
/// ```
macro_rules! all {
    ($($name:ident $int:ident $doc:literal;)*) => {$(
        #[doc = $doc]
        ///
        /// ```
        #[doc = concat!("assert!(halflap::read::", stringify!($name), "(&[], |_| false));")]
        /// ```
        #[inline]
        pub fn $name(bytes: &[u8], test: impl Fn($int) -> bool) -> bool {
            let values = bytes.chunks_exact(size_of::<$int>());
            values.fold(true, |ok, value| {
                let value = value.first_chunk().copied().unwrap_or_default();
                ok & test($int::from_le_bytes(value))
            })
        }
    )*};
}

all! {
    all_u8 u8 "Whether all bytes pass a test; looks at each, without an early exit.";
    all_i8 i8 "Whether all bytes, as signed numbers, pass a test; looks at each.";
    all_u16 u16 "Whether all 2-byte numbers pass a test; looks at each.";
    all_i16 i16 "Whether all signed 2-byte numbers pass a test; looks at each.";
    all_u32 u32 "Whether all 4-byte numbers pass a test; looks at each.";
    all_i32 i32 "Whether all signed 4-byte numbers pass a test; looks at each.";
    all_u64 u64 "Whether all 8-byte numbers pass a test; looks at each.";
    all_i64 i64 "Whether all signed 8-byte numbers pass a test; looks at each.";
}
