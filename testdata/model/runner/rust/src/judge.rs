//! What becomes of one buffer or text with one reader.

use std::fmt::{Debug, Write};

use halflap::json::{ErrorKind, Reading, Writing, from_json, to_json};
use halflap::precise::{self, Options};
use halflap::read::read;
use halflap::{AlignedBuf, EncodeError, Encoder, Error, Header, Message};

use crate::request::Request;
use crate::{Described, Subject, Written};

/// What generated code makes of a buffer that it accepts: how it is written again, as each of the
/// versions asked for.
pub struct Seen(Vec<Written>);

/// The line for a request, or what must never be.
pub fn answer(reader: &Described, request: &Request) -> Result<String, String> {
    if request.is_text() {
        return Ok(match reader.build(&request.bytes, reader.reader.newest) {
            Ok(buffer) => format!("read {}", request.told(&buffer)),
            Err(error) => format!("unread {error}"),
        });
    }
    let buffer = AlignedBuf::from(&request.bytes[..]);
    // One byte further: an address that is no multiple of anything.
    let shifted = AlignedBuf::from(&[&[0], &request.bytes[..]].concat()[..]);
    let odd = &shifted[1..];

    let verdict = reader.verdict(&buffer, false)?;
    let known = reader.verdict(&buffer, true)?;
    let elsewhere = reader.verdict(odd, false)?;
    let mut line = match &verdict {
        Err(error) => failed(error),
        Ok(()) => reader.accepted(&buffer, odd, request)?,
    };
    for (what, other) in [("known", &known), ("odd", &elsewhere)] {
        if *other != verdict {
            let other = other.as_ref().map_or_else(failed, |()| "ok".into());
            let _ = write!(line, " {what}={}", other.replace(' ', ","));
        }
    }
    Ok(line)
}

fn failed(error: &Error) -> String {
    let (kind, offset, path) = (error.kind(), error.offset(), error.path());
    format!("error kind={kind} offset={offset} path={path}")
}

impl Described {
    /// The verdict, on which both validators have to agree.
    fn verdict(&self, buffer: &[u8], known_only: bool) -> Result<Result<(), Error>, String> {
        let fast = match known_only {
            false => (self.reader.read)(buffer),
            true => (self.reader.read_known)(buffer),
        };
        let options = Options {
            known_only,
            check_alignment: true,
        };
        let precise = precise::check(&self.index, self.root, buffer, options).map(drop);
        if fast != precise {
            return Err(format!(
                "the fast check says {fast:?}, the precise walk {precise:?}"
            ));
        }
        if self.index.schema().messages[self.root].aligned != self.reader.aligned {
            return Err("generated code and description differ about the alignment".into());
        }
        Ok(fast)
    }

    /// What becomes of a good buffer.
    fn accepted(&self, buffer: &[u8], odd: &[u8], request: &Request) -> Result<String, String> {
        let version = Header::peek(buffer)
            .map_err(|error| error.to_string())?
            .version();
        let newest = self.reader.newest;
        let newer = version > newest;
        let mut versions = vec![1, newest];
        if !newer {
            versions.push(version);
        }
        versions.sort_unstable();
        versions.dedup();
        let Seen(written) = (self.reader.see)(buffer, odd, &versions)?;

        let same =
            |other: &AlignedBuf| other[8..36] == buffer[8..36] && other[40..] == buffer[40..];
        let at_own = versions.iter().position(|&one| one == version);
        let own = at_own.and_then(|at| written[at].as_ref().ok());
        let becomes = match own {
            _ if newer => "newer",
            Some(other) if same(other) => "same",
            _ => "other",
        };
        let mut line = format!("ok {becomes}");
        for (version, written) in versions.iter().zip(&written) {
            let _ = match written {
                Ok(other) => write!(line, " {version}={}", request.told(other)),
                Err(error) => write!(line, " {version}={}@{}", error.kind(), error.path()),
            };
        }

        let json = |reveal| {
            to_json(
                &self.index,
                self.root,
                buffer,
                Writing {
                    pretty: false,
                    reveal,
                },
            )
        };
        let shown = json(true).map_err(|error| error.to_string())?;
        let hidden = json(false).map_err(|error| error.to_string())?;
        let last = versions.len() - 1;
        let mut others = self.reads_back(shown.as_bytes(), newest, &written[last])?;
        if request.thorough() {
            for (&version, written) in versions.iter().zip(&written).take(last) {
                others += &self.reads_back(shown.as_bytes(), version, written)?;
            }
            self.through_serde(buffer, &shown, &hidden, &written[last])?;
            let pretty = Writing {
                pretty: true,
                reveal: true,
            };
            let pretty = to_json(&self.index, self.root, buffer, pretty);
            let pretty = pretty.map_err(|error| error.to_string())?;
            self.reads_back(pretty.as_bytes(), newest, &written[last])?;
        }
        let (shown, hidden) = (
            request.told(shown.as_bytes()),
            request.told(hidden.as_bytes()),
        );
        let _ = write!(line, "{others} json={shown} hidden={hidden}");
        Ok(line)
    }

    /// The buffer that a text stands for, or what is wrong with it.
    fn build(&self, text: &[u8], version: u32) -> Result<Vec<u8>, String> {
        let how = Reading {
            version: Some(version),
            checksum: false,
        };
        from_json(&self.index, self.root, text, how).map_err(|error| {
            let place = error.position();
            let place = place.map_or("-".into(), |(line, column)| format!("{line}:{column}"));
            match error.kind() {
                ErrorKind::Encode(kind) => format!("{kind}@{}", error.path()),
                kind => format!("kind={kind} at={place} path={}", error.path()),
            }
        })
    }

    /// Checks that a text is written as its owned value is. Where neither can be, and each has another
    /// fault of the value first, says so.
    fn reads_back(&self, text: &[u8], version: u32, written: &Written) -> Result<String, String> {
        let back = self.build(text, version);
        match (&back, written) {
            (Ok(back), Ok(written)) if back[..] == written[..] => Ok(String::new()),
            (Err(back), Err(error)) => {
                let same = *back == format!("{}@{}", error.kind(), error.path());
                // The text says that it has an unknown arm at its place.
                match same || back.starts_with("kind=unknown_arm ") {
                    true => Ok(String::new()),
                    false => Ok(format!(" {version}.json={back}")),
                }
            }
            _ => {
                let text = String::from_utf8_lossy(text);
                let told = |buffer: &[u8]| format!("{buffer:02x?}");
                let back = back.map(|back| told(&back));
                let written = written.as_ref().map(|written| told(written));
                Err(format!(
                    "read as version {version}, {text} is {back:?}; the value {written:?}"
                ))
            }
        }
    }

    /// Checks that serde writes and reads the same texts.
    fn through_serde(
        &self,
        buffer: &[u8],
        shown: &str,
        hidden: &str,
        written: &Written,
    ) -> Result<(), String> {
        let text = (self.reader.to_serde)(buffer)?;
        if text != hidden {
            return Err(format!("serde writes {text}, the description {hidden}"));
        }
        match ((self.reader.from_serde)(shown), written) {
            (Ok(Ok(back)), Ok(written)) if back[..] == written[..] => Ok(()),
            (Ok(Err(back)), Err(written)) if back == *written => Ok(()),
            (Err(_), Err(written)) if written.kind().name() == "unknown_arm" => Ok(()),
            (back, written) => Err(format!("serde makes {back:?} of {shown}, not {written:?}")),
        }
    }
}

/// Reads a buffer at both addresses, looks at everything in it, and writes it again as each of the
/// versions, the last of which is the newest.
pub fn see<M: Subject>(buffer: &[u8], odd: &[u8], versions: &[u32]) -> Result<Seen, String>
where
    for<'a> M::View<'a>: Debug + PartialEq<M>,
{
    let view = read::<M>(buffer).map_err(|error| error.to_string())?;
    if format!("{view:?}").is_empty() {
        return Err("the view shows nothing".into());
    }
    let owned = M::from(view);
    let shown = format!("{owned:?}");
    // NaN is not equal to itself; then the view isn't equal either.
    if (view == owned) != (owned == owned.clone()) {
        return Err(format!(
            "the view {view:?} is not equal to its copy {shown}"
        ));
    }
    let elsewhere = M::decode(odd).map_err(|error| format!("decode elsewhere: {error}"))?;
    if format!("{elsewhere:?}") != shown {
        return Err(format!(
            "decoded elsewhere it is {elsewhere:?}, not {shown}"
        ));
    }

    let mut written = Vec::new();
    for &version in versions {
        let one = owned.encode_as(version);
        let through = Encoder::new()
            .version(version)
            .encode::<M, M::View<'_>>(&view);
        if told(&one) != told(&through) {
            return Err(format!(
                "version {version}: the view is written as {through:?}, its copy as {one:?}"
            ));
        }
        written.push(one);
    }
    newest_is_whole(&owned, &shown, &written[written.len() - 1])?;
    Ok(Seen(written))
}

fn told(written: &Written) -> Result<&[u8], &EncodeError> {
    written.as_ref().map(|buffer| &buffer[..])
}

/// The ways to the newest version agree, and what comes out is read as the same value.
fn newest_is_whole<M: Message + Debug>(
    owned: &M,
    shown: &str,
    newest: &Written,
) -> Result<(), String> {
    let plain = owned.to_halflap();
    // What the memory held before must not show through.
    let mut used = AlignedBuf::from(&[0xaa; 200][..]);
    let reused = owned.encode_into(&mut used).map(|()| used);
    if told(&plain) != told(newest) || told(&reused) != told(newest) {
        return Err(format!(
            "the newest version is {newest:?}, {plain:?} or {reused:?}"
        ));
    }
    let length = owned.encoded_len();
    let Ok(newest) = newest else {
        return length
            .err()
            .map(|_| ())
            .ok_or("a length of what can't be written".into());
    };
    if length != Ok(newest.len()) {
        return Err(format!(
            "{} bytes were announced as {length:?}",
            newest.len()
        ));
    }
    match M::decode(newest) {
        Ok(again) if format!("{again:?}") == shown => Ok(()),
        again => Err(format!("{shown} is written and read as {again:?}")),
    }
}
