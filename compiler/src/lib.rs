//! The schema compiler of halflap.

pub mod ir;
