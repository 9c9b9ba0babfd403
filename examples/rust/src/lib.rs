//! The code that `build.rs` makes of the schemas, for the examples in the folder `examples`.

mod generated {
    include!(concat!(env!("OUT_DIR"), "/mod.rs"));
}

pub use generated::*;

/// The first release of the package `sensor`.
pub mod v1 {
    include!(concat!(env!("OUT_DIR"), "/v1/mod.rs"));
}

/// The second one.
pub mod v2 {
    include!(concat!(env!("OUT_DIR"), "/v2/mod.rs"));
}
