//! The inspector over all vectors and over what damage makes of them: its verdict is that of the
//! precise walk, and each byte is shown exactly once.

mod outputs;

use std::sync::LazyLock;

use halflap::Kind as ErrorKind;
use halflap::json::{self, Reading};
use halflap::precise::{self, Options};
use halflap::schema::Index;
use halflap_compiler::inspect::{self, Inspection, What};

use super::Schemas;
use super::bytes::{self, Buffer};
use super::file::{File, Kind, Test};

type Outcome<T = ()> = Result<T, String>;

const DEFAULT: inspect::Options = inspect::Options {
    all: false,
    reveal: false,
};
const EVERYTHING: inspect::Options = inspect::Options {
    all: true,
    reveal: true,
};

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) as usize % n
    }
}

pub fn run(schemas: &mut Schemas, file: &File, test: &Test) -> Outcome<bool> {
    if matches!(test.kind, Kind::EncodeFailure | Kind::JsonFailure) {
        return Ok(false);
    }
    let buffer = bytes::buffer(schemas.get(&file.schema), file, test)?;
    let readers = test.sees.iter().flatten();
    let readers = readers.map(|sees| file.readers[&sees.reader.to_string()].clone());
    let mut readers: Vec<String> = readers.collect();
    readers.push(file.schema.clone());
    for (seed, reader) in readers.iter().enumerate() {
        let index = schemas.get(reader);
        look(index, &buffer, seed as u64).map_err(|why| format!("{reader}: {why}"))?;
    }
    Ok(true)
}

/// A buffer as it is, as a page, and damaged.
fn look(index: &Index, buffer: &Buffer, seed: u64) -> Outcome {
    let root = index.message_by_name(&buffer.type_).ok_or("no message")?;
    for named in [Some(root), None] {
        sound(Some(index), named, &buffer.bytes)?;
    }
    sound(None, None, &buffer.bytes)?;
    for schema in [Some(index), None] {
        let page = Inspection::new(schema, None, &buffer.bytes, DEFAULT).page("a buffer");
        if !page.ends_with("</html>\n") {
            return Err("the page is not whole".into());
        }
    }
    for round in 0..8 {
        let mut random = Random(seed << 32 | round);
        let bytes = damage(&buffer.bytes, &mut random);
        let named = (round % 4 != 0).then_some(root);
        sound(Some(index), named, &bytes).map_err(|why| {
            format!("damaged with seed {seed}, round {round}: {why}\n{bytes:02x?}")
        })?;
    }
    Ok(())
}

/// A buffer with other bytes, or another length.
fn damage(buffer: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = buffer.to_vec();
    if random.below(8) == 0 {
        bytes.truncate(random.below(bytes.len() + 1));
    }
    if bytes.is_empty() {
        return bytes;
    }
    // Most damage is done to bodies, where there is more to go wrong.
    let from = if random.below(6) == 0 {
        0
    } else {
        24.min(bytes.len() - 1)
    };
    for _ in 0..=random.below(3) {
        let at = from + random.below(bytes.len() - from);
        match random.below(4) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.below(256) as u8,
            2 => bytes[at] = 0,
            _ => {
                let at = at & !3;
                let word = (random.below(64) as u32).to_le_bytes();
                if let Some(place) = bytes.get_mut(at..at + 4) {
                    place.copy_from_slice(&word);
                }
            }
        }
    }
    // Nothing behind a wrong length or checksum would ever be looked at.
    if bytes.len() >= 40 && bytes.len().is_multiple_of(8) && from > 0 {
        let len = (bytes.len() - 40) as u32;
        bytes[6] &= !1;
        bytes[32..36].copy_from_slice(&len.to_le_bytes());
        bytes[36..40].fill(0);
    }
    bytes
}

/// All that is true of every inspection.
fn sound(index: Option<&Index>, named: Option<usize>, buffer: &[u8]) -> Outcome {
    for options in [DEFAULT, EVERYTHING] {
        let seen = Inspection::new(index, named, buffer, options);
        verdict(&seen, index, named, buffer)?;
        each_byte_once(&seen, buffer)?;
        nested(&seen)?;
        let is_there = |wanted: fn(&What) -> bool| seen.stretches().iter().any(|s| wanted(&s.what));
        if seen.error().is_none() && is_there(|what| *what == What::Unread) {
            return Err("a part of a good buffer is not read".into());
        }
        fault_is_known(&seen)?;
        let text = seen.text(false);
        if text.lines().last() != Some(&*seen.verdict()) {
            return Err("the last line is not the verdict".into());
        }
        if options == EVERYTHING {
            printed(&text, buffer).map_err(|why| format!("{why}\n{text}"))?;
        }
        if options == DEFAULT && text != plain(&seen.text(true)) {
            return Err("colours change the text".into());
        }
    }
    Ok(())
}

/// The verdict is that of the precise walk.
fn verdict(
    seen: &Inspection<'_>,
    index: Option<&Index>,
    named: Option<usize>,
    buffer: &[u8],
) -> Outcome {
    let Some(index) = index else {
        return header_alone(seen, buffer);
    };
    let root = named.map_or_else(|| precise::root_of(index, buffer), Ok);
    let wanted = root.and_then(|root| precise::check(index, root, buffer, Options::default()));
    let wanted = wanted.err();
    if seen.error() != wanted.as_ref() {
        return Err(format!("{:?}, not {wanted:?}", seen.error()));
    }
    Ok(())
}

/// Without a schema the verdict is about the header: what comes before its type is asked for, then what the
/// header says of itself.
fn header_alone(seen: &Inspection<'_>, buffer: &[u8]) -> Outcome {
    static ANY: LazyLock<Index> = LazyLock::new(|| {
        let schema = halflap::schema::descriptor();
        Index::new(schema).expect("the runtime's own")
    });
    let before = precise::root_of(&ANY, buffer).err();
    let before = before.filter(|error| error.kind() != ErrorKind::WrongType);
    let found = seen.error().map(|error| (error.kind(), error.offset()));
    let fits = match &before {
        Some(error) => seen.error() == Some(error),
        None => matches!(
            found,
            None | Some((ErrorKind::SchemaMismatch, 24) | (ErrorKind::OutOfBounds, 28))
        ),
    };
    match fits {
        true => Ok(()),
        false => Err(format!("{found:?} without a schema, not {before:?}")),
    }
}

fn each_byte_once(seen: &Inspection<'_>, buffer: &[u8]) -> Outcome {
    let mut end = 0;
    for stretch in seen.stretches().iter().filter(|stretch| !stretch.group) {
        if stretch.bytes.start != end || stretch.bytes.end < end {
            return Err(format!("{:?} follows {end}", stretch));
        }
        end = stretch.bytes.end;
    }
    match end == buffer.len() {
        true => Ok(()),
        false => Err(format!("{end} of {} bytes", buffer.len())),
    }
}

/// The byte at fault belongs to something that was looked at, unless it is that nothing should be there.
fn fault_is_known(seen: &Inspection<'_>) -> Outcome {
    let Some(error) = seen.error() else {
        return Ok(());
    };
    let mut leaves = seen.stretches().iter().filter(|stretch| !stretch.group);
    let at_fault = leaves.find(|stretch| stretch.bytes.contains(&error.offset()));
    match at_fault.map(|stretch| stretch.what == What::Unread) {
        Some(unread) if unread != (error.kind() == ErrorKind::TrailingBytes) => {
            Err(format!("{error}: {at_fault:?}"))
        }
        None if error.kind() != ErrorKind::Truncated => Err(format!("{error}: no such byte")),
        _ => Ok(()),
    }
}

/// A group is exactly what it consists of.
fn nested(seen: &Inspection<'_>) -> Outcome {
    let all = seen.stretches();
    for (at, stretch) in all.iter().enumerate() {
        let inside = all[at + 1..].iter();
        let inside = inside.take_while(|inner| inner.depth > stretch.depth);
        let (mut end, mut count) = (stretch.bytes.start, 0);
        for inner in inside {
            count += 1;
            if inner.depth == stretch.depth + 1 {
                if inner.bytes.start != end {
                    return Err(format!("{inner:?} in {stretch:?}"));
                }
                end = inner.bytes.end;
            }
        }
        let fits = match stretch.group {
            true => end == stretch.bytes.end,
            false => count == 0,
        };
        if !fits {
            return Err(format!("{count} stretches do not make up {stretch:?}"));
        }
    }
    Ok(())
}

/// The text has each byte at its offset, once; and the mark of an error below its byte.
fn printed(text: &str, buffer: &[u8]) -> Outcome {
    let width = buffer.len().to_string().len().max(4);
    let mut end = 0;
    for line in text.lines().skip(2) {
        let (Some(at), Some(hex)) = (line.get(..width), line.get(width + 2..)) else {
            continue;
        };
        let Ok(at) = at.trim().parse::<usize>() else {
            continue;
        };
        let hex: String = hex.chars().take(23).collect();
        let mut digits = hex
            .split(' ')
            .take_while(|digits| digits.len() == 2 && *digits != "^^");
        let line: Vec<u8> = digits
            .by_ref()
            .map_while(|digits| u8::from_str_radix(digits, 16).ok())
            .collect();
        if !line.is_empty() && (at != end || buffer.get(at..at + line.len()) != Some(&line)) {
            return Err(format!("{line:02x?} at {at}"));
        }
        end += line.len();
    }
    match end == buffer.len() {
        true => Ok(()),
        false => Err(format!("{end} of {} bytes are printed", buffer.len())),
    }
}

/// Text without colours.
fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        out + part.split_once('m').map_or("", |(_, rest)| rest)
    })
}

/// An order with long vectors.
fn long_order(index: &Index) -> Vec<u8> {
    let lines: Vec<String> = (0..20)
        .map(|i| format!(r#"{{"article":"ink {i}","price":"{i}","quantity":1}}"#))
        .collect();
    let path: Vec<String> = (0..100)
        .map(|i| format!(r#"{{"x":{i},"y":0.5,"z":-1}}"#))
        .collect();
    let order = format!(
        r#"{{"id":"8c6e3a52-9f10-4a77-b8d5-0f1e2d3c4b5a","customer":"{}","lines":[{}],"path":[{}],
            "payment":{{"cash":{{}}}},"labels":{{}},"side":"sell","token":"c2VjcmV0"}}"#,
        "Ada ".repeat(30),
        lines.join(","),
        path.join(",")
    );
    let root = index.message_by_name("shop.Order").expect("it is there");
    json::from_json(index, root, order.as_bytes(), Reading::default()).expect("an order")
}

/// Vectors and maps of which not every element is shown, good and damaged.
#[test]
fn long_vectors_hold_under_damage() {
    let numbers: Vec<String> = (0..40).map(|i| i.to_string()).collect();
    let numbers = numbers.join(",");
    let list = |one: &str| vec![one; 20].join(",");
    let fixed = format!(
        r#"{{"bools":[{}],"bytes8":[{numbers}],"shorts":[{numbers}],"words":[],"longs":[],"wides":[],
            "singles":[{numbers}],"ids":[]}}"#,
        list("true")
    );
    let nested = format!(
        r#"{{"grid":[{}],"words":[{}],"items":[{}]}}"#,
        list(&format!("[{numbers}]")),
        list(r#"["a","","bc"]"#),
        list(r#"[{"name":"n","n":1},{"name":"","n":2}]"#)
    );
    let mut schemas = Schemas::default();
    let shop = schemas.get("schemas/shop.lap").clone();
    let vectors = schemas.get("schemas/vectors.lap").clone();
    let vector = |name: &str, json: &str| {
        let root = vectors.message_by_name(name).expect("it is there");
        json::from_json(&vectors, root, json.as_bytes(), Reading::default()).expect("a value")
    };
    let cases = [
        (&shop, "shop.Order", long_order(&shop)),
        (&vectors, "vectors.Fixed", vector("vectors.Fixed", &fixed)),
        (
            &vectors,
            "vectors.Nested",
            vector("vectors.Nested", &nested),
        ),
    ];
    for (index, name, buffer) in cases {
        let root = index.message_by_name(name);
        sound(Some(index), root, &buffer).unwrap_or_else(|why| panic!("{name}: {why}"));
        let seen = Inspection::new(Some(index), root, &buffer, DEFAULT);
        let is_rest = |what: &What| matches!(what, What::Rest { .. });
        assert!(seen.stretches().iter().any(|s| is_rest(&s.what)), "{name}");
        let (mut refused, mut late) = (0, 0);
        for seed in 0..80 {
            let bytes = damage(&buffer, &mut Random(seed));
            sound(Some(index), root, &bytes)
                .unwrap_or_else(|why| panic!("{name}, seed {seed}: {why}"));
            let seen = Inspection::new(Some(index), root, &bytes, DEFAULT);
            refused += usize::from(seen.error().is_some());
            // The element at fault is shown, however many come before it.
            let path = seen.error().map_or("", |error| error.path());
            let path = path.split_once(']').map_or("", |(first, _)| first);
            let number = path
                .split_once('[')
                .map(|(_, number)| number.parse::<u64>());
            if number.is_some_and(|number| number.is_ok_and(|number| number > 8)) {
                late += 1;
                let of_element = |s: &inspect::Stretch| {
                    s.path.starts_with(&format!("{path}]")) && !is_rest(&s.what)
                };
                assert!(
                    seen.stretches().iter().any(of_element),
                    "{name}, seed {seed}: {path}]"
                );
            }
        }
        assert!(refused > 20, "{name}: only {refused} refused");
        println!("{name}: {refused} refused, {late} of them in elements that would not be shown");
    }
}
