//! Vectors against generated code.

use halflap::json::{self, Reading};
use halflap::precise::{self, Options};
use halflap::{AlignedBuf, Encoder, Error, Header, Kind as ErrorKind};

use super::Schemas;
use super::bytes::{self, Buffer};
use super::dynamic::{before, found};
use super::file::{File, Kind, Test, compact};
use super::registry::{Codec, codec, editor};

type Outcome<T = ()> = Result<T, String>;

pub fn run(schemas: &mut Schemas, file: &File, test: &Test) -> Outcome<bool> {
    let outcome = match test.kind {
        Kind::Success => success(schemas, file, test),
        Kind::DecodeFailure => decode_failure(schemas, file, test),
        Kind::Evolve => evolve(schemas, file, test),
        Kind::Edit => edit(schemas, file, test),
        Kind::EncodeFailure => return encode_failure(schemas, file, test),
        // It is about text alone.
        Kind::JsonFailure => return Ok(false),
    };
    outcome.map(|()| true)
}

/// Whether the error of a vector is what a generated type says.
fn refused(read: Result<(), Error>, test: &Test) -> Outcome {
    match read {
        Ok(()) => Err("accepted".into()),
        Err(error) if Some(&found(&error)) == test.error.as_ref() => Ok(()),
        Err(error) => Err(format!("refused with {error}")),
    }
}

fn success(schemas: &mut Schemas, file: &File, test: &Test) -> Outcome {
    let index = schemas.get(&file.schema);
    let buffer = bytes::buffer(index, file, test)?;
    let codec = codec(&file.schema, &buffer.type_);
    (codec.read)(&buffer.bytes).map_err(|why| format!("refused: {why}"))?;
    (codec.read_known)(&buffer.bytes).map_err(|why| format!("refused: {why}"))?;
    encodes_to(codec, &buffer)?;
    let root = index.message_by_name(&buffer.type_).ok_or("no such type")?;
    let newest = index.message(root).blocks.len() as u32;
    // With a bit flipped or its end cut off, both validators say the same.
    let agree = |damaged: &[u8], known_only: bool| -> Outcome {
        let options = Options {
            known_only,
            check_alignment: true,
        };
        let aligned = AlignedBuf::from(damaged);
        let precise = precise::check(index, root, &aligned, options).map(|_| ());
        let fast = match known_only {
            true => (codec.read_known)(damaged),
            false => (codec.read)(damaged),
        };
        if fast != precise {
            return Err(format!("{fast:?}, but the precise walk: {precise:?}"));
        }
        let version = Header::peek(damaged).map_or(0, Header::version);
        match fast {
            // Older buffers may hold removed fields, which are not carried on.
            Ok(()) if version == newest => encodes_to(
                codec,
                &Buffer {
                    bytes: damaged.to_vec(),
                    type_: buffer.type_.clone(),
                    version,
                },
            ),
            _ => Ok(()),
        }
    };
    for len in 0..buffer.bytes.len() {
        agree(&buffer.bytes[..len], false).map_err(|why| format!("first {len} bytes: {why}"))?;
    }
    for bit in 0..buffer.bytes.len() * 8 {
        let mut flipped = buffer.bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        for known_only in [false, true] {
            agree(&flipped, known_only)
                .map_err(|why| format!("bit {} of byte {}: {why}", bit % 8, bit / 8))?;
        }
    }
    Ok(())
}

/// What a buffer holds encodes to the same buffer, from an owned value and from a view.
fn encodes_to(codec: &Codec, buffer: &Buffer) -> Outcome {
    let header = Header::peek(&buffer.bytes).map_err(|why| why.to_string())?;
    let checksum = header.checksum().is_some();
    let encoder = Encoder::new().version(buffer.version).checksum(checksum);
    let ways = [("owned", codec.encode_owned), ("view", codec.encode_view)];
    for (way, encode) in ways {
        let made = encode(&buffer.bytes, encoder).map_err(|why| format!("refused: {why}"))?;
        let made = made.map_err(|why| format!("{way}: not encoded: {why}"))?;
        if made[..] != buffer.bytes {
            return Err(format!(
                "{way}: {:?}\n   wanted {:?}",
                &made[..],
                buffer.bytes
            ));
        }
    }
    Ok(())
}

/// Where the value itself is fine, its newest version is read and encoded as the one asked for. All
/// other values have no owned type that could hold them.
fn encode_failure(schemas: &mut Schemas, file: &File, test: &Test) -> Outcome<bool> {
    let index = schemas.get(&file.schema);
    let name = test.type_.as_deref().unwrap_or_default();
    let root = index.message_by_name(name).ok_or("no such type")?;
    let value = compact(test.value.as_deref().expect("checked before"));
    let made = json::from_json(index, root, value.as_bytes(), Reading::default());
    let (Some(version), Ok(buffer)) = (test.version, made) else {
        return Ok(false);
    };
    let codec = codec(&file.schema, name);
    let wanted = test.error.as_ref().expect("checked before");
    for encode in [codec.encode_owned, codec.encode_view] {
        let made = encode(&buffer, Encoder::new().version(version));
        match made.map_err(|why| why.to_string())? {
            Ok(_) => return Err("encoded".into()),
            Err(why) if why.kind().name() == wanted.kind && why.path() == wanted.path => {}
            Err(why) => return Err(format!("{why}")),
        }
    }
    Ok(true)
}

fn decode_failure(schemas: &mut Schemas, file: &File, test: &Test) -> Outcome {
    let buffer = bytes::buffer(schemas.get(&file.schema), file, test)?;
    let codec: &Codec = codec(&file.schema, &buffer.type_);
    match test.mode.as_deref() {
        Some("read_known") => {
            let mut edited = AlignedBuf::from(&buffer.bytes[..]);
            let open = editor(&file.schema, &buffer.type_)(&mut edited, &[]);
            refused(open, test)?;
            refused((codec.read_known)(&buffer.bytes), test)
        }
        _ => refused((codec.read)(&buffer.bytes), test),
    }
}

fn evolve(schemas: &mut Schemas, file: &File, test: &Test) -> Outcome {
    let buffer = bytes::buffer(schemas.get(&file.schema), file, test)?;
    for sees in test.sees.iter().flatten() {
        let of_reader = |why: String| format!("reader {}: {why}", sees.reader);
        let reader = &file.readers[&sees.reader.to_string()];
        let codec = codec(reader, &buffer.type_);
        let read = (codec.read)(&buffer.bytes);
        match (&sees.error, read) {
            (None, Ok(())) => {}
            (Some(wanted), Err(error)) if found(&error) == *wanted => {}
            (_, read) => return Err(of_reader(format!("{read:?}"))),
        }
        let index = schemas.get(reader);
        let root = index.message_by_name(&buffer.type_).ok_or("no such type")?;
        let newest = index.message(root).blocks.len() as u32;
        if sees.error.is_none() {
            let known = (codec.read_known)(&buffer.bytes).map_err(|e| (e.kind(), e.offset()));
            let wanted = match buffer.version > newest {
                true => Err((ErrorKind::NewerSchema, 24)),
                false => Ok(()),
            };
            if known != wanted {
                return Err(of_reader(format!("read_known: {known:?}")));
            }
            if known.is_ok() && !sees.lossy {
                encodes_to(codec, &buffer).map_err(of_reader)?;
            }
        }
    }
    Ok(())
}

fn edit(schemas: &mut Schemas, file: &File, test: &Test) -> Outcome {
    let index = schemas.get(&file.schema);
    let before = before(index, file, test)?;
    let after = bytes::buffer(index, file, test)?;
    let edit = editor(&file.schema, &after.type_);
    for (from, to) in [(&before, &after), (&after, &before)] {
        let mut edited = AlignedBuf::from(&from.bytes[..]);
        edit(&mut edited, &to.bytes).map_err(|why| format!("refused: {why}"))?;
        if edited[..] != to.bytes {
            return Err(format!("{:?}\n   wanted {:?}", &edited[..], to.bytes));
        }
    }
    encodes_to(codec(&file.schema, &after.type_), &after)
}
