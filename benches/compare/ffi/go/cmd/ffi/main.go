// Command ffi measures calls from Go to Rust, and prints what Measure and Load of the package do:
// "ffi ROUNDS".
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"

	ffi "github.com/halflap/halflap/benches/compare/ffi/go"
	"github.com/halflap/halflap/benches/compare/ffi/go/peers"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("ffi ROUNDS")
	}
	rounds, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	data := ffi.NewData()
	operations, err := peers.All(data)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	if err := ffi.Measure(out, operations, data.Expected(), rounds); err != nil {
		return err
	}
	if err := ffi.Load(out, operations, ffi.Echo, rounds); err != nil {
		return err
	}
	return out.Flush()
}
