//! Names in generated Go.
