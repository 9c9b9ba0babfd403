//! The library, called through its table as a client calls it: everything that crosses, what must not
//! cross, and what happens when it tries.

mod back;
mod client;
mod echo;
mod hostile;
mod panics;
mod store;
mod support;
mod table;
