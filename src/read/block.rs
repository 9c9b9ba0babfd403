//! The block of a message, once everything in it has been checked.

use super::field::{Field, Read, Since};
use super::kind::InPlace;
use super::layout::Layout;
use super::mode::Limit;
use super::place::Place;
use super::plain::Plain;
use bytemuck::Zeroable;
use core::marker::PhantomData;

/// The block of a message `T` that has been checked, with everything below it.
///
/// It is what views are made of: two words. There is no way to make one but to read a buffer, and
/// none to look into it but with the constants of `T`'s own generated code:
///
/// ```compile_fail,E0624
/// use halflap_testdata::strings::Text;
/// let field = Text::TEXT; // the constants are private to the generated module,
/// ```
///
/// ```compile_fail,E0133
/// use halflap_testdata::strings::Text;
/// let fields = halflap::read::Fields::<Text>::new(); // and making others is unsafe.
/// ```
///
/// ```
/// assert_eq!(size_of::<halflap_testdata::strings::TextView<'_>>(), 16);
/// ```
pub struct Block<'a, T> {
    place: Place<'a>,
    /// As much of the block as was checked.
    len: u32,
    limit: Limit,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Block<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Block<'_, T> {}

impl<'a, T: Layout> Block<'a, T> {
    /// # Safety
    /// `T::check` has said yes to the `len` bytes of the block that lies at `place`, in a mode
    /// whose version is `limit`, or any known one where `limit` is 0; and the walk has come to
    /// its end.
    #[inline(always)]
    pub(crate) unsafe fn new(place: Place<'a>, len: u32, limit: Limit) -> Self {
        Self {
            place,
            len,
            limit,
            of: PhantomData,
        }
    }

    #[inline(always)]
    pub(crate) fn place(self) -> Place<'a> {
        self.place
    }

    #[inline(always)]
    pub(crate) fn limit(self) -> Limit {
        self.limit
    }

    /// The value of a field that every version has.
    #[inline(always)]
    pub fn get<F: Read<T>>(self, field: F) -> F::View<'a> {
        // SAFETY: the block was checked, and `field` was made for every block of a `T`.
        unsafe { field.view(self) }
    }

    /// The value of a field that only later versions have, or `default` where the writer was
    /// older.
    #[inline(always)]
    pub fn since<F: Read<T>>(self, field: Since<F>, default: F::View<'a>) -> F::View<'a> {
        match field.reached(self.len) {
            // SAFETY: the block was checked, and is one of those that `field` was made for: it is
            // as long as in the version that brought the field, so the writer had that version,
            // and the reader too, because no more of the block counts than the reader knows.
            Some(field) => unsafe { field.view(self) },
            None => default,
        }
    }

    /// The array of a field that only later versions have, or one of zeros where the writer was
    /// older.
    #[inline(always)]
    pub fn or_zero<A: Plain + Zeroable>(self, field: Since<Field<T, InPlace<A>>>) -> &'a A {
        self.since(field, zero())
    }
}

/// As many zeros as the largest fixed array has bytes.
#[repr(C, align(8))]
struct Zeros([u8; 65_536]);

static ZEROS: Zeros = Zeros([0; 65_536]);

/// A value of zeros that lives for ever.
fn zero<A: Plain + Zeroable>() -> &'static A {
    const {
        assert!(size_of::<A>() <= size_of::<Zeros>());
        assert!(align_of::<A>() <= align_of::<Zeros>());
    }
    // SAFETY: `ZEROS` is large enough and aligned enough for an `A`, as was asserted; all its bytes
    // are initialized, and `Zeroable` says that zeros are an `A`. It is never changed, and `A` has
    // no interior mutability, says `Plain`.
    unsafe { &*(&raw const ZEROS).cast::<A>() }
}
