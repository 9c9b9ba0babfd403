//! What the inspector prints: texts that are written down, pages, and what must be on neither.

use std::fs;

use halflap::Message as _;
use halflap::json::{self, Reading};
use halflap::schema::Index;
use halflap_compiler::inspect::{self, Inspection};

use super::super::{Schemas, bytes, files, testdata};
use super::{DEFAULT, long_order};

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
