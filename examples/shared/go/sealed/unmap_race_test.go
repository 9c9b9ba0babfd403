//go:build linux && race

package sealed

import (
	"testing"

	"github.com/halflap/halflap/examples/shared/go/scan"
)

// Under the race detector a view that is kept for too long faults, where it would else read what was
// mapped in its place.
func TestAStaleViewFaults(t *testing.T) {
	var stale []byte
	var points []scan.Point
	err := With(written(t), limit, func(b []byte) error {
		view, err := scan.ReadScan(b)
		stale, points = b, view.Points()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(points) != 1000 {
		t.Fatal("another scan")
	}
	for range 10 { // Of the same size, which the kernel likes to put in the same place.
		m, err := Map(written(t), limit)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
	}
	if _, faulted := faults(stale, 100); !faulted {
		t.Error("memory that is no longer mapped can be read")
	}
	// Addresses are given back in the end.
	for range 2 * len(graves.last) {
		if err := With(written(t), limit, func([]byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
}
