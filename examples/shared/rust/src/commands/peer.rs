//! The other process.

use std::error::Error;
use std::io::{IoSlice, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command};

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use shared::scan::AnswerView;
use shared::sealed::{self, Sealed};
use shared::work;

/// A reader that was started for this, and the socket to it.
pub struct Peer {
    child: Child,
    socket: UnixStream,
}

impl Peer {
    /// Starts a program; the other end of the socket is its standard input.
    pub fn start(program: &str, verb: &str) -> Result<Self, Box<dyn Error>> {
        let (socket, theirs) = UnixStream::pair()?;
        let child = Command::new(program)
            .arg(verb)
            .stdin(OwnedFd::from(theirs))
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        Ok(Peer { child, socket })
    }

    pub fn socket(&self) -> &UnixStream {
        &self.socket
    }

    /// Sends what `sealed::send` would not: any number of descriptors with one byte.
    pub fn send_all(&mut self, files: &[OwnedFd]) -> Result<(), Box<dyn Error>> {
        if files.is_empty() {
            return Ok(self.socket.write_all(b"m")?);
        }
        let files: Vec<BorrowedFd<'_>> = files.iter().map(AsFd::as_fd).collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(253))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !control.push(SendAncillaryMessage::ScmRights(&files)) {
            return Err("so many descriptors can't be sent at once".into());
        }
        let byte = [IoSlice::new(b"m")];
        sendmsg(&self.socket, &byte, &mut control, SendFlags::NOSIGNAL)?;
        Ok(())
    }

    /// Its answer, as one line. It is read where it lies too.
    pub fn answer(&mut self) -> Result<String, Box<dyn Error>> {
        let file = sealed::receive(&self.socket)?.ok_or("the reader ended early")?;
        let memory = Sealed::accept(file, work::LIMIT)?;
        Ok(work::line(&AnswerView::read(&memory)?))
    }

    /// Hangs up, and waits for it to end well.
    pub fn end(mut self) -> Result<(), Box<dyn Error>> {
        drop(self.socket);
        let status = self.child.wait()?;
        match status.success() {
            true => Ok(()),
            false => Err(format!("the reader ended with {status}").into()),
        }
    }
}
