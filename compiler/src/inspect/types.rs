//! Types of a description: what the schema calls them, and where there are secrets in them.

use halflap::schema::{Index, Shape};

use super::quote;

/// How many types inside each other are spelled out. A description may nest them without end, the
/// language doesn't.
const DEEPEST: u32 = 64;

/// A type as a schema of `home`, a package, says it.
pub(super) fn name(index: &Index, ty: usize, home: Option<u32>) -> String {
    nested(index, ty, home, DEEPEST)
}

fn nested(index: &Index, ty: usize, home: Option<u32>, deeper: u32) -> String {
    let Some(deeper) = deeper.checked_sub(1) else {
        return "…".into();
    };
    let schema = index.schema();
    let inner = |ty| nested(index, ty, home, deeper);
    match index.ty(ty).shape {
        Shape::Bool => "bool".into(),
        Shape::Unsigned(size) => format!("u{}", u32::from(size) * 8),
        Shape::Signed(size) => format!("i{}", u32::from(size) * 8),
        Shape::F32 => "f32".into(),
        Shape::F64 => "f64".into(),
        Shape::Uuid => "uuid".into(),
        Shape::String => "string".into(),
        Shape::Bytes => "bytes".into(),
        Shape::Enum(e) | Shape::Flags(e) => {
            let e = &schema.enums[e];
            short(index, &e.name, e.package, home)
        }
        Shape::Struct(s) => {
            let s = &schema.structs[s];
            short(index, &s.name, s.package, home)
        }
        Shape::Message(message) => self::message(index, message, home),
        Shape::Union(u) => {
            let u = &schema.unions[u];
            short(index, &u.name, u.package, home)
        }
        Shape::Array(element, count) => format!("[{}; {count}]", inner(element)),
        Shape::Vector(element) => format!("[{}]", inner(element)),
        Shape::Map(map) => format!("{{{}: {}}}", inner(map.key), inner(map.value)),
    }
}

/// A message as a schema of `home` says it.
pub(super) fn message(index: &Index, message: usize, home: Option<u32>) -> String {
    let message = index.message(message);
    short(index, &message.name, message.package, home)
}

/// A full name without that of its package, where this is `home`.
fn short(index: &Index, full: &str, package: u32, home: Option<u32>) -> String {
    let packages = &index.schema().packages;
    let own = packages
        .get(package as usize)
        .filter(|_| home == Some(package));
    let name = own.and_then(|package| full.strip_prefix(package.name.as_str())?.strip_prefix('.'));
    quote::plain(name.unwrap_or(full))
}

/// Whether a message, or anything that it reaches, has a secret field; without a message, whether
/// the schema has one at all.
pub(super) fn holds_secrets(index: &Index, root: Option<usize>) -> bool {
    let messages = &index.schema().messages;
    let secret = |message: usize| messages[message].fields.iter().any(|field| field.secret);
    let Some(root) = root else {
        return (0..messages.len()).any(secret);
    };
    let mut seen = vec![false; messages.len()];
    let mut open = vec![root];
    while let Some(message) = open.pop() {
        if std::mem::replace(&mut seen[message], true) {
            continue;
        }
        if secret(message) {
            return true;
        }
        for (_, place) in index.fields(message) {
            reach(index, place.ty, &mut open);
        }
    }
    false
}

/// Adds the messages that a type leads to.
fn reach(index: &Index, mut ty: usize, to: &mut Vec<usize>) {
    loop {
        ty = match index.ty(ty).shape {
            // A type stands after those that it is made of, so this comes to an end.
            Shape::Vector(element) => element,
            // A key holds no message.
            Shape::Map(map) => map.value,
            Shape::Message(message) => return to.push(message),
            Shape::Union(union) => {
                let arms = &index.union(union).arms;
                return to.extend(arms.iter().map(|arm| arm.message as usize));
            }
            _ => return,
        };
    }
}
