//go:build cgo

package native_test

import (
	"context"
	"testing"

	"github.com/halflap/halflap/ffi/native"
	"github.com/halflap/halflap/ffi/native/internal/double/double"
	"github.com/halflap/halflap/ffi/native/internal/double/double/doubleffi"
	"github.com/halflap/halflap/ffi/native/internal/double/library"
)

// What a call costs is measured by a call of C that does nothing: compare Add with Bare.

func BenchmarkBare(b *testing.B) {
	for b.Loop() {
		library.Bare(1, 2)
	}
}

func benchmarkAdd(b *testing.B, ctx context.Context) {
	box := open(b)
	b.ReportAllocs()
	for b.Loop() {
		if n, err := box.Add(ctx, 1, 2); n != 3 || err != nil {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkAdd(b *testing.B) { benchmarkAdd(b, context.Background()) }

func BenchmarkAddCancellable(b *testing.B) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	benchmarkAdd(b, ctx)
}

func BenchmarkAddMany(b *testing.B) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	box := open(b)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if n, err := box.Add(ctx, 1, 2); n != 3 || err != nil {
				b.Error(n, err)
			}
		}
	})
}

func BenchmarkPut(b *testing.B) {
	box := open(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := box.Put(context.Background(), item); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPutView(b *testing.B) {
	box := open(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := box.PutView(context.Background(), item, func(double.ItemView) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPutInto(b *testing.B) {
	box := open(b)
	var into native.Buffer
	b.ReportAllocs()
	for b.Loop() {
		if _, err := box.PutInto(context.Background(), item, &into); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEach(b *testing.B) {
	box := open(b)
	put(b, box)
	b.ReportAllocs()
	each := func(double.ItemView) (bool, error) { return true, nil }
	for b.Loop() {
		if err := box.Each(context.Background(), 100, 0, each); err != nil {
			b.Fatal(err)
		}
	}
}

var _ = doubleffi.Live
