package ffi_test

import (
	"errors"
	"fmt"

	"github.com/halflap/halflap/ffi"
)

func ExampleFrom() {
	// What a Go function returns to a library crosses with the case that it wraps, and its own text.
	e := ffi.From(fmt.Errorf("order 7: %w", ffi.ErrUnimplemented))
	fmt.Println(e.Domain, e.Code)
	fmt.Println(e.Message)
	// Output:
	// halflap 15
	// order 7: halflap: the method is not implemented (unimplemented)
}

func ExampleSystem() {
	var err error = ffi.New(ffi.ErrStaleHandle, "the cursor was closed")
	fmt.Println(errors.Is(err, ffi.ErrStaleHandle))
	fmt.Println(err)
	// Output:
	// true
	// the cursor was closed (halflap: stale_handle)
}

func ExampleOnLeak() {
	ffi.OnLeak(func(l ffi.Leak) { fmt.Println(l) })
	defer ffi.OnLeak(nil)
	// Output:
}
