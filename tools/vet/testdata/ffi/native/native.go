// Package native stands for the package of the glue: what generated clients are made of.
package native

// Handle is a share in an object of a library.
type Handle struct{ number uint64 }

// Close ends the handle.
func (h *Handle) Close() error { h.number = 0; return nil }

// Buffer is memory for the answers of calls whose names end in Into.
type Buffer struct{ memory []byte }

// Wipe overwrites what the buffer holds with zeros.
func (b *Buffer) Wipe() { clear(b.memory) }
