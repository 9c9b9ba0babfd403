//go:build linux && !race

package sealed

import (
	"os"

	"golang.org/x/sys/unix"
)

// unmap ends a mapping.
func unmap(b []byte) error { return os.NewSyscallError("munmap", unix.Munmap(b)) }
