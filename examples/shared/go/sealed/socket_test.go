//go:build linux

package sealed

import (
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"testing"

	"github.com/halflap/halflap/examples/shared/go/scan"
	"golang.org/x/sys/unix"
)

// pair returns two ends of a socket.
func pair(t *testing.T) (*net.UnixConn, *net.UnixConn) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ends [2]*net.UnixConn
	for i, fd := range fds {
		f := os.NewFile(uintptr(fd), "end")
		conn, err := net.FileConn(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		ends[i] = conn.(*net.UnixConn)
	}
	return ends[0], ends[1]
}

func TestDescriptorsGoOverTheSocket(t *testing.T) {
	here, there := pair(t)
	for range 2 {
		f := written(t)
		if err := Send(here, f); err != nil {
			t.Fatal(err)
		}
		f.Close() // What is under way needs no descriptor of the sender's.
	}
	here.Close()
	for range 2 {
		f, err := Receive(there)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
			t.Errorf("children would inherit it: %v", err)
		}
		if err := With(f, limit, func(b []byte) error { _, err := scan.ReadScan(b); return err }); err != nil {
			t.Error(err)
		}
	}
	if _, err := Receive(there); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
	if err := Send(there, written(t)); !errors.Is(err, unix.EPIPE) {
		t.Errorf("to nobody: %v", err)
	}
}

func TestAWrongNumberOfDescriptors(t *testing.T) {
	here, there := pair(t)
	many := []int{0, 2, 200}
	if runtime.GOARCH == "s390x" {
		many = many[:2] // qemu, which plays this machine in the tests, loses those that it cuts off.
	}
	before := openDescriptors(t)
	for _, n := range many {
		f := written(t)
		fds := make([]int, n)
		for i := range fds {
			fds[i] = int(f.Fd())
		}
		var rights []byte
		if n > 0 {
			rights = unix.UnixRights(fds...)
		}
		if _, _, err := here.WriteMsgUnix([]byte("m"), rights, nil); err != nil {
			t.Fatal(err)
		}
		f.Close()
		want := ErrManyDescriptors
		if n == 0 {
			want = ErrNoDescriptor
		}
		if _, err := Receive(there); !errors.Is(err, want) {
			t.Errorf("%d descriptors: %v", n, err)
		}
	}
	if after := openDescriptors(t); after != before {
		t.Errorf("%d descriptors are left open", after-before)
	}
	// The next one is received as if nothing had been.
	if err := Send(here, written(t)); err != nil {
		t.Fatal(err)
	}
	f, err := Receive(there)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

// openDescriptors counts the descriptors of this process.
func openDescriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
