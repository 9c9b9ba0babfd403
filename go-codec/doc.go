// Package halflap reads and writes halflap buffers: messages whose bytes are the same for every
// writer in every language, and that are read where they lie, checked once.
//
// Most programs use it by way of generated code. The command halflap makes a Go package of a schema;
// for a message Order it has
//
//	type Order struct { ... }                           // owns its memory
//	func (*Order) AppendBinary(b []byte) ([]byte, error) // one pass to measure, one to write
//	type OrderView struct { ... }                       // reads a buffer in place
//	func ReadOrder(b []byte) (OrderView, error)         // checks once; no allocation
//	func DecodeOrder(b []byte) (*Order, error)          // checks and copies
//	func EditOrder(b []byte, f func(OrderEdit) error) error // changes numbers in place, and seals
//
// What a program calls itself is here: kinds of errors ([Kind], [Error]), the header of a buffer
// ([PeekHeader]), the checksum ([Seal], [AppendChecksummed]), streams ([FrameReader], [WriteFrame]),
// and the types of values that Go has none for ([UUID], [Uint128], [Int128], [Secret], [List],
// [Map], [UnknownArm], and in edits [SliceEdit], [ValueEdit] and their closed twins). The rest of the
// package is what generated code is made of: [Read], [Block] and what reads it, [Cursor], [Writer]
// and what writes with it. It checks what it is called with as far as that is needed for memory
// safety; used by hand, it can panic.
//
// # Aliasing
//
// Views, and the strings and slices that they return, share the buffer's memory: the buffer must not
// change as long as they are in use. Typed slices are laid over it as well, for which it must start
// at a multiple of 8; where it does not, Read functions return [ErrMisaligned], and [Align] helps.
//
// With the build tag halflap_safe the package does without unsafe: strings and slices are copies.
// Big-endian targets and those of 32 bits do so by themselves. The API is the same.
//
// # Errors
//
// A buffer that is not exactly what a writer of its version would have written is refused with an
// [*Error] that says what is wrong, at which byte, and in which field. No input makes this package
// panic, recurse without bound, or take memory by a length that it has not checked.
package halflap
