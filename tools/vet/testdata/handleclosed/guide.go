package handleclosed

import (
	"context"

	"example/store"
)

// want +6 `this handle was closed in line 12`

func countBad(ctx context.Context, s store.Store) (uint64, error) {
	if err := s.Close(); err != nil {
		return 0, err
	}
	return s.Count(ctx)
}

func countGood(ctx context.Context, s store.Store) (uint64, error) {
	n, err := s.Count(ctx)
	if err != nil {
		return 0, err
	}
	return n, s.Close()
}
