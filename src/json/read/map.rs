//! Objects as maps: their keys may stand in any order, and no two may be the same.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{Reader, Result, fail};
use crate::json::bytes::Bytes;
use crate::json::encode::MAX_DEPTH;
use crate::json::lex::Start;
use crate::json::{ErrorKind, scalars};
use crate::path::Path;
use crate::schema::{MapInfo, Shape, integer};

impl Reader<'_, '_> {
    /// An object as the entries of a map behind their stride, added to `open` in order of their
    /// keys; how many they are.
    pub(super) fn map(&mut self, map: MapInfo, depth: u32, path: &Path<'_>) -> Result<usize> {
        self.enter(Start::Object, path)?;
        self.stride(map.block);
        let entries = self.open.len();
        let keys = self.keys.len();
        let read = self.entries(map, depth, path);
        // Keys are compared at the end; one that was there before still comes before whatever is
        // wrong later in the text.
        let sorted = self.sort(map, entries, keys, path);
        self.keys.truncate(keys);
        sorted.and(read)
    }

    /// The entries and the closing bracket, in order of the text.
    fn entries(&mut self, map: MapInfo, depth: u32, path: &Path<'_>) -> Result<usize> {
        let (mut first, mut count) = (true, 0);
        while self.more(&mut first, b'}', path)? {
            let entry = self.open.zeros(map.block as usize);
            let path = path.at(count as u64);
            self.key(map, entry, depth, &path.name("key"))?;
            let value_at = entry + map.value_at as usize;
            self.value(map.value, value_at, depth, &path.name("value"))?;
            count += 1;
        }
        Ok(count)
    }

    /// A key and the colon behind it. `depth` is that of a key's target.
    fn key(&mut self, map: MapInfo, entry: usize, depth: u32, path: &Path<'_>) -> Result {
        let text = self.lexer.text;
        let fault = |fault| fail(text, fault, path);
        let info = self.index.ty(map.key);
        let at = entry + map.key_at as usize;
        let key = self.lexer.key(&mut self.scratch).map_err(fault)?;
        let place = key.at;
        let mut slot = [0; 16];
        let bytes = if info.shape == Shape::String {
            if depth > MAX_DEPTH {
                return Err(fault((ErrorKind::TooDeep, place)));
            }
            let target = self.done.len() as u32;
            self.done.extend(key.text.as_bytes());
            slot[..4].copy_from_slice(&target.to_le_bytes());
            slot[4..8].copy_from_slice(&(key.text.len() as u32).to_le_bytes());
            slot
        } else {
            let e = match info.shape {
                Shape::Enum(e) => Some(self.index.enumeration(e)),
                _ => None,
            };
            scalars::map_key(info.shape, info.size as u8, e, key.text)
                .map_err(|kind| fault((kind, place)))?
        };
        self.bounded(path)?;
        self.put(at, &bytes[..info.size as usize]);
        self.keys.push(place);
        self.lexer.byte(b':').map_err(fault)
    }

    /// Puts the entries from `entries` on in order of their keys.
    fn sort(&mut self, map: MapInfo, entries: usize, keys: usize, path: &Path<'_>) -> Result {
        let block = map.block as usize;
        let count = self.keys.len() - keys;
        let at = |i: usize| entries + i * block + map.key_at as usize;
        let order = |a: usize, b: usize| self.compare(map.key, at(a), at(b));
        if (1..count).all(|i| order(i - 1, i) == Ordering::Less) {
            return Ok(());
        }
        let mut sorted: Vec<usize> = (0..count).collect();
        // Stable, so of two equal keys the one that comes first in the text stays first.
        sorted.sort_by(|&a, &b| order(a, b));
        let twice = sorted
            .windows(2)
            .filter(|pair| order(pair[0], pair[1]) == Ordering::Equal)
            .map(|pair| pair[1])
            .min();
        if let Some(twice) = twice {
            let place = self.keys[keys + twice];
            return self.refuse(ErrorKind::DuplicateKey, place, path);
        }
        let mut unsorted = Bytes::new(count * block, self.index.has_secrets());
        unsorted.extend(&self.open[entries..]);
        self.open.truncate(entries);
        for entry in sorted {
            let bytes = unsorted.get(entry * block..(entry + 1) * block);
            self.open.extend(bytes.unwrap_or_default());
        }
        Ok(())
    }

    /// The order of the keys that lie at two places in `open`: by number, or by bytes.
    fn compare(&self, key: usize, a: usize, b: usize) -> Ordering {
        let info = self.index.ty(key);
        let bytes = |at: usize| {
            let range = at..at + info.size as usize;
            self.open.get(range).unwrap_or_default()
        };
        let number = |at: usize, signed| integer(bytes(at), signed);
        let signed = match info.shape {
            Shape::Signed(_) => true,
            Shape::Enum(e) => self.index.enumeration(e).is_signed(),
            _ => false,
        };
        match info.shape {
            Shape::String => self.text_of(bytes(a)).cmp(self.text_of(bytes(b))),
            Shape::Uuid => bytes(a).cmp(bytes(b)),
            _ if signed => number(a, true).cmp(&number(b, true)),
            _ => (number(a, false) as u128).cmp(&(number(b, false) as u128)),
        }
    }

    /// The bytes of a string in `done`, by its slot.
    fn text_of(&self, slot: &[u8]) -> &[u8] {
        let (at, len) = slot.split_at(slot.len() / 2);
        let at = integer(at, false) as usize;
        let len = integer(len, false) as usize;
        self.done.get(at..at + len).unwrap_or_default()
    }
}
