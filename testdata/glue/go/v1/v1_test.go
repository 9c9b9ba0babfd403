//go:build cgo

// Package v1_test calls a newer library than the client was generated for.
package v1_test

import (
	"context"
	"errors"
	"testing"

	"github.com/halflap/halflap/ffi"
	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/glue/go/v1/glue"
	"github.com/halflap/halflap/testdata/glue/go/v1/glue/glueffi"
)

func TestANewerLibraryServesAnOlderClient(t *testing.T) {
	ctx := context.Background()
	now := func(context.Context) (int64, error) { return 1, nil }
	store, err := glueffi.OpenStore(ctx, glueffi.Host{Clock: &glue.ClockMock{NowFunc: now}})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	put := func(n int) error {
		_, err := store.Put(ctx, &glue.Order{ID: halflap.UUID{1, byte(n >> 8), byte(n)}, Customer: "ada"})
		return err
	}
	for n := range 1000 {
		if err := put(n); err != nil {
			t.Fatal(err)
		}
	}
	seen := 0
	if err := store.Scan(ctx, "a", func(v glue.OrderView) (bool, error) {
		seen++
		return v.Customer() == "ada", nil
	}); err != nil || seen != 1000 {
		t.Error(seen, err)
	}
	// A case that is newer than the client is passed on whole.
	err = put(1000)
	var e *ffi.Error
	if !errors.As(err, &e) || e.Domain != "glue.StoreError" || e.Code != 4 || e.Name != "" || e.Message == "" {
		t.Errorf("%#v", err)
	}
	if errors.Is(err, glue.ErrBackend) {
		t.Error("it was taken for another")
	}
	err = put(0)
	var conflict *glue.ConflictError
	if !errors.As(err, &conflict) || conflict.Payload.With != (halflap.UUID{1}) {
		t.Errorf("%#v", err)
	}
}
