//go:build linux

package sealed

import (
	"errors"
	"io"
	"os"

	halflap "github.com/halflap/halflap/go-codec"
)

// Copy copies the one buffer that a file holds, at most limit bytes, to memory of one's own. It
// does for unsealed memory too.
//
// Whoever can write the file may do so at any time, also between a check and a use. So the bytes
// are copied first; what is checked then is the copy. A copy taken while someone writes may be a
// mixture: it is refused like any other damage, or it is a good buffer that says what nobody meant.
// Where that matters, write with a checksum (halflap.AppendChecksummed), or write another file and
// rename it.
//
// Mapping the file instead, privately even, does not help: pages of a private mapping show what
// others write until the reader itself writes to them, and a page that is cut off is a SIGBUS.
//
// It reads at offsets, so whoever shares the descriptor can't move it to another place. It waits
// for as long as the file system does.
//
// The errors are ErrNotAFile, ErrTooLarge, a *halflap.Error where the header is wrong, says another
// length than the file has, or the file becomes shorter meanwhile, or those of reading.
func Copy(f *os.File, limit int64) ([]byte, error) {
	about, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !about.Mode().IsRegular() {
		return nil, ErrNotAFile
	}
	size := about.Size()
	if size > limit {
		return nil, &TooLargeError{size, limit}
	}
	return copyFrom(io.NewSectionReader(f, 0, size), size)
}

// copyFrom copies a buffer of size bytes.
func copyFrom(r io.Reader, size int64) ([]byte, error) {
	if size < halflap.HeaderSize {
		return nil, &halflap.Error{Kind: halflap.ErrTruncated, Offset: size}
	}
	frames := halflap.NewFrameReader(r, size)
	h, err := frames.Peek()
	if errors.Is(err, halflap.ErrFrameTooLarge) || err == nil && h.Size() != size {
		return nil, &halflap.Error{Kind: halflap.ErrLengthMismatch, Offset: 32}
	}
	if err == nil {
		var b []byte
		if b, err = frames.Next(nil); err == nil {
			return b, nil
		}
	}
	if err == io.EOF {
		err = &halflap.Error{Kind: halflap.ErrFrameTruncated}
	}
	return nil, err
}
