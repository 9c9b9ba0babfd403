//! Vectors of messages, and of what lies behind slots of its own, while they are edited.

use super::kind::EditItem;
use super::place::Run;
use crate::List;
use crate::kind::{Each, Kind};
use core::fmt;

/// A vector whose elements are edited one at a time: of messages, unions, maps, bytes or vectors.
/// Vectors of plain values are edited as slices, `&mut [T]`.
///
/// ```
/// use halflap::Message;
/// use halflap_testdata::log::{Log, Logs, LogsEdit};
///
/// let log = |code| Log { code, ..Log::default() };
/// let mut buffer = Logs { logs: vec![log(200), log(404), log(200)] }.to_halflap()?;
///
/// let mut logs = LogsEdit::open(&mut buffer)?;
/// let mut logs = logs.logs();
/// logs.get(1).unwrap().set_code(410);
/// assert!(logs.get(3).is_none());
/// logs.for_each(|mut log| {
///     let code = log.view().code();
///     log.set_code(code + 1);
/// });
/// let codes: Vec<u16> = logs.view().iter().map(|log| log.code()).collect();
/// assert_eq!(codes, [201, 411, 201]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ListEdit<'a, K>(Run<'a, Each<K>>);

impl<'a, K> ListEdit<'a, K> {
    #[inline(always)]
    pub(super) fn new(elements: Run<'a, Each<K>>) -> Self {
        Self(elements)
    }

    /// How many elements it has. No edit changes that.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no element.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: EditItem> ListEdit<'_, K> {
    /// The list as it is now.
    #[inline]
    pub fn view(&self) -> List<'_, K> {
        self.0.view()
    }

    /// The element of this index, if there is one.
    #[inline]
    pub fn get(&mut self, index: usize) -> Option<K::Edit<'_>> {
        K::element(&mut self.0, index)
    }

    /// Calls `edit` with each element, in order.
    #[inline]
    pub fn for_each(&mut self, mut edit: impl FnMut(K::Edit<'_>)) {
        for index in 0..self.len() {
            if let Some(element) = self.get(index) {
                edit(element);
            }
        }
    }
}

impl<K> Default for ListEdit<'_, K> {
    /// An empty list.
    fn default() -> Self {
        Self(Run::empty())
    }
}

impl<K: EditItem> fmt::Debug for ListEdit<'_, K>
where
    for<'v> <K as Kind>::View<'v>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}
