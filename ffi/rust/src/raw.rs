//! Pointers and lengths, as a caller on the other side of the boundary passed them.
//!
//! Exported functions take them as parameters of these types. Each lies in a register or on the
//! stack as the pointer or the number that it wraps. No safe code can make one, and a pointer can
//! only be read with the length that was passed with it: both have the place among the parameters
//! as `N`, and a lifetime that no other call has. So the functions themselves need no `unsafe`;
//! that they are called as their table says is what the one who exports the table vouches for.

use std::marker::PhantomData;

use halflap::read::{Layout, Plain};

use crate::{Error, System, abi};

/// A lifetime that is neither longer nor shorter than another.
type Brand<'a> = PhantomData<fn(&'a ()) -> &'a ()>;

/// A pointer to elements, at place `N` of the parameters.
#[repr(transparent)]
pub struct Pointer<'a, T, const N: usize>(*const T, Brand<'a>);

/// The number of elements that the pointer at place `N` leads to.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Count<'a, const N: usize>(usize, Brand<'a>);

/// A pointer to the call's token.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct TokenPointer<'a>(*const abi::Token, Brand<'a>);

/// A pointer to the functions of a host.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct HostPointer<'a>(*const abi::Host, Brand<'a>);

/// A pointer to the caller's space for data.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct SpacePointer<'a>(*mut u8, Brand<'a>);

/// The length of the caller's space.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct SpaceLen<'a>(usize, Brand<'a>);

impl<T, const N: usize> Clone for Pointer<'_, T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, const N: usize> Copy for Pointer<'_, T, N> {}

#[cold]
fn refused(name: &str, why: &str) -> Error {
    System::BadRequest.because(format!("`{name}` {why}"))
}

impl<'a, T: Plain, const N: usize> Pointer<'a, T, N> {
    /// The elements of the parameter `name`.
    ///
    /// # Errors
    /// `bad_request` where the pointer is null or not aligned, where there can't be so many
    /// elements, and where one of them is no value of its type (HL-ABI-5, HL-ABI-6).
    #[inline]
    pub fn slice(self, count: Count<'a, N>, name: &str) -> Result<&'a [T], Error> {
        let (first, count) = (self.0, count.0);
        if count == 0 {
            return Ok(&[]);
        }
        if first.is_null() {
            return Err(refused(name, "is null, but has a length"));
        }
        if !first.is_aligned() {
            return Err(refused(name, "does not lie at a multiple of its alignment"));
        }
        let len = count
            .checked_mul(size_of::<T>())
            .filter(|len| isize::try_from(*len).is_ok())
            .filter(|len| first.addr().checked_add(*len).is_some());
        let Some(len) = len else {
            return Err(refused(name, "is longer than memory can be"));
        };
        if !T::ANY {
            // SAFETY: a pointer and a count of one `'a` and one `N` are those that one call of an
            // exported function passed: its caller owes `len` bytes there that no one changes
            // while the call runs, which is `'a` (HL-ABI-5). They are not null, no more than
            // `isize::MAX` and don't wrap, all seen above; bytes are always aligned.
            let bytes = unsafe { std::slice::from_raw_parts(first.cast::<u8>(), len) };
            if !T::valid(bytes) {
                return Err(refused(name, "has an element that is no value of its type"));
            }
        }
        // SAFETY: as above, and the pointer is aligned. Every element is a `T`: `Plain` says that
        // all bytes are one where `ANY` is set, or else that those are to which `valid` has just
        // said yes.
        Ok(unsafe { std::slice::from_raw_parts(first, count) })
    }
}

impl<'a, const N: usize> Pointer<'a, u8, N> {
    /// The text of the parameter `name`.
    ///
    /// # Errors
    /// `bad_request` for what [`slice`](Pointer::slice) refuses, and what is not UTF-8.
    #[inline]
    pub fn text(self, count: Count<'a, N>, name: &str) -> Result<&'a str, Error> {
        let bytes = self.slice(count, name)?;
        std::str::from_utf8(bytes).map_err(|error| {
            let at = error.valid_up_to();
            refused(name, &format!("is not UTF-8 at byte {at}"))
        })
    }

    /// The message of the parameter `name`, read where it lies.
    ///
    /// # Errors
    /// `bad_request` for what [`slice`](Pointer::slice) refuses, and where the buffer has to lie at a
    /// multiple of 8 and does not; and what the codec refuses.
    #[inline]
    pub fn message<M: Layout>(self, count: Count<'a, N>, name: &str) -> Result<M::View<'a>, Error> {
        let bytes = self.slice(count, name)?;
        if M::ALIGNED && !bytes.is_empty() && !bytes.as_ptr().addr().is_multiple_of(8) {
            return Err(refused(name, "does not lie at a multiple of 8"));
        }
        Ok(halflap::read::read::<M>(bytes)?)
    }
}

impl<'a> TokenPointer<'a> {
    /// The token, if the call has one.
    ///
    /// # Errors
    /// `bad_request` where it is not aligned.
    #[inline]
    pub(crate) fn get(self) -> Result<Option<&'a abi::Token>, Error> {
        if !self.0.is_aligned() {
            return Err(refused("token", "does not lie at a multiple of 8"));
        }
        // SAFETY: it is null or aligned; where it is not null, the caller owes a token there for as
        // long as the call runs, which is `'a`, of which all but the atomic state stays as it is
        // (HL-ABI-22).
        Ok(unsafe { self.0.as_ref() })
    }
}

impl HostPointer<'_> {
    /// A copy of the host, if there is one.
    ///
    /// # Errors
    /// `bad_request` where it is not aligned.
    pub(crate) fn get(self) -> Result<Option<abi::Host>, Error> {
        if !self.0.is_aligned() {
            return Err(refused("host", "does not lie at a multiple of 8"));
        }
        // SAFETY: it is null or aligned; where it is not null, the caller owes a host there
        // (HL-ABI-12), whose functions are null or what HL-ABI-24 says.
        Ok(unsafe { self.0.as_ref() }.copied())
    }
}

/// Memory of the caller's for the data of the reply.
#[derive(Clone, Copy)]
pub struct Space<'a> {
    first: *mut u8,
    len: usize,
    call: PhantomData<&'a ()>,
}

impl<'a> SpacePointer<'a> {
    /// The space with its length.
    #[inline]
    pub fn with(self, len: SpaceLen<'a>) -> Space<'a> {
        Space {
            first: self.0,
            len: len.0,
            call: PhantomData,
        }
    }
}

impl Space<'_> {
    /// That of a function whose result is no data: its errors are the library's memory.
    pub const NONE: Space<'static> = Space {
        first: std::ptr::null_mut(),
        len: 0,
        call: PhantomData,
    };

    /// Whether there can be such a space.
    ///
    /// # Errors
    /// `bad_request` where it is null but has a length, or is longer than memory can be.
    #[inline]
    pub(crate) fn check(self) -> Result<(), Error> {
        if self.first.is_null() && self.len != 0 {
            return Err(refused("space", "is null, but has a length"));
        }
        if isize::try_from(self.len).is_err() || self.first.addr().checked_add(self.len).is_none() {
            return Err(refused("space", "is longer than memory can be"));
        }
        Ok(())
    }

    /// Where it begins.
    #[inline]
    pub(crate) fn start(self) -> *const u8 {
        self.first
    }

    /// Copies bytes to the beginning of the space, and says whether they fit.
    #[inline]
    pub(crate) fn write(self, bytes: &[u8]) -> bool {
        if bytes.len() > self.len || self.first.is_null() {
            return false;
        }
        // SAFETY: `bytes` can be read. The space can be written: it is not null, and a pointer and
        // a length of one `'a` are those that one call of an exported function passed, whose
        // caller owes so much memory there that is no one else's while the call runs (HL-ABI-14);
        // so they don't overlap either. Bytes are always aligned.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.first, bytes.len()) };
        true
    }
}

#[cfg(test)]
impl<'a> HostPointer<'a> {
    /// What a client would pass.
    pub fn of(host: &'a abi::Host) -> Self {
        HostPointer(host, PhantomData)
    }

    /// Without a host.
    pub fn null() -> Self {
        HostPointer(std::ptr::null(), PhantomData)
    }
}

#[cfg(test)]
impl<'a> TokenPointer<'a> {
    /// What a client would pass.
    pub fn of(token: Option<&'a abi::Token>) -> Self {
        let token = token.map_or(std::ptr::null(), std::ptr::from_ref);
        TokenPointer(token, PhantomData)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::halflap_abi::Error as WireError;

    fn pointer<'a, T>(first: *const T, count: usize) -> (Pointer<'a, T, 1>, Count<'a, 1>) {
        (Pointer(first, PhantomData), Count(count, PhantomData))
    }

    fn slice<T: Plain>(first: *const T, count: usize) -> Result<&'static [T], String> {
        let (pointer, count) = pointer(first, count);
        let slice = pointer.slice(count, "x");
        slice.map_err(|error| {
            assert!(error.is(System::BadRequest));
            error.message().to_owned()
        })
    }

    fn place<T>(address: usize) -> *const T {
        std::ptr::without_provenance(address)
    }

    fn refusal<T: Plain + std::fmt::Debug>(first: *const T, count: usize) -> String {
        slice(first, count).unwrap_err()
    }

    #[test]
    fn what_can_be_no_slice_is_refused_before_it_is_touched() {
        let null = "`x` is null, but has a length";
        assert_eq!(refusal::<u32>(place(0), 1), null);
        assert_eq!(refusal::<u8>(place(0), usize::MAX), null);
        let misaligned = "`x` does not lie at a multiple of its alignment";
        assert_eq!(refusal::<u32>(place(6), 1), misaligned);
        assert_eq!(refusal::<[u64; 2]>(place(12), 1), misaligned);
        let long = "`x` is longer than memory can be";
        assert_eq!(refusal::<u8>(place(8), usize::MAX), long);
        assert_eq!(refusal::<u8>(place(8), 1 << 63), long);
        assert_eq!(refusal::<u32>(place(8), 1 << 61), long);
        assert_eq!(refusal::<u32>(place(8), (1 << 62) + 1), long);
        assert_eq!(refusal::<u64>(place(usize::MAX - 7), 1), long);
    }

    #[test]
    fn a_length_of_zero_comes_with_any_pointer() {
        for address in [0, 1, 3, usize::MAX] {
            assert_eq!(slice::<u64>(place(address), 0), Ok(&[][..]));
            let (pointer, count) = pointer::<u8>(place(address), 0);
            assert_eq!(pointer.text(count, "x"), Ok(""));
        }
    }

    #[test]
    fn elements_have_to_be_values() {
        let bytes = [0_u8, 1, 2];
        let bools = bytes.as_ptr().cast::<bool>();
        assert_eq!(slice(bools, 2), Ok(&[false, true][..]));
        let bad = Err("`x` has an element that is no value of its type".to_owned());
        assert_eq!(slice(bools, 3), bad);
        assert_eq!(slice(bytes.as_ptr(), 3), Ok(&[0, 1, 2][..]));
    }

    #[test]
    fn text_has_to_be_text() {
        let (first, count) = pointer(b"ab\xff".as_ptr(), 3);
        let error = first.text(count, "x").unwrap_err();
        assert_eq!(error.message(), "`x` is not UTF-8 at byte 2");
        let (first, count) = pointer(b"ab\xff".as_ptr(), 2);
        assert_eq!(first.text(count, "x"), Ok("ab"));
    }

    #[test]
    fn a_message_that_is_none_is_the_codec_s_error() {
        let (first, count) = pointer(b"ab".as_ptr(), 2);
        let error = first.message::<WireError>(count, "x").unwrap_err();
        assert_eq!(
            error.system(),
            Some(System::Codec(halflap::Kind::Truncated))
        );
        assert_eq!(error.offset(), Some(2));
    }

    #[test]
    fn a_token_lies_at_a_multiple_of_8() {
        let at = |address| TokenPointer(place(address), PhantomData).get();
        assert!(at(0).expect("there is none").is_none());
        assert!(at(4).is_err_and(|error| error.is(System::BadRequest)));
        let token = abi::Token::default();
        let got = TokenPointer(&raw const token, PhantomData).get();
        assert!(got.expect("it is aligned").is_some());
        let at = |address| HostPointer(place(address), PhantomData).get();
        assert!(at(0).expect("there is none").is_none());
        assert!(at(4).is_err_and(|error| error.is(System::BadRequest)));
    }

    #[test]
    fn space_takes_what_fits() {
        let mut bytes = [7_u8; 4];
        let space = Space {
            first: bytes.as_mut_ptr(),
            len: 3,
            call: PhantomData,
        };
        assert!(!space.write(&[1; 4]));
        assert!(space.write(&[1; 3]));
        assert_eq!(bytes, [1, 1, 1, 7]);
        assert!(!Space::NONE.write(&[1]));
        let odd = |first: *const u8, len| Space {
            first: first.cast_mut(),
            len,
            call: PhantomData,
        };
        assert!(odd(place(0), 0).check().is_ok());
        assert!(odd(place(0), 1).check().is_err());
        assert!(odd(place(8), usize::MAX).check().is_err());
        assert!(odd(place(usize::MAX), 8).check().is_err());
    }
}
