//go:build linux

package sealed

import (
	"errors"
	"math"
	"os"
	"sync"

	halflap "github.com/halflap/halflap/go-codec"
	"golang.org/x/sys/unix"
)

// With maps the memory that f is a descriptor of, if it is sealed and holds one buffer of at most
// limit bytes, calls use with it, and unmaps it. Neither b nor anything that lies in it may be kept
// beyond that; f may be closed meanwhile. It never waits for whoever f is from.
//
// The errors are ErrNotMemory, ErrNotSealed, ErrTooLarge, ErrHasHoles, a *halflap.Error where the
// header is wrong or says another length, an *os.SyscallError, or those of use. What is in the
// buffer is for the Read functions of generated code to check.
func With(f *os.File, limit int64, use func(b []byte) error) error {
	m, err := Map(f, limit)
	if err != nil {
		return err
	}
	return errors.Join(m.Read(use), m.Close())
}

// Mapping is sealed memory that is mapped until Close. It holds no descriptor.
type Mapping struct {
	mu     sync.Mutex
	b      []byte
	users  int
	closed bool
}

// Map maps memory for longer than one call. Its errors are those of With.
//
// A Mapping that is forgotten stays mapped: it has no finalizer, because a view does not keep it
// alive.
func Map(f *os.File, limit int64) (*Mapping, error) {
	var b []byte
	err := control(f, func(fd int) (err error) {
		b, err = mapSealed(fd, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	h, err := halflap.PeekHeader(b)
	if err == nil && h.Size() != int64(len(b)) {
		err = &halflap.Error{Kind: halflap.ErrLengthMismatch, Offset: 32}
	}
	if err != nil {
		return nil, errors.Join(err, unmap(b))
	}
	return &Mapping{b: b}, nil
}

// mapSealed maps memory that is sealed, all there and not larger than limit.
func mapSealed(fd int, limit int64) ([]byte, error) {
	if err := checkSeals(fd); err != nil {
		return nil, err
	}
	// From here on the memory stays as it is, its size and its pages too.
	var about unix.Stat_t
	if err := unix.Fstat(fd, &about); err != nil {
		return nil, os.NewSyscallError("fstat", err)
	}
	limit = min(limit, math.MaxInt) // where an int has 32 bits
	if about.Size > limit {
		return nil, &TooLargeError{about.Size, limit}
	}
	if about.Size < halflap.HeaderSize {
		return nil, &halflap.Error{Kind: halflap.ErrTruncated, Offset: about.Size}
	}
	// Reading a hole takes memory, as much as limit for a descriptor that cost its sender none, and
	// ends in a SIGBUS where there is none left. Blocks have 512 bytes.
	if int64(about.Blocks) < (about.Size+511)/512 {
		return nil, ErrHasHoles
	}
	// Not MAP_SHARED: before Linux 6.7 the kernel refuses that for sealed memory whose descriptor was
	// opened for writing. Of pages that nobody can write any more, a private mapping is just as
	// good, and copies nothing either.
	b, err := unix.Mmap(fd, 0, int(about.Size), unix.PROT_READ, unix.MAP_PRIVATE)
	return b, os.NewSyscallError("mmap", err)
}

// checkSeals says which seals a descriptor's memory lacks. Seals are never removed.
func checkSeals(fd int) error {
	seals, err := unix.FcntlInt(uintptr(fd), unix.F_GET_SEALS, 0)
	// A descriptor that only stands for a path (O_PATH) has no seals to ask for: EBADF.
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EBADF) {
		return ErrNotMemory
	}
	if err != nil {
		return os.NewSyscallError("fcntl", err)
	}
	if missing := AllSeals &^ Seals(seals); missing != 0 {
		return &NotSealedError{missing}
	}
	return nil
}

// Read calls use with the memory. Neither b nor anything that lies in it may be kept beyond that.
// Many goroutines may read at once. After Close it is an ErrClosed.
func (m *Mapping) Read(use func(b []byte) error) (err error) {
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		return ErrClosed
	}
	m.users++
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.users--
		err = errors.Join(err, m.release())
	}()
	return use(m.b)
}

// Close unmaps the memory, as soon as the last Read that is at work has returned; it does not wait
// for that, so it may be called from inside a Read. Closing twice is closing once.
func (m *Mapping) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return m.release()
}

// release unmaps the memory if it is closed and nobody reads it.
func (m *Mapping) release() error {
	if !m.closed || m.users > 0 || m.b == nil {
		return nil
	}
	b := m.b
	m.b = nil
	return unmap(b)
}

// Len returns how many bytes there are, or 0 after Close.
func (m *Mapping) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.b)
}
