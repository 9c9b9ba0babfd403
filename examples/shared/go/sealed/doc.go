// Package sealed shares messages between processes in memory that nobody can change.
//
// A checked buffer is read without further checks, so its bytes must not change while there is a
// view of it. Between processes the kernel has to see to that. A memfd is memory with a descriptor,
// and a seal is a promise of the kernel's about it: once sealed against writing, growing and
// shrinking, it stays as it is until the last descriptor and the last mapping are gone.
//
// [Write] writes a message straight into such memory and seals it, [Send] and [Receive] hand it
// from process to process, and [With] and [Map] let it be read, if it is sealed. What lies in a
// file can't be sealed: [Copy] reads it to memory of one's own first.
//
// # Who owns what
//
// An *os.File is a descriptor, to be closed by whoever has it; other processes have descriptors of
// their own. A [Mapping] needs no descriptor once it is made, and ends with Close. The memory is
// freed when the last descriptor and the last mapping are gone, in whatever process.
//
// Views, and the strings and slices that they return, lie in the mapping and are good only inside
// the function that got it: Go can't see to that. What is to stay is copied: by Decode, or by
// strings.Clone and slices.Clone. A Mapping may be read by many goroutines at once.
//
// Only Linux has such memory: elsewhere the package is empty.
package sealed
