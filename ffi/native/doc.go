// Package native is what generated clients are made of: with it they call a library that is linked into
// the program, over cgo. Programs themselves need of it only [Buffer], and what package ffi has.
//
// # Memory
//
// What a call is given belongs to the caller and is read while the call runs. A result is a copy, except
// in two forms of a method: the one that ends in View calls a function with the answer where it lies,
// and gives it back to the library when the function is done, also when it panics; the one that ends in
// Into puts the answer into a [Buffer] that the caller uses again and again, so that no memory is taken.
//
// # Objects
//
// An object has to be closed. One that becomes garbage while it is open is closed by the runtime some
// time later; [ffi.OnLeak] tells of such. A call that runs on an object keeps it open until it is done,
// also where the object is closed meanwhile.
//
// # Contexts
//
// A call with a context that can't be cancelled costs nothing for it. Calls with one context, at the
// same time or one after the other, share what tells the library to stop.
//
// # Callbacks
//
// A function that is given to a call may be called by any thread, by several at once, until the call
// returns. A panic in it becomes an error, [ffi.ErrPanic], of the library's call; nothing unwinds through
// the library. runtime.Goexit, which testing.T's FailNow calls, can't be stopped, and would leave the
// library's frames behind: in a callback it ends the process.
//
// Without cgo this package is empty.
package native
