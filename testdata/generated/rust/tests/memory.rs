//! How often writing and reading allocate, and what they leave behind in memory that is freed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use halflap::json::{Reading, Writing, from_json, to_json, write_json};
use halflap::schema::{Index, Schema};
use halflap::stream::FrameReader;
use halflap::{AlignedBuf, Encoder, Message, Secret};
use halflap_testdata::log::{Log, Logs, LogsView};
use halflap_testdata::secrets::{Account, AccountView, Vault, description};

/// What all secrets of these tests contain.
const SECRET: &[u8] = b"correct horse battery staple";

/// Counts allocations, and looks for secrets in what is freed.
struct Watching;

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
    static LEFT_BEHIND: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static WATCHING: Watching = Watching;

// SAFETY: it passes everything on to `System`, and does not panic; the cells need no allocation.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATED.set(ALLOCATED.get() + 1);
        // Zeroed, so that all of it can be looked at when it is freed.
        // SAFETY: what the caller promises of the layout is what `System` asks for.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller gives back what `alloc` gave, which is as long as the layout says and
        // was initialized there.
        let bytes = unsafe { std::slice::from_raw_parts(place, layout.size()) };
        let found = bytes.windows(SECRET.len()).any(|part| part == SECRET);
        LEFT_BEHIND.set(LEFT_BEHIND.get() + usize::from(found));
        // SAFETY: what the caller promises is what `System` asks for.
        unsafe { System.dealloc(place, layout) }
    }
}

/// How many allocations something takes.
fn allocations<T>(what: impl FnOnce() -> T) -> (usize, T) {
    let before = ALLOCATED.get();
    let value = what();
    (ALLOCATED.get() - before, value)
}

/// How many pieces of memory with a secret in them are freed meanwhile.
fn left_behind<T>(what: impl FnOnce() -> T) -> usize {
    let before = LEFT_BEHIND.get();
    drop(black_box(what()));
    LEFT_BEHIND.get() - before
}

fn logs(count: usize) -> Logs {
    let log = Log {
        identity: "-".into(),
        userid: "frank".into(),
        request: "GET / HTTP/1.0".into(),
        ..Log::default()
    };
    Logs {
        logs: vec![log; count],
    }
}

#[test]
fn writing_allocates_once_or_not_at_all() {
    let logs = logs(100);
    let (count, buf) = allocations(|| logs.to_halflap().unwrap());
    assert_eq!(count, 1);
    assert_eq!(buf.capacity(), buf.len());
    let mut again = buf.clone();
    let (count, written) = allocations(|| logs.encode_into(&mut again));
    assert_eq!((count, written), (0, Ok(())));
    assert_eq!(again, buf);
    let (count, written) = allocations(|| logs.encode_into_slice(&mut again));
    assert_eq!((count, written), (0, Ok(())));
    let view = LogsView::read(&buf).unwrap();
    let how = Encoder::new().checksum(true).version(1);
    let (count, written) = allocations(|| how.encode_into::<Logs, _>(&view, &mut again));
    assert_eq!((count, written), (0, Ok(())));
}

#[test]
fn reading_in_place_allocates_nothing() {
    let buf = logs(100).to_halflap().unwrap();
    let (count, sum) = allocations(|| {
        let view = LogsView::read(&buf).unwrap();
        view.logs()
            .iter()
            .map(|log| log.request().len())
            .sum::<usize>()
    });
    assert_eq!((count, sum), (0, 1400));
}

#[test]
fn frames_reuse_their_memory() {
    let mut stream = Vec::new();
    for count in [3, 2, 1] {
        logs(count)
            .to_halflap()
            .unwrap()
            .write_to(&mut stream)
            .unwrap();
    }
    let mut frames = FrameReader::new(&stream[..], 1 << 20);
    let mut buf = AlignedBuf::new();
    assert_eq!(
        allocations(|| frames.read_into(&mut buf).unwrap()),
        (1, true)
    );
    assert_eq!(
        allocations(|| frames.read_into(&mut buf).unwrap()),
        (0, true)
    );
    assert_eq!(
        allocations(|| frames.read_into(&mut buf).unwrap()),
        (0, true)
    );
    assert_eq!(
        allocations(|| frames.read_into(&mut buf).unwrap()),
        (0, false)
    );
}

fn account() -> Account {
    let mut seed = [0; 32];
    seed[..SECRET.len()].copy_from_slice(SECRET);
    Account {
        name: "ada".into(),
        password: Secret::new(String::from_utf8(SECRET.into()).unwrap()),
        key: Secret::new(SECRET.into()),
        seed: Secret::new(seed),
        pin: Some(Secret::new(String::from_utf8(SECRET.into()).unwrap())),
    }
}

#[test]
fn the_allocator_sees_what_is_left_behind() {
    assert_eq!(left_behind(|| SECRET.to_vec()), 1);
    let boxed = || Box::new(*account().seed.reveal());
    assert_eq!(left_behind(boxed), 1);
}

#[test]
fn owned_secrets_are_wiped() {
    assert_eq!(left_behind(account), 0);
    assert_eq!(left_behind(|| Box::new(account())), 0);
    assert_eq!(left_behind(|| account().clone()), 0);
    let wiped = || {
        let mut account = account();
        account.key.wipe();
        account
    };
    assert_eq!(left_behind(wiped), 0);
}

#[test]
fn buffers_that_held_a_secret_are_wiped() {
    let vault = Vault {
        accounts: vec![account(), account()],
    };
    assert_eq!(left_behind(|| vault.to_halflap().unwrap()), 0);
    // Replaced by a larger one.
    let grown = || {
        let mut buf = account().to_halflap().unwrap();
        vault.encode_into(&mut buf).unwrap();
        buf
    };
    assert_eq!(left_behind(grown), 0);
    // Used again for something shorter.
    let reused = || {
        let mut buf = vault.to_halflap().unwrap();
        logs(1).encode_into(&mut buf).unwrap();
        buf
    };
    assert_eq!(left_behind(reused), 0);
    assert_eq!(left_behind(|| vault.to_halflap().unwrap().clone()), 0);
}

#[test]
fn decoding_leaves_no_secret_behind() {
    let buf = account().to_halflap().unwrap();
    assert_eq!(left_behind(|| Account::decode(&buf).unwrap()), 0);
    // From an odd address, by way of a copy.
    let decoded = || {
        let shifted = Secret::new([&[0], &buf[..]].concat());
        Account::decode(&shifted[1..]).unwrap()
    };
    assert_eq!(left_behind(decoded), 0);
}

#[test]
fn json_leaves_no_secret_behind() {
    let vault = Vault {
        accounts: vec![account(); 50],
    };
    let buf = vault.to_halflap().unwrap();
    let index = Index::new(Schema::decode(description()).unwrap()).unwrap();
    let root = index.message_by_name("secrets.Vault").unwrap();
    let reveal = Writing {
        reveal: true,
        ..Writing::default()
    };
    let written = || Secret::new(to_json(&index, root, &buf, reveal).unwrap());
    assert_eq!(left_behind(written), 0);
    let in_pieces = || write_json(&index, root, &buf, reveal, std::io::sink());
    assert_eq!(left_behind(in_pieces), 0);

    let text = written();
    // A string with escapes has to be put together somewhere.
    let escaped = text.reveal().replace("correct ", "correct\\u0020");
    assert!(escaped.len() > text.len());
    let escaped = Secret::new(escaped);
    for text in [&text, &escaped] {
        let read = || {
            let buf = from_json(&index, root, text.as_bytes(), Reading::default());
            Secret::new(buf.unwrap())
        };
        assert_eq!(*read().reveal(), *buf);
        assert_eq!(left_behind(read), 0);
        // Refused at the end, when all secrets are read.
        let cut = &text.as_bytes()[..text.len() - 1];
        let refused = || from_json(&index, root, cut, Reading::default()).is_err();
        assert_eq!(left_behind(refused), 0);
    }
}

#[test]
fn secrets_are_never_printed() {
    let account = account();
    let buf = account.to_halflap().unwrap();
    let view = AccountView::read(&buf).unwrap();
    let secret = std::str::from_utf8(SECRET).unwrap();
    for text in [
        format!("{account:?} {account:#?}"),
        format!("{view:?} {view:#?}"),
        format!("{buf:?} {:?}", view.password()),
    ] {
        assert!(!text.contains(secret), "{text}");
        assert!(!text.contains("99, 111, 114, 114"), "{text}");
    }
}
