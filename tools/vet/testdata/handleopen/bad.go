// Package handleopen does not close its handles.
package handleopen

import (
	"context"
	"errors"

	"example/store"
	"example/store/storeffi"
)

func never(ctx context.Context) (uint64, error) {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{}) // want `the Store that OpenStore returns is not closed on the way to line 17; close it, as with .defer. behind the check of the error`
	if err != nil {
		return 0, err
	}
	return s.Count(ctx)
}

func somewhere(ctx context.Context) error {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{}) // want `not closed on the way to line 26`
	if err != nil {
		return err
	}
	if _, err = s.Count(ctx); err != nil {
		return err
	}
	return s.Close()
}

func dropped(ctx context.Context, s *storeffi.Store) error {
	_, err := s.Cursor(ctx, "") // want `the Cursor that Cursor returns is dropped without being closed; keep it and close it`
	return err
}

func borrowed(ctx context.Context, s *storeffi.Store) error {
	clone, err := s.Clone() // want `the Store that Clone returns is not closed`
	if err != nil {
		return err
	}
	_, err = s.Merge(ctx, clone)
	return err
}

func loop(ctx context.Context, s store.Store, n int) error {
	for range n {
		c, err := s.Cursor(ctx, "") // want `the Cursor that Cursor returns is not closed before the loop makes the next one`
		if err != nil {
			continue
		}
		if _, err = c.Next(ctx, 1); err != nil {
			println(err.Error())
		}
	}
	select {}
}

func optional(ctx context.Context, s *storeffi.Store) (uint64, error) {
	child, err := s.Child(ctx, "") // want `the Store that Child returns is not closed`
	if err != nil || child == nil {
		return 0, err
	}
	return child.Count(ctx)
}

// captured is called by a function that does not close it.
func captured(ctx context.Context) error {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{}) // want `the Store that OpenStore returns is not closed`
	if err != nil {
		return err
	}
	return each(func() error {
		_, err := s.Count(ctx)
		return err
	})
}

func each(f func() error) error { return f() }

type server struct{ s store.Store }

func late(ctx context.Context, bad bool) (*server, error) {
	s, err := storeffi.OpenStore(ctx, storeffi.Host{}) // want `not closed on the way to line 88`
	if err != nil {
		return nil, err
	}
	if bad {
		return nil, errors.New("bad")
	}
	return &server{s}, nil
}

func silent(ctx context.Context, s store.Store) {
	c, err := s.Cursor(ctx, "") // want `the Cursor that Cursor returns is not closed on the way to line 98`
	if err == nil {
		_, _ = c.Next(ctx, 1)
	}
}
