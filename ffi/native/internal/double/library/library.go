// Package library is a library in C that implements the interfaces of package double, for tests. It is
// linked by being imported.
package library

// #cgo CFLAGS: -std=gnu11 -Wall -Wextra
// #include "double.h"
import "C"

// OpenData returns how many replies own data that nobody has released.
func OpenData() uint64 {
	return uint64(C.double_open_data())
}

// Bare calls a C function that does nothing but to add: what other calls are measured by.
func Bare(a, b uint32) uint64 {
	return uint64(C.double_bare(1, nil, C.uint32_t(a), C.uint32_t(b)))
}
