//go:build !cgo

// Command linking calls two Rust libraries in one program.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "error: this program needs cgo, and a C compiler")
	os.Exit(1)
}
