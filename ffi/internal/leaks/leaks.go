// Package leaks holds who is told of objects that nobody closed: package ffi sets it, package native
// calls it.
package leaks

import "sync/atomic"

// Report is called with the interface's full name, and the stack of the call that made the object.
var Report atomic.Pointer[func(name, created string)]
