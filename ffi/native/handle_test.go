//go:build cgo

package native_test

import (
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/halflap/halflap/ffi"
	"github.com/halflap/halflap/ffi/native/internal/double/double"
	"github.com/halflap/halflap/ffi/native/internal/double/double/doubleffi"
)

func TestAnObjectIsClosedOnce(t *testing.T) {
	live := doubleffi.Live()
	box := open(t)
	clone, err := box.Clone()
	good(t, err)
	if n := doubleffi.Live() - live; n != 2 {
		t.Errorf("%d are open", n)
	}
	good(t, box.Close())
	wants(t, box.Close(), ffi.ErrStaleHandle)
	_, err = box.Sum(ctx, nil, nil)
	wants(t, err, ffi.ErrStaleHandle)
	_, err = box.Clone()
	wants(t, err, ffi.ErrStaleHandle)
	if _, err := clone.Sum(ctx, nil, nil); err != nil {
		t.Error(err)
	}
	good(t, clone.Close())
	if doubleffi.Live() != live {
		t.Error("some are left open")
	}
}

func TestTheZeroObjectIsStale(t *testing.T) {
	open(t)
	var box doubleffi.Box
	_, err := box.Add(ctx, 1, 2)
	wants(t, err, ffi.ErrStaleHandle)
	wants(t, box.Close(), ffi.ErrStaleHandle)
	_, err = box.Clone()
	wants(t, err, ffi.ErrStaleHandle)
}

func TestObjectsAreReturnedAndPassed(t *testing.T) {
	box := open(t)
	lid, err := box.Inner(ctx)
	good(t, err)
	if tight, err := lid.Tight(ctx); !tight || err != nil {
		t.Error(tight, err)
	}
	if ok, err := box.CloseWith(ctx, lid); !ok || err != nil {
		t.Error(ok, err)
	}
	good(t, lid.Close())
	_, err = box.CloseWith(ctx, lid)
	wants(t, err, ffi.ErrStaleHandle)
	_, err = box.CloseWith(ctx, nil)
	wants(t, err, ffi.ErrBadRequest)
	_, err = box.CloseWith(ctx, &double.LidMock{})
	wants(t, err, ffi.ErrWrongLibrary)
	// A handle of another interface, by way of a type that is not made for it.
	_, err = box.CloseWith(ctx, &doubleffi.Lid{Handle: box.Handle})
	wants(t, err, ffi.ErrWrongHandleType)
}

func TestAForgottenObjectIsClosedAndReported(t *testing.T) {
	var mutex sync.Mutex
	var found []ffi.Leak
	ffi.OnLeak(func(l ffi.Leak) {
		mutex.Lock()
		defer mutex.Unlock()
		found = append(found, l)
	})
	defer ffi.OnLeak(nil)
	box := open(t)
	live := doubleffi.Live()
	forget(t, box)
	eventually(t, func() bool {
		runtime.GC()
		mutex.Lock()
		defer mutex.Unlock()
		return len(found) == 1 && doubleffi.Live() == live
	})
	if l := found[0]; l.Interface != "double.Lid" || !strings.Contains(l.Created, "native_test.forget") {
		t.Error(l)
	}
	// The box itself was in use all the time.
	if _, err := box.Sum(ctx, nil, nil); err != nil {
		t.Error(err)
	}
}

//go:noinline
func forget(t *testing.T, box *doubleffi.Box) {
	lid, err := box.Inner(ctx) // halflap: allow(handleopen): it becomes garbage
	good(t, err)
	if _, err := lid.Tight(ctx); err != nil {
		t.Error(err)
	}
	closed, err := box.Inner(ctx)
	good(t, err)
	good(t, closed.Close()) // It must not be reported.
}

// eventually waits for what the runtime does some time.
func eventually(t *testing.T, f func() bool) {
	t.Helper()
	for range 10000 {
		if f() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("it never came")
}

// Only the race detector sees most of what could go wrong here.
func TestObjectsAreUsedByMany(t *testing.T) {
	box := open(t)
	put(t, box)
	var all sync.WaitGroup
	for n := range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			for range 200 {
				clone, err := box.Clone()
				if err != nil {
					t.Error(err)
					return
				}
				calls(t, clone, n)
				if err := clone.Close(); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	all.Wait()
}

func calls(t *testing.T, box double.Box, n int) {
	if sum, err := box.Add(ctx, uint32(n), 1); sum != uint64(n)+1 || err != nil {
		t.Error(sum, err)
	}
	if got, err := box.Put(ctx, item); err != nil || got.Name != item.Name {
		t.Error(got, err)
	}
	seen := 0
	err := box.Each(ctx, 3, 0, func(double.ItemView) (bool, error) { seen++; return true, nil })
	if seen != 3 || err != nil {
		t.Error(seen, err)
	}
}
