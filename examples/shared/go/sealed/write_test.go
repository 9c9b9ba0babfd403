//go:build linux

package sealed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/halflap/halflap/examples/shared/go/scan"
	halflap "github.com/halflap/halflap/go-codec"
	"golang.org/x/sys/unix"
)

func TestWrittenMemoryIsReadInPlace(t *testing.T) {
	f := written(t)
	err := With(f, limit, func(b []byte) error {
		if !bytes.Equal(b, encoded(t, aScan())) {
			t.Error("other bytes than MarshalBinary's")
		}
		view, err := scan.ReadScan(b)
		if err != nil {
			return err
		}
		if view.Scanner() != "hall" || len(view.Points()) != 1000 || visit(view) < 1000 {
			t.Errorf("another scan: %v", view)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Once it is sealed, no way to change it is left.
func TestNobodyChangesSealedMemory(t *testing.T) {
	f := written(t)
	size := len(encoded(t, aScan()))
	again, err := os.OpenFile(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for _, f := range []*os.File{f, again} {
		ways := map[string]func() error{
			"write":  func() error { _, err := f.WriteAt([]byte("HLAP"), 0); return err },
			"append": func() error { _, err := f.WriteAt([]byte("more"), int64(size)); return err },
			"shrink": func() error { return f.Truncate(0) },
			"grow":   func() error { return f.Truncate(int64(size) + 1) },
			"map":    func() error { _, err := mapped(t, f, size, unix.PROT_WRITE, unix.MAP_SHARED); return err },
			"seal":   func() error { _, err := unix.FcntlInt(f.Fd(), unix.F_ADD_SEALS, unix.F_SEAL_FUTURE_WRITE); return err },
			"make one": func() error {
				return unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_PUNCH_HOLE|unix.FALLOC_FL_KEEP_SIZE, 0, 4096)
			},
		}
		for name, way := range ways {
			if err := way(); !errors.Is(err, unix.EPERM) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if err := With(f, limit, func(b []byte) error { _, err := scan.ReadScan(b); return err }); err != nil {
		t.Error(err)
	}
}

func TestWhoStillWritesCanNotSeal(t *testing.T) {
	b := encoded(t, aScan())
	f := memory(t, b, 0)
	writable, err := mapped(t, f, len(b), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	if err := Seal(f); !errors.Is(err, ErrStillWritable) {
		t.Errorf("sealed under a writer: %v", err)
	}
	if err := With(f, limit, func([]byte) error { return nil }); !errors.Is(err, ErrNotSealed) {
		t.Errorf("taken while it may be written: %v", err)
	}
	if err := unix.Munmap(writable); err != nil {
		t.Fatal(err)
	}
	for range 2 { // Sealing twice is sealing once.
		if err := Seal(f); err != nil {
			t.Error(err)
		}
	}
}

func TestWhatCanNotBeSealed(t *testing.T) {
	var unsealed *NotSealedError
	err := Seal(memory(t, encoded(t, aScan()), unix.F_SEAL_SEAL))
	if !errors.As(err, &unsealed) || unsealed.Missing != AllSeals&^SealSeal {
		t.Errorf("sealed for good without the seals: %v", err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if err := Seal(w); !errors.Is(err, ErrNotMemory) {
		t.Errorf("a pipe: %v", err)
	}
}

// shifty is a message that takes another length each time it is asked.
type shifty struct {
	scan  *scan.Scan
	extra int
}

func (m *shifty) EncodedLen() (int, error) {
	n, err := m.scan.EncodedLen()
	return n + m.extra, err
}

func (m *shifty) AppendBinary(b []byte) ([]byte, error) { return m.scan.AppendBinary(b) }

// elsewhere is a message that writes to memory of its own.
type elsewhere struct{ *scan.Scan }

func (m elsewhere) AppendBinary([]byte) ([]byte, error) { return m.Scan.AppendBinary(nil) }

func TestValuesThatCanNotBeWritten(t *testing.T) {
	written(t)
	for _, extra := range []int{-8, -1, 1, 8, 100_000} {
		_, err := Write("scan", &shifty{aScan(), extra})
		if !errors.Is(err, halflap.ErrSourceChanged) {
			t.Errorf("%d more than asked: %v", extra, err)
		}
	}
	_, err := Write("scan", elsewhere{aScan()})
	if !errors.Is(err, halflap.ErrSourceChanged) {
		t.Errorf("memory without its message: %v", err)
	}
	_, err = Write("scan", &scan.Scan{Scanner: "\xff"})
	if !errors.Is(err, halflap.ErrEncodeBadUTF8) {
		t.Errorf("no text: %v", err)
	}
	_, err = Write("scan", &scan.Answer{})
	if !errors.Is(err, halflap.ErrMissingRequired) {
		t.Errorf("no outcome: %v", err)
	}
	var call *os.SyscallError
	if _, err := Write("a\x00b", aScan()); err == nil || Name(err) != "io" {
		t.Errorf("a name that is none: %v", err)
	}
	if _, err := Write(string(bytes.Repeat([]byte("a"), 300)), aScan()); !errors.As(err, &call) {
		t.Errorf("a long name: %v", err)
	}
}

// What a reader does not take, and how it says so.
func TestRefusals(t *testing.T) {
	b := encoded(t, aScan())
	all := int(AllSeals)
	longer := append(bytes.Clone(b), make([]byte, 8)...)
	lacks := func(missing Seals) func(error) bool {
		return func(err error) bool {
			var unsealed *NotSealedError
			return errors.Is(err, ErrNotSealed) && errors.As(err, &unsealed) && unsealed.Missing == missing
		}
	}
	is := func(target error) func(error) bool {
		return func(err error) bool { return errors.Is(err, target) }
	}
	bad := func(kind halflap.Kind, offset int64) func(error) bool {
		return func(err error) bool {
			var bad *halflap.Error
			return errors.As(err, &bad) && bad.Kind == kind && bad.Offset == offset
		}
	}
	tooLarge := func(size int64) func(error) bool {
		return func(err error) bool {
			var large *TooLargeError
			return errors.Is(err, ErrTooLarge) && errors.As(err, &large) && *large == TooLargeError{size, limit}
		}
	}
	sparse := func(size int64) *os.File {
		f := truncated(t, memory(t, b, 0), size)
		addSeals(t, f, all)
		return f
	}
	// This seal sounds as if it were enough, but leaves alone who has mapped the memory before.
	held := memory(t, b, 0)
	writable, err := mapped(t, held, len(b), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Munmap(writable)
	addSeals(t, held, all&^unix.F_SEAL_WRITE|unix.F_SEAL_FUTURE_WRITE)

	open := func(path string, flags int) *os.File {
		f, err := os.OpenFile(path, flags, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	file := is(ErrNotMemory)
	var about unix.Statfs_t
	if err := unix.Fstatfs(int(plainFile(t, b).Fd()), &about); err == nil && int64(about.Type) == unix.TMPFS_MAGIC {
		file = lacks(AllSeals &^ SealSeal) // Files of tmpfs know seals, and can't be sealed.
	}
	for _, c := range []struct {
		name string
		f    *os.File
		want func(error) bool
	}{
		{"no seal", memory(t, b, 0), lacks(AllSeals)},
		{"no write seal", memory(t, b, all&^int(SealWrite)), lacks(SealWrite)},
		{"no grow seal", memory(t, b, all&^int(SealGrow)), lacks(SealGrow)},
		{"no shrink seal", memory(t, b, all&^int(SealShrink)), lacks(SealShrink)},
		{"no seal of the seals", memory(t, b, all&^int(SealSeal)), lacks(SealSeal)},
		{"still mapped for writing", held, lacks(SealWrite)},
		{"a file", plainFile(t, b), file},
		{"a pipe", r, is(ErrNotMemory)},
		{"a folder", open("/", os.O_RDONLY), is(ErrNotMemory)},
		{"a device", open("/dev/zero", os.O_RDONLY), is(ErrNotMemory)},
		{"a path", open("/", unix.O_PATH), is(ErrNotMemory)},
		{"write only", open(fmt.Sprintf("/proc/self/fd/%d", written(t).Fd()), os.O_WRONLY), is(unix.EACCES)},
		{"empty", memory(t, nil, all), bad(halflap.ErrTruncated, 0)},
		{"no header", memory(t, b[:39], all), bad(halflap.ErrTruncated, 39)},
		{"no body", memory(t, b[:40], all), bad(halflap.ErrLengthMismatch, 32)},
		{"too short", memory(t, b[:len(b)-8], all), bad(halflap.ErrLengthMismatch, 32)},
		{"too long", memory(t, longer, all), bad(halflap.ErrLengthMismatch, 32)},
		{"no multiple of 8", memory(t, longer[:len(b)+1], all), bad(halflap.ErrLengthMismatch, 32)},
		{"no buffer", memory(t, make([]byte, len(b)), all), bad(halflap.ErrBadMagic, 0)},
		{"a terabyte of nothing", sparse(1 << 40), tooLarge(1 << 40)},
		{"a bit too large", sparse(limit + 1), tooLarge(limit + 1)},
		{"never written", sparse(limit), is(ErrHasHoles)},
	} {
		err := With(c.f, limit, func([]byte) error { t.Errorf("%s: taken", c.name); return nil })
		if err == nil || !c.want(err) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	closed := written(t)
	closed.Close()
	if _, err := Map(closed, limit); !errors.Is(err, os.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if err := With(written(t), limit, func([]byte) error { return io.ErrNoProgress }); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("an error of the reader: %v", err)
	}
}
