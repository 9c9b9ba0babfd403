// Package runner says of buffers what generated code makes of them: verdict, error, and what becomes of
// what is accepted, in one line that the Rust crate beside it prints alike. testdata/model/README.md
// says what stands in a line.
//
// The cross test builds a program with the generated code of random schemas around Main; the fuzz target
// of both languages does the same with that of the test schemas.
package runner
