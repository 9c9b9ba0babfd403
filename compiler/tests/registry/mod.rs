//! All messages of the generated code under `testdata/generated/rust`, each as one kind of thing.

mod list;

use std::fmt::Debug;

use halflap::read::{self, Layout};
use halflap::{AlignedBuf, Error};

/// What a test does with a generated message.
pub struct Codec {
    /// Full name.
    pub name: &'static str,
    /// Reads a buffer in place, at an aligned address, and looks at all of it.
    pub read: fn(&[u8]) -> Result<(), Error>,
    /// The same, but refuses newer writers.
    pub read_known: fn(&[u8]) -> Result<(), Error>,
}

impl Codec {
    const fn of<M: Layout>() -> Self
    where
        for<'a> M::View<'a>: Debug,
    {
        Self {
            name: M::NAME,
            read: |buffer| look(read::read::<M>(&AlignedBuf::from(buffer))),
            read_known: |buffer| look(read::read_known::<M>(&AlignedBuf::from(buffer))),
        }
    }
}

/// Goes through every accessor, by printing.
fn look(view: Result<impl Debug, Error>) -> Result<(), Error> {
    let printed = format!("{:?}", view?);
    assert!(!printed.is_empty());
    Ok(())
}

/// The generated message for a type of a schema, whose file is below `testdata`.
pub fn codec(schema: &str, name: &str) -> &'static Codec {
    let all = match schema.split('/').collect::<Vec<_>>()[..] {
        ["schemas", _] => list::CURRENT,
        ["schemas", "v1", _] => list::V1,
        ["schemas", "v2", _] => list::V2,
        _ => panic!("{schema} has no generated code"),
    };
    let found = all.iter().find(|codec| codec.name == name);
    found.unwrap_or_else(|| panic!("tests/registry/list.rs has no {name} of {schema}"))
}
