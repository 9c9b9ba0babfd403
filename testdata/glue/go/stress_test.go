//go:build cgo

package glue_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/halflap/halflap/ffi"
	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/glue/go/glue"
	"github.com/halflap/halflap/testdata/glue/go/glue/glueffi"
)

// The long form, which takes some minutes:
//
//	go test -run TestObjectsComeAndGo -objects 1000000 .
var (
	objects = flag.Int("objects", 20000, "how many objects `TestObjectsComeAndGo` makes")
	seed    = flag.Uint64("seed", 0, "what it begins with; 0 for another one each time")
)

// Many goroutines make objects, use them in all ways that go well and that don't, and close them, some of
// them twice, some while another goroutine calls them. In the end there is nothing left.
func TestObjectsComeAndGo(t *testing.T) {
	const goroutines = 16
	begin := *seed
	if begin == 0 {
		begin = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", begin)
	before := glueffi.Live()
	var left atomic.Int64
	left.Store(int64(*objects))
	passed := make(chan glue.Store, goroutines)
	var all sync.WaitGroup
	for n := range goroutines {
		all.Add(1)
		go func() {
			defer all.Done()
			one := &actor{random: rand.New(rand.NewPCG(begin, uint64(n))), passed: passed, fail: t.Errorf}
			one.run(&left)
		}()
	}
	all.Wait()
	for len(passed) > 0 {
		_ = (<-passed).Close() // Somebody may have closed it.
	}
	if n := glueffi.Live(); n != before {
		t.Errorf("%d objects are open, not %d", n, before)
	}
}

// actor is one of the goroutines.
type actor struct {
	random *rand.Rand
	// passed are objects that another goroutine goes on with; their owner may close them meanwhile.
	passed chan glue.Store
	fail   func(format string, arguments ...any)
}

func (a *actor) run(left *atomic.Int64) {
	root, err := glueffi.OpenStore(background, glueffi.Host{Clock: &clock{name: "x"}})
	if err != nil {
		a.fail("open: %v", err)
		return
	}
	defer func() {
		if err := root.Close(); err != nil {
			a.fail("close: %v", err)
		}
	}()
	for left.Add(-1) >= 0 {
		// A bomb panics when it is destroyed.
		name := [...]string{"child", "bomb"}[a.random.IntN(2)]
		child, err := root.Child(background, name)
		if err != nil {
			a.fail("child: %v", err)
			return
		}
		for range a.random.IntN(4) {
			a.use(child)
		}
		a.end(child)
		select {
		case other := <-a.passed:
			a.use(other)
			a.end(other)
		default:
		}
	}
}

// wants says that err is one of those; nil is always one.
func (a *actor) wants(what string, err error, targets ...error) {
	// Of an object that somebody else has, too.
	targets = append(targets, ffi.ErrStaleHandle, ffi.ErrPoisoned)
	if err == nil {
		return
	}
	for _, target := range targets {
		if errors.Is(err, target) {
			return
		}
	}
	a.fail("%s: %v", what, err)
}

func (a *actor) use(store glue.Store) {
	switch a.random.IntN(8) {
	case 0:
		a.wants("fail", store.Fail(background, "on purpose"), ffi.ErrPanic)
	case 1:
		ctx, cancel := context.WithCancel(background)
		cancel()
		_, err := store.Stats(ctx)
		a.wants("stats", err, context.Canceled)
	case 2:
		ctx, cancel := context.WithTimeout(background, time.Duration(a.random.IntN(100))*time.Microsecond)
		a.wants("wait", store.Wait(ctx, 1), context.DeadlineExceeded)
		cancel()
	case 3:
		one := order(fmt.Sprint(a.random.IntN(100)))
		one.ID = halflap.UUID{1, byte(a.random.Uint32())}
		_, err := store.Put(background, one)
		a.wants("put", err, glue.ErrConflict)
		a.wants("scan", store.Scan(background, "", func(v glue.OrderView) (bool, error) {
			if v.Customer() == "7" {
				panic("seven")
			}
			return true, nil
		}), ffi.ErrPanic)
	case 4:
		cursor, err := store.Cursor(background, "")
		a.wants("cursor", err)
		if err == nil {
			_, err = cursor.Next(background, 10)
			a.wants("next", err)
			a.wants("close", cursor.Close())
		}
	case 5:
		clone, err := store.Clone()
		a.wants("clone", err)
		if err == nil {
			a.end(clone)
		}
	case 6:
		select {
		case a.passed <- store:
		default:
		}
	case 7:
		_, err := store.Norm(background, order("").Path)
		a.wants("norm", err)
	}
}

// end closes an object, sometimes twice, sometimes after another goroutine has.
func (a *actor) end(store glue.Store) {
	a.wants("close", store.Close(), ffi.ErrPanic)
	if a.random.IntN(4) == 0 {
		if err := store.Close(); !errors.Is(err, ffi.ErrStaleHandle) {
			a.fail("the second time, close said %v", err)
		}
		// halflap: allow(handleclosed): that is what is tried
		a.use(store)
	}
}

// Objects of many calls are counted in another way: who uses one is found out when it is closed. It is
// closed here while goroutines call it, some of them from inside of a callback; then it refuses them all.
func TestAnObjectOfManyCallsIsClosedWhileTheyRun(t *testing.T) {
	const goroutines, rounds, many = 8, 10, 20_000
	before := glueffi.Live()
	path := order("").Path
	for range rounds {
		store, err := glueffi.OpenStore(background, glueffi.Host{Clock: &clock{name: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Put(background, order("one")); err != nil {
			t.Fatal(err)
		}
		var calls atomic.Int64
		use := func() error {
			calls.Add(1)
			_, err := store.Norm(background, path)
			return err
		}
		var all sync.WaitGroup
		for n := range goroutines {
			all.Add(1)
			go func() {
				defer all.Done()
				var err error
				for err == nil {
					if n == 0 {
						err = store.Scan(background, "", func(glue.OrderView) (bool, error) { return true, use() })
					} else {
						err = use()
					}
				}
				if !errors.Is(err, ffi.ErrStaleHandle) {
					t.Errorf("the last call: %v", err)
				}
			}()
		}
		for calls.Load() < many {
			runtime.Gosched()
		}
		if err := store.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		all.Wait()
		if n := glueffi.Live(); n != before {
			t.Fatalf("%d objects are open, not %d", n, before)
		}
	}
}
