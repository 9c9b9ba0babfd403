//go:build cgo

package glue_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/halflap/halflap/ffi"
	"github.com/halflap/halflap/ffi/native"
	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/glue/go/glue"
	"github.com/halflap/halflap/testdata/glue/go/glue/glueffi"
)

// Tests of a library in Rust, through the generated client.

// clock is the program's, for the library to ask.
type clock struct {
	now   int64
	name  string
	fails error
	panic any
}

func (c *clock) Now(context.Context) (int64, error) {
	if c.panic != nil {
		panic(c.panic)
	}
	return c.now, c.fails
}

func (c *clock) Name(_ context.Context, of halflap.UUID, order glue.OrderView) (string, error) {
	if of != order.ID() {
		return "", errors.New("two orders at once")
	}
	return c.name, c.fails
}

var background = context.Background()

func openStore(t testing.TB, c *clock) *glueffi.Store {
	t.Helper()
	before := glueffi.Live()
	store, err := glueffi.OpenStore(background, glueffi.Host{Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = store.Close() // Some tests have closed it.
		if n := glueffi.Live(); n != before {
			t.Errorf("%d objects are open, not %d", n, before)
		}
	})
	return store
}

func openEcho(t testing.TB) *glueffi.Echo {
	t.Helper()
	echo, err := glueffi.OpenEcho(background, glueffi.Host{Clock: &clock{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := echo.Close(); err != nil {
			t.Error(err)
		}
	})
	return echo
}

// is fails the test unless err is the target.
func is(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, not %v", err, target)
	}
}

func TestALibraryEchoesEverything(t *testing.T) {
	everything(t, openEcho(t))
}

func TestALibraryIsLikeTheFake(t *testing.T) {
	words := strings.NewReplacer("twice", "there is such an order", "zero: glue.StoreError: not_found", "zero")
	if got := session(t, openStore(t, &clock{})); got != words.Replace(seen) {
		t.Errorf("the session was\n%s", got)
	}
}

func TestARecordedLibraryIsReplayed(t *testing.T) {
	var file bytes.Buffer
	recorder := ffi.NewRecorder(&file)
	recorded := session(t, glue.NewStoreRecorder(openStore(t, &clock{}), recorder))
	if err := recorder.Err(); err != nil {
		t.Fatal(err)
	}
	replay, err := ffi.NewReplay(&file)
	if err != nil {
		t.Fatal(err)
	}
	if got := session(t, glue.NewStoreReplay(replay)); got != recorded {
		t.Errorf("the replay was\n%s", got)
	}
}

func TestEveryFormReadsTheSame(t *testing.T) {
	store := openStore(t, &clock{})
	echo := openEcho(t)
	var into native.Buffer
	for n := range 200 {
		mine := order(strings.Repeat("x", n*n))
		mine.ID[15] = byte(n)
		if _, err := store.Put(background, mine); err != nil {
			t.Fatal(err)
		}
		check := func(form string, v glue.OrderView, ok bool) error {
			if !ok || v.Customer() != mine.Customer || v.Path()[1].Z != 2 {
				t.Errorf("%s: %v of length %d", form, ok, len(v.Customer()))
			}
			return nil
		}
		owned, err := store.Get(background, mine.ID)
		if err != nil || owned == nil || owned.Customer != mine.Customer {
			t.Fatal(owned, err)
		}
		if err := store.GetView(background, mine.ID, func(v glue.OrderView, ok bool) error {
			return check("view", v, ok)
		}); err != nil {
			t.Fatal(err)
		}
		v, ok, err := store.GetInto(background, mine.ID, &into)
		if err != nil {
			t.Fatal(err)
		}
		_ = check("into", v, ok)
		text, err := echo.TextInto(background, mine.Customer, &into)
		if err != nil || text != mine.Customer {
			t.Fatal(len(text), err)
		}
	}
	v, ok, err := store.GetInto(background, halflap.UUID{5}, &into)
	if ok || err != nil {
		t.Error(v, ok, err)
	}
	text, ok, err := echo.MaybeTextInto(background, nil, &into)
	if ok || err != nil || text != "" {
		t.Error(text, ok, err)
	}
	if err := echo.MapView(background, map[string]uint64{"a": 7}, func(m halflap.Map[string, uint64]) error {
		if n, _ := m.Get("a"); n != 7 || m.Len() != 1 {
			t.Error(m)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// The store answers with a share of what it keeps. A reader's share outlives the store.
func TestManyReadOneMessage(t *testing.T) {
	store := openStore(t, &clock{})
	long := order(strings.Repeat("ada ", 10_000))
	if _, err := store.Put(background, long); err != nil {
		t.Fatal(err)
	}
	var readers, reading sync.WaitGroup
	closed := make(chan struct{})
	for range 8 {
		readers.Add(1)
		reading.Add(1)
		go func() {
			defer readers.Done()
			started := sync.OnceFunc(reading.Done)
			defer started() // Also where nothing is read.
			err := store.GetView(background, long.ID, func(v glue.OrderView, ok bool) error {
				started()
				<-closed
				if !ok || v.Customer() != long.Customer {
					t.Error("the order has changed")
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}()
	}
	reading.Wait()
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	close(closed)
	readers.Wait()
}

func TestTheLibraryAsksTheClock(t *testing.T) {
	mine := &clock{now: 1234, name: "from the clock"}
	store := openStore(t, mine)
	unnamed := order("")
	unnamed.Note = halflap.Pointer("now")
	if _, err := store.Put(background, unnamed); err != nil {
		t.Fatal(err)
	}
	got, err := store.Get(background, unnamed.ID)
	if err != nil || got.Customer != mine.name || *got.Note != "1234" {
		t.Error(got, err)
	}
	mine.fails = fmt.Errorf("no name: %w", glue.ErrFull)
	_, err = store.Put(background, order(""))
	is(t, err, glue.ErrFull)
	if !strings.Contains(err.Error(), "no name") {
		t.Error(err)
	}
}

func TestAStoreIsNotOpened(t *testing.T) {
	before, held := glueffi.Live(), native.LiveHosts()
	open := func(host glueffi.Host) error {
		store, err := glueffi.OpenStore(background, host)
		if err == nil {
			t.Fatal("it was", store)
		}
		return err
	}
	is(t, open(glueffi.Host{}), ffi.ErrNoHost)
	var e *ffi.Error
	if err := open(glueffi.Host{Clock: &clock{now: -1}}); !errors.As(err, &e) || e.Domain != "rust" {
		t.Errorf("%#v", err)
	}
	err := open(glueffi.Host{Clock: &clock{now: -1 << 63}})
	is(t, err, ffi.ErrPanic)
	if !errors.As(err, &e) || e.Message != "the clock has run down" || !strings.Contains(e.Location, "store.rs:") {
		t.Errorf("%#v", err)
	}
	is(t, open(glueffi.Host{Clock: &clock{fails: glue.ErrFull}}), glue.ErrFull)
	is(t, open(glueffi.Host{Clock: &clock{panic: "the clock strikes"}}), ffi.ErrPanic)
	if glueffi.Live() != before || native.LiveHosts() != held {
		t.Error("something is left")
	}
}

func TestAPanicPoisonsTheObject(t *testing.T) {
	store := openStore(t, &clock{})
	other := openStore(t, &clock{})
	clone, err := store.Clone()
	if err != nil {
		t.Fatal(err)
	}
	err = store.Fail(background, "boom")
	is(t, err, ffi.ErrPanic)
	var e *ffi.Error
	if !errors.As(err, &e) || e.Message != "boom" || !strings.Contains(e.Location, "store.rs:") {
		t.Errorf("%#v", err)
	}
	_, err = clone.Stats(background)
	is(t, err, ffi.ErrPoisoned)
	_, err = other.Merge(background, store)
	is(t, err, ffi.ErrPoisoned)
	if err := clone.Close(); err != nil {
		t.Error(err)
	}
	bomb, err := other.Child(background, "bomb")
	if err != nil {
		t.Fatal(err)
	}
	is(t, bomb.Close(), ffi.ErrPanic)
	is(t, bomb.Close(), ffi.ErrStaleHandle)
}

func TestObjectsOutliveWhoMadeThem(t *testing.T) {
	store := openStore(t, &clock{})
	if _, err := store.Put(background, order("ada")); err != nil {
		t.Fatal(err)
	}
	cursor, err := store.Cursor(background, "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = store.Stats(background)
	is(t, err, ffi.ErrStaleHandle)
	list, err := cursor.Next(background, 10)
	if err != nil || len(list) != 1 || list[0].Customer != "ada" {
		t.Error(list, err)
	}
	if n, err := cursor.Position(background); n != 1 || err != nil {
		t.Error(n, err)
	}
	if err := cursor.Close(); err != nil {
		t.Error(err)
	}
	_, err = openStore(t, &clock{}).Merge(background, &glue.StoreMock{})
	is(t, err, ffi.ErrWrongLibrary)
}

func TestAWaitingCallIsStopped(t *testing.T) {
	store := openStore(t, &clock{})
	mine := errors.New("mine")
	ctx, cancel := context.WithCancelCause(background)
	time.AfterFunc(5*time.Millisecond, func() { cancel(mine) })
	err := store.Wait(ctx, 60_000)
	is(t, err, context.Canceled)
	is(t, err, mine)
	short, stop := context.WithTimeout(background, 5*time.Millisecond)
	defer stop()
	is(t, store.Wait(short, 60_000), context.DeadlineExceeded)
	if err := store.Wait(background, 2); err != nil {
		t.Error(err)
	}
	// A call that runs finishes, though its object is closed meanwhile.
	done := make(chan error)
	go func() { done <- store.Wait(background, 50) }()
	time.Sleep(5 * time.Millisecond)
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestACallbackFromManyThreads(t *testing.T) {
	echo := openEcho(t)
	seen := sync.Map{}
	sum, err := echo.Threads(background, 50, func(n uint32) (uint32, error) {
		seen.Store(n, true)
		// It calls the library again, from a thread of the library's.
		_, err := echo.Unsigned(background, 1, 2, 3, uint64(n))
		return n, err
	})
	if err != nil || sum != 49*50/2 {
		t.Error(sum, err)
	}
	for n := range uint32(50) {
		if _, ok := seen.Load(n); !ok {
			t.Errorf("nobody called with %d", n)
		}
	}
	mine := errors.New("mine")
	if _, err = echo.Threads(background, 8, func(uint32) (uint32, error) { return 0, mine }); err != mine {
		t.Errorf("%v came back", err)
	}
	_, err = echo.Threads(background, 8, func(n uint32) (uint32, error) { panic(n) })
	is(t, err, ffi.ErrPanic)
}

func TestACallbackStopsAScan(t *testing.T) {
	store := openStore(t, &clock{})
	for n := range 10 {
		one := order("a")
		one.ID[9] = byte(n)
		if _, err := store.Put(background, one); err != nil {
			t.Fatal(err)
		}
	}
	seen := 0
	mine := errors.New("mine")
	for _, c := range []struct {
		each func(glue.OrderView) (bool, error)
		want int
		err  error
	}{
		{func(glue.OrderView) (bool, error) { seen++; return true, nil }, 10, nil},
		{func(glue.OrderView) (bool, error) { seen++; return seen < 3, nil }, 3, nil},
		{func(glue.OrderView) (bool, error) { seen++; return true, mine }, 1, mine},
		{func(v glue.OrderView) (bool, error) {
			seen++
			// It may do anything with the store that it is called by, but what waits for itself.
			_, err := store.Get(background, v.ID())
			return true, err
		}, 10, nil},
	} {
		seen = 0
		if err := store.Scan(background, "a", c.each); err != c.err || seen != c.want {
			t.Errorf("%d were seen, and then %v", seen, err)
		}
	}
}

func TestManyUseOneStore(t *testing.T) {
	store := openStore(t, &clock{})
	var all sync.WaitGroup
	for n := range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			ctx, cancel := context.WithCancel(background)
			defer cancel()
			for i := range 50 {
				one := order(fmt.Sprint(n))
				one.ID = halflap.UUID{byte(n), byte(i), 1}
				if _, err := store.Put(ctx, one); err != nil {
					t.Error(err)
				}
				cursor, err := store.Cursor(ctx, one.Customer)
				if err != nil {
					t.Error(err)
					return
				}
				if list, err := cursor.Next(ctx, 100); err != nil || len(list) != i+1 {
					t.Error(len(list), err)
				}
				if err := cursor.Close(); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	all.Wait()
	if stats, err := store.Stats(background); err != nil || stats.Orders != 400 {
		t.Error(stats, err)
	}
}

func TestNothingIsAllocatedForReusedMemory(t *testing.T) {
	if watched {
		t.Skip("race detector and sanitizer take memory of their own, and without unsafe text is copied")
	}
	store, echo := openStore(t, &clock{}), openEcho(t)
	mine := order("ada")
	if _, err := store.Put(background, mine); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	var into native.Buffer
	text := "some text"
	for name, f := range map[string]func() error{
		"nothing":  func() error { return echo.Nothing(background) },
		"unsigned": func() error { _, err := echo.Unsigned(ctx, 1, 2, 3, 4); return err },
		"uuid":     func() error { _, err := echo.UUID(background, mine.ID); return err },
		"norm":     func() error { _, err := store.Norm(ctx, mine.Path); return err },
		"get":      func() error { _, _, err := store.GetInto(background, mine.ID, &into); return err },
		"order":    func() error { _, err := echo.OrderInto(ctx, mine, &into); return err },
		"text":     func() error { _, err := echo.TextInto(background, "some text", &into); return err },
		"maybe":    func() error { _, _, err := echo.MaybeTextInto(ctx, &text, &into); return err },
	} {
		if n := testing.AllocsPerRun(500, func() {
			if err := f(); err != nil {
				t.Error(err)
			}
		}); n >= 1 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
