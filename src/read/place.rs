//! Reading at a pointer: the only file of the read side that follows raw pointers.
//!
//! A [`Place`] is a position inside a buffer that has been checked. It does not know how far it
//! may be followed: that is what the check has proven, and what each function's contract asks for.

use super::plain::Plain;
use core::marker::PhantomData;
use core::ptr::NonNull;

/// A position inside a body that lives as long as `'a`.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// Derived from the whole body, so it may be moved to any byte of it.
    at: NonNull<u8>,
    lives: PhantomData<&'a [u8]>,
}

// SAFETY: a `Place` is a shared reference to bytes that nobody changes for `'a`; `&[u8]` is `Send`.
unsafe impl Send for Place<'_> {}

// SAFETY: as above; all that can be done with a shared `Place` is to copy it, and to read.
unsafe impl Sync for Place<'_> {}

impl<'a> Place<'a> {
    /// A place that nothing lies at, for what is empty.
    pub(crate) const NOWHERE: Self = Self {
        at: NonNull::dangling(),
        lives: PhantomData,
    };

    /// The start of a body.
    pub(crate) fn start_of(body: &'a [u8]) -> Self {
        Self {
            at: NonNull::from(body).cast(),
            lives: PhantomData,
        }
    }

    /// The place this many bytes further on.
    ///
    /// # Safety
    /// It lies in the same body, or right behind its end.
    #[inline(always)]
    pub(crate) unsafe fn add(self, bytes: usize) -> Self {
        Self {
            // SAFETY: the caller says that the result is inside or one behind the allocation that
            // the pointer was derived from; a body is shorter than `isize::MAX`, being a slice.
            at: unsafe { self.at.add(bytes) },
            lives: PhantomData,
        }
    }

    /// The value that lies here, at whatever address.
    ///
    /// # Safety
    /// `size_of::<T>()` bytes from here on are in the body and are a valid `T`.
    #[inline(always)]
    pub(crate) unsafe fn read<T: Plain>(self) -> T {
        // SAFETY: the bytes are there and valid for `T`, as the caller says; they live for `'a`.
        unsafe { self.at.cast::<T>().read_unaligned() }
    }

    /// The 128-bit integer that lies here, at whatever address.
    ///
    /// # Safety
    /// 16 bytes from here on are in the body.
    #[inline(always)]
    pub(crate) unsafe fn read_u128(self) -> u128 {
        // SAFETY: the bytes are there, as the caller says, and every bit pattern is a `u128`.
        unsafe { self.at.cast::<u128>().read_unaligned() }
    }

    /// The bytes from here on.
    ///
    /// # Safety
    /// So many bytes from here on are in the body.
    #[inline(always)]
    pub(crate) unsafe fn bytes(self, len: usize) -> &'a [u8] {
        // SAFETY: the bytes are there, as the caller says; nobody changes them for `'a`, because
        // the place was made from a shared slice of that lifetime.
        unsafe { core::slice::from_raw_parts(self.at.as_ptr(), len) }
    }

    /// The elements from here on.
    ///
    /// # Safety
    /// So many values of `T` lie from here on in the body, they are valid, and the address is a
    /// multiple of `T::ALIGN`.
    #[inline(always)]
    pub(crate) unsafe fn slice<T: Plain>(self, len: usize) -> &'a [T] {
        debug_assert!(self.at.cast::<T>().is_aligned());
        // SAFETY: the values are there, valid and aligned (`Plain` promises that `T::ALIGN` is
        // enough), as the caller says; nobody changes them for `'a`. `T` has no interior
        // mutability, says `Plain`.
        unsafe { core::slice::from_raw_parts(self.at.cast::<T>().as_ptr(), len) }
    }

    /// One value, in place.
    ///
    /// # Safety
    /// As for [`slice`](Place::slice), with one value.
    #[inline(always)]
    pub(crate) unsafe fn reference<T: Plain>(self) -> &'a T {
        debug_assert!(self.at.cast::<T>().is_aligned());
        // SAFETY: the value is there, valid and aligned, as the caller says; nobody changes it for
        // `'a`.
        unsafe { self.at.cast::<T>().as_ref() }
    }

    /// The offset and the length in the slot that lies here.
    ///
    /// # Safety
    /// 8 bytes from here on are in the body.
    #[inline(always)]
    pub(crate) unsafe fn slot(self) -> (u32, u32) {
        // SAFETY: eight bytes are there, as the caller says.
        let [offset, len] = unsafe { self.read::<[u32; 2]>() };
        (offset, len)
    }

    /// What the slot that lies here points at, and its length.
    ///
    /// # Safety
    /// A slot that was checked and is not absent lies here.
    #[inline(always)]
    pub(crate) unsafe fn target(self) -> (Place<'a>, usize) {
        // SAFETY: a slot lies here, as the caller says.
        let (offset, len) = unsafe { self.slot() };
        // SAFETY: the slot was checked, so its target is in the body.
        let target = unsafe { self.add(offset as usize) };
        (target, len as usize)
    }
}
