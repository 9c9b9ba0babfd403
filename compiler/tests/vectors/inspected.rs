//! The inspector over all vectors and over what damage makes of them: its verdict is that of the
//! precise walk, and each byte is shown exactly once.

use std::fs;

use halflap::json::{self, Reading};
use halflap::precise::{self, Options};
use halflap::schema::Index;
use halflap::{Kind as ErrorKind, Message as _};
use halflap_compiler::inspect::{self, Inspection, What};

use super::bytes::{self, Buffer};
use super::file::{File, Kind, Test};
use super::{Schemas, files, testdata};

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
    for round in 0..16 {
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
        let text = seen.text(false);
        if text.lines().last() != Some(&*seen.verdict()) {
            return Err("the last line is not the verdict".into());
        }
        if options == EVERYTHING {
            printed(&text, buffer).map_err(|why| format!("{why}\n{text}"))?;
        }
        if text != plain(&seen.text(true)) {
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
        let kinds = [ErrorKind::WrongType, ErrorKind::BadUtf8];
        let wrong = seen.error().filter(|error| kinds.contains(&error.kind()));
        return wrong.map_or(Ok(()), |error| Err(error.to_string()));
    };
    let root = named.map_or_else(|| precise::root_of(index, buffer), Ok);
    let wanted = root.and_then(|root| precise::check(index, root, buffer, Options::default()));
    let wanted = wanted.err();
    if seen.error() != wanted.as_ref() {
        return Err(format!("{:?}, not {wanted:?}", seen.error()));
    }
    Ok(())
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

/// Texts that are written down in `testdata/inspect`: the vector, and the schema that reads it where it is not
/// the vector's own.
const WRITTEN: &[(&str, &str)] = &[
    ("shop/order/ok", ""),
    ("shop/order/article", ""),
    ("shop/order/discount", ""),
    ("shop/till/ok", ""),
    ("header/checksum", ""),
    ("header/checksum_body", ""),
    ("structs/shapes/ok", ""),
    ("arrays/arrays/ok", ""),
    ("maps/texts/ok", ""),
    ("maps/texts/twice", ""),
    ("optionals/bits/ok", ""),
    ("recursion/node/cycle", ""),
    ("secrets/vault/ok", ""),
    ("secrets/account/utf8", ""),
    ("unions/bill/card", ""),
    ("unions/bill/trailing", ""),
    ("vectors/fixed/bool", ""),
    ("vectors/items/count_wrap", ""),
    ("evolve/item/v9", "schemas/v1/evolve.lap"),
    ("evolve/item/v3", ""),
];

#[test]
fn texts_are_as_written_down() {
    let bless = std::env::var_os("HALFLAP_BLESS").is_some();
    let folder = testdata().join("inspect");
    let files = files();
    let mut schemas = Schemas::default();
    let mut wanted: Vec<String> = Vec::new();
    let mut compare = |name: String, text: String| {
        let golden = folder.join(&name);
        if bless {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&golden, &text).expect("it can be written");
        }
        let written = fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(text, written, "{name}: HALFLAP_BLESS=1 writes it anew");
        wanted.push(name);
    };
    for (id, reader) in WRITTEN {
        let mut all = files.iter().map(|(_, file)| file);
        let file = all.find(|file| file.test(id).is_some());
        let file = file.unwrap_or_else(|| panic!("there is no vector {id}"));
        let reader = if reader.is_empty() {
            &file.schema
        } else {
            *reader
        };
        let test = file.test(id).expect("found before");
        let buffer = bytes::buffer(schemas.get(&file.schema), file, test).expect("bytes");
        let index = schemas.get(reader);
        let seen = Inspection::new(Some(index), None, &buffer.bytes, DEFAULT);
        compare(format!("{}.txt", id.replace('/', "-")), seen.text(false));
        if *id == "shop/order/ok" {
            let seen = Inspection::new(None, None, &buffer.bytes, DEFAULT);
            compare("no-schema.txt".into(), seen.text(false));
        }
        if *id == "unions/bill/trailing" {
            let seen = Inspection::new(Some(index), None, &buffer.bytes, DEFAULT);
            compare("colour.txt".into(), seen.text(true));
        }
    }
    let index = schemas.get("schemas/shop.lap");
    let buffer = long_order(index);
    let seen = Inspection::new(Some(index), None, &buffer, DEFAULT);
    compare("long.txt".into(), seen.text(false));
    // A file that nothing is compared with says nothing.
    wanted.sort();
    let entries = fs::read_dir(&folder).expect("the folder is there");
    let mut there: Vec<String> = entries
        .map(|entry| entry.expect("it can be listed").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    there.sort();
    assert_eq!(there, wanted);
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

/// Nothing that is printed depends on what is in a secret.
#[test]
fn secrets_leave_no_trace() {
    let mut schemas = Schemas::default();
    let cases = [
        (
            "schemas/secrets.lap",
            "secrets.Vault",
            r#"{"accounts":[{"name":"a","password":"XXXX","key":"KKKK","seed":[SS],"pin":"PPPP"}]}"#,
        ),
        (
            "schemas/shop.lap",
            "shop.Order",
            r#"{"id":"8c6e3a52-9f10-4a77-b8d5-0f1e2d3c4b5a","customer":"Ada","lines":[],"path":[],
                "payment":{"cash":{}},"labels":{},"side":"buy","token":"KKKK","note":"n"}"#,
        ),
    ];
    for (schema, type_, text) in cases {
        let index = schemas.get(schema);
        let root = index.message_by_name(type_).expect("it is there");
        let with = |fill: [&str; 4]| {
            let seed = vec![fill[2]; 32].join(",");
            let text = text.replace("XXXX", fill[0]).replace("KKKK", fill[1]);
            let text = text.replace("SS", &seed).replace("PPPP", fill[3]);
            json::from_json(index, root, text.as_bytes(), Reading::default()).expect("a value")
        };
        let one = with(["hush", "AQID", "7", "0000"]);
        let other = with(["hash", "//79", "201", "9876"]);
        assert_eq!(one.len(), other.len());
        assert_ne!(one, other);
        // As it is; behind a header that lies; cut off; with something behind the end.
        let variants: [fn(&mut Vec<u8>); 5] = [
            |_| {},
            |bytes| bytes[36] = 1,
            |bytes| bytes.truncate(bytes.len() - 8),
            |bytes| {
                let len = bytes.len() as u32 - 32;
                bytes.extend([1; 8]);
                bytes[32..36].copy_from_slice(&len.to_le_bytes());
            },
            |bytes| bytes[40] = 1,
        ];
        for (number, variant) in variants.into_iter().enumerate() {
            let [mut one, mut other] = [one.clone(), other.clone()];
            variant(&mut one);
            variant(&mut other);
            for all in [false, true] {
                let same = |reveal| {
                    let options = inspect::Options { all, reveal };
                    let [one, other] = [&one, &other].map(|bytes| {
                        let seen = Inspection::new(Some(index), None, bytes, options);
                        (seen.text(false), seen.page("a buffer"))
                    });
                    one == other
                };
                assert!(same(false), "{type_}, variant {number}");
                // The others may have lost their secrets.
                assert!(
                    number > 1 || !all || !same(true),
                    "{type_}: nothing is revealed"
                );
            }
        }
    }
}

/// No text of a buffer, a description or a file's name becomes part of the page.
#[test]
fn a_page_holds_hostile_text_as_text() {
    let hostile = "</script><img src=x onerror=alert(1)>&quot;\"'<!--\u{2028}";
    let text = halflap_testdata::strings::Text {
        text: hostile.into(),
    };
    let buffer = text.to_halflap().expect("it is not too large");
    let mut schemas = Schemas::default();
    let mut schema = schemas.get("schemas/strings.lap").schema().clone();
    for message in &mut schema.messages {
        message.name += hostile;
        for field in &mut message.fields {
            field.name += hostile;
        }
    }
    // A description whose names are no names is refused or harmless.
    let hostile_index = Index::new(schema);
    let plain_index = schemas.get("schemas/strings.lap");
    for index in [Ok(plain_index), hostile_index.as_ref()]
        .into_iter()
        .flatten()
    {
        let page = Inspection::new(Some(index), None, &buffer, DEFAULT).page(hostile);
        assert_eq!(page.matches("</script>").count(), 2);
        for tag in ["<img", "<!--"] {
            assert!(!page.contains(tag), "{tag}");
        }
        assert!(page.contains("\\u003cimg src=x onerror=alert(1)>"));
    }
}

/// A page of a large buffer says what it leaves out.
#[test]
fn a_page_has_a_limit() {
    let mut schemas = Schemas::default();
    let index = schemas.get("schemas/strings.lap");
    let root = index.message_by_name("strings.Text").expect("it is there");
    let small = json::from_json(index, root, br#"{"text":"x"}"#, Reading::default());
    let small = Inspection::new(Some(index), None, &small.expect("a value"), DEFAULT).page("x");
    assert!(!small.contains("This page shows the first"));
    let text = format!(r#"{{"text":"{}"}}"#, "x".repeat(2 << 20));
    let large = json::from_json(index, root, text.as_bytes(), Reading::default());
    let large = Inspection::new(Some(index), None, &large.expect("a value"), DEFAULT).page("x");
    assert!(large.contains("This page shows the first 1048576 of 2097200 bytes"));
    assert!(large.len() < 2 << 20);
}
