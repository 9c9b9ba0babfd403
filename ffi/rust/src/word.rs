//! Values that cross in one number of 64 bits, or in two.

use halflap::Uuid;
use halflap::zerocopy::{FromZeros, Immutable, IntoBytes, TryFromBytes};

use crate::{Error, System};

/// Values that cross as a number, zero-extended: booleans, integers of at most 64 bits, floats, and
/// generated enums and flags (HL-ABI-7).
///
/// ```
/// use halflap_ffi::Word;
///
/// assert_eq!((-2_i16).to_word(), 0xfffe);
/// assert_eq!(i16::from_word(0xfffe), Some(-2));
/// assert_eq!(bool::from_word(2), None);
/// ```
pub trait Word: Copy {
    /// The value's bits.
    fn to_word(self) -> u64;

    /// The value of these bits; those above its width are not looked at.
    fn from_word(word: u64) -> Option<Self>;
}

impl<T: Copy + TryFromBytes + IntoBytes + Immutable> Word for T {
    #[inline]
    fn to_word(self) -> u64 {
        const { assert!(size_of::<T>() <= 8) }
        let mut word = 0_u64;
        word.as_mut_bytes()[..size_of::<T>()].copy_from_slice(self.as_bytes());
        word
    }

    #[inline]
    fn from_word(word: u64) -> Option<Self> {
        const { assert!(size_of::<T>() <= 8) }
        T::try_read_from_bytes(&word.as_bytes()[..size_of::<T>()]).ok()
    }
}

/// Values that cross as two numbers: the first eight bytes as they lie in a buffer, then the
/// others.
///
/// ```
/// use halflap_ffi::Wide;
///
/// assert_eq!((-2_i128).to_words(), [u64::MAX - 1, u64::MAX]);
/// assert_eq!(halflap::Uuid(*b"0123456789abcdef").to_words()[0], u64::from_le_bytes(*b"01234567"));
/// ```
pub trait Wide: Copy {
    /// Both halves.
    fn to_words(self) -> [u64; 2];

    /// The value of these halves.
    fn from_words(words: [u64; 2]) -> Self;
}

macro_rules! wide {
    ($($name:ty, $value:ident => $to:expr, $bytes:ident => $from:expr;)*) => {$(
        impl Wide for $name {
            #[inline]
            fn to_words(self) -> [u64; 2] {
                let $value = self;
                let bytes: [u8; 16] = $to;
                let mut words = [0_u64; 2];
                words.as_mut_bytes().copy_from_slice(&bytes);
                words
            }

            #[inline]
            fn from_words(words: [u64; 2]) -> Self {
                let mut $bytes = <[u8; 16]>::new_zeroed();
                $bytes.copy_from_slice(words.as_bytes());
                $from
            }
        }
    )*};
}

wide! {
    u128, value => value.to_le_bytes(), bytes => u128::from_le_bytes(bytes);
    i128, value => value.to_le_bytes(), bytes => i128::from_le_bytes(bytes);
    Uuid, value => value.0, bytes => Uuid(bytes);
}

/// The value of the parameter `name`, which came as the number `given`.
///
/// # Errors
/// `bad_request` where there is no such value: of a `bool` or a closed enum.
#[inline]
pub fn argument<T: Word>(given: impl Word, name: &str) -> Result<T, Error> {
    let word = given.to_word();
    T::from_word(word).ok_or_else(|| no_value(name, word))
}

#[cold]
fn no_value(name: &str, word: u64) -> Error {
    System::BadRequest.because(format!("`{name}` is {word}, which its type does not have"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_zero_extended_bits() {
        assert_eq!(true.to_word(), 1);
        assert_eq!((-1_i8).to_word(), 0xff);
        assert_eq!((-1_i64).to_word(), u64::MAX);
        assert_eq!(1.0_f32.to_word(), 0x3f80_0000);
        assert_eq!((-0.0_f64).to_word(), 1 << 63);
        assert_eq!(u8::from_word(0x1_02), Some(2));
        assert_eq!(bool::from_word(1), Some(true));
        assert_eq!(bool::from_word(255), None);
        let nan = f32::from_bits(0x7fa0_0001);
        let back = f32::from_word(nan.to_word()).map(f32::to_bits);
        assert_eq!(back, Some(0x7fa0_0001));
    }

    #[test]
    fn wides_are_their_bytes_in_order() {
        let uuid = Uuid(*b"0123456789abcdef");
        assert_eq!(Uuid::from_words(uuid.to_words()), uuid);
        assert_eq!((5_u128 << 64 | 3).to_words(), [3, 5]);
        assert_eq!(u128::from_words([3, 5]), 5 << 64 | 3);
        assert_eq!(i128::from_words([u64::MAX; 2]), -1);
    }

    #[test]
    fn a_number_that_is_no_value_is_refused_by_name() {
        assert_eq!(argument::<bool>(1_u8, "on"), Ok(true));
        let error = argument::<bool>(2_u8, "on").unwrap_err();
        assert!(error.is(System::BadRequest));
        assert_eq!(error.message(), "`on` is 2, which its type does not have");
    }
}
