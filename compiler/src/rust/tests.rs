//! The generator, against the schemas of the test data.
