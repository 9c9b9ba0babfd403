//! Maps, searched where they lie.

use super::compare::Compare;
use super::kind::{KeyKind, Kind, Table};
use super::mode::Limit;
use super::place::Place;
use alloc::collections::BTreeMap;
use core::cmp::Ordering;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;

/// A map: entries with ascending keys. Looking up a key is a binary search in the buffer.
///
/// ```
/// use halflap::Message;
/// use halflap_testdata::maps::{Texts, TextsView};
///
/// let labels = [("to", "Zürich"), ("from", "Bern")].map(|(k, v)| (k.into(), v.into()));
/// let buffer = Texts { labels: labels.into() }.to_halflap()?;
///
/// let labels = TextsView::read(&buffer)?.labels();
/// assert_eq!(labels.get("to"), Some("Zürich"));
/// assert_eq!(labels.get("via"), None);
/// let entries: Vec<_> = labels.iter().collect();
/// assert_eq!(entries, [("from", "Bern"), ("to", "Zürich")]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Map<'a, K, V> {
    first: Place<'a>,
    count: u32,
    /// Bytes from one entry to the next.
    stride: u32,
    limit: Limit,
    of: PhantomData<fn() -> (K, V)>,
}

impl<K, V> Clone for Map<'_, K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Map<'_, K, V> {}

impl<K, V> Default for Map<'_, K, V> {
    /// An empty map.
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<K, V> Map<'_, K, V> {
    /// A map without entries.
    pub const EMPTY: Self = Map {
        first: Place::NOWHERE,
        count: 0,
        stride: 0,
        limit: 0,
        of: PhantomData,
    };

    /// How many entries it has.
    #[inline]
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether it has no entry.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl<'a, K: KeyKind, V: Kind> Map<'a, K, V> {
    /// # Safety
    /// `count` entries that were checked lie from `first` on, `stride` bytes from each to the next.
    /// `limit` is that of the keys and values.
    #[inline(always)]
    pub(crate) unsafe fn new(first: Place<'a>, count: usize, stride: u32, limit: Limit) -> Self {
        Self {
            first,
            // It came from a slot.
            count: count as u32,
            stride,
            limit,
            of: PhantomData,
        }
    }

    /// # Safety
    /// `index` is less than `count`, and something of an entry lies at `at` of it.
    #[inline(always)]
    unsafe fn place(self, index: u32, at: usize) -> Place<'a> {
        // The product can't overflow: `count` entries fit into a body.
        let offset = index as usize * self.stride as usize + at;
        // SAFETY: the entry is one of those that `new` was promised.
        unsafe { self.first.add(offset) }
    }

    /// # Safety
    /// `index` is less than `count`.
    #[inline(always)]
    unsafe fn key(self, index: u32) -> K::View<'a> {
        // SAFETY: the entry is there, as the caller says, and its key lies at `KEY`.
        let place = unsafe { self.place(index, Table::<K, V>::KEY) };
        // SAFETY: the key was checked, in a mode that fits the limit.
        unsafe { K::view(place, self.limit) }
    }

    /// # Safety
    /// `index` is less than `count`.
    #[inline(always)]
    unsafe fn value(self, index: u32) -> V::View<'a> {
        // SAFETY: the entry is there, as the caller says, and its value lies at `VALUE`.
        let place = unsafe { self.place(index, Table::<K, V>::VALUE) };
        // SAFETY: the value was checked, in a mode that fits the limit.
        unsafe { V::view(place, self.limit) }
    }

    /// The value of this key, if there is one.
    pub fn get(self, key: K::View<'_>) -> Option<V::View<'a>> {
        let index = self.find(K::rank(key))?;
        // SAFETY: `find` gives indices of entries.
        Some(unsafe { self.value(index) })
    }

    /// Whether there is an entry of this key.
    pub fn contains_key(self, key: K::View<'_>) -> bool {
        self.find(K::rank(key)).is_some()
    }

    /// The index of the entry whose key has this rank: less than `count`.
    pub(crate) fn find(self, wanted: K::Rank<'_>) -> Option<u32> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            // SAFETY: `middle` is below `high`, which is never above `count`.
            let key = unsafe { self.key(middle) };
            match K::compare(K::rank(key), &wanted) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The entry of this index in the order of keys, if there is one.
    #[inline]
    pub fn entry(self, index: usize) -> Option<(K::View<'a>, V::View<'a>)> {
        if index >= self.len() {
            return None;
        }
        // SAFETY: the index is less than `count`, and so fits.
        let key = unsafe { self.key(index as u32) };
        // SAFETY: as above.
        let value = unsafe { self.value(index as u32) };
        Some((key, value))
    }

    /// All entries, in the order of keys.
    #[inline]
    pub fn iter(self) -> Entries<'a, K, V> {
        Entries {
            next: 0,
            end: self.count,
            map: self,
        }
    }

    /// All keys, in order.
    pub fn keys(self) -> impl ExactSizeIterator<Item = K::View<'a>> + DoubleEndedIterator {
        self.iter().map(|(key, _)| key)
    }

    /// All values, in the order of keys.
    pub fn values(self) -> impl ExactSizeIterator<Item = V::View<'a>> + DoubleEndedIterator {
        self.iter().map(|(_, value)| value)
    }
}

impl<'a, K: KeyKind, V: Kind> IntoIterator for Map<'a, K, V> {
    type Item = (K::View<'a>, V::View<'a>);
    type IntoIter = Entries<'a, K, V>;

    #[inline]
    fn into_iter(self) -> Entries<'a, K, V> {
        self.iter()
    }
}

/// Iterates over the entries of a [`Map`].
pub struct Entries<'a, K, V> {
    map: Map<'a, K, V>,
    /// Never above `end`.
    next: u32,
    /// Never above the map's `count`.
    end: u32,
}

impl<K, V> Clone for Entries<'_, K, V> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<'a, K: KeyKind, V: Kind> Iterator for Entries<'a, K, V> {
    type Item = (K::View<'a>, V::View<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.next == self.end {
            return None;
        }
        let entry = self.map.entry(self.next as usize);
        self.next += 1;
        entry
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.end - self.next) as usize;
        (left, Some(left))
    }
}

impl<K: KeyKind, V: Kind> DoubleEndedIterator for Entries<'_, K, V> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        self.map.entry(self.end as usize)
    }
}

impl<K: KeyKind, V: Kind> ExactSizeIterator for Entries<'_, K, V> {}
impl<K: KeyKind, V: Kind> FusedIterator for Entries<'_, K, V> {}

impl<'a, K: KeyKind, V: Kind> fmt::Debug for Map<'a, K, V>
where
    K::View<'a>: fmt::Debug,
    V::View<'a>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(*self).finish()
    }
}

impl<'a, K: KeyKind, V: Kind> fmt::Debug for Entries<'a, K, V>
where
    K::View<'a>: fmt::Debug,
    V::View<'a>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

impl<K, V, A, B> PartialEq<BTreeMap<A, B>> for Map<'_, K, V>
where
    K: KeyKind + Compare<A>,
    V: Compare<B>,
{
    fn eq(&self, other: &BTreeMap<A, B>) -> bool {
        Table::<K, V>::same(*self, other)
    }
}
