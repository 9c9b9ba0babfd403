package errorignored

import (
	"context"

	"example/store"
)

// want +3 `what Count returns is used, and its error is not`

func isEmptyBad(ctx context.Context, s store.Store) bool {
	n, _ := s.Count(ctx)
	return n == 0
}

func isEmptyGood(ctx context.Context, s store.Store) (bool, error) {
	n, err := s.Count(ctx)
	return n == 0, err
}
