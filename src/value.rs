//! Values that Rust has no type for with the layout of the wire.

use core::fmt;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// A UUID: 16 bytes, in the order in which they are written out.
///
/// ```
/// use halflap::Uuid;
/// let id = Uuid(*b"\x12\x3e\x45\x67\xe8\x9b\x12\xd3\xa4\x56\x42\x66\x14\x17\x40\x00");
/// assert_eq!(id.to_string(), "123e4567-e89b-12d3-a456-426614174000");
/// assert!(Uuid::NIL < id);
/// ```
#[derive(
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    FromBytes,
    IntoBytes,
    KnownLayout,
    Immutable,
    Unaligned,
)]
#[repr(transparent)]
pub struct Uuid(pub [u8; 16]);

// SAFETY: 16 zero bytes are a `[u8; 16]`, and `Uuid` is transparent.
unsafe impl bytemuck::Zeroable for Uuid {}

// SAFETY: a transparent wrapper of `[u8; 16]`, which is `Pod`.
unsafe impl bytemuck::Pod for Uuid {}

impl Uuid {
    /// The UUID of zeros.
    pub const NIL: Uuid = Uuid([0; 16]);
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Defines the 16-byte integers as they lie in a buffer: aligned to 8, where Rust's own are
/// aligned to 16.
macro_rules! wide {
    ($name:ident, $int:ident, $doc:literal) => {
        #[doc = $doc]
        ///
        /// Elements of slices and members of structs have this type; everywhere else Rust's own
        /// type is used.
        ///
        /// ```
        #[doc = concat!("use halflap::", stringify!($name), ";")]
        #[doc = concat!("let wide = ", stringify!($name), "::new(7);")]
        /// assert_eq!(wide.get(), 7);
        #[doc = concat!("assert_eq!(", stringify!($int), "::from(wide), 7);")]
        #[doc = concat!("assert!(wide < ", stringify!($name), "::new(8));")]
        /// ```
        #[derive(
            Clone, Copy, Default, PartialEq, Eq, Hash, FromBytes, IntoBytes, KnownLayout, Immutable,
        )]
        #[repr(C, align(8))]
        pub struct $name([u8; 16]);

        const _: () = assert!(size_of::<$name>() == 16 && align_of::<$name>() == 8);

        // SAFETY: 16 zero bytes are a `[u8; 16]`, the only member.
        unsafe impl bytemuck::Zeroable for $name {}

        // SAFETY: `repr(C)` around a `[u8; 16]`, which is `Pod`; 16 is a multiple of the
        // alignment 8 (asserted above), so there is no padding.
        unsafe impl bytemuck::Pod for $name {}

        impl $name {
            /// The integer as it lies in a buffer.
            pub const fn new(value: $int) -> Self {
                Self(value.to_le_bytes())
            }

            /// The integer.
            pub const fn get(self) -> $int {
                $int::from_le_bytes(self.0)
            }
        }

        impl From<$int> for $name {
            fn from(value: $int) -> Self {
                Self::new(value)
            }
        }

        impl From<$name> for $int {
            fn from(value: $name) -> Self {
                value.get()
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> core::cmp::Ordering {
                self.get().cmp(&other.get())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.get(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.get(), f)
            }
        }
    };
}

wide!(U128, u128, "A `u128` as it lies in a buffer.");
wide!(I128, i128, "An `i128` as it lies in a buffer.");
