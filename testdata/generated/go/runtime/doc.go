// Package runtime tests what the Go runtime promises, by way of generated code: no allocation, no
// nil dereference, no secret that gets out, no panic whatever is encoded.
package runtime
