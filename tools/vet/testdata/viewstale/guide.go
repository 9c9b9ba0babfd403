package viewstale

import (
	"context"
	"strings"

	"github.com/halflap/halflap/ffi/native"

	"example/store"
	"example/store/storeffi"
)

// want +12 `this OrderView is used after PutInto in line 21 used its buffer again`

func sameBad(ctx context.Context, s *storeffi.Store, a, b *store.Order) (bool, error) {
	var buffer native.Buffer
	first, err := s.PutInto(ctx, a, &buffer)
	if err != nil {
		return false, err
	}
	second, err := s.PutInto(ctx, b, &buffer)
	if err != nil {
		return false, err
	}
	return first.Customer() == second.Customer(), nil
}

func sameGood(ctx context.Context, s *storeffi.Store, a, b *store.Order) (bool, error) {
	var buffer native.Buffer
	first, err := s.PutInto(ctx, a, &buffer)
	if err != nil {
		return false, err
	}
	customer := strings.Clone(first.Customer())
	second, err := s.PutInto(ctx, b, &buffer)
	if err != nil {
		return false, err
	}
	return customer == second.Customer(), nil
}
