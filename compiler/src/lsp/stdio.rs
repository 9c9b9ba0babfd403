//! Messages over standard input and output, as [`Connection::stdio`] has them, but that a client can't
//! have the server take more memory than it has sent bytes.

use std::io::{self, BufRead, Read};
use std::thread::{self, JoinHandle};

use crossbeam_channel::bounded;
use lsp_server::{Connection, Message};

/// The longest message that is read. No schema is a quarter as long.
const LONGEST: u64 = 64 << 20;

/// The longest header of a message. Clients send some tens of bytes.
const LONGEST_HEADER: u64 = 4096;

/// The threads that read and write.
pub(super) struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

/// Begins to read and write.
pub(super) fn connect() -> (Connection, Threads) {
    let (sender, outgoing) = bounded::<Message>(0);
    let (incoming, receiver) = bounded(0);
    let writer = thread::spawn(move || {
        let mut stdout = io::stdout().lock();
        outgoing
            .into_iter()
            .try_for_each(|message| message.write(&mut stdout))
    });
    let reader = thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        while let Some(message) = read(&mut stdin)? {
            let last = matches!(&message, Message::Notification(told) if told.method == "exit");
            if incoming.send(message).is_err() || last {
                break;
            }
        }
        Ok(())
    });
    (Connection { sender, receiver }, Threads { reader, writer })
}

impl Threads {
    /// Waits for both to end.
    pub(super) fn join(self) -> io::Result<()> {
        for thread in [self.reader, self.writer] {
            let ended = thread.join();
            ended.map_err(|_| io::Error::other("a thread of the server panicked"))??;
        }
        Ok(())
    }
}

/// The next message, if there is one. What is wrong with one that is not too long, `lsp_server` says.
fn read(from: &mut impl BufRead) -> io::Result<Option<Message>> {
    let mut header = Vec::new();
    let mut length = 0;
    loop {
        let start = header.len();
        let room = LONGEST_HEADER - start as u64;
        from.by_ref().take(room).read_until(b'\n', &mut header)?;
        let line = &header[start..];
        if header.len() as u64 == LONGEST_HEADER {
            return Err(invalid(format!(
                "a message's header is longer than {LONGEST_HEADER} bytes"
            )));
        }
        if let Some(said) = content_length(line) {
            length = said;
        }
        if line.trim_ascii().is_empty() || !line.ends_with(b"\r\n") {
            break;
        }
    }
    if length > LONGEST {
        return Err(invalid(format!(
            "a message of {length} bytes: the longest that is read has {LONGEST}"
        )));
    }
    Message::read(&mut header.chain(from.take(length)))
}

/// The length that a line of a header says.
fn content_length(line: &[u8]) -> Option<u64> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(": ")?;
    let value = value.trim_end().parse().ok()?;
    name.eq_ignore_ascii_case("Content-Length").then_some(value)
}

fn invalid(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut bytes: &[u8]) -> Vec<Result<String, String>> {
        let mut all = Vec::new();
        loop {
            match read(&mut bytes) {
                Ok(None) => return all,
                Ok(Some(Message::Notification(told))) => all.push(Ok(told.method)),
                Ok(Some(other)) => panic!("{other:?}"),
                Err(why) => {
                    all.push(Err(why.to_string()));
                    return all;
                }
            }
        }
    }

    #[test]
    fn messages_follow_each_other() {
        let one = r#"{"jsonrpc":"2.0","method":"a"}"#;
        let bytes = format!(
            "Content-Length: 30\r\n\r\n{one}content-length: 32\r\nContent-Type: x\r\n\r\n {one}\n"
        );
        assert_eq!(all(bytes.as_bytes()), [Ok("a".into()), Ok("a".into())]);
    }

    #[test]
    fn what_is_no_message_is_an_error() {
        let long_header = "x: y\r\n".repeat(1000);
        let endless = "x".repeat(10_000);
        for (bytes, why) in [
            (
                "Content-Length: 18446744073709551615\r\n\r\n{",
                "the longest",
            ),
            ("Content-Length: 67108865\r\n\r\n{", "the longest"),
            (
                "Content-Length: 18446744073709551616\r\n\r\n{",
                "number too large",
            ),
            ("Content-Length: -1\r\n\r\n{}", "invalid digit"),
            ("Content-Length: 60000000\r\n\r\n{}", "failed to fill"),
            ("Content-Length: 2\r\n\r\n{}", "malformed LSP payload"),
            ("Content-Length: 2\n\n{}", "malformed header"),
            ("\r\n\r\n", "no Content-Length"),
            (&long_header, "header is longer"),
            (&endless, "header is longer"),
        ] {
            let found = all(bytes.as_bytes());
            let [Err(found)] = &found[..] else {
                panic!("{bytes:.40}: {found:?}");
            };
            assert!(found.contains(why), "{bytes:.40}: {found}");
        }
        assert!(
            all(b"Content-Length: 2\r\n").is_empty(),
            "the client went away"
        );
        let bytes = b"Content-Length: 2\r\n\r\n\xff\xff";
        assert!(matches!(&all(bytes)[..], [Err(why)] if why.contains("utf-8")));
    }
}
