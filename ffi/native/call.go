//go:build cgo

package native

// #include "shims.h"
import "C"

import (
	"context"
	"sync"
	"unsafe"

	halflap "github.com/halflap/halflap/go-codec"

	"github.com/halflap/halflap/ffi"
)

// Call is one call that needs more than a token: buffers, or callbacks. Generated code begins it with
// [Library.Begin], gives it what the parameters need, starts it, calls the C function, finishes it with the
// reply, reads the answer, and ends it.
type Call struct {
	library *Library
	ctx     context.Context
	token   *Token
	own     Buffer
	into    *Buffer
	// requests are buffers for parameters; used of them are this call's.
	requests [][]byte
	used     int
	// message is where the last request message was; it is empty, and used again by the next of its type.
	message any
	writer  halflap.Writer
	secret  bool
	owner   uint64
	err     error
	// callbacks are the targets of this call's callbacks, returned holds their errors.
	callbacks []uint64
	returned  *returned
}

// appender is any message's type, as a pointer.
type appender interface {
	AppendUsing(w *halflap.Writer, b []byte) ([]byte, error)
}

// tooLarge is the length from which on a buffer is not kept for later calls.
const tooLarge = 4 << 20

var calls = sync.Pool{New: func() any { return new(Call) }}

// Begin begins a call, which has to be ended.
func (l *Library) Begin(ctx context.Context) *Call {
	c := calls.Get().(*Call)
	c.library, c.ctx = l, ctx
	c.into = &c.own
	return c
}

// BeginInto begins a call whose answer goes into b.
func (l *Library) BeginInto(ctx context.Context, b *Buffer) *Call {
	c := b.call
	if b.call = nil; c == nil {
		c = new(Call)
	}
	c.library, c.ctx, c.into = l, ctx, b
	return c
}

// Secret says that the call's buffers hold secrets, so that they are wiped when it ends.
func (c *Call) Secret() { c.secret = true }

// Refuse has Start fail with err, unless there is an error already.
func (c *Call) Refuse(err error) {
	if c.err == nil {
		c.err = err
	}
}

// Message returns a message that is a parameter as a buffer, which is the call's. A nil pointer makes the
// call fail; name is the parameter's.
func Message[M any, P interface {
	*M
	appender
}](c *Call, m P, name string) []byte {
	if m == nil {
		c.Refuse(ffi.Missing(name))
		return nil
	}
	return c.Encode(m)
}

// Parameters returns a request message that generated code has made of the parameters as a buffer, which is
// the call's.
func Parameters[M any, P interface {
	*M
	appender
}](c *Call, m M) []byte {
	kept, ok := c.message.(P)
	if !ok {
		kept = new(M)
		c.message = kept
	}
	*kept = m
	b := c.Encode(kept)
	var none M
	*kept = none // What is the caller's is not kept.
	return b
}

// Encode returns m as a buffer, which is the call's.
func (c *Call) Encode(m appender) []byte {
	if c.used == len(c.requests) {
		c.requests = append(c.requests, make([]byte, 0, spaceSize))
	}
	b, err := m.AppendUsing(&c.writer, c.requests[c.used][:0])
	if err != nil {
		c.Refuse(ffi.From(err))
		return nil
	}
	c.requests[c.used] = b
	c.used++
	return b
}

// Callback makes a function that the library may call by the number until the call ends.
func (c *Call) Callback(f func(*Incoming) error) uint64 {
	if c.returned == nil {
		c.returned = new(returned)
	}
	number := targets.add(&target{call: f, returned: c.returned})
	c.callbacks = append(c.callbacks, number)
	return number
}

// Start returns why the call is not to be made, if it is not.
func (c *Call) Start() error {
	if c.err != nil {
		return c.err
	}
	token, err := Enter(c.ctx, c.ctx.Done())
	c.token = token
	return err
}

// Token is the call's, once it has been started.
func (c *Call) Token() *Token { return c.token }

// Space is where the library may write the answer.
func (c *Call) Space() []byte { return c.into.space() }

// Finish takes a reply's data, and returns it: nil where there is none. It is good until the call ends;
// that of a call into a Buffer for as long as that says.
func (c *Call) Finish(data *byte, length, owner uint64) ([]byte, error) {
	if data == nil {
		return nil, nil
	}
	if owner == 0 {
		space := c.into.space()
		if data != &space[0] || length > uint64(len(space)) {
			return nil, ffi.New(ffi.ErrBadResponse, "the answer lies neither in the call's space nor in the library's")
		}
		return space[:length], nil
	}
	c.owner = owner
	// SAFETY: the reply of a library says how long its data is (HL-ABI-13), and it is good until the
	// owner is released, which End does.
	answer := unsafe.Slice(data, length)
	if c.into != &c.own {
		answer = c.into.keep(answer)
		c.release()
	}
	return answer, nil
}

// Failed returns the error of a reply that failed: where a callback returned it, that one.
func (c *Call) Failed(r Reply, method string) error {
	err := c.library.Failed(c.ctx, r, method)
	if kept := c.returned.find(err); kept != nil {
		return kept
	}
	return err
}

func (c *Call) release() {
	if c.owner != 0 {
		C.halflap_release(c.library.table.Load(), C.uint64_t(c.owner))
		c.owner = 0
	}
}

// End gives back all that the call has: what the library owns, its callbacks, and its memory. Generated
// code defers it.
func (c *Call) End() {
	c.release()
	c.token.Leave()
	for _, number := range c.callbacks {
		targets.remove(number)
	}
	if c.secret {
		c.wipe()
	}
	for i, b := range c.requests[:c.used] {
		if cap(b) > tooLarge {
			c.requests[i] = nil
		}
	}
	into := c.into
	c.library, c.ctx, c.token, c.into, c.returned, c.err = nil, nil, nil, nil, nil, nil
	c.callbacks, c.used, c.secret = c.callbacks[:0], 0, false
	if into == &c.own {
		calls.Put(c)
	} else {
		into.call = c
	}
}

func (c *Call) wipe() {
	for _, b := range c.requests[:c.used] {
		clear(b[:cap(b)])
	}
	c.own.Wipe()
}
