//go:build cgo

// Package newer_test calls an older library than the client was generated for.
package newer_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/halflap/halflap/ffi"
	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/glue/go/newer/glue"
	"github.com/halflap/halflap/testdata/glue/go/newer/glue/glueffi"
)

func TestAnOlderLibraryLacksOnlyWhatIsNew(t *testing.T) {
	ctx := context.Background()
	store, err := glueffi.OpenStore(ctx, glueffi.Host{Clock: &glue.ClockMock{
		NowFunc: func(context.Context) (int64, error) { return 1, nil },
		NameFunc: func(_ context.Context, _ halflap.UUID, order glue.OrderView) (string, error) {
			if _, ok := order.Note(); ok {
				t.Error("an older library knows a note")
			}
			return "named", nil
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	order := &glue.Order{ID: halflap.UUID{1}, Note: halflap.Pointer("new"), Path: []glue.Vec3{{Z: 1}}}
	if _, err := store.Put(ctx, order); err != nil {
		t.Fatal(err)
	}
	got, err := store.Get(ctx, order.ID)
	if err != nil || got.Customer != "named" || got.Note != nil || got.Path[0].Z != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err = store.Stats(ctx); !errors.Is(err, ffi.ErrUnknownMethod) || !strings.Contains(err.Error(), "glue.Store.stats") {
		t.Errorf("stats: %v", err)
	}
	// halflap: allow(handleopen): none is opened
	if _, err = glueffi.OpenEcho(ctx, glueffi.Host{}); !errors.Is(err, ffi.ErrUnknownMethod) {
		t.Errorf("an interface that it lacks: %v", err)
	}
}
