//! Maps, whose values are edited where they lie.

use super::kind::EditKind;
use super::place::Run;
use crate::Map;
use crate::kind::{KeyKind, Kind, Table};
use core::fmt;

/// A map whose values are edited one at a time. Its keys stay as they are.
///
/// ```
/// use halflap::Message;
/// use halflap_testdata::maps::{Numbers, NumbersEdit};
///
/// let numbers = Numbers { a: [(1, 10), (2, 20)].into(), ..Numbers::default() };
/// let mut buffer = numbers.to_halflap()?;
///
/// let mut numbers = NumbersEdit::open(&mut buffer)?;
/// let mut map = numbers.a();
/// map.get(2).unwrap().set(21);
/// assert!(map.get(3).is_none());
/// map.entry(0).unwrap().set(11);
/// assert_eq!(map.view().iter().collect::<Vec<_>>(), [(1, 11), (2, 21)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct MapEdit<'a, K, V>(Run<'a, Table<K, V>>);

impl<'a, K, V> MapEdit<'a, K, V> {
    #[inline(always)]
    pub(super) fn new(entries: Run<'a, Table<K, V>>) -> Self {
        Self(entries)
    }

    /// How many entries it has. No edit changes that.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no entry.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: KeyKind, V: EditKind> MapEdit<'_, K, V> {
    /// The map as it is now.
    #[inline]
    pub fn view(&self) -> Map<'_, K, V> {
        self.0.view()
    }

    /// The value of this key, if there is one.
    #[inline]
    pub fn get(&mut self, key: K::View<'_>) -> Option<V::Edit<'_>> {
        let index = self.view().find(K::rank(key))?;
        self.entry(index as usize)
    }

    /// The value of the entry of this index in the order of keys, if there is one.
    #[inline]
    pub fn entry(&mut self, index: usize) -> Option<V::Edit<'_>> {
        self.0.value(index).map(V::edit)
    }
}

impl<K, V> Default for MapEdit<'_, K, V> {
    /// An empty map.
    fn default() -> Self {
        Self(Run::empty())
    }
}

impl<K: KeyKind, V: EditKind> fmt::Debug for MapEdit<'_, K, V>
where
    for<'v> <K as Kind>::View<'v>: fmt::Debug,
    for<'v> <V as Kind>::View<'v>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}
