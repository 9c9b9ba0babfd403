// Package handleclosed uses what it has closed.
package handleclosed

import (
	"context"
	"errors"

	"github.com/halflap/halflap/ffi"

	"example/store"
	"example/store/storeffi"
)

func after(ctx context.Context, s *storeffi.Store) (uint64, error) {
	if err := s.Close(); err != nil {
		return 0, err
	}
	return s.Count(ctx) // want `this handle was closed in line 15; close it behind its last use`
}

func branch(ctx context.Context, s store.Store, done bool) (uint64, error) {
	if done {
		_ = s.Close()
	}
	return s.Count(ctx) // want `this handle was closed in line 23`
}

func argument(ctx context.Context, s, other *storeffi.Store) error {
	_ = other.Close()
	_, err := s.Merge(ctx, other) // want `this handle was closed in line 29`
	return err
}

func loop(ctx context.Context, s store.Store) {
	for range 3 {
		_, _ = s.Count(ctx) // want `this handle was closed in line 37`
		_ = s.Close()
	}
}

func returned(s *storeffi.Store) store.Store {
	_ = s.Close()
	return s // want `this handle was closed in line 42`
}

type server struct{ store *storeffi.Store }

func (s *server) field(ctx context.Context) {
	_ = s.store.Close()
	_, _ = s.store.Count(ctx) // want `this handle was closed in line 49`
}

func captured(ctx context.Context, s *storeffi.Store) {
	defer func() { println(s) }()
	_ = s.Close()
	_, _ = s.Count(ctx) // want `this handle was closed in line 55`
}

func given(s *storeffi.Store, take func(store.Store)) {
	_ = s.Close()
	take(s) // want `this handle was closed in line 60`
}

// other is after something else.
func other(ctx context.Context, s *storeffi.Store) bool {
	_ = s.Close()
	_, err := s.Count(ctx) // want `this handle was closed in line 66`
	return errors.Is(err, ffi.ErrCancelled)
}
