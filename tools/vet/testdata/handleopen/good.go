package handleopen

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"testing"

	"example/store"
	"example/store/storeffi"
)

func deferred(ctx context.Context) (uint64, error) {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{})
	if err != nil {
		return 0, err
	}
	defer s.Close()
	return s.Count(ctx)
}

func joined(ctx context.Context) (err error) {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	c, err := s.Cursor(ctx, "")
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	_, err = c.Next(ctx, 1)
	return errors.Join(err, c.Close())
}

func ends(ctx context.Context) {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{})
	if err != nil {
		log.Fatal(err)
	}
	if _, err = s.Count(ctx); err != nil {
		os.Exit(1)
	}
	if err = s.Close(); err != nil {
		panic(err)
	}
}

func returned(ctx context.Context) (store.Store, error) {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func directly(ctx context.Context) (*storeffi.Store, error) {
	return storeffi.OpenStore(ctx, storeffi.Host{})
}

func (s *server) stored(ctx context.Context) (err error) {
	s.s, err = storeffi.OpenStore(ctx, storeffi.Host{})
	return err
}

func passed(ctx context.Context, take func(store.Store)) error {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{})
	if err != nil {
		return err
	}
	take(s)
	return nil
}

func sent(ctx context.Context, to chan<- store.Store) error {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{})
	if err == nil {
		to <- s
	}
	return err
}

func cleaned(t *testing.T) store.Store {
	s, err := storeffi.OpenStore(context.Background(), storeffi.Host{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err = s.Count(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func fails(t *testing.T, s *storeffi.Store) {
	_, err := s.Cursor(t.Context(), "")
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if _, err = s.Clone(); err == nil {
		t.Fatal("cloned")
	}
}

func optionally(ctx context.Context, s *storeffi.Store) (uint64, error) {
	child, err := s.Child(ctx, "")
	if err != nil {
		return 0, err
	}
	if child == nil {
		return 0, nil
	}
	defer child.Close()
	return child.Count(ctx)
}

func either(ctx context.Context, s *storeffi.Store, name string) (n uint64, err error) {
	var other store.Store
	if name == "" {
		other, err = s.Clone()
	} else {
		other, err = s.Child(ctx, name)
	}
	if err != nil {
		return 0, err
	}
	n, err = other.Count(ctx)
	return n, errors.Join(err, other.Close())
}

func inLoop(ctx context.Context, s *storeffi.Store, names []string) error {
	for _, name := range names {
		c, err := s.Cursor(ctx, name)
		if err != nil {
			return err
		}
		_, err = c.Next(ctx, 1)
		if err = errors.Join(err, c.Close()); err != nil {
			return err
		}
	}
	return nil
}

func started(ctx context.Context, s *storeffi.Store) error {
	c, err := s.Cursor(ctx, "")
	if err != nil {
		return err
	}
	go func() {
		defer c.Close()
		_, _ = c.Next(ctx, 1)
	}()
	return nil
}

func refuses(t *testing.T, s *storeffi.Store) {
	_, err := s.Cursor(t.Context(), "")
	wants(t, err, io.EOF)
	_, err = s.Clone()
	wants(t, err, io.EOF)
}

func wants(t *testing.T, err, target error) {
	if !errors.Is(err, target) {
		t.Error(err)
	}
}
