//go:build cgo

package native_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"

	"github.com/halflap/halflap/ffi"
	"github.com/halflap/halflap/ffi/native"
	"github.com/halflap/halflap/ffi/native/internal/double/double"
	"github.com/halflap/halflap/ffi/native/internal/double/double/doubleffi"
	"github.com/halflap/halflap/ffi/native/internal/double/library"
)

var ctx = context.Background()

var item = &double.Item{Name: "brush", Points: []double.Point{{X: 1, Y: 2}, {X: 3, Y: -4}}}

// open opens a box that is closed at the test's end.
func open(t testing.TB) *doubleffi.Box { return openWith(t, doubleffi.Host{}) }

func openWith(t testing.TB, host doubleffi.Host) *doubleffi.Box {
	t.Helper()
	box, err := doubleffi.OpenBox(ctx, host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = box.Close() // Some tests have closed it.
		if n := library.OpenData(); n != 0 {
			t.Errorf("%d replies were not released", n)
		}
	})
	return box
}

// put puts the item into the one box that there is.
func put(t testing.TB, box *doubleffi.Box) {
	t.Helper()
	if _, err := box.Put(ctx, item); err != nil {
		t.Fatal(err)
	}
}

// wants fails the test unless err is the target.
func wants(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, not %v", err, target)
	}
}

func good(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestValuesCrossInWords(t *testing.T) {
	box := open(t)
	n, err := box.Add(ctx, 1<<32-1, 2)
	good(t, err)
	if n != 1<<32+1 {
		t.Error(n)
	}
	total, err := box.Sum(ctx, []uint32{1, 2}, []double.Point{{X: -10, Y: 3}, {X: -1, Y: 0}})
	good(t, err)
	if total != 1+2-10+3-1 {
		t.Error(total)
	}
	if total, err := box.Sum(ctx, nil, []double.Point{}); total != 0 || err != nil {
		t.Error(total, err)
	}
	id, err := box.ID(ctx, halflap.UUID{0: 1, 7: 2, 8: 3, 15: 4}, halflap.Int128{Lo: 1 << 8, Hi: -1})
	good(t, err)
	if want := (halflap.UUID{0: 1, 1: 1, 7: 2, 8: ^byte(3), 15: ^byte(4)}); id[0] != want[0] || id[1] != want[1] || id[7] != want[7] || id[8] != want[8] || id[15] != want[15] {
		t.Errorf("%x", id)
	}
	if gate, err := box.Gate(ctx, 2); gate != double.GateShut || err != nil {
		t.Error(gate, err)
	}
	_, err = box.Gate(ctx, 3)
	wants(t, err, ffi.ErrBadResponse)
}

func TestAnAnswerIsReadInThreeForms(t *testing.T) {
	box := open(t)
	got, err := box.Put(ctx, item)
	good(t, err)
	if got.Name != "brush" || len(got.Points) != 2 || got.Points[1].Y != -4 {
		t.Errorf("%+v", got)
	}
	called := false
	good(t, box.PutView(ctx, item, func(v double.ItemView) error {
		called = v.Name() == "brush" && v.Points()[1].Y == -4
		return nil
	}))
	if !called {
		t.Error("the view was another")
	}
	var into native.Buffer
	view, err := box.PutInto(ctx, item, &into)
	good(t, err)
	if view.Name() != "brush" {
		t.Error(view)
	}
	view, ok, err := box.GetInto(ctx, &into)
	good(t, err)
	if !ok || view.Points()[0].Y != 2 {
		t.Error(view, ok)
	}
	into.Wipe()
	if view.Name() == "brush" {
		t.Error("it was not in the buffer")
	}
}

// Answers below, at and above the size of a call's own space.
func TestLongAnswersAreReleased(t *testing.T) {
	box := open(t)
	for _, n := range []uint32{0, 1, 4000, 4048, 4049, 5000, 1 << 20} {
		want := bytes.Repeat([]byte{0x5a}, int(n))
		got, err := box.Bytes(ctx, n)
		good(t, err)
		if !bytes.Equal(got, want) {
			t.Errorf("%d bytes are not those", n)
		}
		good(t, box.BytesView(ctx, n, func(got []byte) error {
			if !bytes.Equal(got, want) {
				t.Errorf("%d bytes are not those in place", n)
			}
			return nil
		}))
		var into native.Buffer
		for range 2 {
			kept, err := box.BytesInto(ctx, n, &into)
			good(t, err)
			if !bytes.Equal(kept, want) {
				t.Errorf("%d bytes are not those that are kept", n)
			}
		}
		if open := library.OpenData(); open != 0 {
			t.Fatalf("%d replies of %d bytes were not released", open, n)
		}
	}
}

func TestAnAnswerIsReleasedHoweverItsReaderEnds(t *testing.T) {
	box := open(t)
	mine := errors.New("mine")
	if err := box.BytesView(ctx, 10000, func([]byte) error { return mine }); err != mine {
		t.Error(err)
	}
	func() {
		defer func() {
			if r := recover(); r != "mine, too" {
				t.Error(r)
			}
		}()
		_ = box.BytesView(ctx, 10000, func([]byte) error {
			if n := library.OpenData(); n != 1 {
				t.Errorf("%d replies are open", n)
			}
			panic("mine, too")
		})
	}()
}

func TestCallsNest(t *testing.T) {
	box := open(t)
	good(t, box.BytesView(ctx, 100, func(outer []byte) error {
		before := bytes.Clone(outer)
		return box.BytesView(ctx, 200, func(inner []byte) error {
			if len(inner) != 200 || !bytes.Equal(outer, before) {
				t.Error("one call wrote over another's answer")
			}
			return nil
		})
	}))
}

func TestAnswersThatLieNowhereAreRefused(t *testing.T) {
	_, err := open(t).Astray(ctx)
	wants(t, err, ffi.ErrBadResponse)
}

func TestErrorsHaveCases(t *testing.T) {
	box := open(t)
	good(t, box.Fail(ctx, 0, ""))
	err := box.Fail(ctx, 1, "no such item")
	wants(t, err, double.ErrMissing)
	if !strings.Contains(err.Error(), "no such item") || errors.Is(err, double.ErrTaken) {
		t.Error(err)
	}
	err = box.Fail(ctx, 2, "")
	wants(t, err, double.ErrTaken)
	var taken *double.TakenError
	if !errors.As(err, &taken) || taken.Payload.By != "me" {
		t.Errorf("%#v", err)
	}
	err = box.Fail(ctx, 99, "newer")
	var e *ffi.Error
	if !errors.As(err, &e) || e.Domain != "double.BoxError" || e.Code != 99 || e.Name != "" || e.Message != "newer" {
		t.Errorf("%#v", err)
	}
	wants(t, box.Fail(ctx, 1007, ""), ffi.ErrPoisoned)
}

func TestRequestsThatCannotBeEncodedAreNotSent(t *testing.T) {
	box := open(t)
	_, err := box.Put(ctx, &double.Item{Name: "\xff"})
	wants(t, err, halflap.ErrEncodeBadUTF8)
	_, err = box.Put(ctx, nil)
	wants(t, err, ffi.ErrBadRequest)
}

func TestNothingIsAllocatedForWhatIsReused(t *testing.T) {
	if watched {
		t.Skip("race detector and sanitizer take memory of their own")
	}
	box := open(t)
	withCancel, cancel := context.WithCancel(ctx)
	defer cancel()
	var into native.Buffer
	read := func(double.ItemView) error { return nil }
	for name, f := range map[string]func() error{
		"add":             func() error { _, err := box.Add(ctx, 1, 2); return err },
		"add, cancelable": func() error { _, err := box.Add(withCancel, 1, 2); return err },
		"put into":        func() error { _, err := box.PutInto(ctx, item, &into); return err },
		"put view":        func() error { return box.PutView(withCancel, item, read) },
		"bytes into":      func() error { _, err := box.BytesInto(ctx, 100, &into); return err },
	} {
		if n := testing.AllocsPerRun(1000, func() { good(t, f()) }); n >= 1 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
