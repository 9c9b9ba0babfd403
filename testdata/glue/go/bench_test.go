//go:build cgo

package glue_test

import (
	"context"
	"testing"

	"github.com/halflap/halflap/ffi/native"
	"github.com/halflap/halflap/testdata/glue/go/glue"
	"github.com/halflap/halflap/testdata/glue/go/glue/glueffi"
)

// Build the library with optimisation for these; ffi/native measures a bare call of C.

func BenchmarkCall(b *testing.B) {
	echo := openEcho(b)
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	b.Run("nothing", func(b *testing.B) {
		for b.Loop() {
			_ = echo.Nothing(background)
		}
	})
	b.Run("bool", func(b *testing.B) {
		for b.Loop() {
			_, _ = echo.Bool(background, true)
		}
	})
	b.Run("cancellable", func(b *testing.B) {
		for b.Loop() {
			_, _ = echo.Bool(ctx, true)
		}
	})
	benchmarkData(b, echo)
}

func benchmarkData(b *testing.B, echo *glueffi.Echo) {
	mine := order("ada")
	var into native.Buffer
	b.Run("order", func(b *testing.B) {
		for b.Loop() {
			_, _ = echo.Order(background, mine)
		}
	})
	b.Run("order view", func(b *testing.B) {
		for b.Loop() {
			_ = echo.OrderView(background, mine, func(glue.OrderView) error { return nil })
		}
	})
	b.Run("order into", func(b *testing.B) {
		for b.Loop() {
			_, _ = echo.OrderInto(background, mine, &into)
		}
	})
	b.Run("callback", func(b *testing.B) {
		store := openStore(b, &clock{})
		for n := range 100 {
			one := order("a")
			one.ID[9] = byte(n)
			_, _ = store.Put(background, one)
		}
		each := func(glue.OrderView) (bool, error) { return true, nil }
		for b.Loop() {
			_ = store.Scan(background, "", each)
		}
	})
}
