//! The Rust side of the demo: reads tables of cities and countries that were not made for
//! halflap, writes them as one buffer, and later reads what Go wrote.
//!
//! `cargo xtask demo` runs it together with the Go side, `../go`.

mod damage;
mod generated;
mod tables;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

use generated::cities::WorldView;
use halflap::{AlignedBuf, Message};

const USAGE: &str =
    "usage: cities write DATA FILE     read the tables in the folder DATA, write FILE
       cities check DATA FILE     read FILE and compare it with the tables
       cities damage FILE FOLDER  write five damaged copies of FILE
       cities refuse FILE...      say why each file can't be read";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["write", data, file] => write(data.as_ref(), file.as_ref()),
        ["check", data, file] => check(data.as_ref(), file.as_ref()),
        ["damage", file, folder] => damage::copies(file.as_ref(), folder.as_ref()),
        ["refuse", ref files @ ..] if !files.is_empty() => refuse(files),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Tables in, halflap out.
fn write(data: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let world = tables::read(data)?;
    let names: usize = world.cities.iter().map(|city| city.names.len()).sum();
    let (buffer, took) = timed(|| world.to_halflap());
    let buffer = buffer?;
    fs::write(file, &buffer)?;
    println!(
        "{} cities with {names} other names, {} countries: {} bytes, encoded in {}",
        world.cities.len(),
        world.countries.len(),
        buffer.len(),
        milliseconds(took),
    );
    Ok(())
}

/// Halflap in, compared with the tables without decoding it.
fn check(data: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let buffer = AlignedBuf::from(fs::read(file)?.as_slice());
    let (world, took) = timed(|| WorldView::read(&buffer));
    if world? != tables::read(data)? {
        return Err("it differs from the tables".into());
    }
    println!("checked in {}", milliseconds(took));
    println!("every field is that of the tables");
    Ok(())
}

/// One line for each file: how the reader refuses it.
fn refuse(files: &[&str]) -> Result<(), Box<dyn Error>> {
    for file in files {
        let buffer = AlignedBuf::from(fs::read(file)?.as_slice());
        match WorldView::read(&buffer) {
            Ok(_) => println!("ok"),
            Err(error) => println!(
                "error kind={} offset={} path={}",
                error.kind(),
                error.offset(),
                error.path()
            ),
        }
    }
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let made = work();
    (made, begin.elapsed())
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::generated::cities::World;
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
        let world = tables::read(&data).unwrap();
        let buffer = world.to_halflap().unwrap();
        let view = WorldView::read(&buffer).unwrap();
        assert_eq!(view, world);
        assert_eq!(World::decode(&buffer).unwrap(), world);
        let paris = view.cities().iter().find(|city| city.id() == 2_988_507);
        let paris = paris.expect("Paris is in the sample");
        assert!(paris.names().iter().any(|name| name == "巴黎"));
        let country = view.countries().get(paris.country());
        assert_eq!(country.expect("its country is").name(), "France");
    }
}
