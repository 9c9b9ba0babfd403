// Package ffi stands for the package of the glue: what its errors are.
package ffi

// System is an error of the boundary itself.
type System uint32

// Errors of the boundary.
const (
	ErrCancelled   System = 1
	ErrStaleHandle System = 4
)

// Error returns its name.
func (System) Error() string { return "" }
