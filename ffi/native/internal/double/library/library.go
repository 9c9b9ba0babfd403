// Package library is a library in C that implements the interfaces of package double, for tests. It is
// linked by being imported.
package library

// #cgo CFLAGS: -std=gnu11 -Wall -Wextra
// #include "double.h"
// #include "halflap_ffi.h"
//
// const halflap_library *halflap_double_library(void);
//
// static inline const void *table(void) {
// 	return halflap_double_library();
// }
import "C"

import "github.com/halflap/halflap/ffi/native"

// OpenData returns how many replies own data that nobody has released.
func OpenData() uint64 {
	return uint64(C.double_open_data())
}

// Bare calls a C function that does nothing but to add: what other calls are measured by.
func Bare(a, b uint32) uint64 {
	return uint64(C.double_bare(1, nil, C.uint32_t(a), C.uint32_t(b)))
}

// LoadInto loads the library for a client that knows what l says.
func LoadInto(l *native.Library) error {
	return l.Load(C.table())
}
