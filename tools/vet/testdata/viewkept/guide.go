package viewkept

import (
	"context"
	"strings"

	"example/store"
	"example/store/storeffi"
)

// want +5 `a string that lies in a buffer is kept in variable customer`

func customerBad(ctx context.Context, s *storeffi.Store, order *store.Order) (string, error) {
	var customer string
	err := s.PutView(ctx, order, func(taken store.OrderView) error {
		customer = taken.Customer()
		return nil
	})
	return customer, err
}

func customerGood(ctx context.Context, s *storeffi.Store, order *store.Order) (string, error) {
	var customer string
	err := s.PutView(ctx, order, func(taken store.OrderView) error {
		customer = strings.Clone(taken.Customer())
		return nil
	})
	return customer, err
}
