//! Edits in place, on all messages of the test schemas: what generated setters make of a buffer is
//! what an encoder makes of the changed value, byte for byte.

mod assign;
mod by_hand;
mod list;
mod mutate;
#[path = "../support/mod.rs"]
mod support;

use assign::{Fill, assign_all};
use halflap::json::{Reading, Writing, from_json, to_json};
use halflap::schema::Index;
use halflap::{AlignedBuf, Header, Message, edit, read};
use mutate::Mutator;
use std::collections::BTreeSet;
use support::{Random, damage};

/// Values of each message, and changes of each.
const VALUES: u64 = 12;
const CHANGES: usize = 4;

/// A message of the list.
struct Listed {
    name: &'static str,
    /// The newest of its code.
    version: usize,
    description: &'static [u8],
    methods: &'static [&'static str],
    random_edits: fn() -> usize,
    refuses: fn(),
}

impl Listed {
    const fn of<T: edit::Layout + Message>(methods: &'static [&'static str]) -> Self
    where
        for<'a> T::Edit<'a>: Fill<T>,
    {
        Listed {
            name: T::NAME,
            version: T::BLOCKS.len(),
            description: T::DESCRIPTION,
            methods,
            random_edits: random_edits::<T>,
            refuses: refuses::<T>,
        }
    }
}

/// How many edits changed something.
fn random_edits<T: edit::Layout + Message>() -> usize
where
    for<'a> T::Edit<'a>: Fill<T>,
{
    let index = support::index::<T>();
    let root = index
        .message_by_type_id(T::TYPE_ID)
        .expect("its own description");
    let mut changed = 0;
    for seed in 0..VALUES {
        let mut random = Random::new(seed);
        let version = Some(1 + random.below(T::BLOCKS.len()) as u32);
        let Some(buffer) = support::buffer::<T>(&index, &mut random, version) else {
            continue;
        };
        for _ in 0..CHANGES {
            let wanted = changed_value::<T>(&index, root, &buffer, &mut random);
            let mut edited = buffer.clone();
            assign_all::<T>(&mut edited, &wanted).expect("good buffers");
            assert_eq!(edited[..], wanted[..], "{}, seed {seed}", T::NAME);
            assert!(read::read_known::<T>(&edited).is_ok());
            changed += usize::from(edited != buffer);
        }
    }
    changed
}

/// Decode, change, encode as the same version with the same choice of a checksum.
fn changed_value<T: Message>(
    index: &Index,
    root: usize,
    buffer: &[u8],
    random: &mut Random,
) -> AlignedBuf {
    let reveal = Writing {
        reveal: true,
        ..Writing::default()
    };
    let header = Header::peek(buffer).expect("a header");
    let version = Some(header.version());
    let json = to_json(index, root, buffer, reveal).expect("a good buffer");
    let mut value = serde_json::from_str(&json).expect("JSON");
    let mut mutator = Mutator {
        index,
        versions: support::versions(index, root, version),
        random,
    };
    mutator.message(root, &mut value);
    let how = Reading {
        version,
        checksum: header.checksum().is_some(),
    };
    let json = value.to_string();
    let changed = from_json(index, root, json.as_bytes(), how);
    let changed = changed.unwrap_or_else(|why| panic!("{}: {why}: {json}", T::NAME));
    AlignedBuf::from(&changed[..])
}

/// What `read_known` refuses is refused, with the same error, and not touched.
fn refuses<T: edit::Layout>() {
    let index = support::index::<T>();
    let mut refused = 0;
    for seed in 0..VALUES {
        let mut random = Random::new(seed);
        let Some(buffer) = support::buffer::<T>(&index, &mut random, None) else {
            continue;
        };
        for _ in 0..20 {
            let mut damaged = damage(&buffer, &mut random);
            let before = damaged.clone();
            let known = read::read_known::<T>(&damaged).map(|_| ()).err();
            let opened = edit::open::<T>(&mut damaged).map(|_| ()).err();
            refused += usize::from(known.is_some());
            assert_eq!(opened, known, "{}, seed {seed}", T::NAME);
            assert_eq!(damaged, before, "{}, seed {seed}", T::NAME);
        }
    }
    assert!(refused > 0, "{}", T::NAME);
}

#[test]
fn edits_are_what_an_encoder_makes() {
    let mut still = BTreeSet::new();
    for message in list::ALL {
        if (message.random_edits)() == 0 {
            still.insert((message.name, message.version));
        }
    }
    // These have nothing but texts, or nothing at all.
    let texts = [
        ("evolve.Card", 1),
        ("evolve.Card", 2),
        ("evolve.Card", 3),
        ("evolve.Empty", 1),
        ("evolve.Part", 1),
        ("maps.Texts", 1),
        ("money.Coupon", 1),
        ("money.Coupon", 2),
        ("money.Coupon", 3),
        ("optionals.Other", 1),
        ("recursion.Dir", 1),
        ("recursion.Node", 1),
        ("scalars.Empty", 1),
        ("secrets.Login", 1),
        ("secrets.Logins", 1),
        ("shop.Card", 2),
        ("shop.Cash", 2),
        ("strings.Text", 1),
        ("unions.Cash", 1),
        ("vectors.Maps", 1),
    ];
    assert_eq!(still, texts.into());
}

#[test]
fn damaged_buffers_are_refused_before_anything_is_changed() {
    for message in list::ALL {
        (message.refuses)();
    }
}

/// The list names each message of each schema, and each method that the schema lets expect.
#[test]
fn every_field_is_listed() {
    let mut messages = BTreeSet::new();
    for listed in list::ALL {
        let schema = halflap::schema::Schema::decode(listed.description).expect("a description");
        let index = Index::new(schema).expect("a description");
        let own = &index.schema().packages[0];
        for (id, message) in index.schema().messages.iter().enumerate() {
            let name = format!("{}.{}", own.name, message.name);
            if message.package != 0 {
                continue;
            }
            messages.insert((own.version, name.clone()));
            if name != listed.name {
                continue;
            }
            let mut wanted = BTreeSet::new();
            for (field, info) in index.fields(id).filter(|(field, _)| field.removed == 0) {
                if !index.ty(info.ty).shape.is_slot() {
                    wanted.insert(format!("set_{}", field.name));
                }
                if is_opened(&index, info.ty, field.secret) {
                    let reserved = [
                        "clone", "decode", "encode", "fn", "match", "open", "self", "set_open",
                        "type", "view",
                    ];
                    let end = if reserved.contains(&&*field.name) {
                        "_"
                    } else {
                        ""
                    };
                    wanted.insert(format!("{}{end}", field.name));
                }
            }
            let methods = listed.methods.iter().map(|name| name.to_string()).collect();
            assert_eq!(wanted, methods, "{name}");
        }
    }
    assert_eq!(messages.len(), list::ALL.len());
}

fn is_opened(index: &Index, ty: usize, secret: bool) -> bool {
    use halflap::schema::Shape;
    match index.ty(ty).shape {
        Shape::Array(..) => !secret,
        Shape::Bytes | Shape::Message(_) | Shape::Union(_) => true,
        Shape::Vector(element) => is_editable(index, element),
        Shape::Map(map) => is_editable(index, map.value),
        _ => false,
    }
}

fn is_editable(index: &Index, ty: usize) -> bool {
    !index.ty(ty).shape.is_slot() || is_opened(index, ty, false)
}
