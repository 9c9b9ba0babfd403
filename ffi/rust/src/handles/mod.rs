//! Objects behind handles: numbers that the other side can hold, use after the end, and make up.

mod objects;
mod slot;
mod table;
#[cfg(test)]
mod tests;

pub use objects::{Borrowed, Interface, Objects};
pub use slot::Stale;
pub use table::{Key, Table, Use};
