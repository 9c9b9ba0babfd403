//! Edits of all generated messages, as `testdata/generated/rust/tests/edits` lists them.

use halflap::edit::Layout;
use halflap::{Error, Message};

use assign::{Fill, assign_all};

#[path = "../../../../testdata/generated/rust/tests/edits/assign.rs"]
mod assign;
#[path = "../../../../testdata/generated/rust/tests/edits/list.rs"]
mod list;

/// Sets everything in the first buffer that an edit can set to what the second one holds.
pub type Edit = fn(&mut [u8], &[u8]) -> Result<(), Error>;

/// A message of the list.
struct Listed {
    name: &'static str,
    newest: usize,
    edit: Edit,
}

impl Listed {
    const fn of<T: Layout + Message>(_: &[&str]) -> Self
    where
        for<'a> T::Edit<'a>: Fill<T>,
    {
        Listed {
            name: T::NAME,
            newest: T::BLOCKS.len(),
            edit: assign_all::<T>,
        }
    }
}

/// The edit of a type of a schema, whose file is below `testdata`.
pub fn editor(schema: &str, name: &str) -> Edit {
    let named = || list::ALL.iter().filter(|listed| listed.name == name);
    // Files of older versions are in folders that are named after them.
    let version = schema
        .split('/')
        .rev()
        .nth(1)
        .and_then(|folder| folder.strip_prefix('v'));
    let newest = named().map(|listed| listed.newest).max();
    let version = version.and_then(|v| v.parse().ok()).or(newest);
    let found = named().find(|listed| Some(listed.newest) == version);
    found
        .unwrap_or_else(|| panic!("no edit of {name} of {schema}"))
        .edit
}
