//go:build cgo

package native

// #include "halflap_ffi.h"
import "C"

import (
	"context"
	"errors"
	"math"
	"sync/atomic"
	"time"

	"github.com/halflap/halflap/ffi"
)

// Token tells the library whether a context is still good. All calls whose contexts share a channel
// Done share a token, which stays known for a while after the last of them: to use it again costs two
// atomic operations. The nil Token is that of contexts that can't be cancelled.
type Token struct {
	token C.halflap_token // first, so that the addresses are one; it is all that the library sees
	done  <-chan struct{}
	// users counts calls that run, and one for the place in the cache; below 0 it is dead.
	users atomic.Int64
	// stop ends the watch over the context.
	stop func() bool
}

const dead = -1 << 62

// tokens has a place for each of several contexts; a later one takes the place of an earlier.
var tokens [64]atomic.Pointer[Token]

// Enter returns the token of a context for one call, and Leave ends it; or why the call need not be
// made. Generated code calls it, with done as ctx.Done(): with that call in it, it would not be inlined.
func Enter(ctx context.Context, done <-chan struct{}) (*Token, error) {
	if done == nil {
		return nil, nil
	}
	return enter(ctx, done)
}

// Leave says that the call is done.
func (t *Token) Leave() {
	if t != nil {
		t.leave()
	}
}

func enter(ctx context.Context, done <-chan struct{}) (*Token, error) {
	if err := ctx.Err(); err != nil {
		return nil, cancelled(ctx, err)
	}
	place := &tokens[spread(done)%len(tokens)]
	t := place.Load()
	if t != nil && t.done == done && t.users.Add(1) > 0 {
		return t, nil
	}
	fresh := newToken(ctx, done, place)
	if place.CompareAndSwap(t, fresh) {
		if t != nil {
			t.leave() // The cache has left it.
		}
	} else {
		fresh.leave() // Somebody was faster: the call has it for itself.
	}
	return fresh, nil
}

// newToken makes a token with two users: its place in the cache, which it leaves when the context is
// done, and a call.
func newToken(ctx context.Context, done <-chan struct{}, place *atomic.Pointer[Token]) *Token {
	t := &Token{done: done}
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(farthest) {
		t.token.deadline = C.int64_t(deadline.UnixNano())
	}
	t.users.Store(2)
	t.stop = context.AfterFunc(ctx, func() {
		state := uint32(ffi.ErrCancelled)
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			state = uint32(ffi.ErrDeadlineExceeded)
		}
		atomic.StoreUint32((*uint32)(&t.token.state), state)
		if place.CompareAndSwap(t, nil) {
			t.leave()
		}
	})
	return t
}

// farthest is the end of the times that nanoseconds since 1970 can say.
var farthest = time.Unix(0, math.MaxInt64)

func (t *Token) leave() {
	if t.users.Add(-1) == 0 && t.users.CompareAndSwap(0, dead) {
		t.stop()
	}
}

// cancelled is the error of a call that a context has ended: it is also the context's own.
func cancelled(ctx context.Context, why error) error {
	system := ffi.ErrCancelled
	if errors.Is(why, context.DeadlineExceeded) {
		system = ffi.ErrDeadlineExceeded
	}
	e := ffi.New(system, "")
	e.Cause = context.Cause(ctx)
	return e
}
