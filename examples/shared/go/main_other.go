//go:build !linux

// The Go side of an example that needs Linux: see main.go.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "shared-go: only Linux has memory that can be sealed (memfd_create)")
	os.Exit(2)
}
