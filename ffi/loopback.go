package ffi

import (
	"context"
	"encoding"
	"io"
	"sync"
)

// Resend sends a message through encoding and validation, as a call does, and returns what arrives. It
// takes what a function returns that makes the message.
func Resend[M any](decode func([]byte) (*M, error)) func(encoding.BinaryAppender, error) (*M, error) {
	return func(m encoding.BinaryAppender, err error) (*M, error) {
		b, err := Encoded(m, err)
		if err != nil {
			return nil, err
		}
		return decode(b)
	}
}

// Loop is one share in an object behind a loopback: it is to a Go object what a handle is to one in a
// library. Shares are closed once each; the object is closed after the last share, and after the
// last call. After a panic the object is poisoned.
type Loop[T any] struct {
	object *looped[T]
	mu     sync.Mutex
	closed bool
}

type looped[T any] struct {
	impl     T
	mu       sync.Mutex
	uses     int // open shares and running calls
	poisoned bool
}

// NewLoop returns the first share in an object.
func NewLoop[T any](impl T) *Loop[T] {
	return &Loop[T]{object: &looped[T]{impl: impl, uses: 1}}
}

// Call calls f with the object, unless the context is done, the share closed or the object poisoned. A
// panic in f comes back as ErrPanic. An error of f arrives as it would from a library: as an *Error
// that went through its encoding, with f's own error as its cause.
func (l *Loop[T]) Call(ctx context.Context, f func(impl T) error) error {
	if err := ctx.Err(); err != nil {
		return From(err)
	}
	if err := l.enter(); err != nil {
		return err
	}
	err := l.object.run(f)
	if left := l.object.leave(); left != nil && err == nil {
		err = left
	}
	return resent(err)
}

// resent sends an error through its encoding.
func resent(err error) error {
	if err == nil {
		return nil
	}
	b, wrong := From(err).AppendBinary(nil)
	if wrong != nil {
		return Wrap(ErrBadResponse, wrong)
	}
	e := Parse(b)
	e.Cause = err
	return e
}

// Impl returns the object itself, for a call that takes another object as an argument.
func (l *Loop[T]) Impl() (T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		var none T
		return none, New(ErrStaleHandle, "")
	}
	return l.object.impl, nil
}

// Clone returns another share.
func (l *Loop[T]) Clone() (*Loop[T], error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, New(ErrStaleHandle, "")
	}
	l.object.mu.Lock()
	defer l.object.mu.Unlock()
	l.object.uses++
	return &Loop[T]{object: l.object}, nil
}

// Close ends the share. The second time it is ErrStaleHandle.
func (l *Loop[T]) Close() error {
	l.mu.Lock()
	closed := l.closed
	l.closed = true
	l.mu.Unlock()
	if closed {
		return New(ErrStaleHandle, "")
	}
	return resent(l.object.leave())
}

func (l *Loop[T]) enter() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.object.mu.Lock()
	defer l.object.mu.Unlock()
	switch {
	case l.closed:
		return New(ErrStaleHandle, "")
	case l.object.poisoned:
		return New(ErrPoisoned, "")
	}
	l.object.uses++
	return nil
}

// leave ends a share or a call, and with the last one the object.
func (o *looped[T]) leave() error {
	o.mu.Lock()
	o.uses--
	last := o.uses == 0
	o.mu.Unlock()
	closer, ok := any(o.impl).(io.Closer)
	if !last || !ok {
		return nil
	}
	return o.run(func(T) error { return closer.Close() })
}

// run calls f, and turns a panic into an error, as the boundary does.
func (o *looped[T]) run(f func(impl T) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			o.mu.Lock()
			o.poisoned = true
			o.mu.Unlock()
			err = Panicked(p)
		}
	}()
	return f(o.impl)
}
