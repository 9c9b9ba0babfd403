package handleopen

import (
	"context"

	"example/store"
)

// want +3 `the Cursor that Cursor returns is not closed on the way to line 18`

func firstBad(ctx context.Context, s store.Store) ([]store.Order, error) {
	cursor, err := s.Cursor(ctx, "")
	if err != nil {
		return nil, err
	}
	orders, err := cursor.Next(ctx, 10)
	if err != nil {
		return nil, err
	}
	return orders, cursor.Close()
}

func firstGood(ctx context.Context, s store.Store) ([]store.Order, error) {
	cursor, err := s.Cursor(ctx, "")
	if err != nil {
		return nil, err
	}
	defer cursor.Close()
	return cursor.Next(ctx, 10)
}
