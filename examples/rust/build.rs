//! How do I compile schemas while building? Cargo runs this before it builds the crate, and again
//! when a schema changes; no command has to be installed.

use halflap_compiler::{Build, BuildError};

fn main() -> Result<(), BuildError> {
    Build::new()
        .schema("../schemas/weather.lap")
        .schema("../schemas/login.lap")
        .compile()?;
    // Two versions of one package, for the example `versions`: each in a folder of its own.
    for version in ["v1", "v2"] {
        let schema = format!("../schemas/{version}/sensor.lap");
        Build::new().schema(schema).out(version).compile()?;
    }
    Ok(())
}
