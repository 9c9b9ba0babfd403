//! The command `halflap`.

fn main() {}
