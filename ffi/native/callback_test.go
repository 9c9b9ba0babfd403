//go:build cgo

package native_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/halflap/halflap/ffi"
	"github.com/halflap/halflap/ffi/native"
	"github.com/halflap/halflap/ffi/native/internal/double/double"
	"github.com/halflap/halflap/ffi/native/internal/double/double/doubleffi"
)

// By the calling thread, and by threads that Go did not make.
func TestACallbackIsCalledUntilItSaysNo(t *testing.T) {
	box := open(t)
	put(t, box)
	for threads := range uint32(2) {
		seen := 0
		err := box.Each(ctx, 10, threads, func(v double.ItemView) (bool, error) {
			if v.Name() != "brush" || v.Points()[0].X != 1 {
				t.Error(v)
			}
			seen++
			return seen < 4, nil
		})
		if err != nil || seen != 4 {
			t.Error(seen, err)
		}
	}
}

func TestAnErrorOfACallbackComesBackAsItself(t *testing.T) {
	box := open(t)
	put(t, box)
	type detail struct{ error }
	for _, mine := range []error{
		errors.New("mine"),
		&detail{errors.New("mine")},
		fmt.Errorf("in a callback: %w", double.ErrMissing),
		double.ErrMissing,
		&double.TakenError{Payload: &double.Taken{By: "her"}, Message: "by her"},
		context.Canceled,
		errors.New(strings.Repeat("long ", 2000)),
		errors.New("bad \xff text"),
	} {
		calls := 0
		err := box.Each(ctx, 10, 0, func(double.ItemView) (bool, error) {
			calls++
			return true, mine
		})
		if err != mine || calls != 1 {
			t.Errorf("%d calls, and %v came back for %v", calls, err, mine)
		}
	}
	// What the library itself says is not taken for it.
	err := box.Each(ctx, 1, 0, func(double.ItemView) (bool, error) { return true, nil })
	good(t, err)
}

func TestAPanicOfACallbackIsAnError(t *testing.T) {
	box := open(t)
	for _, c := range []struct {
		panics func() error
		text   string
		is     error
	}{
		{func() error { panic("oh no") }, "oh no", nil},
		{func() error { panic(errOwn) }, "my own", errOwn},
		{func() error { var p *double.Item; return errors.New(p.Name) }, "nil pointer", nil},
		{func() error { var f func() error; return f() }, "nil pointer", nil},
	} {
		err := box.Panic(ctx, c.panics)
		wants(t, err, ffi.ErrPanic)
		var e *ffi.Error
		if !errors.As(err, &e) || !strings.Contains(e.Message, c.text) {
			t.Errorf("%#v", err)
		}
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%v is not what the panic was with", err)
		}
	}
	err := box.Panic(ctx, func() error { panic(1) })
	var e *ffi.Error
	_, file, line, _ := runtime.Caller(0)
	if want := fmt.Sprintf("%s:%d", file, line-2); !errors.As(err, &e) || e.Location != want {
		t.Errorf("%v, not %s", e.Location, want)
	}
	good(t, box.Panic(ctx, func() error { return nil }))
}

var errOwn = errors.New("my own")

func TestACallbackEndsWithItsCall(t *testing.T) {
	box := open(t)
	called := 0
	f := func() (uint32, error) { called++; return 7, nil }
	if n, err := box.Late(ctx, f); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	_, err := box.Late(ctx, f)
	wants(t, err, ffi.ErrStaleHandle)
	if called != 0 {
		t.Error("it was called after its call")
	}
}

func TestACallbackMayCall(t *testing.T) {
	box := open(t)
	put(t, box)
	depth := 0
	var each func(double.ItemView) (bool, error)
	each = func(v double.ItemView) (bool, error) {
		if depth++; depth < 20 {
			if err := box.Each(ctx, 1, uint32(depth%2), each); err != nil {
				return false, err
			}
		}
		clone, err := box.Clone()
		if err != nil {
			return false, err
		}
		return v.Name() == "brush", clone.Close()
	}
	good(t, box.Each(ctx, 1, 0, each))
	if depth != 20 {
		t.Error(depth)
	}
}

// Answers that fit into the library's space, and such that it has to fetch.
func TestAnswersToTheLibrary(t *testing.T) {
	box := open(t)
	for _, n := range []int{0, 1, 207, 208, 209, 10000} {
		answer, err := box.Ask(ctx, "how long?", func(text string) (string, error) {
			if text != "how long?" {
				t.Error(text)
			}
			return strings.Repeat("x", n), nil
		})
		if err != nil || len(answer) != n {
			t.Error(n, len(answer), err)
		}
	}
	_, err := box.Ask(ctx, "", func(string) (string, error) { return "\xff", nil })
	if err == nil {
		t.Error("an answer that is not UTF-8 crossed")
	}
}

type clock struct {
	now   int64
	fails error
}

func (c clock) Now(context.Context) (int64, error) { return c.now, c.fails }

func (c clock) Label(_ context.Context, at int64, item double.ItemView) (string, error) {
	if at != c.now {
		return "", errors.New("another time")
	}
	return item.Name(), nil
}

func TestTheLibraryCallsObjects(t *testing.T) {
	hosts := native.LiveHosts()
	put(t, open(t))
	box := openWith(t, doubleffi.Host{Clock: clock{now: 40}})
	if n := native.LiveHosts() - hosts; n != 1 {
		t.Errorf("the library holds %d", n)
	}
	now, err := box.Now(ctx)
	if err != nil || now != 40+int64(len("brush")) {
		t.Error(now, err)
	}
	good(t, box.Close())
	if native.LiveHosts() != hosts {
		t.Error("a closed library holds an object")
	}
	_, err = openWith(t, doubleffi.Host{}).Now(ctx)
	wants(t, err, ffi.ErrNoHost)
	_, err = openWith(t, doubleffi.Host{Clock: clock{fails: double.ErrMissing}}).Now(ctx)
	wants(t, err, double.ErrMissing)
}

// runtime.Goexit can't be stopped, and must not leave the library's frames.
func TestGoexitInACallbackEndsTheProcess(t *testing.T) {
	if os.Getenv("HALFLAP_GOEXIT") != "" {
		_ = open(t).Panic(ctx, func() error {
			runtime.Goexit()
			return nil
		})
		return
	}
	command := exec.Command(os.Args[0], "-test.run=TestGoexitInACallbackEndsTheProcess")
	command.Env = append(os.Environ(), "HALFLAP_GOEXIT=1")
	text, err := command.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.Contains(string(text), "return an error") {
		t.Errorf("%v: %s", err, text)
	}
}
