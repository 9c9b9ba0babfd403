//! What the pages under `spec/` say of the language and the ids is so.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../spec")
        .join(name);
    fs::read_to_string(path).expect("the page is there")
}

/// The fenced blocks of a page: what stands behind the fence, and the lines.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.to_owned(), String::new())),
            (None, None) => {}
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    blocks
}

/// Compiles a text from a file of its own.
fn compile(name: &str, text: &str) -> halflap_compiler::ir::Schema {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(name);
    fs::write(&path, text).expect("it can be written");
    halflap_compiler::compile(&path).unwrap_or_else(|d| panic!("{d}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn examples_of_the_language_compile() {
    let mut count = 0;
    for (info, text) in blocks(&page("language.md")) {
        if info == "lap" {
            count += 1;
            compile(&format!("language{count}.lap"), &text);
        }
    }
    assert_eq!(count, 3);
}

/// HL-LANG-1.
#[test]
fn a_schema_is_a_file_of_utf8() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let compiled = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("it can be written");
        halflap_compiler::compile(&path).map_err(|why| why.to_string())
    };
    let text = b"package t version 1\nmessage M { 1 a: u8 }\n";
    let marked = [b"\xef\xbb\xbf", &text[..]].concat();
    assert!(compiled("marked.lap", &marked).is_ok());
    let twice = [b"\xef\xbb\xbf\xef\xbb\xbf", &text[..]].concat();
    assert!(compiled("marked_twice.lap", &twice).is_err());
    let broken = compiled("broken.lap", &[&text[..], b"// \xff"].concat());
    assert!(broken.is_err_and(|why| why.contains("not UTF-8 at byte 45")));
    let mut long = text.to_vec();
    long.resize(16 << 20, b' ');
    assert!(compiled("long.lap", &long).is_ok());
    long.push(b' ');
    assert!(compiled("too_long.lap", &long).is_err_and(|why| why.contains("16777217 bytes")));
}

#[test]
fn ids_are_digests_of_the_texts() {
    let page = page("ids.md");
    let blocks = blocks(&page);
    let text = |info: &str| {
        let found = blocks.iter().find(|(other, _)| other == info);
        &found.expect("the block is there").1
    };
    let schema = compile("ids.lap", text("lap"));
    let till = schema.messages.iter().find(|m| m.decl.name == "Till");
    let till = till.expect("the example has it");
    let expected = [
        ("type", till.type_id),
        ("version 1", till.schema_ids[0]),
        ("version 2", till.schema_ids[1]),
    ];
    for (what, id) in expected {
        let digest = Sha256::digest(text(&format!("text {what}")).as_bytes());
        assert_eq!(hex(&id), hex(&digest[..8]), "{what}: the compiler's");
        assert!(
            page.contains(&format!("`{}`", hex(&id))),
            "{what}: the page's, not {}",
            hex(&id)
        );
    }
}

#[test]
fn fingerprints_are_digests_of_the_texts() {
    let page = page("abi.md");
    let blocks = blocks(&page);
    let text = |info: &str| {
        let found = blocks.iter().find(|(other, _)| other == info);
        &found.expect("the block is there").1
    };
    let schema = compile("shelf.lap", text("lap"));
    let shelf = &schema.interfaces[0];
    assert_eq!(
        hex(&shelf.id),
        hex(&Sha256::digest("halflap type shelf.Shelf\n")[..8])
    );
    for name in [
        "ShelfScanEachRequest",
        "ShelfScanEachResponse",
        "ShelfScanRequest",
        "ShelfScanResponse",
    ] {
        let message = schema.messages.iter().find(|m| m.decl.name == name);
        let id = hex(&message.expect("it is implied").schema_ids[1]);
        assert!(
            text("text fingerprint").contains(&format!(" {id}\n")),
            "{name} has the id {id}"
        );
    }
    let digest = &Sha256::digest(text("text fingerprint").as_bytes())[..8];
    let [first, second] = shelf.methods[0].fingerprints[..] else {
        panic!("one for each version");
    };
    assert_eq!(first, 0);
    assert_eq!(hex(&second.to_le_bytes()), hex(digest));
    assert!(
        page.contains(&format!("`{}`", hex(digest))),
        "not {}",
        hex(digest)
    );
}
