package handleclosed

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/halflap/halflap/ffi"

	"example/store"
	"example/store/storeffi"
)

func last(ctx context.Context, s *storeffi.Store) error {
	if _, err := s.Count(ctx); err != nil {
		_ = s.Close()
		return err
	}
	return s.Close()
}

func deferred(ctx context.Context, s *storeffi.Store) (uint64, error) {
	defer s.Close()
	return s.Count(ctx)
}

func reopened(ctx context.Context, s *storeffi.Store) (uint64, error) {
	if err := s.Close(); err != nil {
		return 0, err
	}
	s, err := storeffi.OpenStore(ctx, storeffi.Host{})
	if err != nil {
		return 0, err
	}
	defer s.Close()
	return s.Count(ctx)
}

func each(ctx context.Context, all []store.Store) error {
	for _, s := range all {
		if _, err := s.Count(ctx); err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) reopen(ctx context.Context) (err error) {
	if err = s.store.Close(); err != nil {
		return err
	}
	if s.store, err = storeffi.OpenStore(ctx, storeffi.Host{}); err != nil {
		return err
	}
	_, err = s.store.Count(ctx)
	return err
}

func (s *server) by(ctx context.Context) (err error) {
	_ = s.store.Close()
	if err = s.reopen(ctx); err != nil {
		return err
	}
	_, err = s.store.Count(ctx)
	return err
}

func clone(ctx context.Context, s *storeffi.Store) (uint64, error) {
	other, err := s.Clone()
	if err != nil {
		return 0, err
	}
	defer other.Close()
	if err = s.Close(); err != nil {
		return 0, err
	}
	fmt.Println(s == nil)
	return other.Count(ctx)
}

// stale is after what a closed handle answers.
func stale(t *testing.T, s *storeffi.Store) {
	_ = s.Close()
	if _, err := s.Count(t.Context()); !errors.Is(err, ffi.ErrStaleHandle) {
		t.Error(err)
	}
	_, err := s.Cursor(t.Context(), "")
	wants(t, err, ffi.ErrStaleHandle)
}

func wants(t *testing.T, err, target error) {
	if !errors.Is(err, target) {
		t.Error(err)
	}
}
