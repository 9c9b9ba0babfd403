//! Objects behind handles: numbers that the other side can hold, use after the end, and make up.

mod barrier;
mod known;
mod marks;
mod objects;
mod slot;
mod table;
#[cfg(test)]
mod tests;
#[cfg(all(test, target_os = "linux"))]
mod warm_tests;

pub use objects::{Borrowed, Interface, Objects};
pub use slot::Stale;
pub use table::{Key, Table, Use};
