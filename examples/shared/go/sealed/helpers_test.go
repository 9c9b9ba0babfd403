//go:build linux

package sealed

import (
	"errors"
	"os"
	"testing"

	"github.com/halflap/halflap/examples/shared/go/scan"
	halflap "github.com/halflap/halflap/go-codec"
	"golang.org/x/sys/unix"
)

// limit is more than the scans of the tests need.
const limit = 1 << 20

// aScan is a scan of some 16 kB.
func aScan() *scan.Scan {
	m := &scan.Scan{Scanner: "hall", Taken: 7, Objects: map[string][]uint32{"door": {1, 2}, "table": {3}}}
	for i := range 1000 {
		m.Points = append(m.Points, scan.Point{X: float32(i), Strength: 0.5})
	}
	return m
}

// encoded returns a scan as a buffer.
func encoded(t *testing.T, m *scan.Scan) []byte {
	t.Helper()
	b, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// written returns a scan in sealed memory.
func written(t *testing.T) *os.File {
	t.Helper()
	f, err := Write("scan", aScan())
	if errors.Is(err, unix.ENOSYS) {
		t.Skip("this kernel has no memfd")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// memory returns memory with these bytes, sealed so far.
func memory(t *testing.T, b []byte, seals int) *os.File {
	t.Helper()
	fd, err := unix.MemfdCreate("test", unix.MFD_ALLOW_SEALING|unix.MFD_CLOEXEC)
	if errors.Is(err, unix.ENOSYS) {
		t.Skip("this kernel has no memfd")
	}
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), "test")
	t.Cleanup(func() { f.Close() })
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
	addSeals(t, f, seals)
	return f
}

func addSeals(t *testing.T, f *os.File, seals int) {
	t.Helper()
	err := control(f, func(fd int) error {
		_, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, seals)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// mapped returns a mapping as it comes, without any check.
func mapped(t *testing.T, f *os.File, size, prot, flags int) ([]byte, error) {
	t.Helper()
	var b []byte
	err := control(f, func(fd int) (err error) {
		b, err = unix.Mmap(fd, 0, size, prot, flags)
		return err
	})
	return b, err
}

// plainFile returns a file with these bytes.
func plainFile(t *testing.T, b []byte) *os.File {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
	return f
}

// truncated shortens or lengthens a file.
func truncated(t *testing.T, f *os.File, size int64) *os.File {
	t.Helper()
	if err := f.Truncate(size); err != nil {
		t.Fatal(err)
	}
	return f
}

// visit asks a scan for everything that is in it, and says how much there is.
func visit(view scan.ScanView) int {
	n := len(view.Scanner()) + view.Objects().Len()
	for _, p := range view.Points() {
		if p.Strength > 0 {
			n++
		}
	}
	for name, indices := range view.Objects().All() {
		for _, i := range indices {
			n += int(i & 1)
		}
		n += len(name)
	}
	remark, _ := view.Remark()
	return n + len(remark)
}

// isKind says whether an error is a *halflap.Error of a kind.
func isKind(err error, kind halflap.Kind) bool {
	var bad *halflap.Error
	return errors.As(err, &bad) && bad.Kind == kind
}
