//! From views to values that own their memory.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::kind::{
    Blob, Each, InPlace, Item, KeyKind, Kind, Nested, OneOf, Slice, Table, Text, Value, Wide,
    WideInt,
};
use crate::read::{Layout, Plain, UnionLayout};
use crate::write::Encode;
use crate::{
    AlignedBuf, EncodeError, Encoder, Error, List, Map, Secret, SecretRef, UnknownArm, read,
};

/// A message that owns its memory: what the compiler generates for each message of a schema,
/// beside its view.
///
/// ```
/// use halflap::Message;
/// use halflap_testdata::shop::{Line, LineView};
///
/// let line = Line { article: "tea".into(), price: 300, quantity: 2 };
/// let buf = line.to_halflap()?;
/// assert_eq!(Line::decode(&buf)?, line);
/// assert_eq!(LineView::read(&buf)?.article(), "tea");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Message: Layout + Encode<Self> + for<'a> From<<Self as Layout>::View<'a>> {
    /// Reads a buffer that lies anywhere, and keeps nothing of it.
    ///
    /// # Errors
    /// What reading in place refuses, except for the address.
    fn decode(buffer: &[u8]) -> Result<Self, Error> {
        if !Self::ALIGNED || buffer.as_ptr().addr().is_multiple_of(8) {
            return read::read::<Self>(buffer).map(Self::from);
        }
        let mut copy = AlignedBuf::from(buffer);
        if Self::SECRET {
            copy.mark_secret();
        }
        read::read::<Self>(&copy).map(Self::from)
    }

    /// Writes it to a new buffer, which is allocated once and in the right size.
    ///
    /// # Errors
    /// When it is too large or nested too deep, or holds an arm of a union that only a newer
    /// schema knows.
    fn to_halflap(&self) -> Result<AlignedBuf, EncodeError> {
        Encoder::new().encode::<Self, Self>(self)
    }

    /// Writes it over what a buffer holds, which allocates only where its capacity is too small.
    /// On an error the buffer is empty.
    ///
    /// # Errors
    /// Those of [`to_halflap`](Message::to_halflap).
    fn encode_into(&self, buf: &mut AlignedBuf) -> Result<(), EncodeError> {
        Encoder::new().encode_into::<Self, Self>(self, buf)
    }

    /// Writes it over memory of the caller's, which has to be exactly as long as
    /// [`encoded_len`](Message::encoded_len) says. On an error the memory is all zero.
    ///
    /// # Errors
    /// Those of [`Encoder::encode_into_slice`].
    fn encode_into_slice(&self, bytes: &mut [u8]) -> Result<(), EncodeError> {
        Encoder::new().encode_into_slice::<Self, Self>(self, bytes)
    }

    /// Writes exactly what a writer of an older version would have written.
    ///
    /// # Errors
    /// Those of [`to_halflap`](Message::to_halflap); `not_in_version` where that version can't
    /// express the value, `unknown_version` where there is none.
    fn encode_as(&self, version: u32) -> Result<AlignedBuf, EncodeError> {
        Encoder::new().version(version).encode::<Self, Self>(self)
    }

    /// The length of its buffer.
    ///
    /// # Errors
    /// Those of [`to_halflap`](Message::to_halflap).
    fn encoded_len(&self) -> Result<usize, EncodeError> {
        Encoder::new().encoded_len::<Self, Self>(self)
    }
}

/// An arm of a union that a newer writer wrote, as it lay in the buffer.
///
/// It can be looked at and compared, but not be written: whoever passes the message on passes on
/// its buffer.
#[derive(Clone, PartialEq, Eq)]
pub struct OpaqueArm {
    tag: u32,
    block: usize,
    bytes: Box<[u8]>,
}

impl OpaqueArm {
    /// The arm's tag.
    pub fn tag(&self) -> u32 {
        self.tag
    }

    /// How many of its bytes are the arm's block.
    pub fn block_len(&self) -> usize {
        self.block
    }

    /// The arm's block and everything below it, unchecked.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl From<UnknownArm<'_>> for OpaqueArm {
    fn from(arm: UnknownArm<'_>) -> Self {
        OpaqueArm {
            tag: arm.tag(),
            block: arm.block_len(),
            bytes: arm.bytes().into(),
        }
    }
}

impl PartialEq<OpaqueArm> for UnknownArm<'_> {
    fn eq(&self, other: &OpaqueArm) -> bool {
        (self.tag(), self.block_len(), self.bytes()) == (other.tag, other.block, &other.bytes[..])
    }
}

impl fmt::Debug for OpaqueArm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpaqueArm(#{}, {} bytes)", self.tag, self.bytes.len())
    }
}

/// A kind of field whose values can be copied out of a buffer.
pub trait OwnedKind: Kind {
    /// What owns the copy.
    type Owned;

    /// Copies one.
    fn to_owned(view: Self::View<'_>) -> Self::Owned;
}

impl<T: Plain> OwnedKind for Value<T> {
    type Owned = T;

    #[inline]
    fn to_owned(view: T) -> T {
        view
    }
}

impl<T: WideInt> OwnedKind for Wide<T> {
    type Owned = T;

    #[inline]
    fn to_owned(view: T) -> T {
        view
    }
}

impl<T: Plain> OwnedKind for InPlace<T> {
    type Owned = T;

    #[inline]
    fn to_owned(view: &T) -> T {
        *view
    }
}

impl OwnedKind for Text {
    type Owned = String;

    #[inline]
    fn to_owned(view: &str) -> String {
        view.into()
    }
}

impl OwnedKind for Blob {
    type Owned = Vec<u8>;

    #[inline]
    fn to_owned(view: &[u8]) -> Vec<u8> {
        view.into()
    }
}

impl<T: Plain> OwnedKind for Slice<T> {
    type Owned = Vec<T>;

    #[inline]
    fn to_owned(view: &[T]) -> Vec<T> {
        view.into()
    }
}

impl<T: Layout + for<'a> From<T::View<'a>>> OwnedKind for Nested<T> {
    type Owned = T;

    #[inline]
    fn to_owned(view: T::View<'_>) -> T {
        T::from(view)
    }
}

impl<U: UnionLayout + for<'a> From<U::View<'a>>> OwnedKind for OneOf<U> {
    type Owned = U;

    #[inline]
    fn to_owned(view: U::View<'_>) -> U {
        U::from(view)
    }
}

impl<K: OwnedKind + Item> OwnedKind for Each<K> {
    type Owned = Vec<K::Owned>;

    #[inline]
    fn to_owned(view: List<'_, K>) -> Vec<K::Owned> {
        view.to_vec()
    }
}

impl<K, V> OwnedKind for Table<K, V>
where
    K: OwnedKind<Owned: Ord> + KeyKind,
    V: OwnedKind,
{
    type Owned = BTreeMap<K::Owned, V::Owned>;

    #[inline]
    fn to_owned(view: Map<'_, K, V>) -> Self::Owned {
        view.to_map()
    }
}

impl<K: OwnedKind + Item> List<'_, K> {
    /// Copies the elements out of the buffer.
    pub fn to_vec(self) -> Vec<K::Owned> {
        self.iter().map(K::to_owned).collect()
    }
}

impl<K, V> Map<'_, K, V>
where
    K: OwnedKind<Owned: Ord> + KeyKind,
    V: OwnedKind,
{
    /// Copies the entries out of the buffer.
    pub fn to_map(self) -> BTreeMap<K::Owned, V::Owned> {
        self.iter()
            .map(|(key, value)| (K::to_owned(key), V::to_owned(value)))
            .collect()
    }
}

impl SecretRef<'_, str> {
    /// Copies the secret to memory that is wiped when it is dropped.
    pub fn to_secret(self) -> Secret<String> {
        Secret::new(self.reveal().into())
    }
}

impl SecretRef<'_, [u8]> {
    /// Copies the secret to memory that is wiped when it is dropped.
    pub fn to_secret(self) -> Secret<Vec<u8>> {
        Secret::new(self.reveal().into())
    }
}

impl<const N: usize> SecretRef<'_, [u8; N]> {
    /// Copies the secret to memory that is wiped when it is dropped.
    pub fn to_secret(self) -> Secret<[u8; N]> {
        Secret::new(*self.reveal())
    }
}
