// Package errorignored looks at no errors.
package errorignored

import (
	"context"

	"example/store"
	"example/store/storeffi"
)

func bad(ctx context.Context, s *storeffi.Store, i store.Store, order *store.Order, b []byte) {
	s.Close()                        // want `the error of Close is ignored; return or report it; where it makes no difference, write ._ =.`
	i.Close()                        // want `the error of Close is ignored`
	s.Count(ctx)                     // want `the error of Count is ignored; return or report it: without it nobody learns that the call failed`
	go i.Count(ctx)                  // want `the error of Count is ignored`
	s.Scan(ctx, "", nil)             // want `the error of Scan is ignored`
	store.EditOrder(b, nil)          // want `the error of EditOrder is ignored`
	n, _ := s.Count(ctx)             // want `what Count returns is used, and its error is not; look at the error first: beside one there is no result`
	v, _ := store.ReadOrder(b)       // want `what ReadOrder returns is used, and its error is not`
	b, _ = order.AppendBinary(b[:0]) // want `what AppendBinary returns is used, and its error is not`
	println(n, v.Customer(), b)
}

func good(ctx context.Context, s *storeffi.Store, i store.Store, order *store.Order) (uint64, error) {
	defer s.Close()
	_ = i.Close()
	_, _ = s.Count(ctx)
	store.Description()
	if _, err := order.MarshalBinary(); err != nil {
		return 0, err
	}
	n, err := s.Count(ctx)
	println(n)
	// halflap: allow(errorignored): the reason
	i.Count(ctx)
	return n, err
}

type file struct{}

func (file) Close() error                             { return nil }
func (file) Count(context.Context) (n int, err error) { return 0, nil }

func other(ctx context.Context, f file) {
	f.Close()
	f.Count(ctx)
}
