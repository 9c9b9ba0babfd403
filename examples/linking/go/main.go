//go:build cgo

// Command linking calls two Rust libraries in one program. How they are linked, the variable
// CGO_LDFLAGS says: ../README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/halflap/halflap/examples/linking/go/left/leftffi"
	"github.com/halflap/halflap/examples/linking/go/right/rightffi"
	"github.com/halflap/halflap/ffi"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	counter, err := leftffi.OpenCounter(ctx)
	if err != nil {
		return err
	}
	mirror, err := rightffi.OpenMirror(ctx)
	if err != nil {
		return errors.Join(err, counter.Close())
	}
	words, err := counter.Count(ctx, "two libraries in one program")
	if err != nil {
		return errors.Join(err, counter.Close(), mirror.Close())
	}
	text, err := mirror.Turn(ctx, "left")
	if err != nil {
		return errors.Join(err, counter.Close(), mirror.Close())
	}
	fmt.Println(words, text)
	// Each catches its own panics, and poisons its own object.
	fmt.Println(told(counter.Fail(ctx, "on the left")))
	fmt.Println(told(mirror.Fail(ctx, "on the right")))
	fmt.Println(leftffi.Live(), rightffi.Live())
	if err := errors.Join(counter.Close(), mirror.Close()); err != nil {
		return err
	}
	fmt.Println(leftffi.Live(), rightffi.Live())
	return nil
}

// told is a panic's message.
func told(err error) string {
	var failed *ffi.Error
	if !errors.Is(err, ffi.ErrPanic) || !errors.As(err, &failed) {
		return fmt.Sprintf("no panic: %v", err)
	}
	return "panic: " + failed.Message
}
