// Package viewkept keeps what it may not.
package viewkept

import (
	"context"
	"errors"
	"strings"
	"sync"

	halflap "github.com/halflap/halflap/go-codec"

	"example/store"
	"example/store/storeffi"
)

var last store.OrderView
var names []string

func variable(ctx context.Context, s *storeffi.Store) (string, error) {
	var customer string
	err := s.PutView(ctx, nil, func(v store.OrderView) error {
		customer = v.Customer() // want `a string that lies in a buffer is kept in variable customer, but is good only until this function returns; keep strings.Clone of it`
		return nil
	})
	return customer, err
}

func global(ctx context.Context, s store.Store) error {
	return s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		last = v                            // want `store.OrderView is kept in package variable last.*Decode`
		names = append(names, v.Customer()) // want `a string that lies in a buffer is kept in package variable names.*strings.Clone`
		return true, nil
	})
}

type index struct {
	photo  []byte
	path   []store.Vec3
	first  *store.Vec3
	lines  halflap.List[store.LineView]
	token  halflap.Secret
	arm    halflap.UnknownArm
	order  store.Order
	byName map[string]int
	later  func() string
	any    any
	atomic sync.Map
	edit   store.OrderEdit
	words  []string
}

func (x *index) field(ctx context.Context, s store.Store) error {
	return s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		x.photo = v.Photo()                             // want `a \[\]byte that lies in a buffer is kept in field photo.*bytes.Clone`
		x.path = v.Path()[1:]                           // want `a \[\]store.Vec3 that lies in a buffer is kept in field path.*slices.Clone`
		x.first = &v.Path()[0]                          // want `a value that leads into a buffer is kept in field first`
		x.lines = v.Lines()                             // want `halflap.List\[store.LineView\] is kept in field lines.*copies of its elements`
		x.token = v.Token()                             // want `halflap.Secret is kept in field token.*Clone`
		x.arm, _ = v.Payment().UnknownArm()             // want `halflap.UnknownArm is kept in field arm.*Clone`
		x.order = v.Borrow()                            // want `a store.Order that leads into a buffer is kept in field order`
		x.byName[v.Customer()] = 1                      // want `a string that lies in a buffer is kept in the map in field byName`
		x.later = func() string { return v.Customer() } // want `a function that captures what lies in a buffer is kept in field later`
		x.any = v                                       // want `store.OrderView is kept in field any`
		x.atomic.Store(1, v)                            // want `store.OrderView is given to \(\*sync.Map\).Store, which keeps it`
		x.words = strings.Fields(v.Customer())          // want `a \[\]string that leads into a buffer is kept in field words`
		if note, ok := v.Note(); ok {
			x.words = append(x.words, strings.TrimSpace(note)) // want `a string that lies in a buffer is kept in field words`
		}
		return true, nil
	})
}

// named is not a literal.
func (x *index) named(v store.OrderView) (bool, error) {
	x.photo = v.Photo() // want `kept in field photo`
	return true, nil
}

func plain(v store.OrderView) (bool, error) {
	last = v // want `kept in package variable last`
	return true, nil
}

func given(ctx context.Context, s store.Store, x *index) error {
	return errors.Join(s.Scan(ctx, "", x.named), s.Scan(ctx, "", plain))
}

func channels(ctx context.Context, s store.Store, out chan<- string, views chan store.OrderView) error {
	return s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		out <- v.Customer() // want `a string that lies in a buffer is sent on a channel.*strings.Clone`
		select {
		case views <- v: // want `store.OrderView is sent on a channel`
		default:
		}
		return true, nil
	})
}

func goroutines(ctx context.Context, s store.Store) error {
	return s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		go println(v.Customer()) // want `a string that lies in a buffer is given to a goroutine`
		go func() {              // want `a function that captures what lies in a buffer is given to a goroutine`
			println(v.Customer())
		}()
		return true, nil
	})
}

func group(ctx context.Context, s store.Store, wg *sync.WaitGroup) error {
	return s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		wg.Go(func() { println(v.Customer()) }) // want `given to a goroutine`
		return true, nil
	})
}

type missing struct{ customer string }

func (m *missing) Error() string { return m.customer }

func returned(ctx context.Context, s *storeffi.Store) error {
	return s.PutView(ctx, nil, func(v store.OrderView) error {
		if v.Lines().Len() == 0 {
			return &missing{v.Customer()} // want `a value that leads into a buffer is returned.*strings.Clone`
		}
		return errors.New(v.Customer()) // want `a value that leads into a buffer is returned`
	})
}

func loops(ctx context.Context, s store.Store) ([]store.LineView, error) {
	var all []store.LineView
	texts := make(map[string]string)
	err := s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		for _, line := range v.Lines().All() {
			all = append(all, line) // want `store.LineView is kept in variable all`
		}
		for key, value := range v.Labels().All() {
			texts[strings.Clone(key)] = value // want `a string that lies in a buffer is kept in the map in variable texts`
		}
		for i := range v.Lines().Len() {
			names[i] = v.Lines().At(i).Text() // want `kept in package variable names`
		}
		return true, nil
	})
	return all, err
}

// through gives it to functions of the package.
func (x *index) through(ctx context.Context, s store.Store) error {
	return s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		x.remember(v.Photo()) // want `a \[\]byte that lies in a buffer is kept in field photo`
		remember(v)           // want `store.OrderView is kept in package variable last`
		x.any = customerOf(v) // want `a string that lies in a buffer is kept in field any`
		e := entry{text: v.Customer()}
		keep := &e
		x.any = keep // want `a value that leads into a buffer is kept in field any`
		return true, nil
	})
}

type entry struct {
	text  string
	count *int
}

func (x *index) remember(photo []byte) { x.photo = photo }

func remember(v store.OrderView) { last = v }

func customerOf(v store.OrderView) string { return v.Customer() }

func edits(b []byte, x *index) error {
	return store.EditOrder(b, func(e store.OrderEdit) error {
		x.edit = e // want `store.OrderEdit is kept in field edit.*edit the buffer again`
		return nil
	})
}

// audit is a host interface's implementation.
type audit struct{ seen []string }

func (a *audit) Seen(_ context.Context, order store.OrderView) (string, error) {
	a.seen = append(a.seen, order.Customer()) // want `a string that lies in a buffer is kept in field seen`
	return order.Customer(), nil
}
