//! The pass that writes the bytes themselves.

use core::cmp::Ordering;

use core::ops::Range;

use super::form::{Form, KeyForm};
use super::version::{At, Version};
use super::{Encode, EncodeError, EncodeErrorKind, MAX_DEPTH, Target};
use crate::read::kind::Table;
use crate::read::{Import, Plain, bytes_of};

/// A target that writes a block, and what its slots point at behind all that is there already.
pub(super) struct Fill<'b, 'm, V> {
    block: &'b mut [u8],
    /// Where the block lies in the buffer.
    at: usize,
    /// How deep the block lies; the root block is at 0.
    depth: u32,
    out: &'b mut Out<'m>,
    version: V,
}

/// The memory that is not written yet. The cursor stands where it begins.
struct Out<'m> {
    rest: &'m mut [u8],
    /// The buffer's length.
    end: usize,
    /// Whether more was asked for than there is.
    short: bool,
}

/// Why a message was not written.
pub(super) enum Unwritten {
    /// The memory is too short.
    Short,
    /// It can't be written anywhere.
    Wrong(EncodeError),
}

/// Writes a message as the body of a buffer, at the start of `body`, and says how long it is.
pub(super) fn body<M, S, V>(
    source: &S,
    version: V,
    header_len: usize,
    body: &mut [u8],
) -> Result<usize, Unwritten>
where
    M: Encode<S>,
    S: ?Sized,
    V: Version,
{
    let room = body.len();
    let mut out = Out {
        end: header_len + room,
        rest: body,
        short: false,
    };
    match out.root::<M, S, V>(source, version, header_len) {
        Ok(()) => Ok(room - out.rest.len()),
        Err(_) if out.short => Err(Unwritten::Short),
        Err(error) => Err(Unwritten::Wrong(error)),
    }
}

#[cold]
fn changed() -> EncodeError {
    EncodeError::new(EncodeErrorKind::SourceChanged)
}

impl<'m> Out<'m> {
    /// Writes the root message, and padding behind it.
    #[inline]
    fn root<M, S, V>(&mut self, source: &S, version: V, at: usize) -> Result<(), EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
        V: Version,
    {
        let block = self.take(version.pick(M::BLOCKS) as usize)?;
        let mut root = Fill {
            block,
            at,
            depth: 0,
            out: self,
            version,
        };
        M::encode(source, &mut root)?;
        self.align(8)
    }

    #[inline]
    fn cursor(&self) -> usize {
        self.end - self.rest.len()
    }

    /// The next `len` bytes, which the caller overwrites.
    #[inline]
    fn take(&mut self, len: usize) -> Result<&'m mut [u8], EncodeError> {
        // Asked first: then nothing is written in between, and no way out leaves an empty rest.
        if len > self.rest.len() {
            self.short = true;
            return Err(changed());
        }
        let (taken, rest) = core::mem::take(&mut self.rest).split_at_mut(len);
        self.rest = rest;
        Ok(taken)
    }

    /// Moves the cursor to a multiple of `align`, a power of two, over zeroes.
    #[inline]
    fn align(&mut self, align: usize) -> Result<(), EncodeError> {
        let padding = self.cursor().wrapping_neg() & (align - 1);
        // A whole word where there is room for it: what comes later is written over it.
        if let Some(word) = self.rest.first_chunk_mut()
            && padding < 8
        {
            *word = [0; 8];
            self.take(padding)?;
        } else {
            self.take(padding)?.fill(0);
        }
        Ok(())
    }

    /// Puts a vector's or payload's header and returns the bytes of `count` blocks behind it, and
    /// where they lie.
    #[inline]
    fn blocks(&mut self, count: usize, len: usize) -> Result<(usize, &'m mut [u8]), EncodeError> {
        let head = self.take(8)?;
        head.copy_from_slice(&(len as u64).to_le_bytes());
        let at = self.cursor();
        let blocks = self.take(count.checked_mul(len).ok_or_else(changed)?)?;
        Ok((at, blocks))
    }
}

impl<'m, V: Version> Fill<'_, 'm, V> {
    /// Writes a slot whose target will stand at the aligned cursor.
    #[inline]
    fn slot(&mut self, at: usize, align: usize, length: usize) -> Result<(), EncodeError> {
        if self.depth >= MAX_DEPTH {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep));
        }
        if align > 1 {
            self.out.align(align)?;
        }
        let offset = self.out.cursor() - (self.at + at);
        self.put(at, &[offset as u32, length as u32]);
        Ok(())
    }

    /// A block one level below this one.
    #[inline]
    fn below<'s>(&'s mut self, block: &'s mut [u8], at: usize) -> Fill<'s, 'm, V> {
        Fill {
            block,
            at,
            depth: self.depth + 1,
            out: self.out,
            version: self.version,
        }
    }

    /// Writes each item of a vector or map that has said how many there are into its block.
    #[inline]
    fn each<I: ExactSizeIterator>(
        &mut self,
        mut items: I,
        mut at: usize,
        blocks: &mut [u8],
        len: usize,
        mut write: impl FnMut(I::Item, &mut Fill<'_, 'm, V>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        // Messages, slots and entries all have some length; without any, `chunks_exact_mut` would panic.
        let len = len.max(1);
        for (index, block) in blocks.chunks_exact_mut(len).enumerate() {
            let item = items.next().ok_or_else(changed)?;
            let mut below = self.below(block, at);
            write(item, &mut below).map_err(|error| error.at_index(index))?;
            at += len;
        }
        if items.next().is_some() {
            return Err(changed());
        }
        Ok(())
    }
}

impl<'m, V: Version> Target for Fill<'_, 'm, V> {
    type Pinned<'t>
        = Fill<'t, 'm, At>
    where
        Self: 't;

    #[inline]
    fn has(&self, since: u32) -> bool {
        self.version.has(since)
    }

    #[inline]
    fn pinned<P: Import>(&mut self) -> Fill<'_, 'm, At> {
        Fill {
            block: self.block,
            at: self.at,
            depth: self.depth,
            out: self.out,
            version: At(self.version.pick(P::VERSIONS)),
        }
    }

    #[inline]
    fn put<E: Plain>(&mut self, at: usize, value: &E) {
        let bytes = bytes_of(core::slice::from_ref(value));
        self.block[at..at + bytes.len()].copy_from_slice(bytes);
    }

    #[inline]
    fn zero(&mut self, bytes: Range<usize>) {
        self.block[bytes].fill(0);
    }

    #[inline]
    fn set(&mut self, presence: u32) {
        self.block[presence as usize / 8] |= 1 << (presence % 8);
    }

    #[inline(always)]
    fn leaf<E: Plain>(&mut self, at: usize, items: &[E]) -> Result<(), EncodeError> {
        self.slot(at, E::ALIGN, items.len())?;
        let bytes = bytes_of(items);
        copy(self.out.take(bytes.len())?, bytes);
        Ok(())
    }

    #[inline]
    fn message<M, S>(&mut self, at: usize, source: &S) -> Result<(), EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        let len = self.version.block::<M>()?;
        self.slot(at, 8, len)?;
        let block_at = self.out.cursor();
        let block = self.out.take(len)?;
        M::encode(source, &mut self.below(block, block_at))
    }

    #[inline]
    fn messages<M, I>(&mut self, at: usize, items: I) -> Result<(), EncodeError>
    where
        M: Encode<I::Item>,
        I: ExactSizeIterator,
    {
        let count = items.len();
        let len = self.version.block::<M>()?;
        self.slot(at, 8, count)?;
        let (blocks_at, blocks) = self.out.blocks(count, len)?;
        self.each(items, blocks_at, blocks, len, |item, below| {
            M::encode(&item, below)
        })
    }

    #[inline]
    fn slots<K, I>(&mut self, at: usize, items: I) -> Result<(), EncodeError>
    where
        K: Form<I::Item>,
        I: ExactSizeIterator,
    {
        let count = items.len();
        self.slot(at, K::ALIGN, count)?;
        let slots_at = self.out.cursor();
        let slots = self
            .out
            .take(count.checked_mul(K::SIZE).ok_or_else(changed)?)?;
        self.each(items, slots_at, slots, K::SIZE, |item, below| {
            K::write(item, 0, below)
        })
    }

    #[inline]
    fn entries<K, V2, I, A, B>(&mut self, at: usize, items: I) -> Result<(), EncodeError>
    where
        K: KeyForm<A>,
        V2: Form<B>,
        I: ExactSizeIterator<Item = (A, B)>,
    {
        let len = Table::<K, V2>::LEN;
        let count = items.len();
        self.slot(at, 8, count)?;
        let (blocks_at, blocks) = self.out.blocks(count, len)?;
        let mut last = None;
        self.each(items, blocks_at, blocks, len, |(key, value), below| {
            if let Some(last) = &last {
                check_order(K::order(last, &key))?;
            }
            K::write(&key, Table::<K, V2>::KEY, below).map_err(|error| error.below("key"))?;
            V2::write(value, Table::<K, V2>::VALUE, below).map_err(|error| error.below("value"))?;
            below.zero(Table::<K, V2>::PADDING);
            last = Some(key);
            Ok(())
        })
    }

    #[inline]
    fn payload<M, S>(&mut self, at: usize, tag: u32, source: &S) -> Result<(), EncodeError>
    where
        M: Encode<S>,
        S: ?Sized,
    {
        let len = self.version.block::<M>()?;
        self.slot(at, 8, tag as usize)?;
        let head = self.out.take(8)?;
        let payload_at = self.out.cursor();
        let block = self.out.take(len)?;
        M::encode(source, &mut self.below(block, payload_at))?;
        self.out.align(8)?;
        let payload = self.out.cursor() - payload_at;
        head.copy_from_slice(&((payload as u64) << 32 | len as u64).to_le_bytes());
        Ok(())
    }
}

/// Copies bytes to a place that is as long as they are. Most texts are short: what two words hold that may
/// overlap costs less than a call, and each field's lengths are guessed by themselves.
#[inline(always)]
fn copy(to: &mut [u8], from: &[u8]) {
    match from.len() {
        0 => {}
        len @ 1..4 => {
            let (first, middle, last) = (from[0], from[len / 2], from[len - 1]);
            to[0] = first;
            to[len / 2] = middle;
            to[len - 1] = last;
        }
        4..8 => copy_ends::<4>(to, from),
        8..=16 => copy_ends::<8>(to, from),
        17..=32 => copy_ends::<16>(to, from),
        _ => to.copy_from_slice(from),
    }
}

/// Copies the first `N` bytes and the last.
#[inline(always)]
fn copy_ends<const N: usize>(to: &mut [u8], from: &[u8]) {
    if let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>())
        && let Some(place) = to.first_chunk_mut()
    {
        *place = *first;
        if let Some(place) = to.last_chunk_mut() {
            *place = *last;
        }
    }
}

/// Refuses a key that is not above the one before it.
#[inline]
fn check_order(order: Ordering) -> Result<(), EncodeError> {
    let kind = match order {
        Ordering::Less => return Ok(()),
        Ordering::Equal => EncodeErrorKind::DuplicateKey,
        Ordering::Greater => EncodeErrorKind::UnsortedMap,
    };
    Err(EncodeError::new(kind).below("key"))
}
