//! The tree beside a picture of the bytes, as one page for a browser.
//!
//! Rust writes the rows as JSON, which a script on the page draws: only what can be seen of the
//! bytes and the tree, so that a page stays quick whatever its buffer's size. What comes from the
//! buffer or the schema is in that JSON alone, in which no `<` can stand, and the script sets it as
//! text. Besides, the page's policy allows no script but that one, and no request at all.

use base64ct::{Base64, Encoding};
use halflap::Header;
use minijinja::{AutoEscape, Environment, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Class, Inspection, Stretch, What, quote, rules, words};

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// A page shows at most so many bytes and so many rows.
const BYTES: usize = 1 << 20;
const ROWS: usize = 200_000;

const GROUP: u8 = 1;
const HIDDEN: u8 = 2;

/// What the script draws.
#[derive(Serialize)]
struct Data {
    title: String,
    facts: Vec<String>,
    schema: bool,
    error: Option<Fault>,
    notes: Vec<String>,
    /// Names of style classes, and what they mean, by number of [`Class`].
    classes: Vec<&'static str>,
    words: Vec<&'static str>,
    /// In base64; zeros where they are hidden.
    bytes: String,
    rows: Vec<Line>,
}

#[derive(Serialize)]
struct Fault {
    offset: usize,
    sentence: &'static str,
    line: String,
    rule: Option<&'static str>,
}

/// Depth, start, end, class, flags, name, type, value, note, path, slot (-1: none).
#[derive(Serialize)]
struct Line(
    usize,
    usize,
    usize,
    usize,
    u8,
    String,
    String,
    String,
    String,
    String,
    i64,
);

pub(super) fn write(seen: &Inspection<'_>, name: &str) -> String {
    let data = Data::new(seen, name);
    // Inside a string of JSON this is the same character; outside of one there is none.
    let json = serde_json::to_string(&data).unwrap_or_default();
    let json = json.replace('<', "\\u003c");
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let page = environment.render_str(
        PAGE,
        context! {
            title => format!("{} · {}", data.title, quote::plain(name)),
            hash => Base64::encode_string(&Sha256::digest(SCRIPT)),
            style => STYLE,
            script => SCRIPT,
            data => json,
        },
    );
    // The template is part of the program, and all that it asks for is there.
    page.unwrap_or_default() + "\n"
}

impl Data {
    fn new(seen: &Inspection<'_>, name: &str) -> Self {
        let all = seen.stretches();
        let mut len = seen.bytes.len().min(BYTES);
        if let Some(first) = all.get(ROWS) {
            len = len.min(first.bytes.start);
        }
        let shown = all.iter().take(ROWS);
        let shown = shown.filter(|stretch| stretch.bytes.start < len || seen.bytes.len() == len);
        let mut bytes = seen.bytes.get(..len).unwrap_or_default().to_vec();
        let mut rows = Vec::new();
        for stretch in shown {
            if stretch.hidden && !stretch.group {
                let range = stretch.bytes.start.min(len)..stretch.bytes.end.min(len);
                bytes[range].fill(0);
            }
            rows.push(line(seen, stretch, len));
        }
        let names = Class::ALL.map(|(_, name)| name);
        Self {
            title: title(seen, name),
            facts: facts(seen, name),
            schema: seen.index.is_some(),
            error: seen.error.as_ref().map(|error| Fault {
                offset: error.offset(),
                sentence: error.kind().sentence(),
                line: quote::plain(&seen.verdict()),
                rule: rules::broken(error, all),
            }),
            notes: notes(seen, len),
            classes: names.into(),
            words: Class::ALL.map(|(class, _)| legend(class)).into(),
            bytes: Base64::encode_string(&bytes),
            rows,
        }
    }
}

fn line(seen: &Inspection<'_>, stretch: &Stretch, len: usize) -> Line {
    let row = seen.row(stretch);
    let class = Class::ALL.iter().position(|(class, _)| *class == row.class);
    let slot = match stretch.what {
        What::Target { slot, .. } => slot as i64,
        _ => -1,
    };
    let group = if stretch.group { GROUP } else { 0 };
    let hidden = if stretch.hidden { HIDDEN } else { 0 };
    Line(
        stretch.depth,
        stretch.bytes.start.min(len),
        stretch.bytes.end.min(len),
        class.unwrap_or(0),
        group | hidden,
        row.name,
        row.ty,
        row.value,
        row.note,
        quote::plain(&stretch.path),
        slot,
    )
}

fn title(seen: &Inspection<'_>, name: &str) -> String {
    match (seen.index, seen.root) {
        (Some(index), Some(root)) => quote::plain(&index.message(root).name),
        _ => quote::plain(name),
    }
}

fn facts(seen: &Inspection<'_>, name: &str) -> Vec<String> {
    let mut facts = Vec::new();
    if seen.index.is_some() && seen.root.is_some() {
        // Else it is the title.
        facts.push(quote::plain(name));
    }
    if let Ok(header) = Header::peek(seen.bytes) {
        facts.push(format!("schema version {}", header.version()));
    }
    facts.push(words::count(seen.bytes.len() as u64, "byte"));
    facts
}

/// What the page does not show.
fn notes(seen: &Inspection<'_>, len: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if len < seen.bytes.len() {
        notes.push(format!(
            "This page shows the first {len} of {} bytes: a page has at most {BYTES} bytes and {ROWS} \
             rows. As text, `halflap inspect --all` shows everything.",
            seen.bytes.len()
        ));
    }
    if seen.index.is_none() {
        notes.push("Without a schema only the header can be checked.".into());
    }
    let rest = |stretch: &&Stretch| matches!(stretch.what, What::Rest { below: false, .. });
    let rests = seen.stretches().iter().filter(rest).count() as u64;
    if rests > 0 {
        notes.push(format!(
            "Of {} only the first elements have rows of their own; with `--all` each has.",
            words::count(rests, "long vector")
        ));
    }
    let secret = |stretch: &Stretch| stretch.hidden && !stretch.group;
    if seen.stretches().iter().any(secret) {
        notes.push("Secrets are not on this page; `--reveal` puts them there.".into());
    }
    notes
}

fn legend(class: Class) -> &'static str {
    match class {
        Class::Group => "",
        Class::Header => "header",
        Class::Slot => "slot: where something lies",
        Class::Value => "value",
        Class::Text => "text",
        Class::Bytes => "bytes",
        Class::Presence => "presence bits",
        Class::Structure => "lengths",
        Class::Rest => "more elements",
        Class::Padding => "padding",
        Class::Skipped => "of a newer writer",
        Class::Unread => "not read",
        Class::Secret => "secret",
    }
}
