//! The format of a file of vectors (`spec/vectors.md`). Whatever it does not say is refused.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    vectors: u32,
    pub schema: String,
    #[serde(default)]
    pub readers: BTreeMap<String, String>,
    count: usize,
    notes: BTreeMap<String, Note>,
    pub tests: Vec<Test>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    why: String,
    spec: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Success,
    DecodeFailure,
    EncodeFailure,
    Evolve,
    Edit,
    JsonFailure,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub id: String,
    pub kind: Kind,
    #[serde(rename = "type")]
    pub type_: Option<String>,
    #[serde(default)]
    pub flags: Vec<String>,
    pub value: Option<Box<RawValue>>,
    pub redacted: Option<Box<RawValue>>,
    pub also: Option<Vec<String>>,
    pub bytes: Option<Vec<String>>,
    pub buffer: Option<Vec<String>>,
    pub base: Option<String>,
    pub cut: Option<usize>,
    pub append: Option<Lines>,
    pub set: Option<BTreeMap<String, String>>,
    pub reseal: Option<bool>,
    pub version: Option<u32>,
    pub root_block: Option<u32>,
    pub checksum: Option<bool>,
    pub mode: Option<String>,
    pub error: Option<Failure>,
    pub sees: Option<Vec<Sees>>,
    pub json: Option<String>,
}

/// Hex in one string or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Lines {
    One(String),
    Several(Vec<String>),
}

impl Lines {
    pub fn as_slice(&self) -> &[String] {
        match self {
            Lines::One(line) => std::slice::from_ref(line),
            Lines::Several(lines) => lines,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    pub kind: String,
    pub offset: Option<usize>,
    pub path: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sees {
    pub reader: u32,
    pub value: Option<Box<RawValue>>,
    pub error: Option<Failure>,
    #[serde(default)]
    pub lossy: bool,
}

impl File {
    /// Parses a file and checks everything that the format asks of it.
    pub fn parse(name: &str, text: &str) -> File {
        let file: File =
            serde_json::from_str(text).unwrap_or_else(|why| panic!("{name}.json: {why}"));
        assert_eq!(file.vectors, 1, "{name}.json: the format's version");
        assert_eq!(file.count, file.tests.len(), "{name}.json: `count`");
        for (flag, note) in &file.notes {
            let said = !note.why.is_empty() && !note.spec.is_empty();
            assert!(said, "{name}.json: the note {flag} says nothing");
        }
        for test in &file.tests {
            let id = &test.id;
            let prefix = id
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('/'));
            assert!(prefix, "{id}: begins not with `{name}/`");
            for flag in &test.flags {
                assert!(file.notes.contains_key(flag), "{id}: no note {flag}");
            }
            test.check_keys();
        }
        file
    }

    pub fn test(&self, id: &str) -> Option<&Test> {
        self.tests.iter().find(|test| test.id == id)
    }
}

impl Test {
    /// Each kind has keys that it needs and keys that it may have.
    fn check_keys(&self) {
        let id = &self.id;
        let present = [
            ("type", self.type_.is_some()),
            ("value", self.value.is_some()),
            ("redacted", self.redacted.is_some()),
            ("also", self.also.is_some()),
            ("bytes", self.bytes.is_some()),
            ("buffer", self.buffer.is_some()),
            ("base", self.base.is_some()),
            ("cut", self.cut.is_some()),
            ("append", self.append.is_some()),
            ("set", self.set.is_some()),
            ("reseal", self.reseal.is_some()),
            ("version", self.version.is_some()),
            ("root_block", self.root_block.is_some()),
            ("checksum", self.checksum.is_some()),
            ("mode", self.mode.is_some()),
            ("error", self.error.is_some()),
            ("sees", self.sees.is_some()),
            ("json", self.json.is_some()),
        ];
        let edits = ["base", "cut", "append", "set", "reseal"];
        let header = ["version", "root_block", "checksum"];
        let (needed, allowed): (&[&str], &[&[&str]]) = match self.kind {
            Kind::Success => (
                &["type", "value"],
                &[&["redacted", "also", "bytes", "buffer", "checksum"]],
            ),
            Kind::DecodeFailure => (
                &["error"],
                &[&["type", "bytes", "buffer", "mode"], &edits, &header],
            ),
            Kind::EncodeFailure => (&["type", "value", "error"], &[&["version"]]),
            Kind::Evolve => (&["sees"], &[&["type", "bytes", "buffer"], &edits, &header]),
            Kind::Edit => (&["base", "set", "value"], &[&["reseal"]]),
            Kind::JsonFailure => (&["type", "json", "error"], &[]),
        };
        for (key, is_there) in present {
            let may_be = needed.contains(&key) || allowed.iter().any(|keys| keys.contains(&key));
            assert!(may_be || !is_there, "{id}: `{key}` has no place here");
            assert!(
                is_there || !needed.contains(&key),
                "{id}: `{key}` is missing"
            );
        }
        if matches!(
            self.kind,
            Kind::Success | Kind::DecodeFailure | Kind::Evolve
        ) {
            let ways = [
                self.bytes.is_some(),
                self.buffer.is_some(),
                self.base.is_some(),
            ];
            let ways = ways.iter().filter(|&&way| way).count();
            assert_eq!(ways, 1, "{id}: the bytes are said in {ways} ways");
        }
        if self.base.is_none() {
            let edited = present.iter().any(|(key, is)| *is && edits.contains(key));
            assert!(!edited, "{id}: an edit without `base`");
        }
        if self.bytes.is_none() && self.kind != Kind::EncodeFailure {
            let said = present.iter().any(|(key, is)| *is && header.contains(key));
            assert!(!said, "{id}: a header is said without `bytes`");
        }
    }
}

/// JSON without the white space between its tokens.
pub fn compact(json: &RawValue) -> String {
    let mut out = String::new();
    let (mut in_string, mut escaped) = (false, false);
    for c in json.get().chars() {
        if !in_string && c.is_ascii_whitespace() {
            continue;
        }
        out.push(c);
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
    }
    out
}
