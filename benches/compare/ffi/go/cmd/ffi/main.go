// Command ffi measures calls from Go to Rust, and prints what Measure and Load of the package do:
// "ffi ROUNDS PART", where the part is calls, messages or load- and how many goroutines call.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"slices"
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
	if len(args) != 2 {
		return errUsage
	}
	rounds, err := strconv.Atoi(args[0])
	if err != nil || rounds < 1 {
		return errUsage
	}
	data := ffi.NewData()
	operations, err := peers.All(data)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	switch args[1] {
	case "calls":
		err = ffi.Measure(out, slices.DeleteFunc(operations, isMessage), data.Expected(), rounds)
	case "messages":
		calls := func(o ffi.Operation) bool { return !isMessage(o) }
		err = ffi.Measure(out, slices.DeleteFunc(operations, calls), data.Expected(), rounds)
	case "load-1":
		err = ffi.Load(out, operations, ffi.Echo, 1, rounds)
	case "load-4":
		err = ffi.Load(out, operations, ffi.Echo, 4, rounds)
	case "load-16":
		err = ffi.Load(out, operations, ffi.Echo, 16, rounds)
	default:
		err = errUsage
	}
	return errors.Join(err, out.Flush())
}

var errUsage = errors.New("ffi ROUNDS calls|messages|load-1|load-4|load-16")

func isMessage(o ffi.Operation) bool { return slices.Contains(ffi.Messages, o.Work) }
