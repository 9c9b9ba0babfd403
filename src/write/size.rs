//! The pass that comes before memory is allocated: how many bytes a message takes.

use core::ops::Range;

use super::form::{Form, KeyForm};
use super::version::{At, Version};
use super::{Encode, EncodeError, EncodeErrorKind, MAX_DEPTH, Target};
use crate::header::MAX_LEN;
use crate::read::kind::Table;
use crate::read::{Import, Plain};

/// A target that adds up what the slots of a block point at.
pub(super) struct Size<'c, V> {
    /// Where the next target goes, from the start of the body; it stops at `u64::MAX`.
    cursor: &'c mut u64,
    /// How deep this block lies; the root block is at 0.
    depth: u32,
    version: V,
}

/// The bytes of the body of a message whose root block takes `block`.
pub(super) fn body<M, S, V>(source: &S, version: V) -> Result<u64, EncodeError>
where
    M: Encode<S>,
    S: ?Sized,
    V: Version,
{
    let mut cursor = u64::from(version.pick(M::BLOCKS));
    let mut size = Size {
        cursor: &mut cursor,
        depth: 0,
        version,
    };
    M::encode(source, &mut size)?;
    Ok(align_up(cursor, 8))
}

impl<V: Version> Size<'_, V> {
    /// Moves the cursor to the end of `count` times `len` bytes at the aligned cursor.
    #[inline]
    fn add(&mut self, align: usize, count: usize, len: usize) -> Result<(), EncodeError> {
        if self.depth >= MAX_DEPTH {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep));
        }
        let bytes = (count as u64).saturating_mul(len as u64);
        *self.cursor = align_up(*self.cursor, align as u64).saturating_add(bytes);
        Ok(())
    }

    /// Refuses early what would take long to add up.
    fn within_limit(&self) -> Result<(), EncodeError> {
        if *self.cursor > MAX_LEN {
            return Err(EncodeError::new(EncodeErrorKind::TooLarge));
        }
        Ok(())
    }

    /// A block one level below this one.
    #[inline]
    fn below(&mut self) -> Size<'_, V> {
        Size {
            cursor: self.cursor,
            depth: self.depth + 1,
            version: self.version,
        }
    }

    /// Looks at each item of a vector or map that has said how many there are.
    #[inline]
    fn each<I: ExactSizeIterator>(
        &mut self,
        items: I,
        mut size: impl FnMut(I::Item, &mut Size<'_, V>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        self.within_limit()?;
        let count = items.len();
        let mut below = self.below();
        let mut seen = 0;
        for item in items {
            if seen == count {
                return Err(EncodeError::new(EncodeErrorKind::SourceChanged));
            }
            size(item, &mut below).map_err(|error| error.at_index(seen))?;
            seen += 1;
        }
        if seen != count {
            return Err(EncodeError::new(EncodeErrorKind::SourceChanged));
        }
        Ok(())
    }
}

/// Rounds `n` up to a multiple of `align`, a power of two; what would overflow stays large.
#[inline]
fn align_up(n: u64, align: u64) -> u64 {
    n.saturating_add(align - 1) & !(align - 1)
}

impl<V: Version> Target for Size<'_, V> {
    type Pinned<'t>
        = Size<'t, At>
    where
        Self: 't;

    #[inline]
    fn has(&self, since: u32) -> bool {
        self.version.has(since)
    }

    #[inline]
    fn pinned<P: Import>(&mut self) -> Size<'_, At> {
        Size {
            cursor: self.cursor,
            depth: self.depth,
            version: At(self.version.pick(P::VERSIONS)),
        }
    }

    #[inline]
    fn put<E: Plain>(&mut self, _: usize, _: &E) {}

    #[inline]
    fn zero(&mut self, _: Range<usize>) {}

    #[inline]
    fn set(&mut self, _: u32) {}

    #[inline]
    fn leaf<E: Plain>(&mut self, _: usize, items: &[E]) -> Result<(), EncodeError> {
        self.add(E::ALIGN, 1, size_of_val(items))
    }

    #[inline]
    fn message<M, S>(&mut self, _: usize, source: &S) -> Result<(), EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        self.add(8, 1, self.version.block::<M>()?)?;
        M::encode(source, &mut self.below())
    }

    #[inline]
    fn messages<M, I>(&mut self, _: usize, items: I) -> Result<(), EncodeError>
    where
        M: Encode<I::Item>,
        I: ExactSizeIterator,
    {
        self.add(8, 1, 8)?;
        self.add(8, items.len(), self.version.block::<M>()?)?;
        self.each(items, |item, below| M::encode(&item, below))
    }

    #[inline]
    fn slots<K, I>(&mut self, _: usize, items: I) -> Result<(), EncodeError>
    where
        K: Form<I::Item>,
        I: ExactSizeIterator,
    {
        self.add(K::ALIGN, items.len(), K::SIZE)?;
        self.each(items, |item, below| K::write(item, 0, below))
    }

    #[inline]
    fn entries<K, V2, I, A, B>(&mut self, _: usize, items: I) -> Result<(), EncodeError>
    where
        K: KeyForm<A>,
        V2: Form<B>,
        I: ExactSizeIterator<Item = (A, B)>,
    {
        self.add(8, 1, 8)?;
        self.add(8, items.len(), Table::<K, V2>::LEN)?;
        self.each(items, |(key, value), below| {
            K::write(&key, 0, below).map_err(|error| error.below("key"))?;
            V2::write(value, 0, below).map_err(|error| error.below("value"))
        })
    }

    #[inline]
    fn payload<M, S>(&mut self, _: usize, _: u32, source: &S) -> Result<(), EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        self.add(8, 1, 8)?;
        self.add(8, 1, self.version.block::<M>()?)?;
        M::encode(source, &mut self.below())?;
        *self.cursor = align_up(*self.cursor, 8);
        Ok(())
    }
}
