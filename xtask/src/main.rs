//! Development tasks of halflap.

fn main() {}
