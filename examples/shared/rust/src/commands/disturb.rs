//! A writer that changes what a reader in another process is reading.

use std::error::Error;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use halflap::{Kind, Message};
use rustix::fs::SealFlags;
use shared::scan::Scan;
use shared::{hostile, sealed, work};

use super::peer::Peer;

/// How often each reader is asked. The writer does not pause meanwhile.
const ROUNDS: usize = 300;

const SEED: u64 = 0x5eed_0001;

pub fn all(program: &str) -> Result<(), Box<dyn Error>> {
    println!("seed {SEED:#x}, {ROUNDS} rounds each");
    let memory = || hostile::memory(&[], SealFlags::empty()).map(File::from);
    let sealed_only = "refused not_sealed (write, grow, shrink, seal)";
    // Who takes only sealed memory does not even look at this.
    let is_sealed_only = |answer: &str| answer == sealed_only;
    println!(
        "memory, sealed only: {}",
        one(program, "receive", memory()?, is_sealed_only)?
    );
    println!(
        "memory, copied: {}",
        one(program, "receive-copy", memory()?, is_good)?
    );
    println!(
        "a file, copied: {}",
        one(program, "receive-copy", hostile::plain_file(&[])?, is_good)?
    );
    Ok(())
}

/// Whether an answer is one that a copy of changing bytes may get: a scan, or what is wrong with it.
fn is_good(answer: &str) -> bool {
    if answer.starts_with("saw ") {
        return true;
    }
    let mut words = answer.split(' ');
    let refused = words.next() == Some("refused");
    let kind = words.next().unwrap_or("");
    let known = Kind::from_name(kind).is_some_and(|kind| kind != Kind::ValidatorsDisagree);
    refused && (known || kind == "frame_truncated")
}

/// Has a reader look at a file again and again, while a thread writes it. Says how often it saw a
/// scan.
fn one(
    program: &str,
    verb: &str,
    file: File,
    is_right: impl Fn(&str) -> bool,
) -> Result<String, Box<dyn Error>> {
    let mut peer = Peer::start(program, verb)?;
    let mut writer = Writer::new(SEED)?;
    writer.whole(&file)?;
    let stop = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        let written = scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                writer.change(&file)?;
            }
            Ok::<(), io::Error>(())
        });
        let asked = ask(&mut peer, &file, is_right);
        stop.store(true, Ordering::Relaxed);
        written.join().map_err(|_| "the writer panicked")??;
        asked
    })?;
    peer.end()?;
    Ok(format!("saw {seen} scans, refused {}", ROUNDS - seen))
}

fn ask(
    peer: &mut Peer,
    file: &File,
    is_right: impl Fn(&str) -> bool,
) -> Result<usize, Box<dyn Error>> {
    let mut seen = 0;
    for round in 0..ROUNDS {
        sealed::send(peer.socket(), file)?;
        let answer = peer.answer()?;
        if !is_right(&answer) {
            return Err(format!("in round {round} the reader {answer}").into());
        }
        seen += usize::from(answer.starts_with("saw "));
    }
    Ok(seen)
}

/// Changes a file, at random.
struct Writer {
    random: u64,
    versions: [Vec<u8>; 2],
}

impl Writer {
    fn new(seed: u64) -> Result<Self, Box<dyn Error>> {
        let other = Scan {
            scanner: "roof".into(),
            points: work::sample().points.into_iter().rev().collect(),
            ..work::sample()
        };
        let one = work::sample().to_halflap()?.to_vec();
        let versions = [one, other.to_halflap()?.to_vec()];
        Ok(Writer {
            random: seed,
            versions,
        })
    }

    /// A number below `end`, by xorshift.
    fn below(&mut self, end: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % end as u64) as usize
    }

    /// Writes one of two good buffers of the same length.
    fn whole(&mut self, file: &File) -> io::Result<()> {
        let version = self.below(2);
        let bytes = &self.versions[version];
        file.set_len(bytes.len() as u64)?;
        file.write_all_at(bytes, 0)
    }

    fn change(&mut self, file: &File) -> io::Result<()> {
        let len = self.versions[0].len();
        match self.below(8) {
            0 => file.write_all_at(&[self.below(256) as u8], self.below(len) as u64),
            1 => file.write_all_at(&[self.below(256) as u8], self.below(200) as u64),
            2 => file.set_len(self.below(len) as u64),
            3 => file.set_len((len + 8 * self.below(100)) as u64),
            _ => self.whole(file),
        }
    }
}
