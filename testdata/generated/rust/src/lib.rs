//! Generated code of the schemas in `testdata/schemas`: the newest version of each package, and
//! older versions of some. `cargo xtask regen` writes the modules.

mod current;

pub mod v1;
pub mod v2;

pub use current::*;
