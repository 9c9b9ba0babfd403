//! Generated code of the schemas in `testdata/schemas`: the newest version of each package, and
//! older versions of some. `cargo xtask regen` writes the modules.

mod current;

/// First versions of some packages.
pub mod v1;
/// Second versions.
pub mod v2;

pub use current::*;
