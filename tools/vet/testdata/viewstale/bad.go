// Package viewstale uses buffers again while views of them are in use.
package viewstale

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/halflap/halflap/ffi/native"
	halflap "github.com/halflap/halflap/go-codec"

	"example/store"
	"example/store/storeffi"
)

func encoded(order *store.Order, b []byte) (string, error) {
	v, err := store.ReadOrder(b)
	if err != nil {
		return "", err
	}
	b, err = order.AppendBinary(b[:0])
	if err != nil {
		return "", err
	}
	println(len(b))
	return v.Customer(), nil // want `this OrderView is used after AppendBinary in line 23 used its buffer again; use it before that, or copy what has to stay`
}

func text(b []byte) {
	v, err := store.ReadOrder(b)
	if err != nil {
		return
	}
	customer, photo := v.Customer(), v.Photo()
	b = append(b[:0], "more"...)
	println(customer) // want `a string that was read from a view is used after append in line 37`
	println(len(photo), len(b))
}

func loop(frames *halflap.FrameReader) (string, error) {
	var longest string
	var b []byte
	var err error
	for {
		b, err = frames.Next(b)
		if err == io.EOF {
			return longest, nil // want `a string that was read from a view is used after Next in line 47`
		}
		v, err := store.ReadOrder(b)
		if err != nil {
			return "", err
		}
		if len(v.Customer()) > len(longest) {
			longest = v.Customer()
		}
	}
}

func into(ctx context.Context, s *storeffi.Store, orders []store.Order) (bool, error) {
	var b native.Buffer
	first, err := s.PutInto(ctx, &orders[0], &b)
	if err != nil {
		return false, err
	}
	second, err := s.PutInto(ctx, &orders[1], &b)
	if err != nil {
		return false, err
	}
	return first.Customer() == second.Customer(), nil // want `this OrderView is used after PutInto in line 67`
}

type reader struct {
	b      []byte
	buffer *native.Buffer
}

func (r *reader) field(order *store.Order) (store.OrderView, error) {
	v, err := store.ReadOrder(r.b)
	if err != nil {
		return v, err
	}
	r.b, err = order.AppendBinary(r.b[:0])
	return v, err // want `this OrderView is used after AppendBinary in line 84`
}

func (r *reader) intoField(ctx context.Context, s *storeffi.Store) ([]store.Vec3, error) {
	v, err := s.PutInto(ctx, nil, r.buffer)
	if err != nil {
		return nil, err
	}
	path := v.Path()
	if _, err = s.PutInto(ctx, nil, r.buffer); err != nil {
		return nil, err
	}
	return path, nil // want `a slice that was read from a view is used after PutInto in line 94`
}

func filled(r io.Reader, b []byte) string {
	v, _ := store.ReadOrder(b)
	if _, err := io.ReadFull(r, b); err != nil {
		return ""
	}
	return v.Customer() // want `after ReadFull in line 102`
}

func read(r io.Reader, b []byte) string {
	v, _ := store.ReadOrder(b)
	_, _ = r.Read(b[8:])
	return v.Customer() // want `after Read in line 110`
}

func lines(s *bufio.Scanner) string {
	v, _ := store.ReadOrder(s.Bytes())
	s.Scan()
	return v.Customer() // want `after Scan in line 116`
}

func pooled(pool *sync.Pool, from *bytes.Buffer) string {
	b := pool.Get().([]byte)
	v, _ := store.ReadOrder(b)
	pool.Put(b)
	println(v.Customer()) // want `after Put in line 123`
	v, _ = store.ReadOrder(from.Bytes())
	from.Reset()
	return v.Customer() // want `after Reset in line 126`
}

func poked(b []byte) string {
	v, _ := store.ReadOrder(b)
	b[40] = 0
	return v.Customer() // want `after an assignment in line 132`
}

// captured looks at variables that closures see too.
func captured(order *store.Order, b []byte) string {
	v, _ := store.ReadOrder(b)
	defer func() { println(v.Customer(), len(b)) }()
	b, _ = order.AppendBinary(b[:0])
	return v.Customer() // want `what v holds is used after AppendBinary in line 140`
}
