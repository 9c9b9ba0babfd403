package viewkept

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"

	halflap "github.com/halflap/halflap/go-codec"

	"example/store"
	"example/store/storeffi"
)

func copied(ctx context.Context, s *storeffi.Store, x *index) (order store.Order, err error) {
	var customer string
	var lines int
	var id halflap.UUID
	var first store.Vec3
	err = s.PutView(ctx, nil, func(v store.OrderView) error {
		customer = strings.Clone(v.Customer())
		order = v.Decode()
		lines += v.Lines().Len()
		id = v.ID()
		if path := v.Path(); len(path) > 0 {
			first = path[0]
		}
		x.photo = bytes.Clone(v.Photo())
		x.photo = append(x.photo[:0], v.Photo()...)
		x.path = slices.Clone(v.Path())
		x.path = append([]store.Vec3(nil), v.Path()...)
		x.token = v.Token().Clone()
		x.any = string(v.Photo())
		x.any = fmt.Sprintf("%s has %d", v.Customer(), lines)
		x.any = "customer " + v.Customer()
		copy(x.path, v.Path())
		x.byName[strings.Clone(v.Customer())]++
		names = append(names, strings.Clone(v.Customer()))
		if v.Customer() == "" {
			return fmt.Errorf("order %v of %s is empty", v.ID(), v.Customer())
		}
		return nil
	})
	fmt.Println(customer, id, first)
	return order, err
}

// local is not kept: all of it ends with the function.
func local(ctx context.Context, s store.Store) error {
	owner := new(int)
	return s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		words := strings.Fields(v.Customer())
		sort.Strings(words)
		set := make(map[string]bool)
		for _, word := range words {
			set[word] = true
		}
		e := entry{text: v.Customer(), count: owner}
		counts = append(counts, e.count, &e.zero().n)
		keys := slices.Sorted(maps.Keys(set))
		var longest string
		for _, line := range v.Lines().All() {
			if len(line.Text()) > len(longest) {
				longest = line.Text()
			}
		}
		total += len(longest) + len(keys)
		return total < 10, nil
	})
}

var total int
var counts []*int

type zero struct{ n int }

func (e entry) zero() *zero { return new(zero) }

// waited gives views to goroutines that end first.
func waited(ctx context.Context, s store.Store) error {
	return s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		var wg sync.WaitGroup
		for i := range v.Lines().Len() {
			wg.Add(1)
			go func() {
				defer wg.Done()
				fmt.Println(v.Lines().At(i).Text())
			}()
		}
		wg.Wait()
		done := make(chan string)
		go func() { done <- v.Customer() }()
		fmt.Println(<-done)
		return true, nil
	})
}

// own reads a buffer that is its own: a view keeps it alive, and may be kept.
func own(order *store.Order) (store.OrderView, error) {
	b, err := order.MarshalBinary()
	if err != nil {
		return store.OrderView{}, err
	}
	view, err := store.ReadOrder(b)
	last = view
	return view, err
}

// sorted gives views to functions that are not generated.
func sorted(views []store.OrderView, longest *store.OrderView) {
	slices.SortFunc(views, func(a, b store.OrderView) int {
		*longest = a
		return strings.Compare(a.Customer(), b.Customer())
	})
}

func allowed(ctx context.Context, s *storeffi.Store) error {
	return s.PutView(ctx, nil, func(v store.OrderView) error {
		last = v // halflap: allow(viewkept): cleared before this function ends
		last = store.OrderView{}
		return nil
	})
}

// seen looks like a method of a host interface, and is none.
type seen struct{ last store.OrderView }

func (s *seen) Look(order store.OrderView) { s.last = order }
