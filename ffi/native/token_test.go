//go:build cgo

package native

import (
	"context"
	"testing"
	"time"
)

// watched counts what watches over it. It is no context of the standard library's, which would watch by
// itself.
type watched struct {
	context.Context
	watchers map[int]bool
}

func (w *watched) AfterFunc(func()) func() bool {
	n := len(w.watchers)
	w.watchers[n] = true
	return func() bool {
		was := w.watchers[n]
		w.watchers[n] = false
		return was
	}
}

func (w *watched) live() int {
	n := 0
	for _, watching := range w.watchers {
		if watching {
			n++
		}
	}
	return n
}

func TestOneContextIsWatchedOnce(t *testing.T) {
	inner, cancel := context.WithCancel(context.Background())
	defer cancel()
	ctx := &watched{inner, map[int]bool{}}
	// The standard library asks a context's parent for AfterFunc.
	call := func(ctx context.Context) *Token {
		token, err := Enter(ctx, ctx.Done())
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	first := call(ctx)
	again := call(ctx)
	if first != again || first.users.Load() != 3 {
		t.Errorf("%d users of one, and one of another", first.users.Load())
	}
	again.Leave()
	first.Leave()
	if first.users.Load() != 1 || ctx.live() > 1 {
		t.Errorf("%d users, %d watchers", first.users.Load(), ctx.live())
	}
	// Others come until one takes its place.
	for range 100 * len(tokens) {
		other, stop := context.WithCancel(context.Background())
		call(other).Leave()
		if first.users.Load() < 0 {
			stop()
			return
		}
		stop()
	}
	t.Error("a token keeps its place for ever")
}

func TestATokenIsForgottenWhenItsContextIsDone(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	token, err := Enter(ctx, ctx.Done())
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	token.Leave()
	// The cache leaves it in a goroutine of its own.
	for range 10000 {
		if token.users.Load() == dead {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if users := token.users.Load(); users != dead || tokens[spread(ctx.Done())%len(tokens)].Load() == token {
		t.Errorf("%d users, or it is still in its place", users)
	}
	if _, err := Enter(ctx, ctx.Done()); err == nil {
		t.Error("a done context has a token")
	}
}

func TestATargetsNumberIsGoodOnce(t *testing.T) {
	var all table
	first := all.add(&target{})
	if all.get(first) == nil {
		t.Fatal("it is not there")
	}
	all.remove(first)
	all.remove(first)
	second := all.add(&target{host: true})
	if all.get(first) != nil || second == first || all.get(second) == nil || all.get(0) != nil || all.get(1<<63) != nil {
		t.Error("numbers are mistaken for one another")
	}
	third := all.add(&target{})
	if third == second || all.live() != 1 {
		t.Error("a place was given twice")
	}
	all.release(third)
	all.release(second)
	if all.get(third) == nil || all.get(second) != nil {
		t.Error("only objects are released")
	}
	var worn table
	worn.add(&target{})
	worn.places[0].used = lastUse
	worn.remove(lastUse << 32)
	if number := worn.add(&target{}); number&lastUse == 0 {
		t.Error("a place that is used up was used again")
	}
}
