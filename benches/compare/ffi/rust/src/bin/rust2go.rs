//! Writes the Go side of rust2go, in the package and the file that are told: `rust2go PACKAGE FILE`.

use std::env;
use std::error::Error;
use std::fs;

use rust2go_cli::{Args, generate};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(package), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("rust2go PACKAGE FILE".into());
    };
    generate(&Args {
        src: concat!(env!("CARGO_MANIFEST_DIR"), "/src/peers/plain.rs").to_owned(),
        dst: file.clone(),
        without_main: true,
        go118: false,
        no_fmt: true,
    });
    // It knows only package main, and there is nothing to build it for without rust2go's own packages.
    let head = format!("//go:build rust2go\n\npackage {package}");
    let text = fs::read_to_string(&file)?;
    fs::write(file, text.replacen("package main", &head, 1))?;
    Ok(())
}
