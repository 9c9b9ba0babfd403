//go:build linux

package sealed

import (
	"bytes"
	"errors"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/halflap/halflap/examples/shared/go/scan"
	halflap "github.com/halflap/halflap/go-codec"
	"golang.org/x/sys/unix"
)

func TestFilesAreCopied(t *testing.T) {
	b := encoded(t, aScan())
	f := plainFile(t, b)
	got, err := Copy(f, limit)
	if err != nil || !bytes.Equal(got, b) {
		t.Fatalf("another copy, or none: %v", err)
	}
	truncated(t, f, 0) // Whatever becomes of the file.
	if _, err := scan.ReadScan(got); err != nil {
		t.Error(err)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	b := encoded(t, aScan())
	for size, kind := range map[int64]halflap.Kind{
		0:                 halflap.ErrTruncated,
		39:                halflap.ErrTruncated,
		40:                halflap.ErrLengthMismatch,
		int64(len(b)) - 1: halflap.ErrLengthMismatch,
		int64(len(b)) + 1: halflap.ErrLengthMismatch,
		int64(len(b)) + 8: halflap.ErrLengthMismatch,
		limit:             halflap.ErrLengthMismatch,
	} {
		if _, err := Copy(truncated(t, plainFile(t, b), size), limit); !isKind(err, kind) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	if _, err := Copy(truncated(t, plainFile(t, b), 1<<40), limit); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a terabyte: %v", err)
	}
	if _, err := Copy(plainFile(t, make([]byte, 80)), limit); !isKind(err, halflap.ErrBadMagic) {
		t.Errorf("no buffer: %v", err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	folder, err := os.Open("/")
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	for _, f := range []*os.File{r, folder} {
		if _, err := Copy(f, limit); !errors.Is(err, ErrNotAFile) {
			t.Errorf("no file: %v", err)
		}
	}
	for _, n := range []int{0, 1, 39, 40, 4096, len(b) - 1} {
		_, err := copyFrom(bytes.NewReader(b[:n]), int64(len(b)))
		if !isKind(err, halflap.ErrFrameTruncated) {
			t.Errorf("cut off at %d meanwhile: %v", n, err)
		}
	}
}

// Why files are not mapped, privately even: what was checked changes.
func TestAPrivateMappingShowsChanges(t *testing.T) {
	const page = 4096
	f := plainFile(t, bytes.Repeat([]byte("a"), 64*page))
	b, err := mapped(t, f, 64*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Munmap(b)
	seen := b[0]  // The first page has been looked at, the last one has not.
	b[page] = 'b' // To the second the reader has written: only then it is the reader's own.
	if _, err := f.WriteAt(bytes.Repeat([]byte("c"), 64*page), 0); err != nil {
		t.Fatal(err)
	}
	if seen != 'a' || b[0] != 'c' {
		t.Errorf("a page that was read before keeps its %q", b[0])
	}
	if b[63*page] != 'c' {
		t.Errorf("a page that was not read before has %q", b[63*page])
	}
	if b[page] != 'b' || b[page+1] != 'a' {
		t.Errorf("a page that the reader wrote to has %q", b[page:page+2])
	}
}

// faults says whether loading a byte ends in a signal, and which address that names.
func faults(b []byte, at int) (address uintptr, faulted bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if fault, ok := recover().(interface{ Addr() uintptr }); ok {
			address, faulted = fault.Addr(), true
		}
	}()
	loaded.Store(uint32(b[at]))
	return 0, false
}

// loaded keeps the compiler from leaving the load out.
var loaded atomic.Uint32

// Why files are not mapped: a page that is cut off is a signal that ends the program, and no error.
func TestACutOffPageIsASignal(t *testing.T) {
	const page = 4096
	f := plainFile(t, make([]byte, 64*page))
	b, err := mapped(t, f, 64*page, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Munmap(b)
	if _, faulted := faults(b, 63*page); faulted {
		t.Fatal("it can't be read at all")
	}
	truncated(t, f, page)
	if _, faulted := faults(b, 63*page); !faulted {
		t.Error("a page that is not there any more can be read")
	}
	if _, faulted := faults(b, 0); faulted {
		t.Error("a page that is still there can't be read")
	}
}

// replaced is a file in the place of which another comes after some reads.
type replaced struct {
	versions [2][]byte
	reads    int
	at       int
}

func (r *replaced) Read(p []byte) (int, error) {
	now := r.versions[0]
	if r.reads == 0 {
		now = r.versions[1]
	} else {
		r.reads--
	}
	if r.at == len(now) {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), 1024)], now[r.at:])
	r.at += n
	return n, nil
}

// checkCopy reads a copy of changing bytes. One that is taken is good from end to end: written again
// it gives the same bytes.
func checkCopy(t *testing.T, b []byte) (taken bool) {
	t.Helper()
	view, err := scan.ReadKnownScan(b)
	if err != nil {
		if !errors.As(err, new(*halflap.Error)) || isKind(err, halflap.ErrValidatorsDisagree) {
			t.Errorf("no reason to refuse: %v", err)
		}
		return false
	}
	visit(view)
	again := view.Decode()
	if !bytes.Equal(encoded(t, &again), b) {
		t.Error("what was taken does not hold together")
	}
	return true
}

// Wherever the change falls, the copy is refused, or is a good buffer from end to end.
func TestAMixtureIsRefusedOrConsistent(t *testing.T) {
	one := encoded(t, aScan())
	m := aScan()
	m.Scanner = "HALL"
	for i := range m.Points {
		m.Points[i].X = -1
	}
	other := encoded(t, m)
	torn := bytes.Clone(one)
	torn[48] ^= 0xff // The slot of its first text leads elsewhere.
	mixed, refused := 0, 0
	for _, second := range [][]byte{other, torn} {
		for reads := range 18 {
			b, err := copyFrom(&replaced{[2][]byte{one, second}, reads, 0}, int64(len(one)))
			if err != nil {
				t.Fatal(err)
			}
			switch taken := checkCopy(t, b); {
			case !taken:
				refused++
			case !bytes.Equal(b, one) && !bytes.Equal(b, other):
				mixed++
			}
		}
	}
	if mixed == 0 || refused == 0 {
		t.Errorf("%d mixed, %d refused", mixed, refused)
	}
}

// A goroutine writes good buffers, damages them and cuts them off, while another copies.
func TestCopiesOfWhatChanges(t *testing.T) {
	rounds := 1000
	if testing.Short() {
		rounds = 200
	}
	one := encoded(t, aScan())
	m := aScan()
	m.Scanner = "HALL"
	m.Points[999].X = -1
	other := encoded(t, m)
	for name, f := range map[string]*os.File{"memory": memory(t, one, 0), "file": plainFile(t, one)} {
		var stop atomic.Bool
		var writer sync.WaitGroup
		writer.Add(1)
		go func() {
			defer writer.Done()
			for round := 0; !stop.Load(); round++ {
				b := one
				if round%2 == 0 {
					b = other
				}
				err := errors.Join(f.Truncate(int64(len(b))), writeAt(f, b, 0))
				switch round % 7 {
				case 0:
					err = errors.Join(err, writeAt(f, []byte{0xff}, int64(32+round%64)))
				case 3:
					err = errors.Join(err, f.Truncate(int64(round%4096)))
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		}()
		taken := 0
		for range rounds {
			b, err := Copy(f, limit)
			if err != nil {
				if !errors.As(err, new(*halflap.Error)) {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			if checkCopy(t, b) {
				taken++
			}
			if err := With(f, limit, func([]byte) error { return nil }); Name(err) != "not_sealed" && Name(err) != "not_memory" {
				t.Errorf("%s: mapped while it changes: %v", name, err)
			}
		}
		stop.Store(true)
		writer.Wait()
		t.Logf("%s: took %d copies of %d", name, taken, rounds)
	}
}

func writeAt(f *os.File, b []byte, offset int64) error {
	_, err := f.WriteAt(b, offset)
	return err
}
