//go:build !halflap_safe && (amd64 || arm64 || riscv64 || ppc64le || mips64le || loong64)

package halflap

import (
	"slices"
	"unsafe"
)

// This file and alias_copy.go are the two ways to hand out what a buffer holds. This one, for
// little-endian targets of 64 bits, lays strings and typed slices over the buffer itself. All of
// the package's unsafe code is here.

// isMisaligned says whether b does not start at a multiple of 8.
func isMisaligned(b []byte) bool {
	// SAFETY: the pointer is only looked at as a number.
	return uintptr(unsafe.Pointer(unsafe.SliceData(b)))%8 != 0
}

// text returns n bytes of b as a string. It asks for two bytes only, the last and the first: a slice of b
// costs some more, as where it begins then waits for where it ends.
func text(b []byte, start, n int) string {
	if n == 0 {
		return "" // There need not be a byte where it would begin.
	}
	_ = b[start+n-1]
	// SAFETY: the first and the last of the n bytes are b's, and so are those between. The string keeps
	// them alive; that they do not change is what every reader of a checked buffer is promised.
	return unsafe.String(&b[start], n)
}

// slice returns the n values of type T that b begins with. T holds no pointers, has no padding,
// and every bit pattern is valid or has been checked: Element sees to it. The values are copied
// where they do not lie as T must.
func slice[T any](b []byte, n int, e *Element[T]) []T {
	if n == 0 {
		return []T{} // Where b ends there need not be room for the one T that a pointer would promise.
	}
	// SAFETY: the pointer is only looked at as a number.
	address := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	if address%e.align != 0 {
		return copied(b, n, e)
	}
	b = b[:n*e.size]
	// SAFETY: b holds n*size bytes, size is T's, the address is a multiple of T's alignment, and
	// T is as said above; the slice keeps the memory alive.
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), n)
}

// cloned is slice, but always copies.
func cloned[T any](b []byte, n int, e *Element[T]) []T { return slices.Clone(slice(b, n, e)) }

// putAll writes values to where they lie in a buffer from at on.
func putAll[T any](w *Writer, at int, values []T, e *Element[T]) {
	n := len(values) * e.size
	// SAFETY: T has no pointers and no padding: Element sees to it. So the len(values)*size bytes
	// of the values may be read.
	b := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), n)
	copy(w.buf[at:at+n], b)
}
