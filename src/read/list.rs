//! Vectors of messages, and of what lies behind slots of its own.

use super::compare::Compare;
use super::kind::{Each, Item};
use super::mode::Limit;
use super::place::Place;
use alloc::vec::Vec;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;

/// A vector whose elements are not plain values: of messages (`List<'_, Nested<Line>>`), strings
/// (`List<'_, Text>`), unions, maps or vectors. Vectors of plain values are slices.
///
/// It reads from the buffer as it goes; copying it copies a few words.
///
/// ```
/// use halflap::Message;
/// use halflap_testdata::log::{Log, Logs, LogsView};
///
/// let log = |request: &str| Log { request: request.into(), ..Log::default() };
/// let buffer = Logs { logs: vec![log("GET /"), log("GET /about")] }.to_halflap()?;
///
/// let logs = LogsView::read(&buffer)?.logs();
/// assert_eq!(logs.len(), 2);
/// assert_eq!(logs.get(1).unwrap().request(), "GET /about");
/// assert!(logs.get(2).is_none());
/// let requests: Vec<&str> = logs.iter().map(|log| log.request()).collect();
/// assert_eq!(requests, ["GET /", "GET /about"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct List<'a, K> {
    first: Place<'a>,
    count: u32,
    /// Bytes from one element to the next.
    stride: u32,
    /// As much of each element's block as was checked.
    len: u32,
    limit: Limit,
    of: PhantomData<fn() -> K>,
}

impl<K> Clone for List<'_, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for List<'_, K> {}

impl<K> Default for List<'_, K> {
    /// An empty list.
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<K> List<'_, K> {
    /// A list without elements.
    pub const EMPTY: Self = List {
        first: Place::NOWHERE,
        count: 0,
        stride: 0,
        len: 0,
        limit: 0,
        of: PhantomData,
    };

    /// How many elements it has.
    #[inline]
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether it has no element.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl<'a, K: Item> List<'a, K> {
    /// # Safety
    /// `count` elements of kind `K` that were checked lie from `first` on, `stride` bytes from each
    /// to the next; of a message's block `len` bytes were checked. `limit` is that of the elements.
    #[inline(always)]
    pub(crate) unsafe fn new(
        first: Place<'a>,
        count: usize,
        stride: u32,
        len: u32,
        limit: Limit,
    ) -> Self {
        Self {
            first,
            // It came from a slot.
            count: count as u32,
            stride,
            len,
            limit,
            of: PhantomData,
        }
    }

    /// # Safety
    /// `index` is less than `count`.
    #[inline(always)]
    unsafe fn at(self, index: u32) -> K::View<'a> {
        // The product can't overflow: `count` elements fit into a body.
        let offset = index as usize * self.stride as usize;
        // SAFETY: the element is one of those that `new` was promised.
        let place = unsafe { self.first.add(offset) };
        // SAFETY: as above.
        unsafe { K::item(place, self.len, self.limit) }
    }

    /// The element of this index, if there is one.
    #[inline]
    pub fn get(self, index: usize) -> Option<K::View<'a>> {
        if index < self.len() {
            // SAFETY: the index is less than `count`, and so fits.
            Some(unsafe { self.at(index as u32) })
        } else {
            None
        }
    }

    /// The first element, if there is one.
    #[inline]
    pub fn first(self) -> Option<K::View<'a>> {
        self.get(0)
    }

    /// The last element, if there is one.
    #[inline]
    pub fn last(self) -> Option<K::View<'a>> {
        self.get(self.len().wrapping_sub(1))
    }

    /// All elements, in order.
    #[inline]
    pub fn iter(self) -> Iter<'a, K> {
        Iter {
            next: 0,
            end: self.count,
            list: self,
        }
    }
}

impl<'a, K: Item> IntoIterator for List<'a, K> {
    type Item = K::View<'a>;
    type IntoIter = Iter<'a, K>;

    #[inline]
    fn into_iter(self) -> Iter<'a, K> {
        self.iter()
    }
}

/// Iterates over a [`List`].
pub struct Iter<'a, K> {
    list: List<'a, K>,
    /// Never above `end`.
    next: u32,
    /// Never above the list's `count`.
    end: u32,
}

impl<K> Clone for Iter<'_, K> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<'a, K: Item> Iterator for Iter<'a, K> {
    type Item = K::View<'a>;

    #[inline]
    fn next(&mut self) -> Option<K::View<'a>> {
        if self.next == self.end {
            return None;
        }
        let index = self.next;
        self.next += 1;
        // SAFETY: `index` was below `end`, which is not above `count`.
        Some(unsafe { self.list.at(index) })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.end - self.next) as usize;
        (left, Some(left))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<K::View<'a>> {
        let left = self.end - self.next;
        self.next += left.min(u32::try_from(n).unwrap_or(u32::MAX));
        self.next()
    }
}

impl<K: Item> DoubleEndedIterator for Iter<'_, K> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        // SAFETY: `end` was above `next`, and was not above `count` before.
        Some(unsafe { self.list.at(self.end) })
    }
}

impl<K: Item> ExactSizeIterator for Iter<'_, K> {}
impl<K: Item> FusedIterator for Iter<'_, K> {}

impl<'a, K: Item> fmt::Debug for List<'a, K>
where
    K::View<'a>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}

impl<'a, K: Item> fmt::Debug for Iter<'a, K>
where
    K::View<'a>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<K: Item + Compare<B>, B> PartialEq<Vec<B>> for List<'_, K> {
    fn eq(&self, other: &Vec<B>) -> bool {
        Each::<K>::same(*self, other)
    }
}
