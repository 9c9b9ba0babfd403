//go:build linux

package sealed

import (
	"errors"
	"fmt"
	"os"
	"strings"

	halflap "github.com/halflap/halflap/go-codec"
	"golang.org/x/sys/unix"
)

// Why memory or a file is not taken. What is wrong with the buffer in it is told by a
// *halflap.Error, what the kernel refuses by an *os.SyscallError.
var (
	// ErrNotMemory is for files, pipes, sockets and folders: nothing that can be sealed.
	ErrNotMemory = errors.New("this is no memory that can be sealed; what is in a file has to be copied")
	// ErrNotSealed is for memory that someone may still change. Errors of this kind are a
	// *NotSealedError, which says what it lacks.
	ErrNotSealed = errors.New("someone may still change this memory")
	// ErrStillWritable is for memory that is still mapped for writing, here or elsewhere, and so
	// can't be sealed.
	ErrStillWritable = errors.New("the memory can't be sealed while it is mapped for writing")
	// ErrTooLarge is for more than the caller allows. Errors of this kind are a *TooLargeError.
	ErrTooLarge = errors.New("larger than allowed")
	// ErrHasHoles is for memory that is not all there: reading it would have to find some, and
	// might fail.
	ErrHasHoles = errors.New("parts of the memory were never written")
	// ErrNotAFile is for what is to be copied and is no file: a folder, a pipe, a socket, a device.
	ErrNotAFile = errors.New("this is no file")
	// ErrNoDescriptor is for a byte that came without a descriptor.
	ErrNoDescriptor = errors.New("no descriptor came with the byte")
	// ErrManyDescriptors is for more than one that came at once. All of them are closed.
	ErrManyDescriptors = errors.New("more than one descriptor came at once")
	// ErrClosed is for a Mapping that is read after Close. It is os.ErrClosed.
	ErrClosed = os.ErrClosed
)

// Name returns a name of an error to match on and to log, the same in Rust: not_sealed,
// length_mismatch; io for what is none of this package and none of halflap's.
func Name(err error) string {
	for _, known := range []struct {
		err  error
		name string
	}{
		{ErrNotMemory, "not_memory"},
		{ErrNotSealed, "not_sealed"},
		{ErrStillWritable, "still_writable"},
		{ErrTooLarge, "too_large"},
		{ErrHasHoles, "has_holes"},
		{ErrNotAFile, "not_a_file"},
		{ErrNoDescriptor, "no_descriptor"},
		{ErrManyDescriptors, "many_descriptors"},
	} {
		if errors.Is(err, known.err) {
			return known.name
		}
	}
	var bad *halflap.Error
	if errors.As(err, &bad) {
		return bad.Kind.String()
	}
	return "io"
}

// Seals is a set of seals, as the kernel has it.
type Seals int

// Seals that readers insist on: nobody writes, grows or shrinks the memory any more, and nobody
// changes its seals.
const (
	SealWrite  Seals = unix.F_SEAL_WRITE
	SealGrow   Seals = unix.F_SEAL_GROW
	SealShrink Seals = unix.F_SEAL_SHRINK
	SealSeal   Seals = unix.F_SEAL_SEAL
	AllSeals         = SealWrite | SealGrow | SealShrink | SealSeal
)

// String returns the names of the seals, as "write, grow".
func (s Seals) String() string {
	var names []string
	for _, seal := range []struct {
		bit  Seals
		name string
	}{{SealWrite, "write"}, {SealGrow, "grow"}, {SealShrink, "shrink"}, {SealSeal, "seal"}} {
		if s&seal.bit != 0 {
			names = append(names, seal.name)
		}
	}
	return strings.Join(names, ", ")
}

// NotSealedError says which seals memory lacks. It is an ErrNotSealed.
type NotSealedError struct {
	Missing Seals
}

// Error returns a sentence for people.
func (e *NotSealedError) Error() string {
	return fmt.Sprintf("%v: it lacks the seals %v", ErrNotSealed, e.Missing)
}

// Is says whether target is ErrNotSealed.
func (e *NotSealedError) Is(target error) bool { return target == ErrNotSealed }

// TooLargeError says how many bytes there are, and how many there may be. It is an ErrTooLarge.
type TooLargeError struct {
	Size, Limit int64
}

// Error returns a sentence for people.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("there are %d bytes, %d are allowed", e.Size, e.Limit)
}

// Is says whether target is ErrTooLarge.
func (e *TooLargeError) Is(target error) bool { return target == ErrTooLarge }
