//! What the program does.

mod disturb;
mod peer;

use std::error::Error;
use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::{env, io};

use halflap::Message;
use shared::scan::Answer;
use shared::sealed::{self, Sealed};
use shared::{hostile, work};

use peer::Peer;

const USAGE: &str = "\
usage: shared-rust send PROGRAM       write a scan into sealed memory, have PROGRAM read it
       shared-rust send-file PROGRAM  write it to a file, have PROGRAM copy it
       shared-rust hostile PROGRAM    hand PROGRAM all that it has to refuse
       shared-rust disturb PROGRAM    change memory and files while PROGRAM reads them
       shared-rust receive            answer what comes over the socket that is standard input
       shared-rust receive-copy       the same, but take any file, and copy it
       shared-rust supported          say whether this kernel has memory that can be sealed
PROGRAM is this program or its twin in Go: it is started to receive.";

pub fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["send", program] => send(program),
        ["send-file", program] => send_file(program),
        ["hostile", program] => hostile(program),
        ["disturb", program] => disturb::all(program),
        ["receive"] => receive(in_place),
        ["receive-copy"] => receive(copied),
        ["supported"] => supported(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("shared-rust: {error}");
            ExitCode::FAILURE
        }
    }
}

fn send(program: &str) -> Result<(), Box<dyn Error>> {
    let mut peer = Peer::start(program, "receive")?;
    let memory = Sealed::write("scan", &work::sample())?;
    sealed::send(peer.socket(), &memory)?;
    drop(memory); // The reader has a descriptor of its own.
    println!("{}", peer.answer()?);
    peer.end()
}

fn send_file(program: &str) -> Result<(), Box<dyn Error>> {
    let mut peer = Peer::start(program, "receive-copy")?;
    let file = hostile::plain_file(&work::sample().to_halflap()?)?;
    sealed::send(peer.socket(), &file)?;
    println!("{}", peer.answer()?);
    peer.end()
}

/// Hands over each case, and compares the answer with what it has to be.
fn hostile(program: &str) -> Result<(), Box<dyn Error>> {
    let mut peer = Peer::start(program, "receive")?;
    let mut wrong = 0;
    for case in hostile::cases()? {
        peer.send_all(&case.files)?;
        let answer = peer.answer()?;
        println!("{}: {answer}", case.name);
        if answer != case.answer {
            println!("    which should have been: {}", case.answer);
            wrong += 1;
        }
    }
    peer.end()?;
    match wrong {
        0 => Ok(()),
        _ => Err(format!("{wrong} answers are wrong").into()),
    }
}

/// The reader: answers each thing that comes, with a message in sealed memory of its own.
fn receive(take: fn(OwnedFd) -> Answer) -> Result<(), Box<dyn Error>> {
    let socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    loop {
        let answer = match sealed::receive(&socket) {
            Ok(Some(file)) => take(file),
            Ok(None) => return Ok(()),
            Err(error @ sealed::Error::Io { .. }) => return Err(error.into()),
            Err(error) => work::answer(Err::<Sealed, _>(error)),
        };
        sealed::send(&socket, &Sealed::write("answer", &answer)?)?;
    }
}

/// Reads it where it lies, if it is sealed.
fn in_place(file: OwnedFd) -> Answer {
    work::answer(Sealed::accept(file, work::LIMIT))
}

/// Reads a copy of it, if it is a file.
fn copied(file: OwnedFd) -> Answer {
    work::answer(sealed::copy(&File::from(file), work::LIMIT))
}

/// A kernel without such memory is none that fails: the tests leave this example out then.
fn supported() -> Result<(), Box<dyn Error>> {
    match Sealed::write("scan", &work::sample()) {
        Ok(_) => println!("yes"),
        Err(sealed::Error::Io { call, error }) if call == "memfd_create" => {
            println!("no: this kernel has no memory that can be sealed ({call}: {error})");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
