//! The store: a map in memory, ordered by key, that many threads use.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use halflap::{AlignedBuf, Checked, Encoder, Seq};
use halflap_ffi::{Call, Error, Reply};

use crate::generated::kv::{
    Conflict, Entry, EntryEdit, EntrySource, Level, SnapshotNextResponse,
    SnapshotNextResponseSource, Stats, StoreScanEachRequestSource,
};
use crate::generated::kv_glue::{KvError, Log, Snapshot, Store, StoreScanEach};

/// The longest key, in bytes.
pub const MAX_KEY: usize = 1 << 10;

/// The longest value, in bytes.
pub const MAX_VALUE: usize = 1 << 20;

/// How many entries a scan shows at a time: a call back costs as much as some dozens of entries.
const BATCH: usize = 64;

/// An entry as it is kept, and as it is given to all who ask for it: nobody copies it.
type Kept = Arc<Checked<Entry>>;

/// An entry that comes in.
struct New<'a> {
    key: &'a str,
    value: &'a [u8],
}

impl EntrySource for New<'_> {
    fn key(&self) -> &str {
        self.key
    }

    fn value(&self) -> &[u8] {
        self.value
    }

    /// It gets one when it gets in.
    fn revision(&self) -> u64 {
        0
    }
}

impl New<'_> {
    fn write(&self) -> Result<AlignedBuf, Error> {
        let written = Encoder::new().encode::<Entry, _>(self);
        written.map_err(|error| Error::msg(error.to_string()))
    }
}

/// Gives an entry its revision, where it lies.
fn kept(mut entry: AlignedBuf, revision: u64) -> Result<Kept, Error> {
    EntryEdit::open(&mut entry)?.set_revision(revision);
    Ok(Arc::new(Checked::read(entry)?))
}

/// Some entries, as a call back and a response are written from them.
struct Batch<'a>(&'a [Kept]);

impl StoreScanEachRequestSource for Batch<'_> {
    fn arg1(&self) -> impl Seq<Item = impl EntrySource> {
        self.0.iter().map(|entry| entry.view())
    }
}

impl SnapshotNextResponseSource for Batch<'_> {
    fn value(&self) -> impl Seq<Item = impl EntrySource> {
        self.0.iter().map(|entry| entry.view())
    }
}

/// A store in memory.
pub struct Memory {
    map: RwLock<BTreeMap<Arc<str>, Kept>>,
    /// The last change's.
    revision: AtomicU64,
    log: Arc<dyn Log>,
}

impl Memory {
    /// An empty store, which tells the log what it does.
    pub fn new(log: Arc<dyn Log>) -> Self {
        let store = Memory {
            map: RwLock::default(),
            revision: AtomicU64::new(0),
            log,
        };
        store.say(Level::INFO, "the store is open");
        store
    }

    /// Nobody waits for the log, and nothing fails for it.
    fn say(&self, level: Level, text: &str) {
        let _ = self.log.line(level, text);
    }

    /// A panic while it is locked leaves it as it was: each change is one insertion or removal.
    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<Arc<str>, Kept>> {
        self.map.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<Arc<str>, Kept>> {
        self.map.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entries after a key, or from a prefix on, some of them.
    fn some(&self, prefix: &str, after: Option<&Kept>) -> Vec<Kept> {
        let from = match after {
            Some(entry) => Bound::Excluded(entry.view().key()),
            None => Bound::Included(prefix),
        };
        let map = self.read();
        let rest = map.range::<str, _>((from, Bound::Unbounded));
        rest.take_while(|(key, _)| key.starts_with(prefix))
            .take(BATCH)
            .map(|(_, entry)| Arc::clone(entry))
            .collect()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.say(Level::INFO, "the store is closed");
    }
}

/// Refuses keys that can be none.
fn checked(key: &str) -> Result<(), KvError> {
    match key.len() {
        0 => Err(KvError::bad_size("a key is not empty")),
        1..=MAX_KEY => Ok(()),
        len => Err(KvError::bad_size(format!(
            "a key has at most {MAX_KEY} bytes, not {len}"
        ))),
    }
}

/// Refuses to change what has another revision than the caller thinks; 0 stands for any.
fn expect(found: Option<&Kept>, expected: u64) -> Result<(), KvError> {
    let current = found.map_or(0, |entry| entry.view().revision());
    if expected == 0 || expected == current {
        return Ok(());
    }
    let message = format!("the revision is {current}, not {expected}");
    Err(KvError::conflict(message, Conflict { current }))
}

impl Store for Memory {
    fn get(&self, _: &Call<'_>, key: &str) -> Result<Reply<Entry>, KvError> {
        match self.read().get(key) {
            Some(entry) => Ok(Reply::shared(Arc::clone(entry))),
            None => Err(KvError::not_found("there is no such key")),
        }
    }

    fn put(&self, _: &Call<'_>, key: &str, value: &[u8], expected: u64) -> Result<u64, KvError> {
        checked(key)?;
        if value.len() > MAX_VALUE {
            let len = value.len();
            self.say(
                Level::WARNING,
                &format!("a value of {len} bytes is refused"),
            );
            return Err(KvError::bad_size(format!(
                "a value has at most {MAX_VALUE} bytes, not {len}"
            )));
        }
        // Before the store is locked: then only the revision is still to come.
        let entry = New { key, value }.write()?;
        let mut map = self.write();
        expect(map.get(key), expected)?;
        let revision = self.revision.fetch_add(1, Ordering::Relaxed) + 1;
        map.insert(key.into(), kept(entry, revision)?);
        Ok(revision)
    }

    fn delete(&self, _: &Call<'_>, key: &str, expected: u64) -> Result<u64, KvError> {
        let mut map = self.write();
        let found = map.get(key);
        if found.is_none() && expected == 0 {
            return Err(KvError::not_found("there is no such key"));
        }
        expect(found, expected)?;
        map.remove(key);
        Ok(self.revision.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn scan(&self, call: &Call<'_>, prefix: &str, each: &StoreScanEach<'_>) -> Result<(), KvError> {
        let mut after = None;
        loop {
            call.check()?;
            // The lock is not held while the callback runs: it may change the store.
            let batch = self.some(prefix, after.as_ref());
            let Some(last) = batch.last() else {
                return Ok(());
            };
            after = Some(Arc::clone(last));
            if !each.call(&Batch(&batch))? {
                return Ok(());
            }
        }
    }

    fn snapshot(&self, call: &Call<'_>, prefix: &str) -> Result<Arc<dyn Snapshot>, KvError> {
        call.check()?;
        let map = self.read();
        let range = map.range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        let entries = range
            .take_while(|(key, _)| key.starts_with(prefix))
            .map(|(_, entry)| Arc::clone(entry))
            .collect();
        Ok(Arc::new(Frozen(Mutex::new(Rest { entries, at: 0 }))))
    }

    fn stats(&self, _: &Call<'_>) -> Result<Reply<Stats>, Error> {
        let map = self.read();
        let entries = map.values().map(|entry| entry.view());
        let sizes = entries.map(|entry| entry.key().len() + entry.value().len());
        Ok(Reply::new(Stats {
            entries: map.len() as u64,
            size: sizes.sum::<usize>() as u64,
            revision: self.revision.load(Ordering::Relaxed),
        }))
    }
}

/// The entries at one moment.
struct Frozen(Mutex<Rest>);

struct Rest {
    entries: Vec<Kept>,
    at: usize,
}

impl Frozen {
    fn rest(&self) -> MutexGuard<'_, Rest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Snapshot for Frozen {
    fn next(&self, _: &Call<'_>, max: u32) -> Result<Reply<SnapshotNextResponse>, KvError> {
        let mut rest = self.rest();
        let end = rest.entries.len().min(rest.at.saturating_add(max as usize));
        let reply = Reply::encode(&Batch(&rest.entries[rest.at..end]));
        rest.at = end;
        Ok(reply)
    }

    fn left(&self, _: &Call<'_>) -> Result<u64, Error> {
        let rest = self.rest();
        Ok((rest.entries.len() - rest.at) as u64)
    }
}
