//! The work of the service, whatever an entry looks like.

use std::sync::{Mutex, PoisonError};

use halflap_testdata::log::Logs;

use crate::data;

/// An entry that can be read.
pub trait Entry {
    fn address(&self) -> [u8; 4];
    /// Identity, user, date and request.
    fn texts(&self) -> [&str; 4];
    fn code(&self) -> u16;
    fn size(&self) -> u64;
}

impl<E: Entry> Entry for &E {
    fn address(&self) -> [u8; 4] {
        (**self).address()
    }

    fn texts(&self) -> [&str; 4] {
        (**self).texts()
    }

    fn code(&self) -> u16 {
        (**self).code()
    }

    fn size(&self) -> u64 {
        (**self).size()
    }
}

/// Reads every field of every entry. The Go side has the same sum.
pub fn sum<E: Entry>(entries: impl IntoIterator<Item = E>) -> u64 {
    let entries = entries.into_iter();
    entries.fold(0, |sum, entry| sum.wrapping_add(one(&entry)))
}

fn one(entry: &impl Entry) -> u64 {
    let [identity, userid, date, request] = entry.texts().map(text);
    u64::from(u32::from_le_bytes(entry.address()))
        + 3 * identity
        + 5 * userid
        + 7 * date
        + 11 * request
        + 13 * u64::from(entry.code())
        + 17u64.wrapping_mul(entry.size())
}

fn text(text: &str) -> u64 {
    let last = text.as_bytes().last().copied().unwrap_or(0);
    text.len() as u64 + u64::from(last)
}

/// Logs that the service has at hand, one for each length that was asked for, in the form that its
/// library likes best. They are never dropped.
pub struct Stock<T: 'static>(Mutex<Vec<(u32, &'static T)>>);

impl<T> Stock<T> {
    pub const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    pub fn of(&self, count: u32, make: impl FnOnce(Logs) -> T) -> &'static T {
        let mut logs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, log)) = logs.iter().find(|log| log.0 == count) {
            return log;
        }
        let log = Box::leak(Box::new(make(data::logs_of(count as usize))));
        logs.push((count, log));
        log
    }
}

/// What can be known of a slice without reading all of it.
pub fn ends(values: &[f32]) -> f64 {
    let [first, .., last] = values else {
        return values.len() as f64;
    };
    f64::from(*first) + f64::from(*last) + values.len() as f64
}

/// Reads all of a slice.
pub fn sum_of(values: &[f32]) -> f64 {
    let (chunks, rest) = values.as_chunks::<8>();
    // In eight parts, so that the additions need not wait for each other.
    let mut parts = [0f64; 8];
    for chunk in chunks {
        for (part, value) in parts.iter_mut().zip(chunk) {
            *part += f64::from(*value);
        }
    }
    parts.iter().sum::<f64>() + rest.iter().map(|value| f64::from(*value)).sum::<f64>()
}
