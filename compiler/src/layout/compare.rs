//! What a layout says otherwise than one that was kept.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::model::{FORMAT, Layout};

impl Layout {
    /// Where this layout differs from a kept one, as lines for people; none where it does not.
    /// `golden` is what [`text`](Layout::text) or [`json`](Layout::json) gave; blanks, and the order
    /// of declarations, count in neither.
    ///
    /// # Errors
    /// Where `golden` is no layout.
    pub fn differences(&self, golden: &str) -> Result<Vec<String>, String> {
        let trimmed = golden.trim_start_matches('\u{feff}').trim_start();
        if trimmed.starts_with('{') {
            let old: Value =
                serde_json::from_str(trimmed).map_err(|e| format!("no layout: {e}"))?;
            match old.get("layout").and_then(Value::as_u64) {
                Some(format) if format == u64::from(FORMAT) => {}
                Some(format) => {
                    return Err(format!(
                        "a layout of form {format}; this `halflap` writes form {FORMAT}"
                    ));
                }
                None => return Err("no layout: it has no `layout` number".to_owned()),
            }
            let new = serde_json::to_value(self).map_err(|e| e.to_string())?;
            let mut found = Vec::new();
            value("", "", &old, &new, &mut found);
            Ok(found)
        } else if trimmed.starts_with("package ") {
            Ok(sections(golden, &self.text()))
        } else {
            Err("no layout: it begins like none".to_owned())
        }
    }
}

/// What a list of objects is called, one by one, and by which key they are known.
const LISTS: &[(&str, &str, &str)] = &[
    ("imports", "import", "package"),
    ("constants", "constant", "name"),
    ("enums", "enum", "name"),
    ("values", "value", "name"),
    ("structs", "struct", "name"),
    ("members", "member", "name"),
    ("unions", "union", "name"),
    ("arms", "arm", "tag"),
    ("messages", "message", "name"),
    ("fields", "field", "id"),
    ("groups", "group since", "since"),
    ("maps", "entry of", "type"),
];

/// Compares what stands at a key of the thing that `place` names.
fn value(place: &str, key: &str, old: &Value, new: &Value, found: &mut Vec<String>) {
    let list = LISTS.iter().find(|(list, ..)| *list == key);
    match (old, new, list) {
        (Value::Object(old), Value::Object(new), _) if key.is_empty() => {
            object(place, old, new, found);
        }
        (Value::Array(old), Value::Array(new), Some((_, what, id))) => {
            elements(place, (what, id), old, new, found);
        }
        _ if old == new => {}
        _ => say(
            place,
            &format!("{key} was {}, is {}", short(old), short(new)),
            found,
        ),
    }
}

fn object(
    place: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    found: &mut Vec<String>,
) {
    for key in new
        .keys()
        .chain(old.keys().filter(|k| !new.contains_key(*k)))
    {
        match (old.get(key), new.get(key)) {
            (Some(old), Some(new)) => value(place, key, old, new, found),
            (None, Some(new)) => say(place, &format!("now {key} {}", short(new)), found),
            (Some(old), None) => say(place, &format!("no {key} {} now", short(old)), found),
            (None, None) => {}
        }
    }
}

/// Compares lists whose elements are known by a key: their order says nothing that their offsets
/// don't.
fn elements(
    place: &str,
    (what, id): (&str, &str),
    old: &[Value],
    new: &[Value],
    found: &mut Vec<String>,
) {
    let by_id = |list: &[Value]| -> HashMap<String, Value> {
        let keyed = list.iter().map(|element| (short(&element[id]), element));
        keyed.map(|(id, element)| (id, element.clone())).collect()
    };
    let (known, left) = (by_id(old), by_id(new));
    for element in new {
        let place = within(place, what, id, element);
        match known.get(&short(&element[id])) {
            Some(old) => value(&place, "", old, element, found),
            None => say(&place, "is new", found),
        }
    }
    for element in old {
        if !left.contains_key(&short(&element[id])) {
            say(&within(place, what, id, element), "is gone", found);
        }
    }
}

/// `message shop.Order, field customer`: numbered entries are called by their names too.
fn within(place: &str, what: &str, id: &str, element: &Value) -> String {
    let number = short(&element[id]);
    let name = match element.get("name") {
        Some(name) if id != "name" => format!("{} ({number})", short(name)),
        _ => number,
    };
    match place {
        "" => format!("{what} {name}"),
        place => format!("{place}, {what} {name}"),
    }
}

fn say(place: &str, what: &str, found: &mut Vec<String>) {
    let lacks_verb = !what.starts_with("is ");
    found.push(match place {
        "" => what.to_owned(),
        place if lacks_verb => format!("{place}: {what}"),
        place => format!("{place} {what}"),
    });
}

fn short(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(all) => {
            let all: Vec<String> = all
                .iter()
                .map(|(k, v)| format!("{k} {}", short(v)))
                .collect();
            format!("({})", all.join(", "))
        }
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(short).collect();
            format!("[{}]", all.join(" "))
        }
        other => other.to_string(),
    }
}

/// Compares two texts type by type. What is said of a type is its line that is not there any more,
/// behind `-`, and the one that is there now, behind `+`.
fn sections(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (split(old), split(new));
    let mut found = Vec::new();
    for (name, lines) in &new {
        match old.iter().find(|(other, _)| other == name) {
            None => found.push(format!("{name} is new")),
            Some((_, before)) => rows(name, before, lines, &mut found),
        }
    }
    for (name, _) in &old {
        if !new.iter().any(|(other, _)| other == name) {
            found.push(format!("{name} is gone"));
        }
    }
    found
}

/// The sections of a text: what each is about, and its lines with one blank for several, so that a
/// column that got wider is no difference.
fn split(text: &str) -> Vec<(String, Vec<String>)> {
    let mut sections: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let begins = line.is_empty() || sections.is_empty();
        if begins {
            sections.push((String::new(), Vec::new()));
        }
        let Some((name, lines)) = sections.last_mut().filter(|_| !line.is_empty()) else {
            continue;
        };
        if lines.is_empty() {
            *name = heading(&line);
        }
        lines.push(line);
    }
    sections.retain(|(_, lines)| !lines.is_empty());
    sections
}

/// `message shop.Order` of `message shop.Order: block 72 80`; constants stand together.
fn heading(line: &str) -> String {
    match line.split_once(' ') {
        Some(("const", _)) => "constants".to_owned(),
        Some(("package", _)) => "package".to_owned(),
        _ => match line.rsplit_once(": ") {
            Some((name, _)) => name.to_owned(),
            None => line.to_owned(),
        },
    }
}

fn rows(name: &str, old: &[String], new: &[String], found: &mut Vec<String>) {
    let mut missing: Vec<&String> = old.iter().collect();
    let mut added = Vec::new();
    for line in new {
        match missing.iter().position(|other| *other == line) {
            Some(at) => {
                missing.remove(at);
            }
            None => added.push(line),
        }
    }
    if missing.is_empty() && added.is_empty() {
        return;
    }
    // The titles tell which number is which.
    let titles = |lines: &[String]| {
        lines
            .iter()
            .find(|line| line.starts_with("at size"))
            .cloned()
    };
    found.push(match titles(new) {
        Some(titles) => format!("{name}: {titles}"),
        None => name.to_owned(),
    });
    found.extend(missing.iter().map(|line| format!("  - {line}")));
    found.extend(added.iter().map(|line| format!("  + {line}")));
}
