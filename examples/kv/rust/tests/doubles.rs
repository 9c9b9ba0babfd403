//! The store without Go: through the doubles that the compiler generates.

use std::io::Write;
use std::sync::{Arc, Mutex};

use halflap_ffi::doubles::{Recorder, Replay};
use halflap_ffi::{Call, Error, System};
use kv::Memory;
use kv::generated::kv::{Level, LogLineRequest, SnapshotNextRequest};
use kv::generated::kv_doubles::{
    LogMock, SnapshotMock, StoreLoopback, StoreMock, StoreRecorder, StoreReplay,
};
use kv::generated::kv_glue::{KvError, Snapshot, Store, StoreScanEach};

fn log() -> Arc<LogMock> {
    Arc::new(LogMock::new().on_line(|_, _| Ok(())))
}

fn store() -> Arc<dyn Store> {
    Arc::new(Memory::new(log()))
}

/// What a program may do with a store; it says all it saw.
fn session(store: &dyn Store) -> String {
    let call = Call::detached();
    let seen = Mutex::new(String::new());
    let note = |text: String| {
        let mut seen = seen.lock().expect("no panic");
        *seen += &(text + "\n");
    };
    for key in ["a", "b", "ca", "", "b"] {
        note(format!(
            "put {key}: {:?}",
            store.put(&call, key, key.as_bytes(), 0)
        ));
    }
    note(format!("put: {:?}", store.put(&call, "a", b"new", 7)));
    for key in ["a", "none"] {
        let entry = store
            .get(&call, key)
            .and_then(|reply| Ok(reply.into_message()?));
        note(format!("get: {entry:?}"));
    }
    note(format!("delete: {:?}", store.delete(&call, "b", 0)));
    let each = StoreScanEach::local(|request| {
        let keys: Vec<String> = request
            .arg1()
            .iter()
            .map(|entry| entry.key().to_owned())
            .collect();
        note(format!("  {}", keys.join(" ")));
        Ok(true)
    });
    note(format!("scan: {:?}", store.scan(&call, "", &each)));
    let snapshot = store.snapshot(&call, "c").expect("there is one");
    for _ in 0..2 {
        let next = snapshot
            .next(&call, 10)
            .and_then(|reply| Ok(reply.into_message()?));
        note(format!("next: {next:?}"));
    }
    note(format!("left: {:?}", snapshot.left(&call)));
    let stats = store.stats(&call).and_then(|reply| reply.into_message());
    note(format!("stats: {stats:?}"));
    drop(each);
    seen.into_inner().expect("no panic")
}

/// A stream that a test can look into.
#[derive(Clone, Default)]
struct Tape(Arc<Mutex<Vec<u8>>>);

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_loopback_changes_nothing() {
    let direct = session(&*store());
    assert_eq!(session(&*StoreLoopback::new(store())), direct);
    assert!(direct.contains("put: Err(Conflict"), "{direct}");
    assert!(direct.contains("get: Err(NotFound"), "{direct}");
    assert!(direct.contains("  a ca\nscan: Ok(())"), "{direct}");
}

#[test]
fn a_replay_answers_as_it_was_recorded() {
    let tape = Tape::default();
    let recorder = Recorder::new(tape.clone());
    let recorded = session(&*StoreRecorder::new(StoreLoopback::new(store()), &recorder));
    assert!(recorder.take_error().is_none());
    let tape = tape.0.lock().expect("no panic");
    let replay = Replay::new(&tape[..]).expect("it is a recording");
    let replayed = StoreReplay::new(&replay);
    assert_eq!(session(&*replayed), recorded);
    assert_eq!(replay.rest(), 0);
    let again = replayed.put(&Call::detached(), "a", b"a", 0);
    let Err(KvError::Other(error)) = again else {
        panic!("{again:?}");
    };
    assert!(error.is(System::UnexpectedCall));
    // Half a recording is none.
    assert!(Replay::new(&tape[..tape.len() - 1]).is_err());
}

#[test]
fn a_replay_notices_other_answers_of_callbacks() {
    let tape = Tape::default();
    let recorder = Recorder::new(tape.clone());
    let store = StoreRecorder::new(store(), &recorder);
    let call = Call::detached();
    store.put(&call, "a", b"", 0).expect("it is put");
    let yes = StoreScanEach::local(|_| Ok(true));
    store.scan(&call, "", &yes).expect("it is scanned");
    let replay = Replay::new(&tape.0.lock().expect("no panic")[..]).expect("it is a recording");
    let no = StoreScanEach::local(|_| Ok(false));
    let error: Error = StoreReplay::new(&replay)
        .scan(&call, "", &no)
        .unwrap_err()
        .into();
    assert!(error.is(System::UnexpectedCall));
}

#[test]
fn a_panic_poisons_a_loopback() {
    let mock = StoreMock::new().on_stats(|_| panic!("it broke"));
    let store = StoreLoopback::new(Arc::new(mock));
    let call = Call::detached();
    let error = store.stats(&call).unwrap_err();
    assert!(error.is(System::Panic));
    assert_eq!(error.message(), "it broke");
    assert!(
        error
            .location()
            .is_some_and(|location| location.contains("doubles.rs"))
    );
    assert!(store.stats(&call).unwrap_err().is(System::Poisoned));
}

#[test]
fn a_mock_notes_calls() {
    let log = Arc::new(LogMock::new().on_line(|_, _| Ok(())));
    log.log().expect("line", 2);
    drop(Memory::new(log.clone()));
    assert_eq!(log.log().verify(), Ok(()));
    let first: LogLineRequest = log.log().calls("line")[0].request().expect("it is one");
    assert_eq!(
        (first.level, first.text.as_str()),
        (Level::INFO, "the store is open")
    );

    let snapshot = SnapshotMock::new();
    let error: Error = snapshot.next(&Call::detached(), 3).unwrap_err().into();
    assert!(error.is(System::Unimplemented));
    let noted: SnapshotNextRequest = snapshot.log().calls("")[0].request().expect("it is one");
    assert_eq!(noted.max, 3);
    snapshot.log().expect("left", 1);
    let wrong = snapshot.log().verify().unwrap_err();
    assert_eq!(
        wrong,
        "left was called 0 times, not 1\nnobody expected next"
    );
}

/// A recording that both languages replay; `HALFLAP_BLESS=1` makes it again.
const RECORDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../session.frames");

#[test]
fn the_recording_that_go_replays_is_of_this_session() {
    if std::env::var_os("HALFLAP_BLESS").is_some() {
        let file = std::fs::File::create(RECORDING).expect("it can be written");
        session(&*StoreRecorder::new(store(), &Recorder::new(file)));
    }
    let file = std::fs::File::open(RECORDING).expect("it is there");
    let replay = Replay::new(file).expect("it is a recording");
    assert_eq!(session(&*StoreReplay::new(&replay)), session(&*store()));
    assert_eq!(replay.rest(), 0);
}
