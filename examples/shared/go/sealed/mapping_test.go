//go:build linux

package sealed

import (
	"errors"
	"sync"
	"testing"

	"github.com/halflap/halflap/examples/shared/go/scan"
)

func TestAMappingNeedsNoDescriptor(t *testing.T) {
	f := written(t)
	m, err := Map(f, limit)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	for range 3 {
		if err := m.Read(func(b []byte) error { _, err := scan.ReadScan(b); return err }); err != nil {
			t.Error(err)
		}
	}
	if n := len(encoded(t, aScan())); m.Len() != n {
		t.Errorf("%d bytes of %d", m.Len(), n)
	}
	for range 2 { // Closing twice is closing once.
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := m.Read(func([]byte) error { t.Error("read after Close"); return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("read after Close: %v", err)
	}
	if m.Len() != 0 {
		t.Error("bytes are left after Close")
	}
}

// Close inside of Read takes nothing away from it, nor from the others that are at work.
func TestCloseWaitsForReaders(t *testing.T) {
	m, err := Map(written(t), limit)
	if err != nil {
		t.Fatal(err)
	}
	var begun, closed, done sync.WaitGroup
	closed.Add(1)
	for range 8 {
		begun.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			err := m.Read(func(b []byte) error {
				view, err := scan.ReadScan(b)
				begun.Done()
				closed.Wait()
				if err == nil && visit(view) < 1000 {
					t.Error("another scan")
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}()
	}
	begun.Wait()
	err = m.Read(func(b []byte) error {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		if err := m.Read(func([]byte) error { return nil }); !errors.Is(err, ErrClosed) {
			t.Errorf("a new reader after Close: %v", err)
		}
		_, err := scan.ReadScan(b)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if m.Len() == 0 {
		t.Error("it is unmapped under its readers")
	}
	closed.Done()
	done.Wait()
	if m.Len() != 0 {
		t.Error("it is mapped for good")
	}
}

// A panic of the reader leaves the mapping as an error would.
func TestAPanicOfTheReader(t *testing.T) {
	m, err := Map(written(t), limit)
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = m.Read(func([]byte) error { panic("of the reader") })
	}()
	if m.users != 0 {
		t.Error("the reader still counts")
	}
	if err := m.Close(); err != nil || m.Len() != 0 {
		t.Errorf("it is mapped for good: %v", err)
	}
}
