package viewstale

import (
	"context"
	"io"
	"strings"

	"github.com/halflap/halflap/ffi/native"
	halflap "github.com/halflap/halflap/go-codec"

	"example/store"
	"example/store/storeffi"
)

func again(frames *halflap.FrameReader) (longest string, total int, err error) {
	var b []byte
	for {
		b, err = frames.Next(b)
		if err == io.EOF {
			return longest, total, nil
		}
		v, err := store.ReadOrder(b)
		if err != nil {
			return "", 0, err
		}
		id, path := v.ID(), v.Path()
		total += len(path) + int(id[0])
		if len(v.Customer()) > len(longest) {
			longest = strings.Clone(v.Customer())
		}
	}
}

func fresh(order *store.Order) (string, error) {
	b, err := order.MarshalBinary()
	if err != nil {
		return "", err
	}
	v, err := store.ReadOrder(b)
	if err != nil {
		return "", err
	}
	b, err = order.AppendBinary(nil)
	if err != nil {
		return "", err
	}
	b = append(b, 1)
	other, err := store.ReadOrder(b)
	return v.Customer() + other.Customer(), err
}

func two(ctx context.Context, s *storeffi.Store, order *store.Order) (bool, error) {
	var a, b native.Buffer
	first, err := s.PutInto(ctx, order, &a)
	if err != nil {
		return false, err
	}
	second, err := s.PutInto(ctx, order, &b)
	if err != nil {
		return false, err
	}
	return first.Customer() == second.Customer(), nil
}

func decoded(ctx context.Context, s *storeffi.Store, orders []store.Order) (all []store.Order, err error) {
	var b native.Buffer
	for i := range orders {
		v, err := s.PutInto(ctx, &orders[i], &b)
		if err != nil {
			return nil, err
		}
		all = append(all, v.Decode())
	}
	return all, nil
}

func (r *reader) renewed(order *store.Order) (string, error) {
	v, err := store.ReadOrder(r.b)
	if err != nil {
		return "", err
	}
	r.b = make([]byte, 0, 1024)
	r.b, err = order.AppendBinary(r.b[:0])
	return v.Customer(), err
}

func behind(order *store.Order, b []byte) (string, error) {
	v, err := store.ReadOrder(b)
	if err != nil {
		return "", err
	}
	b, err = order.AppendBinary(b)
	println(len(b))
	return v.Customer(), err
}

func either(order *store.Order, b []byte, again bool) (string, error) {
	v, err := store.ReadOrder(b)
	if err != nil {
		return "", err
	}
	if again {
		b, err = order.AppendBinary(b[:0])
		if err != nil {
			return "", err
		}
		if v, err = store.ReadOrder(b); err != nil {
			return "", err
		}
	}
	return v.Customer(), nil
}
