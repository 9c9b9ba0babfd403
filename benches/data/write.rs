//! Writes the buffers of the data sets into a folder: `logs.halflap` and `mesh.halflap`.
//! `benches/go/cmd/data` writes the same from Go; `cargo xtask test --only bench-data` compares.

#[path = "mod.rs"]
mod data;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use halflap::Message;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: bench_data FOLDER")?);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("logs.halflap"), data::logs().to_halflap()?)?;
    fs::write(folder.join("mesh.halflap"), data::mesh().to_halflap()?)?;
    Ok(())
}
