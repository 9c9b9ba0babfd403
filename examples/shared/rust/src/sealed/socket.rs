//! Descriptors over a Unix socket: each with one byte, for a stream carries none without.

use std::io::{IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};

use rustix::io::retry_on_intr;
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};

use super::Error;

/// Sends a descriptor. The receiver gets one of its own; this one may be closed at once.
///
/// Only one thread at a time may send on a socket, or receive from it.
///
/// # Errors
/// `Io`: the other side is gone, or does not read.
pub fn send(socket: impl AsFd, file: impl AsFd) -> Result<(), Error> {
    let files = [file.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    control.push(SendAncillaryMessage::ScmRights(&files)); // it fits: the space is made for it
    let byte = [IoSlice::new(b"m")];
    retry_on_intr(|| sendmsg(&socket, &byte, &mut control, SendFlags::NOSIGNAL))
        .map_err(|errno| Error::io("sendmsg", errno))?;
    Ok(())
}

/// Receives a descriptor, which is closed in children that run another program; `None` when the
/// other side has hung up. What it is a descriptor of, nobody knows yet.
///
/// # Errors
/// `NoDescriptor`, `ManyDescriptors`, `Io`. After the first two the next one can be received.
pub fn receive(socket: impl AsFd) -> Result<Option<OwnedFd>, Error> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    let message = retry_on_intr(|| {
        let mut bytes = [IoSliceMut::new(&mut byte)];
        recvmsg(&socket, &mut bytes, &mut control, RecvFlags::CMSG_CLOEXEC)
    })
    .map_err(|errno| Error::io("recvmsg", errno))?;
    // All of them are taken out: those that are not handed on are closed.
    let mut files: Vec<OwnedFd> = Vec::new();
    for part in control.drain() {
        if let RecvAncillaryMessage::ScmRights(some) = part {
            files.extend(some);
        }
    }
    if message.flags.contains(ReturnFlags::CTRUNC) || files.len() > 1 {
        return Err(Error::ManyDescriptors);
    }
    match (files.pop(), message.bytes) {
        (Some(file), _) => Ok(Some(file)),
        (None, 0) => Ok(None),
        (None, _) => Err(Error::NoDescriptor),
    }
}
