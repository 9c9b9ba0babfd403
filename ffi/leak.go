package ffi

import "github.com/halflap/halflap/ffi/internal/leaks"

// Leak is an object of a library that became garbage before anybody closed it.
type Leak struct {
	// Interface is the full name of the object's interface: shop.Cursor.
	Interface string
	// Created is the stack of the call that returned the object, one line for each function.
	Created string
}

// String says all of it.
func (l Leak) String() string {
	return "halflap: a " + l.Interface + " was never closed; it was made by\n" + l.Created
}

// OnLeak has f called for each object that becomes garbage while it is open; nil ends that. Such
// objects are closed in any case, but when that happens is up to the garbage collector, so tests
// should find them:
//
//	ffi.OnLeak(func(l ffi.Leak) { log.Print(l) })
//
// Only objects that are made from then on have a stack, since taking it costs time. f is called by a
// goroutine of its own, one call at a time.
func OnLeak(f func(Leak)) {
	if f == nil {
		leaks.Report.Store(nil)
		return
	}
	report := func(name, created string) { f(Leak{Interface: name, Created: created}) }
	leaks.Report.Store(&report)
}
