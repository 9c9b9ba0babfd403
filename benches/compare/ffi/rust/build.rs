//! Makes prost's types of the log, without `protoc`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../../log.proto");
    let files = protox::compile(["log.proto"], ["../.."])?;
    prost_build::Config::new().compile_fds(files)?;
    Ok(())
}
