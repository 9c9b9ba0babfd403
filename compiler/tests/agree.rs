//! One layout, told in five places: the table, the description that the runtimes work by, the C
//! header, and the comments in generated Rust and Go. They come from the same numbers, each by code
//! of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use halflap::schema::{self, Index};
use halflap_compiler::ir::Schema;
use halflap_compiler::layout::{self, Layout, Message};
use halflap_compiler::{Compilation, c, descriptor, go, names, rust};

/// The test schemas, each with what is declared in it.
fn each(mut test: impl FnMut(&Schema, &Layout)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/schemas");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path: PathBuf = entry.expect("it can be listed").path();
        if path.extension().is_some_and(|e| e == "lap") {
            let compilation = Compilation::new(&[path]).unwrap_or_else(|d| panic!("{d}"));
            let schema = compilation.schema(compilation.roots()[0]);
            test(&schema, &layout::layout(&schema));
            count += 1;
        }
    }
    assert!(count >= 20, "only {count} schemas");
}

/// Offset and end of each field that has an accessor, by a name that a language gives it.
fn wanted(message: &Message, name: fn(&str) -> String) -> BTreeMap<String, (u32, u32)> {
    let in_use = message.fields.iter().filter(|f| f.removed.is_none());
    in_use
        .map(|f| (name(&f.name), (f.offset, f.offset + f.size)))
        .collect()
}

/// `40..44`, whatever stands behind it.
fn range(text: &str) -> Option<(u32, u32)> {
    let (start, rest) = text.split_once("..")?;
    let end: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((start.parse().ok()?, end.parse().ok()?))
}

/// The part of a text from a line on, up to a `}` without indent.
fn block<'t>(text: &'t str, begin: &str) -> &'t str {
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("{begin}"));
    rest.split("\n}").next().unwrap_or_default()
}

#[test]
fn the_description_says_what_the_table_says() {
    each(|schema, layout| {
        let described = schema::Schema::decode(&descriptor::encode(schema)).expect("a description");
        let index = Index::new(described).expect("one that makes sense");
        for message in &layout.messages {
            let id = index.message_by_name(&message.name).expect("it is there");
            let other = &index.schema().messages[id];
            assert_eq!(other.blocks, message.blocks, "{}", message.name);
            assert_eq!(other.aligned, message.aligned, "{}", message.name);
            // As a number the eight bytes of an id are little-endian.
            let hex = |id: &u64| format!("{:016x}", id.swap_bytes());
            assert_eq!(hex(&other.type_id_), message.type_id, "{}", message.name);
            let ids: Vec<String> = other.schema_ids.iter().map(hex).collect();
            assert_eq!(ids, message.schema_ids, "{}", message.name);
            assert_eq!(other.fields.len(), message.fields.len());
            for field in &message.fields {
                let described = other.fields.iter().find(|f| f.id == field.id);
                let described = described.expect("it is there");
                let ty = &index.schema().types[described.type_ as usize];
                let place = (described.offset, ty.size, u32::from(ty.align));
                assert_eq!(
                    place,
                    (field.offset, field.size, field.align),
                    "{}",
                    field.name
                );
                assert_eq!(u32::from(ty.target_align), field.target_align.unwrap_or(0));
                assert_eq!(described.since, field.since, "{}", field.name);
                assert_eq!(described.removed, field.removed.unwrap_or(0));
                let bit = field.presence.map(|p| 8 * p.byte + u32::from(p.bit));
                assert_eq!(described.presence, bit, "{}", field.name);
            }
        }
    });
}

#[test]
fn the_c_header_says_what_the_table_says() {
    each(|schema, layout| {
        let file = c::generate(schema, &c::Options::default());
        let text = String::from_utf8(file.contents).expect("text");
        let has = |line: String| assert!(text.lines().any(|l| l.trim() == line), "{line}\n{text}");
        let package = layout.package.as_str();
        let named = |full: &str| {
            let own = full.strip_prefix(package).and_then(|n| n.strip_prefix('.'));
            names::c::type_name(package, own.expect("a name of the package"))
        };
        for s in &layout.structs {
            let name = named(&s.name);
            has(format!(
                "static_assert(sizeof({name}) == {}, \"size of {name}\");",
                s.size
            ));
            has(format!(
                "static_assert(alignof({name}) == {}, \"alignment of {name}\");",
                s.align
            ));
            for member in &s.members {
                let (of, at) = (names::c::member(&member.name), member.offset);
                has(format!(
                    "static_assert(offsetof({name}, {of}) == {at}, \"offset of {name}.{of}\");"
                ));
            }
        }
        for message in &layout.messages {
            let name = named(&message.name);
            let blocks: Vec<String> = message.blocks.iter().map(u32::to_string).collect();
            has(format!(
                "static const uint32_t {name}_BLOCKS[{}] = {{{}}};",
                blocks.len(),
                blocks.join(", ")
            ));
            has(format!("{name}_BLOCK = {},", blocks[blocks.len() - 1]));
            for field in message.fields.iter().filter(|f| f.removed.is_none()) {
                let name = format!("{name}_{}", names::c::field(&field.name));
                has(format!("{name}_OFFSET = {},", field.offset));
                if let Some(presence) = field.presence {
                    has(format!("{name}_PRESENCE_BYTE = {},", presence.byte));
                    has(format!("{name}_PRESENCE_BIT = {},", presence.bit));
                }
            }
        }
    });
}

#[test]
fn comments_in_rust_say_what_the_table_says() {
    each(|schema, layout| {
        let files = rust::generate(schema, &rust::Options::default());
        let text = String::from_utf8_lossy(&files[0].contents);
        for message in &layout.messages {
            let name = message.name.rsplit('.').next().unwrap_or_default();
            let view = names::rust::view_name(name);
            let (mut said, mut last) = (BTreeMap::new(), None);
            for line in block(&text, &format!("impl<'a> {view}<'a> {{")).lines() {
                let line = line.trim();
                if let Some(bytes) = line.strip_prefix("/// Bytes ") {
                    last = range(bytes);
                } else if let Some((name, _)) =
                    line.strip_prefix("pub fn ").and_then(|l| l.split_once('('))
                {
                    said.extend(last.take().map(|range| (name.to_owned(), range)));
                }
            }
            assert_eq!(said, wanted(message, names::rust::field), "{view}");
        }
    });
}

#[test]
fn comments_in_go_say_what_the_table_says() {
    each(|schema, layout| {
        let files = go::generate(schema, &go::Options::default());
        let text = String::from_utf8_lossy(&files[0].contents);
        for message in &layout.messages {
            let name = message.name.rsplit('.').next().unwrap_or_default();
            let view = names::go::view_name(name);
            let mut said = BTreeMap::new();
            for name in wanted(message, names::go::field).into_keys() {
                let body = block(&text, &format!("func (v {view}) {name}() "));
                let told = body.split("// ").skip(1).find_map(range);
                said.extend(told.map(|range| (name, range)));
            }
            assert_eq!(said, wanted(message, names::go::field), "{view}");
        }
    });
}
