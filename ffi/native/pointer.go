//go:build cgo

package native

import "unsafe"

// This file and library.go, call.go and host.go are all of the module's unsafe code. Here are the
// pointers that generated clients give to C.

// Data returns a pointer to the first element of s. The C types of numbers are Go's by another name, so
// that generated code converts the pointer without more ado.
func Data[T any](s []T) *T {
	// SAFETY: it is only asked for; nothing is read.
	return unsafe.SliceData(s)
}

// Text returns a pointer to the bytes of s, which are not to be written to.
func Text(s string) *byte {
	// SAFETY: the pointer goes to C functions whose parameter is const, and no further.
	return unsafe.StringData(s)
}

// Span returns a pointer to the first element of s as the C type that T is: generated code says which.
// T has no pointers. It panics where their sizes differ.
func Span[C, T any](s []T) *C {
	// SAFETY: only sizes are asked for.
	same(unsafe.Sizeof(*new(C)), unsafe.Sizeof(*new(T)))
	// SAFETY: both types have the same size and, by the layouts that generated code asserts, the same
	// members; the pointer goes to C functions whose parameter is const, and no further.
	return (*C)(unsafe.Pointer(unsafe.SliceData(s)))
}

// Address is Span for elements that C takes as bytes: UUIDs and arrays.
func Address[T any](s []T) unsafe.Pointer {
	// SAFETY: T has no pointers; the address goes to C functions whose parameter is const, and no further.
	return unsafe.Pointer(unsafe.SliceData(s))
}

// TokenFor returns t as the caller's own halflap_token of C, nil for nil.
func TokenFor[C any](t *Token) *C {
	// SAFETY: only sizes are asked for.
	same(unsafe.Sizeof(*new(C)), unsafe.Sizeof(t.token))
	// SAFETY: C is the same struct by another package's name. A nil t has the token at offset 0.
	return (*C)(unsafe.Pointer(t))
}

func same(c, t uintptr) {
	if c != t {
		panic("halflap: the C header and the Go code are of different schemas: generate both again")
	}
}

// spread returns a number that differs for most channels, and is the same for one.
func spread(done <-chan struct{}) int {
	// SAFETY: a channel is a pointer, which is only looked at as a number; channels don't move.
	address := *(*uintptr)(unsafe.Pointer(&done))
	return int(uint64(address) * 0x9e3779b97f4a7c15 >> 48)
}
