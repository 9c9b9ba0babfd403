// Package keeper has functions that do something with what they are given, for other packages to call.
package keeper

import (
	"strings"

	"example/keeper/inner"
	"example/store"
)

var latest string

// Remember keeps it.
func Remember(s string) { latest = s }

// Copy keeps a copy.
func Copy(s string) { latest = strings.Clone(s) }

// Length looks at it.
func Length(s string) int { return len(s) }

// Deeper has another package keep it.
func Deeper(s string) { inner.Keep(s) }

// Trim returns a part of it.
func Trim(s string) string { return strings.TrimSpace(s) }

// Customer returns what a view shows.
func Customer(v store.OrderView) string { return Trim(v.Customer()) }

// Send sends it.
func Send(to chan<- string, s string) { to <- s }

// Later looks at it on another goroutine.
func Later(s string) {
	go func() { println(s) }()
}

// Cache keeps what it is given.
type Cache struct{ names map[string][]byte }

// Put keeps both.
func (c *Cache) Put(name string, data []byte) {
	if c.names == nil {
		c.names = make(map[string][]byte)
	}
	c.names[name] = data
}

// First keeps the first, whatever it is.
type First[T any] struct {
	value T
	has   bool
}

// Offer keeps it where nothing is there yet.
func (f *First[T]) Offer(value T) {
	if !f.has {
		f.value, f.has = value, true
	}
}

// Fill puts it where it is told.
func Fill(to *string, s string) { *to = s }
