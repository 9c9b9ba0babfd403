package halflap

import (
	"bytes"
	"fmt"
	"strconv"
)

// Union is the target of a union's slot in a checked buffer: what a union's view is made of.
type Union struct {
	arm  Block
	size int // of the payload, which begins with the arm's block
	tag  uint32
}

// Tag returns the tag of the arm, 0 where the union is absent.
func (u Union) Tag() uint32 { return u.tag }

// Is says whether the arm has the given tag, and the reader may look at what version since of the
// union's package added.
func (u Union) Is(tag, since uint32) bool { return u.tag == tag && u.arm.Since(since) }

// Block returns the block of the arm, the zero Block where it is another.
func (u Union) Block(tag, since uint32) Block {
	if !u.Is(tag, since) {
		return Block{}
	}
	return u.arm
}

// Unknown returns the arm as it lies, and whether there is one that is not known.
func (u Union) Unknown(known bool) (UnknownArm, bool) {
	if known || u.tag == 0 {
		return UnknownArm{}, false
	}
	return UnknownArm{Tag: u.tag, Block: len(u.arm.data), Bytes: u.arm.data[:u.size:u.size]}, true
}

// UnknownArm is an arm of a union that only a newer schema knows.
type UnknownArm struct {
	// Tag says which arm it is.
	Tag uint32
	// Block is the length of its block, which Bytes begins with.
	Block int
	// Bytes is the block and all that lies below it. Nothing in it has been checked.
	Bytes []byte
}

// Clone returns a copy that owns its memory.
func (a UnknownArm) Clone() UnknownArm {
	a.Bytes = bytes.Clone(a.Bytes)
	return a
}

// String says which arm it is, and how many bytes it has: they may hold a secret.
func (a UnknownArm) String() string {
	return "UnknownArm(#" + strconv.FormatUint(uint64(a.Tag), 10) + ", " + strconv.Itoa(len(a.Bytes)) + " bytes)"
}

// Format writes the same as String, whatever the verb.
func (a UnknownArm) Format(f fmt.State, _ rune) { Format(f, a.String()) }
