//! All messages of the generated code under `testdata/generated/rust`, each as one kind of thing.

use std::fmt::Debug;

use halflap::{AlignedBuf, EncodeError, Encoder, Error};

/// What a test does with a generated message.
pub struct Codec {
    /// Full name.
    pub name: &'static str,
    /// Reads a buffer in place, at an aligned address, and looks at all of it.
    pub read: fn(&[u8]) -> Result<(), Error>,
    /// The same, but refuses newer writers.
    pub read_known: fn(&[u8]) -> Result<(), Error>,
    /// Copies a buffer to an owned value, and encodes that.
    pub encode_owned: Again,
    /// Encodes a view of a buffer.
    pub encode_view: Again,
}

/// Encodes what a buffer holds. The outer error is that of reading it.
pub type Again = fn(&[u8], Encoder) -> Result<Result<AlignedBuf, EncodeError>, Error>;

/// The [`Codec`] of one generated message.
macro_rules! generated {
    ($message:ty) => {
        Codec {
            name: <$message as halflap::read::Layout>::NAME,
            read: |buffer| {
                let buffer = halflap::AlignedBuf::from(buffer);
                super::look(halflap::read::read::<$message>(&buffer))
            },
            read_known: |buffer| {
                let buffer = halflap::AlignedBuf::from(buffer);
                super::look(halflap::read::read_known::<$message>(&buffer))
            },
            encode_owned: |buffer, encoder| {
                let owned = <$message as halflap::Message>::decode(buffer)?;
                let made = encoder.encode::<$message, _>(&owned);
                if let Ok(made) = &made {
                    // What was written is read as what it was written from.
                    let again = <$message as halflap::Message>::decode(made)?;
                    super::same(&again, &owned);
                }
                Ok(made)
            },
            encode_view: |buffer, encoder| {
                let buffer = halflap::AlignedBuf::from(buffer);
                let view = halflap::read::read::<$message>(&buffer)?;
                Ok(encoder.encode::<$message, _>(&view))
            },
        }
    };
}
mod edits;
mod list;

pub use edits::editor;

/// Goes through every accessor, by printing.
fn look(view: Result<impl Debug, Error>) -> Result<(), Error> {
    let printed = format!("{:?}", view?);
    assert!(!printed.is_empty());
    Ok(())
}

/// Two owned values are equal, as far as equality goes with NaN in them.
fn same<T: PartialEq + Debug>(a: &T, b: &T) {
    assert!(a == b || format!("{a:?}") == format!("{b:?}"));
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
