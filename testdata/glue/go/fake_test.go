package glue_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/glue/go/glue"
)

// fakeStore is a store in Go, to be called through doubles.
type fakeStore struct {
	mu     sync.Mutex
	orders []glue.Order
	closed int
}

func (s *fakeStore) Put(_ context.Context, order *glue.Order) (*glue.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.orders {
		if other.ID == order.ID {
			return nil, &glue.ConflictError{Payload: &glue.Conflict{With: other.ID}, Message: "twice"}
		}
	}
	s.orders = append(s.orders, *order)
	return &glue.Receipt{ID: order.ID, Number: uint64(len(s.orders))}, nil
}

func (s *fakeStore) Get(_ context.Context, id halflap.UUID) (*glue.Order, error) {
	if id == (halflap.UUID{}) {
		return nil, fmt.Errorf("no order has the id zero: %w", glue.ErrNotFound)
	}
	for _, order := range s.orders {
		if order.ID == id {
			return &order, nil
		}
	}
	return nil, nil
}

func (s *fakeStore) Norm(_ context.Context, path []glue.Vec3) (float64, error) {
	sum := 0.0
	for _, v := range path {
		sum += math.Sqrt(float64(v.X*v.X + v.Y*v.Y + v.Z*v.Z))
	}
	return sum, nil
}

func (s *fakeStore) Scan(_ context.Context, prefix string, each func(glue.OrderView) (bool, error)) error {
	for _, order := range s.orders {
		if !strings.HasPrefix(order.Customer, prefix) {
			continue
		}
		b, err := order.MarshalBinary()
		if err != nil {
			return err
		}
		view, err := glue.ReadOrder(b)
		if err != nil {
			return err
		}
		more, err := each(view)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

func (s *fakeStore) Cursor(context.Context, string) (glue.Cursor, error) {
	return &fakeCursor{store: s}, nil
}

func (s *fakeStore) Stats(context.Context) (*glue.Stats, error) {
	return &glue.Stats{Orders: uint64(len(s.orders))}, nil
}

func (s *fakeStore) Merge(_ context.Context, other glue.Store) (uint32, error) {
	from, ok := other.(*fakeStore)
	if !ok {
		return 0, errors.New("not one of mine")
	}
	s.orders = append(s.orders, from.orders...)
	return uint32(len(from.orders)), nil
}

func (s *fakeStore) Child(_ context.Context, name string) (glue.Store, error) {
	if name == "" {
		return nil, nil
	}
	return &fakeStore{}, nil
}

func (s *fakeStore) Wait(ctx context.Context, _ uint64) error {
	<-ctx.Done()
	return ctx.Err()
}

func (s *fakeStore) Fail(_ context.Context, message string) error { panic(message) }

func (s *fakeStore) Clone() (glue.Store, error) { return s, nil }

func (s *fakeStore) Close() error {
	s.closed++
	return nil
}

type fakeCursor struct {
	store *fakeStore
	at    int
}

func (c *fakeCursor) Next(_ context.Context, most uint32) ([]glue.Order, error) {
	rest := c.store.orders[c.at:]
	rest = rest[:min(len(rest), int(most))]
	c.at += len(rest)
	return rest, nil
}

func (c *fakeCursor) Position(context.Context) (uint64, error) { return uint64(c.at), nil }

func (c *fakeCursor) Clone() (glue.Cursor, error) { return c, nil }

func (c *fakeCursor) Close() error { return nil }

// fakeEcho answers with what it gets.
type fakeEcho struct{}

func (fakeEcho) Nothing(context.Context) error                        { return nil }
func (fakeEcho) Bool(_ context.Context, v bool) (bool, error)         { return v, nil }
func (fakeEcho) Single(_ context.Context, v float32) (float32, error) { return v, nil }
func (fakeEcho) Unsigned(_ context.Context, a uint8, b uint16, c uint32, d uint64) (uint64, error) {
	return uint64(a) + uint64(b) + uint64(c) + d, nil
}
func (fakeEcho) Signed(_ context.Context, a int8, b int16, c int32, d int64) (int64, error) {
	return int64(a) + int64(b) + int64(c) + d, nil
}
func (fakeEcho) Floats(_ context.Context, a float32, b float64) (float64, error) {
	return float64(a) + b, nil
}
func (fakeEcho) Wide(_ context.Context, v halflap.Uint128) (halflap.Uint128, error) { return v, nil }
func (fakeEcho) WideSigned(_ context.Context, v halflap.Int128) (halflap.Int128, error) {
	return v, nil
}
func (fakeEcho) UUID(_ context.Context, v halflap.UUID) (halflap.UUID, error)      { return v, nil }
func (fakeEcho) Color(_ context.Context, v glue.Color) (glue.Color, error)         { return v, nil }
func (fakeEcho) Gate(_ context.Context, v glue.Gate) (glue.Gate, error)            { return v, nil }
func (fakeEcho) Rights(_ context.Context, v glue.Rights) (glue.Rights, error)      { return v, nil }
func (fakeEcho) Text(_ context.Context, v string) (string, error)                  { return v, nil }
func (fakeEcho) Blob(_ context.Context, v []byte) ([]byte, error)                  { return v, nil }
func (fakeEcho) Numbers(_ context.Context, v []uint32) ([]uint32, error)           { return v, nil }
func (fakeEcho) Bools(_ context.Context, v []bool) (uint64, error)                 { return uint64(len(v)), nil }
func (fakeEcho) Uuids(_ context.Context, v []halflap.UUID) ([]halflap.UUID, error) { return v, nil }
func (fakeEcho) Switches(_ context.Context, v []glue.Switch) (uint64, error) {
	return uint64(len(v)), nil
}
func (fakeEcho) Gates(_ context.Context, v []glue.Gate) (uint64, error)           { return uint64(len(v)), nil }
func (fakeEcho) Vector(_ context.Context, v glue.Vec3) (glue.Vec3, error)         { return v, nil }
func (fakeEcho) Array(_ context.Context, v [3]uint16) ([3]uint16, error)          { return v, nil }
func (fakeEcho) Maybe(_ context.Context, v *uint32) (*uint32, error)              { return v, nil }
func (fakeEcho) MaybeText(_ context.Context, v *string) (*string, error)          { return v, nil }
func (fakeEcho) Texts(_ context.Context, v []string) ([]string, error)            { return v, nil }
func (fakeEcho) Payment(_ context.Context, v glue.Payment) (glue.Payment, error)  { return v, nil }
func (fakeEcho) Order(_ context.Context, v *glue.Order) (*glue.Order, error)      { return v, nil }
func (fakeEcho) MaybeOrder(_ context.Context, v *glue.Order) (*glue.Order, error) { return v, nil }
func (fakeEcho) Map(_ context.Context, v map[string]uint64) (map[string]uint64, error) {
	return maps.Clone(v), nil
}
func (fakeEcho) Two(_ context.Context, _ *glue.Order, second *glue.Receipt) (*glue.Receipt, error) {
	return second, nil
}
func (fakeEcho) Mixed(_ context.Context, name string, v *uint32, order *glue.Order, list []glue.Order) (*glue.Stats, error) {
	n := uint64(len(name) + len(order.Customer))
	if v != nil {
		n += uint64(*v)
	}
	return &glue.Stats{Orders: uint64(len(list)), Calls: n}, nil
}
func (fakeEcho) Callbacks(
	_ context.Context,
	word func(uint32, bool) (int64, error),
	text func(string, []glue.Vec3) (string, error),
	order func(*glue.Order) (*glue.Order, error),
	nothing func() error,
) (string, error) {
	number, err := word(7, true)
	if err != nil {
		return "", err
	}
	said, err := text("said", []glue.Vec3{{X: 1}})
	if err != nil {
		return "", err
	}
	got, err := order(&glue.Order{Customer: "ada"})
	if err != nil {
		return "", err
	}
	if err := nothing(); err != nil {
		return "", err
	}
	if got == nil {
		got = &glue.Order{Customer: "nobody"}
	}
	return fmt.Sprint(number, said, got.Customer), nil
}
func (fakeEcho) Threads(_ context.Context, count uint32, each func(uint32) (uint32, error)) (uint64, error) {
	var wait sync.WaitGroup
	sums := make([]uint64, count)
	for i := range count {
		wait.Add(1)
		go func() {
			defer wait.Done()
			n, _ := each(i)
			sums[i] = uint64(n)
		}()
	}
	wait.Wait()
	sum := uint64(0)
	for n := range slices.Values(sums) {
		sum += n
	}
	return sum, nil
}
func (e fakeEcho) Clone() (glue.Echo, error) { return e, nil }
func (fakeEcho) Close() error                { return nil }
