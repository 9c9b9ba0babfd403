package glue_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/halflap/halflap/ffi"
	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/glue/go/glue"
)

func TestLoopbackOfEverything(t *testing.T) {
	everything(t, glue.NewEchoLoopback(fakeEcho{}))
}

func TestRecorderPassesEverythingOn(t *testing.T) {
	recorder := ffi.NewRecorder(new(bytes.Buffer))
	everything(t, glue.NewEchoRecorder(glue.NewEchoLoopback(fakeEcho{}), recorder))
	if err := recorder.Err(); err != nil {
		t.Fatal(err)
	}
}

// session is what a program may do with a store; it says all it saw.
func session(t *testing.T, store glue.Store) string {
	t.Helper()
	ctx := context.Background()
	var seen strings.Builder
	note := func(what string, err error) {
		var conflict *glue.ConflictError
		if errors.As(err, &conflict) {
			what += " with " + conflict.Payload.With.String()
		}
		if err != nil {
			what += " !" + ffi.From(err).Message
		}
		seen.WriteString(what + "\n")
	}
	for _, name := range []string{"ada", "alan", "grace", "ada"} {
		receipt, err := store.Put(ctx, order(name))
		note("put "+name+" "+receiptText(receipt), err)
	}
	_, err := store.Get(ctx, halflap.UUID{})
	note("get zero", err)
	absent, err := store.Get(ctx, halflap.UUID{9})
	note("get nine", err)
	if absent != nil {
		note("got what is not there", nil)
	}
	note("scan", store.Scan(ctx, "a", func(o glue.OrderView) (bool, error) {
		note("  "+strings.Clone(o.Customer()), nil)
		return true, nil
	}))
	cursor, err := store.Cursor(ctx, "")
	note("cursor", err)
	for range 3 {
		list, err := cursor.Next(ctx, 2)
		names := []string{}
		for _, o := range list {
			names = append(names, o.Customer)
		}
		note("next "+strings.Join(names, ","), err)
	}
	child, err := store.Child(ctx, "child")
	note("child", err)
	none, err := store.Child(ctx, "") // halflap: allow(handleopen): there is none
	note("no child", err)
	if none != nil {
		note("got a child that is none", nil)
	}
	count, err := child.Merge(ctx, store)
	note("merge "+string(rune('0'+count)), err)
	for _, err := range []error{cursor.Close(), child.Close(), store.Close()} {
		note("close", err)
	}
	return seen.String()
}

func receiptText(r *glue.Receipt) string {
	if r == nil {
		return "-"
	}
	return string(rune('0' + r.Number))
}

const seen = `put ada 1
put alan 2
put grace 3
put ada - with 01020303-0000-0000-0000-000000000000 !twice
get zero !no order has the id zero: glue.StoreError: not_found
get nine
  ada
  alan
scan
cursor
next ada,alan
next grace
next 
child
no child
merge 3
close
close
close
`

func TestReplayServesWhatWasRecorded(t *testing.T) {
	var file bytes.Buffer
	recorder := ffi.NewRecorder(&file)
	fake := &fakeStore{}
	first := session(t, glue.NewStoreRecorder(glue.NewStoreLoopback(fake), recorder))
	if first != seen || recorder.Err() != nil {
		t.Fatalf("the session was, with %v:\n%s", recorder.Err(), first)
	}
	if fake.closed != 1 {
		t.Errorf("the store was closed %d times", fake.closed)
	}
	replay, err := ffi.NewReplay(&file)
	if err != nil {
		t.Fatal(err)
	}
	store := glue.NewStoreReplay(replay)
	if again := session(t, store); again != seen {
		t.Errorf("the replay was:\n%s", again)
	}
	if rest := replay.Rest(); rest != 0 {
		t.Errorf("%d calls were not made again", rest)
	}
	// A call that was not recorded, and one once more.
	ctx := context.Background()
	for _, name := range []string{"ada", "new"} {
		if _, err := store.Put(ctx, order(name)); !errors.Is(err, ffi.ErrUnexpectedCall) {
			t.Errorf("an unexpected call of %s: %v", name, err)
		}
	}
}

func TestReplayNoticesOtherAnswersOfCallbacks(t *testing.T) {
	var file bytes.Buffer
	recorder := ffi.NewRecorder(&file)
	ctx := context.Background()
	each := func(answer uint32) func(uint32) (uint32, error) {
		return func(n uint32) (uint32, error) { return n + answer, nil }
	}
	echo := glue.NewEchoRecorder(fakeEcho{}, recorder)
	same(t, "recorded", uint64(1))(echo.Threads(ctx, 1, each(1)))
	replay, err := ffi.NewReplay(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := glue.NewEchoReplay(replay).Threads(ctx, 1, each(2)); !errors.Is(err, ffi.ErrUnexpectedCall) {
		t.Errorf("another answer of a callback: %v", err)
	}
}

func TestReplayRefusesDamagedRecordings(t *testing.T) {
	var file bytes.Buffer
	echo := glue.NewEchoRecorder(fakeEcho{}, ffi.NewRecorder(&file))
	same(t, "recorded", "hush")(echo.Text(context.Background(), "hush"))
	for n := range file.Len() {
		if n == 0 {
			continue
		}
		if _, err := ffi.NewReplay(bytes.NewReader(file.Bytes()[:n])); err == nil {
			t.Fatalf("the first %d bytes are a recording", n)
		}
	}
}

func TestLoopbackIsStrictAboutObjects(t *testing.T) {
	ctx := context.Background()
	fake := &fakeStore{}
	store := glue.NewStoreLoopback(fake)
	clone, err := store.Clone()
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil || fake.closed != 0 {
		t.Errorf("one of two shares closed: %v, and the object %d times", err, fake.closed)
	}
	if err := store.Close(); !errors.Is(err, ffi.ErrStaleHandle) {
		t.Errorf("closed twice: %v", err)
	}
	if _, err := store.Stats(ctx); !errors.Is(err, ffi.ErrStaleHandle) {
		t.Errorf("called after it was closed: %v", err)
	}
	err = clone.Fail(ctx, "it broke")
	var e *ffi.Error
	if !errors.Is(err, ffi.ErrPanic) || !errors.As(err, &e) || e.Message != "it broke" ||
		!strings.Contains(e.Location, "fake_test.go") {
		t.Errorf("a panic came back as %v", err)
	}
	if _, err := clone.Stats(ctx); !errors.Is(err, ffi.ErrPoisoned) {
		t.Errorf("called after a panic: %v", err)
	}
	if err := clone.Close(); err != nil || fake.closed != 1 {
		t.Errorf("the last share closed: %v, and the object %d times", err, fake.closed)
	}
}

func TestMockNotesCalls(t *testing.T) {
	ctx := context.Background()
	mock := &glue.StoreMock{
		GetFunc: func(context.Context, halflap.UUID) (*glue.Order, error) { return order("ada"), nil },
	}
	mock.Expect("Get", 2)
	same(t, "get", order("ada"))(mock.Get(ctx, halflap.UUID{1}))
	if _, err := mock.Put(ctx, order("x")); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a method without a function: %v", err)
	}
	if calls := mock.Calls("Get"); len(calls) != 1 || calls[0].Args[0] != (halflap.UUID{1}) {
		t.Errorf("the calls were %v", calls)
	}
	var told told
	mock.Verify(&told)
	if len(told) != 2 {
		t.Errorf("it was verified with %q", told)
	}
}

// told is a test that is told of failures.
type told []string

func (t *told) Helper() {}

func (t *told) Errorf(format string, _ ...any) { *t = append(*t, format) }
