//go:build cgo

package native_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/halflap/halflap/ffi"
)

func TestACallOfADoneContextIsNotMade(t *testing.T) {
	box := open(t)
	mine := errors.New("mine")
	done, cancel := context.WithCancelCause(ctx)
	cancel(mine)
	_, err := box.Add(done, 1, 2)
	wants(t, err, ffi.ErrCancelled)
	wants(t, err, context.Canceled)
	wants(t, err, mine)
	_, err = box.Put(done, item)
	wants(t, err, mine)
	late, cancelLate := context.WithDeadline(ctx, time.Unix(1, 0))
	defer cancelLate()
	_, err = box.Add(late, 1, 2)
	wants(t, err, ffi.ErrDeadlineExceeded)
	wants(t, err, context.DeadlineExceeded)
}

func TestARunningCallIsStopped(t *testing.T) {
	box := open(t)
	mine := errors.New("mine")
	running, cancel := context.WithCancelCause(ctx)
	time.AfterFunc(time.Millisecond, func() { cancel(mine) })
	_, err := box.Wait(running)
	wants(t, err, context.Canceled)
	wants(t, err, mine)
	short, cancelShort := context.WithTimeout(ctx, time.Millisecond)
	defer cancelShort()
	_, err = box.Wait(short)
	wants(t, err, context.DeadlineExceeded)
}

// More contexts than are kept, by many goroutines, each stopped for itself.
func TestEachContextStopsItsOwnCalls(t *testing.T) {
	box := open(t)
	var all sync.WaitGroup
	for range 200 {
		all.Add(1)
		go func() {
			defer all.Done()
			mine, cancel := context.WithCancel(ctx)
			for range 20 {
				if n, err := box.Add(mine, 1, 2); n != 3 || err != nil {
					t.Error(n, err)
				}
			}
			time.AfterFunc(time.Millisecond, cancel)
			if _, err := box.Wait(mine); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}()
	}
	all.Wait()
}
