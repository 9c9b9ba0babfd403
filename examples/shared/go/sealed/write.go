//go:build linux

package sealed

import (
	"encoding"
	"errors"
	"os"

	halflap "github.com/halflap/halflap/go-codec"
	"golang.org/x/sys/unix"
)

// Message is what a pointer to a generated struct is.
type Message interface {
	encoding.BinaryAppender
	EncodedLen() (int, error)
}

// Write writes a message straight into new memory and seals it; nothing is copied in between. The
// name shows in /proc/PID/maps; it may be up to 249 bytes long. The caller closes the file.
//
// Where the value can't be written, the error is that of its AppendBinary.
func Write(name string, m Message) (*os.File, error) {
	size, err := m.EncodedLen()
	if err != nil {
		return nil, err
	}
	f, err := create(name)
	if err != nil {
		return nil, err
	}
	if err = fill(f, size, m); err == nil {
		err = Seal(f)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Seal seals memory that was filled in another way, with write(2) for instance. It is an
// ErrStillWritable where someone, in whatever process, still has it mapped for writing, an
// ErrNotMemory where it is none, and an ErrNotSealed where it can't be sealed.
func Seal(f *os.File) error {
	return control(f, func(fd int) error {
		_, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, int(AllSeals))
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EBUSY):
			return ErrStillWritable
		case errors.Is(err, unix.EPERM):
			return checkSeals(fd) // Sealed already, or never to be.
		case errors.Is(err, unix.EINVAL), errors.Is(err, unix.EBADF):
			return ErrNotMemory
		}
		return os.NewSyscallError("fcntl", err)
	})
}

// create makes memory that can be sealed and, where the kernel knows of that, never be executed.
func create(name string) (*os.File, error) {
	const flags = unix.MFD_ALLOW_SEALING | unix.MFD_CLOEXEC
	fd, err := unix.MemfdCreate(name, flags|unix.MFD_NOEXEC_SEAL)
	if errors.Is(err, unix.EINVAL) { // Before Linux 6.3.
		fd, err = unix.MemfdCreate(name, flags)
	}
	if err != nil {
		return nil, os.NewSyscallError("memfd_create", err)
	}
	return os.NewFile(uintptr(fd), name), nil
}

// fill writes a message of size bytes into empty memory that nobody else knows of yet.
func fill(f *os.File, size int, m Message) error {
	return control(f, func(fd int) (err error) {
		// Unlike ftruncate this takes the memory at once: an error now is no signal later.
		if err := retry(func() error { return unix.Fallocate(fd, 0, 0, int64(size)) }); err != nil {
			return os.NewSyscallError("fallocate", err)
		}
		b, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
		if err != nil {
			return os.NewSyscallError("mmap", err)
		}
		defer func() {
			err = errors.Join(err, os.NewSyscallError("munmap", unix.Munmap(b)))
		}()
		// A child that another thread is just forking must not inherit it: sealing would fail.
		if err := unix.Madvise(b, unix.MADV_DONTFORK); err != nil {
			return os.NewSyscallError("madvise", err)
		}
		return appendTo(b, m)
	})
}

// appendTo writes a message over all of b. One that takes another length now has changed since it
// was asked, and may lie elsewhere.
func appendTo(b []byte, m Message) error {
	written, err := m.AppendBinary(b[:0])
	if err == nil && (len(written) != len(b) || &written[0] != &b[0]) {
		err = &halflap.Error{Kind: halflap.ErrSourceChanged}
	}
	return err
}

// control gives a file's descriptor to a function, and keeps it open meanwhile.
func control(f *os.File, use func(fd int) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if conn.Control(func(fd uintptr) { inner = use(int(fd)) }) != nil {
		return &os.PathError{Op: "use", Path: f.Name(), Err: os.ErrClosed} // It fails for nothing else.
	}
	return inner
}

// retry calls again what a signal interrupted.
func retry(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
