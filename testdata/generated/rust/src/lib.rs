//! Generated code of the schemas in `testdata/schemas`: the newest version of each package, and
//! older versions of some. `cargo xtask regen` writes the modules.
