package vectors

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"

	"github.com/halflap/halflap/go-codec/json"
)

// headerSize is the length of a buffer's header.
const headerSize = 40

// BufferOf returns the whole buffer of a test, header and body, in memory of its own. The schema is
// the one that the file names. It is nil where the test has no bytes.
func (f *File) BufferOf(s *json.Schema, t *Test) ([]byte, error) {
	switch {
	case t.Buffer != nil:
		return t.Buffer.bytes()
	case t.Bytes != nil:
		return t.buffer(s)
	case t.Base != "":
		buffer, err := f.BufferOf(s, f.test(t.Base))
		if err != nil {
			return nil, err
		}
		return t.edit(buffer)
	}
	return nil, nil
}

// Before returns the whole buffer that an edit begins with.
func (f *File) Before(s *json.Schema, t *Test) ([]byte, error) { return f.BufferOf(s, f.test(t.Base)) }

// buffer puts a header before the body.
func (t *Test) buffer(s *json.Schema) ([]byte, error) {
	body, err := t.Bytes.bytes()
	if err != nil {
		return nil, err
	}
	root, ok := s.Type(t.Type)
	if !ok {
		return nil, fmt.Errorf("no type %s", t.Type)
	}
	version := root.Newest()
	if t.Version != nil {
		version = *t.Version
	}
	schemaID, _ := root.SchemaID(version) // zero where the writer is newer than the schema
	block, known := root.BlockLength(version)
	if t.RootBlock != nil {
		block, known = *t.RootBlock, true
	}
	if !known {
		return nil, fmt.Errorf("no block length for version %d", version)
	}
	buffer := make([]byte, headerSize, headerSize+len(body))
	copy(buffer, "HLAP")
	binary.LittleEndian.PutUint16(buffer[4:], 1)
	binary.LittleEndian.PutUint64(buffer[8:], uint64(root.ID()))
	binary.LittleEndian.PutUint64(buffer[16:], uint64(schemaID))
	binary.LittleEndian.PutUint32(buffer[24:], version)
	binary.LittleEndian.PutUint32(buffer[28:], block)
	binary.LittleEndian.PutUint32(buffer[32:], uint32(len(body)))
	buffer = append(buffer, body...)
	if t.Checksum {
		Reseal(buffer)
	}
	return buffer, nil
}

// Reseal sets the flag of the checksum and computes it; a buffer shorter than a header stays as it
// is.
func Reseal(buffer []byte) {
	if len(buffer) < headerSize {
		return
	}
	buffer[6] |= 1
	sum := crc32.ChecksumIEEE(buffer[:headerSize-4])
	sum = crc32.Update(sum, crc32.IEEETable, buffer[headerSize:])
	binary.LittleEndian.PutUint32(buffer[headerSize-4:], sum)
}

// edit changes a copy of the base's buffer.
func (t *Test) edit(buffer []byte) ([]byte, error) {
	if t.Cut != nil {
		if *t.Cut < 0 || *t.Cut > len(buffer) {
			return nil, fmt.Errorf("cut to %d of %d bytes", *t.Cut, len(buffer))
		}
		buffer = buffer[:*t.Cut]
	}
	more, err := t.Append.bytes()
	if err != nil {
		return nil, err
	}
	buffer = append(slices.Clone(buffer), more...)
	for place, text := range t.Set {
		at, err := strconv.Atoi(place)
		if err != nil {
			return nil, err
		}
		b, err := text.bytes()
		if err != nil {
			return nil, err
		}
		if at < 0 || at > len(buffer) || len(b) > len(buffer)-at {
			return nil, fmt.Errorf("set at %d of %d bytes", at, len(buffer))
		}
		copy(buffer[at:], b)
	}
	if t.Reseal {
		Reseal(buffer)
	}
	return buffer, nil
}

// bytes reads hex digits, each line optionally repeated by "* count" and with a comment behind
// a bar.
func (h Hex) bytes() ([]byte, error) {
	var all []byte
	for _, line := range h {
		text, _, _ := strings.Cut(line, "|")
		text, times, repeated := strings.Cut(text, "*")
		count := 1
		if repeated {
			var err error
			if count, err = strconv.Atoi(strings.TrimSpace(times)); err != nil || count < 0 {
				return nil, fmt.Errorf("bytes %q", line)
			}
		}
		b, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			return nil, fmt.Errorf("bytes %q: %w", line, err)
		}
		all = append(all, slices.Repeat(b, count)...)
	}
	return all, nil
}
