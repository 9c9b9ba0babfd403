// Package ffi is what Go programs see of calls into a library of another language in the same
// process: errors, and objects that nobody closed. It needs no cgo; what does is in package native.
//
// For an interface of a schema, the command halflap makes an interface type in Go. The generated
// client implements it over cgo; mocks and fakes implement it without. So code that calls a library
// can be tested, and built, without the library.
//
// # Errors
//
// A call that fails returns an error that answers errors.Is for three kinds of targets:
//
//	errors.Is(err, shop.ErrNotFound)      // a case of the schema's error
//	errors.Is(err, ffi.ErrStaleHandle)    // what the boundary itself refuses: a System
//	errors.Is(err, halflap.ErrBadOffset)  // what is wrong with a buffer
//
// ErrCancelled is also context.Canceled, and ErrDeadlineExceeded is context.DeadlineExceeded. With
// errors.As, an [*Error] gives everything that crossed, and a case that carries a message has a type of
// its own: shop.ConflictError.
//
// An error that a callback returned, and that the library passed on, comes back out of the
// surrounding call as the same value.
package ffi
