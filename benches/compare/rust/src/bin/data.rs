//! Writes what the commands are measured with into a folder: `logs.halflap`, `logs.json`, and the
//! schema's description `log.halflap`.

use std::fs;
use std::path::PathBuf;

use halflap_compare::{ENTRIES, Result, data};
use halflap_testdata::log::description;

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: data FOLDER")?);
    let logs = data::logs_of(ENTRIES);
    fs::write(
        folder.join("logs.halflap"),
        halflap::Message::to_halflap(&logs)?,
    )?;
    fs::write(folder.join("logs.json"), serde_json::to_string(&logs)?)?;
    fs::write(folder.join("log.halflap"), description())?;
    Ok(())
}
