package halflap

import (
	"errors"
	"io"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// firstStep is how much memory is taken for a buffer before any of its body has come: what a header
// promises costs no more than what follows it.
const firstStep = 64 << 10

// FrameReader reads buffers that stand end to end in a stream: a file, a socket, a pipe. It reads
// no further than the end of the buffer that is asked for, and checks no more of it than its
// header; the Read functions of generated code check the rest.
type FrameReader struct {
	r     io.Reader
	limit int64
	// header holds the next buffer's header once it has been read: have says so.
	header [HeaderSize]byte
	next   Header
	have   bool
}

// NewFrameReader returns a reader of the buffers in r. A buffer longer than limit bytes, header and
// body, is refused before any memory is taken for it.
func NewFrameReader(r io.Reader, limit int64) *FrameReader {
	return &FrameReader{r: r, limit: limit}
}

// Peek returns the header of the next buffer, so that a program can choose by its type id how to
// read it. At the end of the stream the error is io.EOF; an end inside a buffer is
// ErrFrameTruncated.
func (f *FrameReader) Peek() (Header, error) {
	if f.have {
		return f.next, nil
	}
	n, err := io.ReadFull(f.r, f.header[:])
	switch {
	case err == io.EOF:
		return Header{}, io.EOF
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Header{}, &Error{Kind: ErrFrameTruncated, Offset: int64(n)}
	case err != nil:
		return Header{}, err
	}
	h, err := PeekHeader(f.header[:])
	if err != nil {
		return Header{}, err
	}
	if h.Size() > f.limit || h.Size() > maxSize {
		return Header{}, &Error{Kind: ErrFrameTooLarge, Offset: wire.AtBodyLength}
	}
	f.next, f.have = h, true
	return h, nil
}

// Next reads the next buffer into b's memory, from its start, or into new memory where that does
// not suffice. At the end of the stream the error is io.EOF. After any other error the stream
// can't be read on: where a next buffer would begin is not known.
func (f *FrameReader) Next(b []byte) ([]byte, error) {
	h, err := f.Peek()
	if err != nil {
		return nil, err
	}
	size := int(h.Size())
	if cap(b) < size || isMisaligned(b) {
		b = make([]byte, min(size, firstStep))
	}
	b = b[:min(size, cap(b))]
	f.have = false
	for done := copy(b, f.header[:]); done < size; {
		n, err := io.ReadFull(f.r, b[done:])
		done += n
		if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, &Error{Kind: ErrFrameTruncated, Offset: int64(done)}
		}
		if err != nil {
			return nil, err
		}
		if done < size {
			more := make([]byte, min(size, 2*done))
			copy(more, b)
			b = more
		}
	}
	return b, nil
}

// Skip passes over the next buffer without keeping it. At the end of the stream the error is
// io.EOF.
func (f *FrameReader) Skip() error {
	h, err := f.Peek()
	if err != nil {
		return err
	}
	f.have = false
	n, err := io.CopyN(io.Discard, f.r, int64(h.BodyLength))
	if err == io.EOF {
		return &Error{Kind: ErrFrameTruncated, Offset: HeaderSize + n}
	}
	return err
}

// ReadFrame reads one buffer from r, as a FrameReader does, and no byte more.
func ReadFrame(r io.Reader, b []byte, limit int64) ([]byte, error) {
	return NewFrameReader(r, limit).Next(b)
}

// WriteFrame writes a buffer to w. It refuses what readers would not take for one whole buffer.
func WriteFrame(w io.Writer, b []byte) error {
	h, err := PeekHeader(b)
	if err != nil {
		return err
	}
	if h.Size() != int64(len(b)) {
		return &Error{Kind: ErrLengthMismatch, Offset: wire.AtBodyLength}
	}
	n, err := w.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	return err
}
