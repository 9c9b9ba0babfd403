//go:build linux

package sealed

import (
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Send sends a descriptor, with one byte, for a stream carries none without. The receiver gets a
// descriptor of its own; f may be closed at once. Only one goroutine at a time may send on a
// connection.
func Send(c *net.UnixConn, f *os.File) error {
	return control(f, func(fd int) error {
		_, _, err := c.WriteMsgUnix([]byte("m"), unix.UnixRights(fd), nil)
		return err
	})
}

// Receive receives a descriptor, which is closed in children that run another program; the caller
// closes the file. What it is a descriptor of, nobody knows yet. Only one goroutine at a time may
// receive from a connection.
//
// The error is io.EOF when the other side has hung up. After ErrNoDescriptor and ErrManyDescriptors
// the next one can be received.
func Receive(c *net.UnixConn) (*os.File, error) {
	b, space := make([]byte, 1), make([]byte, unix.CmsgSpace(4))
	_, n, flags, _, err := c.ReadMsgUnix(b, space)
	if err != nil {
		return nil, err
	}
	fds, err := descriptors(space[:n])
	if err == nil && len(fds) == 1 && flags&unix.MSG_CTRUNC == 0 {
		return os.NewFile(uintptr(fds[0]), "received"), nil
	}
	for _, fd := range fds {
		_ = unix.Close(fd) // It is of no use; whether closing it fails neither.
	}
	switch {
	case err != nil:
		return nil, err
	case flags&unix.MSG_CTRUNC != 0 || len(fds) > 1:
		return nil, ErrManyDescriptors
	}
	return nil, ErrNoDescriptor
}

// descriptors takes all descriptors out of what came beside the byte, also where there is an error.
func descriptors(control []byte) ([]int, error) {
	messages, err := syscall.ParseSocketControlMessage(control)
	if err != nil {
		return nil, os.NewSyscallError("recvmsg", err)
	}
	var all []int
	for _, message := range messages {
		if message.Header.Level != unix.SOL_SOCKET || message.Header.Type != unix.SCM_RIGHTS {
			continue
		}
		fds, err := syscall.ParseUnixRights(&message)
		all = append(all, fds...)
		if err != nil {
			return all, os.NewSyscallError("recvmsg", err)
		}
	}
	return all, nil
}
