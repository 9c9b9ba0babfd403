//go:build linux && race

package sealed

import (
	"errors"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// graves are the mappings that ended last. Under the race detector, that is in tests, their
// addresses are not given away again at once: a view that was kept for too long faults, where it
// would else read what has been mapped there since.
var graves struct {
	sync.Mutex
	last [64][]byte
	next int
}

// unmap makes a mapping inaccessible, and ends it some mappings later.
func unmap(b []byte) error {
	err := os.NewSyscallError("mprotect", unix.Mprotect(b, unix.PROT_NONE))
	graves.Lock()
	defer graves.Unlock()
	grave := &graves.last[graves.next%len(graves.last)]
	graves.next++
	if *grave != nil {
		err = errors.Join(err, os.NewSyscallError("munmap", unix.Munmap(*grave)))
	}
	*grave = b
	return err
}
