//go:build halflap_safe || !(amd64 || arm64 || riscv64 || ppc64le || mips64le || loong64)

package halflap

// This file and alias_unsafe.go are the two ways to hand out what a buffer holds. This one copies:
// under the tag halflap_safe, on big-endian targets, and where a uint64 is aligned to 4.

// isMisaligned says whether b does not start at a multiple of 8, where that matters.
func isMisaligned([]byte) bool { return false }

// text returns n bytes of b as a string.
func text(b []byte, start, n int) string { return string(b[start : start+n]) }

// slice returns the n values of type T that b begins with.
func slice[T any](b []byte, n int, e *Element[T]) []T { return copied(b, n, e) }

// cloned is slice, but always copies.
func cloned[T any](b []byte, n int, e *Element[T]) []T { return copied(b, n, e) }

// putAll writes values to where they lie in a buffer from at on.
func putAll[T any](w *Writer, at int, values []T, e *Element[T]) {
	for i := range values {
		e.put(w, at+i*e.size, values[i])
	}
}
