// Package conformance runs the golden vectors through the generated code of the test schemas, and
// compares it with what the schemas' descriptions say: every buffer, good or damaged, gets the same
// verdict, and what is accepted from a known version encodes to itself.
package conformance

//go:generate go run ./list ..
