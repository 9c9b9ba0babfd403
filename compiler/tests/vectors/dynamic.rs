//! Vectors against all that is driven by a schema's description.

use halflap::json::{self, Reading, Writing};
use halflap::precise::{self, Options};
use halflap::schema::Index;
use halflap::{Header, Kind as ErrorKind};

use super::Schemas;
use super::bytes::{self, Buffer};
use super::file::{Failure, File, Kind, Test, compact};

type Outcome<T = ()> = Result<T, String>;

const REVEAL: Writing = Writing {
    pretty: false,
    reveal: true,
};

pub fn run(schemas: &mut Schemas, file: &File, test: &Test) -> Outcome<bool> {
    let outcome = match test.kind {
        Kind::Success => success(schemas.get(&file.schema), file, test),
        Kind::DecodeFailure => decode_failure(schemas.get(&file.schema), file, test),
        Kind::EncodeFailure => encode_failure(schemas.get(&file.schema), test),
        Kind::JsonFailure => json_failure(schemas.get(&file.schema), test),
        Kind::Evolve => evolve(schemas, file, test),
        Kind::Edit => edit(schemas.get(&file.schema), file, test),
    };
    outcome.map(|()| true)
}

fn root(index: &Index, name: &str) -> Outcome<usize> {
    index
        .message_by_name(name)
        .ok_or_else(|| format!("no message {name}"))
}

fn options(known_only: bool) -> Options {
    Options {
        known_only,
        check_alignment: false,
    }
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, got: T, wanted: T) -> Outcome {
    if got == wanted {
        Ok(())
    } else {
        Err(format!("{what}\n   got    {got:?}\n   wanted {wanted:?}"))
    }
}

fn success(index: &Index, file: &File, test: &Test) -> Outcome {
    let buffer = bytes::buffer(index, file, test)?;
    let root = root(index, &buffer.type_)?;
    for known_only in [false, true] {
        precise::check(index, root, &buffer.bytes, options(known_only))
            .map_err(|why| format!("refused: {why}"))?;
    }
    let value = compact(test.value.as_deref().expect("checked before"));
    let json = json::to_json(index, root, &buffer.bytes, REVEAL).map_err(|e| e.to_string())?;
    equal("to JSON", &json, &value)?;
    if let Some(redacted) = &test.redacted {
        let json = json::to_json(index, root, &buffer.bytes, Writing::default());
        equal(
            "redacted",
            json.map_err(|e| e.to_string())?,
            compact(redacted),
        )?;
    }
    encodes_to(index, root, &value, &buffer)?;
    for text in test.also.iter().flatten() {
        encodes_to(index, root, text, &buffer).map_err(|why| format!("{text}: {why}"))?;
    }
    let (again, _) = reencoded(index, root, &buffer.bytes)?;
    equal("encoded again", &again, &buffer.bytes)?;
    truncations(index, root, &buffer.bytes)?;
    flips(index, root, &buffer.bytes)
}

/// JSON encodes to the buffer, as its version and with its choice of a checksum.
fn encodes_to(index: &Index, root: usize, json: &str, buffer: &Buffer) -> Outcome {
    let header = Header::peek(&buffer.bytes).map_err(|why| why.to_string())?;
    let how = Reading {
        version: Some(buffer.version),
        checksum: header.checksum().is_some(),
    };
    let made = json::from_json(index, root, json.as_bytes(), how)
        .map_err(|why| format!("from JSON: {why}"))?;
    equal("from JSON", &made, &buffer.bytes)
}

/// A buffer that is accepted, encoded as its own version; and whether that version is the newest.
fn reencoded(index: &Index, root: usize, buffer: &[u8]) -> Outcome<(Vec<u8>, bool)> {
    let header = Header::peek(buffer).map_err(|why| why.to_string())?;
    let (version, checksum) = (header.version(), header.checksum().is_some());
    let again = json::encode_as(index, root, buffer, version, checksum)
        .map_err(|why| format!("refused: {why}"))?
        .map_err(|why| format!("not encoded again: {why}"))?;
    Ok((again, version as usize == index.message(root).blocks.len()))
}

fn truncations(index: &Index, root: usize, buffer: &[u8]) -> Outcome {
    for len in 0..buffer.len() {
        if precise::check(index, root, &buffer[..len], options(false)).is_ok() {
            return Err(format!("its first {len} bytes are accepted"));
        }
    }
    Ok(())
}

/// With a bit flipped, a buffer is refused, or is another value of its own.
fn flips(index: &Index, root: usize, buffer: &[u8]) -> Outcome {
    for bit in 0..buffer.len() * 8 {
        let mut flipped = buffer.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if precise::check(index, root, &flipped, options(false)).is_err() {
            continue;
        }
        let place =
            |why: String| format!("with bit {} of byte {} flipped: {why}", bit % 8, bit / 8);
        let json =
            json::to_json(index, root, &flipped, REVEAL).map_err(|e| place(e.to_string()))?;
        if precise::check(index, root, &flipped, options(true)).is_err() {
            continue;
        }
        let (again, newest) = reencoded(index, root, &flipped).map_err(place)?;
        equal("encoded again", &again, &flipped).map_err(place)?;
        if newest {
            let buffer = Buffer {
                version: index.message(root).blocks.len() as u32,
                type_: String::new(),
                bytes: flipped,
            };
            encodes_to(index, root, &json, &buffer).map_err(place)?;
        }
    }
    Ok(())
}

pub fn found(error: &halflap::Error) -> Failure {
    Failure {
        kind: error.kind().name().to_owned(),
        offset: Some(error.offset()),
        path: error.path().to_owned(),
        line: None,
        column: None,
    }
}

fn decode_failure(index: &Index, file: &File, test: &Test) -> Outcome {
    let buffer = bytes::buffer(index, file, test)?;
    let root = root(index, &buffer.type_)?;
    let known_only = match test.mode.as_deref() {
        None | Some("read") => false,
        Some("read_known") => true,
        Some(mode) => return Err(format!("unknown mode {mode}")),
    };
    match precise::check(index, root, &buffer.bytes, options(known_only)) {
        Ok(_) => Err("accepted".into()),
        Err(error) => equal("refused", Some(&found(&error)), test.error.as_ref()),
    }
}

fn encode_failure(index: &Index, test: &Test) -> Outcome {
    let root = root(index, test.type_.as_deref().unwrap_or_default())?;
    let value = compact(test.value.as_deref().expect("checked before"));
    let wanted = test.error.as_ref().expect("checked before");
    let how = Reading {
        version: test.version,
        checksum: false,
    };
    match json::from_json(index, root, value.as_bytes(), how) {
        Ok(_) => Err("encoded".into()),
        Err(error) => {
            equal("path", error.path(), &wanted.path)?;
            // Where reading the JSON refuses the value, it has kinds of its own.
            if error.position().is_none() {
                equal("kind", error.kind().name(), &wanted.kind)?;
            }
            Ok(())
        }
    }
}

fn json_failure(index: &Index, test: &Test) -> Outcome {
    let root = root(index, test.type_.as_deref().unwrap_or_default())?;
    let text = test.json.as_deref().expect("checked before");
    match json::from_json(index, root, text.as_bytes(), Reading::default()) {
        Ok(_) => Err("accepted".into()),
        Err(error) => {
            let found = Failure {
                kind: error.kind().name().to_owned(),
                offset: None,
                path: error.path().to_owned(),
                line: error.position().map(|(line, _)| line),
                column: error.position().map(|(_, column)| column),
            };
            equal("refused", Some(&found), test.error.as_ref())
        }
    }
}

fn evolve(schemas: &mut Schemas, file: &File, test: &Test) -> Outcome {
    let buffer = bytes::buffer(schemas.get(&file.schema), file, test)?;
    for sees in test.sees.iter().flatten() {
        let reader = file
            .readers
            .get(&sees.reader.to_string())
            .ok_or_else(|| format!("no schema of reader {}", sees.reader))?;
        let index = schemas.get(reader);
        let of_reader = |why: String| format!("reader {}: {why}", sees.reader);
        let root = root(index, &buffer.type_).map_err(of_reader)?;
        let seen = json::to_json(index, root, &buffer.bytes, REVEAL);
        match (&sees.value, &sees.error, seen) {
            (Some(value), None, Ok(json)) => {
                let value = compact(value);
                equal("to JSON", &json, &value).map_err(of_reader)?;
                if buffer.version as usize > index.message(root).blocks.len() {
                    let known = precise::check(index, root, &buffer.bytes, options(true));
                    let refused = known.map(|_| ()).map_err(|e| (e.kind(), e.offset()));
                    let newer = Err((ErrorKind::NewerSchema, 24));
                    equal("read_known", refused, newer).map_err(of_reader)?;
                } else if !sees.lossy {
                    encodes_to(index, root, &value, &buffer).map_err(of_reader)?;
                }
            }
            (None, Some(wanted), Err(error)) => {
                equal("refused", &found(&error), wanted).map_err(of_reader)?;
            }
            (_, _, Ok(json)) => return Err(of_reader(format!("accepted: {json}"))),
            (_, _, Err(error)) => return Err(of_reader(format!("refused: {error}"))),
        }
    }
    Ok(())
}

/// The buffer before an edit.
pub fn before(index: &Index, file: &File, test: &Test) -> Outcome<Buffer> {
    let base = test.base.as_deref().and_then(|base| file.test(base));
    bytes::buffer(index, file, base.ok_or("`base` is not there")?)
}

fn edit(index: &Index, file: &File, test: &Test) -> Outcome {
    let (before, after) = (
        before(index, file, test)?,
        bytes::buffer(index, file, test)?,
    );
    equal("length", after.bytes.len(), before.bytes.len())?;
    equal("header", &after.bytes[..36], &before.bytes[..36])?;
    let root = root(index, &after.type_)?;
    precise::check(index, root, &after.bytes, options(true))
        .map_err(|why| format!("refused: {why}"))?;
    let value = compact(test.value.as_deref().expect("checked before"));
    let json = json::to_json(index, root, &after.bytes, REVEAL).map_err(|e| e.to_string())?;
    equal("to JSON", &json, &value)?;
    encodes_to(index, root, &value, &after)
}
