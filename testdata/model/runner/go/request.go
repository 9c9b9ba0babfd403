package runner

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
)

// Flags of a request.
const (
	// Text says that the bytes are a JSON text to read, not a buffer.
	Text = 1 << iota
	// Thorough asks for slower ways to the same result, too.
	Thorough
	// InFull asks for contents, where a line otherwise has their length and CRC-32.
	InFull
)

// Request is what is asked: what becomes of the bytes with each reader of a root.
type Request struct {
	Flags byte
	Root  uint32
	Bytes []byte
}

// Append appends a request as it is sent: one byte of flags, the number of the root and the count of the
// bytes, and the bytes.
func (r Request) Append(b []byte) []byte {
	b = append(b, r.Flags)
	b = binary.LittleEndian.AppendUint32(b, r.Root)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(r.Bytes)))
	return append(b, r.Bytes...)
}

// next reads a request. The error is io.EOF at the end.
func next(from io.Reader) (r Request, err error) {
	var head [9]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return r, err
	}
	r.Flags, r.Root = head[0], binary.LittleEndian.Uint32(head[1:])
	r.Bytes = make([]byte, binary.LittleEndian.Uint32(head[5:]))
	_, err = io.ReadFull(from, r.Bytes)
	return r, err
}

// told is how a line tells contents.
func (r Request) told(contents []byte) string {
	switch {
	case r.Flags&InFull == 0:
		return fmt.Sprintf("%d:%08x", len(contents), crc32.ChecksumIEEE(contents))
	case len(contents) > 0 && contents[0] == '{':
		return string(contents)
	default:
		return hex.EncodeToString(contents)
	}
}
