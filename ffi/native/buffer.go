//go:build cgo

package native

// spaceSize is how much room a call offers for an answer. What is longer stays the library's until it
// has been read.
const spaceSize = 4096

// Buffer is memory for the answers of calls whose names end in Into. It is used again by the next such
// call that is given it: until then what the last one returned is good. The zero Buffer is ready to use,
// by one goroutine at a time. It must not be copied once it has been used: a copy would share its memory.
type Buffer struct {
	memory []byte
	// call is what a call with the buffer needs, while none runs: it saves the way to the pool.
	call *Call
}

// Wipe overwrites what the buffer holds with zeros.
func (b *Buffer) Wipe() { clear(b.memory) }

// space returns all of the memory, of which there is some.
func (b *Buffer) space() []byte {
	if b.memory == nil {
		b.memory = make([]byte, spaceSize) // As long as this, it lies at a multiple of 8.
	}
	return b.memory
}

// keep copies an answer that the memory was too small for into larger memory.
func (b *Buffer) keep(data []byte) []byte {
	b.memory = make([]byte, max(2*len(b.memory), (len(data)+7)&^7))
	return b.memory[:copy(b.memory, data)]
}
