//! Nothing that someone types makes the server fall over, and what still parses is still answered.

use std::fs;
use std::path::{Path, PathBuf};

use super::documents::Documents;
use super::position::Encoding;
use super::snapshot::{ROOT, Snapshot};
use super::{completion, diagnostics, formatting, hover, index, references, symbols, uri};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn schemas(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "lap"))
        .collect();
    found.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("read");
        (path, text)
    };
    found.into_iter().map(read).collect()
}

/// Asks everything of a text, at some of its places.
fn ask(path: &Path, text: &str, places: &[u32], encoding: Encoding) {
    let mut documents = Documents::default();
    let uri = uri::from_path(path).expect("a URI");
    documents.open(uri.clone(), Some(1), text.to_owned());
    let document = documents.get(&uri).expect("it is open");
    let snapshot = Snapshot::new(&document.path, &documents, encoding);
    assert!(snapshot.is_there());
    let analysis = &snapshot.analysis;
    let found = diagnostics::collect(&[&snapshot], &documents, false);
    assert!(found.contains_key(uri.as_str()));
    let outline = symbols::outline(&snapshot);
    assert_eq!(outline.len(), analysis.files[0].ast.items.len());
    let _no_schema = formatting::edits(text, encoding);
    for at in places {
        completion::proposals(analysis, ROOT, *at);
        if let Some((span, text)) = hover::hover(analysis, ROOT, *at) {
            assert!(span.touches(ROOT, *at));
            assert!(!hover::plain(&text).is_empty());
        }
        if let Some((span, name)) = references::name_at(analysis, ROOT, *at) {
            assert!(span.touches(ROOT, *at));
            assert!(!references::places(analysis, &name).is_empty());
        }
        let range = snapshot.range(crate::diagnostics::Span {
            file: ROOT,
            start: *at,
            end: *at,
        });
        let back = snapshot.offset(range.start);
        assert!(back <= *at && *at - back < 4);
    }
}

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

#[test]
fn every_prefix_of_a_schema() {
    let mut all = schemas("testdata/schemas");
    all.retain(|(path, _)| {
        let names = ["shop", "evolve", "defaults", "pins", "names"];
        names
            .iter()
            .any(|name| path.ends_with(format!("{name}.lap")))
    });
    assert_eq!(all.len(), 5);
    all.extend(schemas("testdata/invalid").into_iter().filter(|(path, _)| {
        let names = ["interfaces", "imports", "parse_interfaces", "import_cycle"];
        names
            .iter()
            .any(|name| path.ends_with(format!("{name}.lap")))
    }));
    assert_eq!(all.len(), 9);
    for (path, text) in all {
        for (end, _) in text.char_indices() {
            let at = end as u32;
            let places = [at, at / 2, at.saturating_sub(3)];
            ask(&path, &text[..end], &places, ENCODINGS[end % 3]);
        }
    }
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

#[test]
fn mutated_schemas() {
    let mut all = schemas("testdata/schemas");
    all.extend(schemas("testdata/invalid"));
    all.extend(schemas("testdata/lints"));
    // The nearest place where a text can be cut.
    let cut = |text: &str, at: usize| (0..=at).rev().find(|i| text.is_char_boundary(*i));
    let scraps = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "?",
        ".",
        "=",
        "|",
        "-",
        "/// d\n",
        "// c",
        "\r",
        "\r\n",
        "\n",
        "🦀",
        "\u{feff}",
        "\0",
        "since",
        "message",
        "import \"shop.lap\" version 1\n",
        "1 a: ",
        "0x",
        "1e",
        "\\u{",
        "enum E: u8 {",
        "package",
        "_",
        "99999999999999999999999999999999999999999",
    ];
    for seed in 0..1500 {
        let mut numbers = Numbers(seed);
        let (path, text) = &all[numbers.below(all.len())];
        let mut text = text.clone();
        for _ in 0..=numbers.below(4) {
            let from = cut(&text, numbers.below(text.len())).unwrap_or(0);
            let to = cut(&text, (from + numbers.below(12)).min(text.len())).unwrap_or(from);
            match numbers.below(3) {
                0 => text.replace_range(from..to.max(from), ""),
                1 => text.insert_str(from, scraps[numbers.below(scraps.len())]),
                _ => {
                    let (_, other) = &all[numbers.below(all.len())];
                    let start = cut(other, numbers.below(other.len())).unwrap_or(0);
                    let end = cut(other, (start + 30).min(other.len())).unwrap_or(start);
                    text.insert_str(from, &other[start..end.max(start)]);
                }
            }
        }
        let places = (0..8).map(|_| cut(&text, numbers.below(text.len() + 1)).unwrap_or(0) as u32);
        let places: Vec<u32> = places.collect();
        ask(path, &text, &places, ENCODINGS[seed as usize % 3]);
    }
}

/// What stands at `§` in a text, which is cut out of it.
fn marked(text: &str) -> (String, u32) {
    let at = text.find('§').expect("a mark");
    (text.replace('§', ""), at as u32)
}

fn look(text: &str) -> (Snapshot, u32) {
    let (text, at) = marked(text);
    let mut documents = Documents::default();
    let uri = "untitled:test.lap".parse().expect("a URI");
    documents.open(uri, None, text);
    let path = Path::new("untitled:test.lap");
    (Snapshot::new(path, &documents, Encoding::Utf16), at)
}

fn hovered(text: &str) -> String {
    let (snapshot, at) = look(text);
    hover::hover(&snapshot.analysis, ROOT, at).map_or(String::new(), |(_, text)| text)
}

#[test]
fn broken_schemas_still_answer() {
    for broken in [
        // An entry that is no entry, and a declaration that is none.
        "package t version 1\n/// Doc.\nmessage M { 1 a: u8 }\nmessage N { 1 m: §M  2 oops }\n",
        "package t version 1\nmessage N { 1 m: §M }\n/// Doc.\nmessage M { 1 a: u8 }\nmessag",
        // An unknown type, and a `package` line that is none.
        "package t version 1\n/// Doc.\nmessage M { 1 a: Nothing }\nmessage N { 1 m: §M }\n",
        "package\n/// Doc.\nmessage M { 1 a: u8 }\nmessage N { 1 m: §M }\n",
    ] {
        let text = hovered(broken);
        assert!(text.contains("message M"), "{broken}: {text}");
        assert!(text.contains("Doc."), "{broken}: {text}");
        assert!(text.contains("errors"), "{broken}: {text}");
        let (snapshot, at) = look(broken);
        let (_, target) = index::target_at(&snapshot.analysis, ROOT, at).expect("known");
        let place = index::place(&snapshot.analysis, target).expect("a place");
        assert_eq!(snapshot.analysis.sources.slice(place), "M");
    }
}

#[test]
fn hover_says_where_things_lie() {
    let schema = "package t version 2\nconst N: u32 = 0x10\nenum Side: u8 { 1 buy }\n\
                  flags R: u16 { 3 own }\nstruct P { x: i32 y: [u8; N] }\nunion U { 1 m: M }\n\
                  message M { 1 a: u8?  2 b: string  3 side: Side  4 u: U?\n 5 c: P?  since 2 }\n";
    for (word, said) in [
        ("N: u32", "value `16` (`0x10`)"),
        ("Side: u8", "a `u8`: size 1, alignment 1"),
        ("buy", "value 1 of `Side`"),
        ("own", "bit 3 of `R`, `0x8`"),
        ("x: i32", "bytes 0..4 of `P`: size 4, alignment 4"),
        ("P {", "size 20, alignment 4"),
        ("m: M", "tag 1 of `U`"),
        ("M {", "block of `M`: 24 bytes, 48 from version 2 on"),
        ("a: u8", "bytes 16..17 of `M`, `u8`: size 1, alignment 1"),
        ("a: u8", "there where bit 0 of byte 18 is set"),
        (
            "b: string",
            "a slot of 8 bytes, alignment 4; what it points at has alignment 1",
        ),
        ("side: Side", "bytes 17..18 of `M`, `t.Side`"),
        ("u: U", "absent where its slot is zero"),
        ("c: P", "since version 2"),
        ("string", "UTF-8"),
        ("u16", "Size 2, alignment 2."),
    ] {
        let text = hovered(&schema.replacen(word, &format!("§{word}"), 1));
        assert!(text.contains(said), "{word}: {said}\n{text}");
    }
}

#[test]
fn completion_knows_the_place() {
    let head =
        "package t version 1\nconst ONE: u8 = 1\nenum Side: u8 { 1 buy }\nerror E { 1 bad }\n";
    for (text, wanted, unwanted) in [
        ("§", "package", "message"),
        ("package t version 1\n§", "message", "u8"),
        ("package t version 1\nmess§", "message", "u8"),
        ("HEADmessage M { 1 a: §", "Side", "message"),
        ("HEADmessage M { 1 a: u§ }", "u8", "buy"),
        ("HEADmessage M { 1 a: §", "secret", "ONE"),
        ("HEADmessage M { 1 a: [§", "string", "since"),
        ("HEADmessage M { 1 a: {string: §", "bytes", "since"),
        ("HEADmessage M { 1 a: Side = §", "buy", "u8"),
        ("HEADmessage M { 1 a: u8 = §", "ONE", "buy"),
        ("HEADmessage M { 1 a: u8 §", "since", "u16"),
        ("HEADmessage M { 1 a: string? d§", "deprecated", "u16"),
        ("HEADenum F: §", "u16", "string"),
        ("HEADstruct S { x: §", "f32", "secret"),
        ("HEADinterface I { 1 f() throws §", "E", "Side"),
        ("HEADmessage M { § }", "reserved", "u8"),
    ] {
        let (snapshot, at) = look(&text.replace("HEAD", head));
        let found = completion::proposals(&snapshot.analysis, ROOT, at);
        let has = |word: &str| found.iter().any(|proposal| proposal.word == word);
        assert!(has(wanted), "{text}: no {wanted} in {found:?}");
        assert!(!has(unwanted), "{text}: {unwanted}");
    }
    for nothing in [
        "package t version 1 // §",
        "package t version 1\nimport \"a§\"",
        "package §",
    ] {
        let (snapshot, at) = look(nothing);
        let found = completion::proposals(&snapshot.analysis, ROOT, at);
        assert!(found.is_empty(), "{nothing}: {found:?}");
    }
}

#[test]
fn imports_that_are_open_count_as_they_are() {
    let folder = root().join("testdata/schemas");
    let mut documents = Documents::default();
    let money = uri::from_path(&folder.join("money.lap")).expect("a URI");
    let pins = fs::read_to_string(folder.join("pins.lap")).expect("read");
    let text = "package money version 3\nmessage Amount { 1 a: u8 }\n";
    documents.open(money.clone(), Some(1), text.to_owned());
    let uri = uri::from_path(&folder.join("pins.lap")).expect("a URI");
    documents.open(uri.clone(), Some(1), pins);
    let path = documents.get(&uri).expect("it is open").path.clone();
    let snapshot = Snapshot::new(&path, &documents, Encoding::Utf8);
    let found = diagnostics::collect(&[&snapshot], &documents, true);
    let messages: Vec<&str> = found[uri.as_str()]
        .list
        .iter()
        .map(|d| d.message.as_str())
        .collect();
    let said = "there is no `Worth` in package `money`";
    assert!(messages.iter().any(|m| m.starts_with(said)), "{messages:?}");
    documents.close(&money);
    let snapshot = Snapshot::new(&path, &documents, Encoding::Utf8);
    assert!(snapshot.analysis.world.is_some());
}
