// The Go side of the demo: it reads in place what Rust wrote, answers questions over it, and
// writes it back from values of its own.
//
// `cargo xtask demo` runs it together with the Rust side, ../rust.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/halflap/halflap/examples/cities/go/cities"
	halflap "github.com/halflap/halflap/go-codec"
)

const usage = `usage: cities report FILE TEXT  the largest city of each country, and whose names contain TEXT
       cities rewrite FILE OUT  decode FILE into Go values, encode them to OUT
       cities refuse FILE...    say why each file can't be read`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "report":
		return report(os.Stdout, args[1], args[2])
	case len(args) == 3 && args[0] == "rewrite":
		return rewrite(args[1], args[2])
	case len(args) >= 2 && args[0] == "refuse":
		return refuse(args[1:])
	}
	return errors.New(usage)
}

// rewrite decodes a file into Go values that share nothing with it, and encodes those.
func rewrite(file, out string) error {
	buffer, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	begin := time.Now()
	var world cities.World
	if err := world.UnmarshalBinary(buffer); err != nil {
		return err
	}
	decoded := time.Now()
	written, err := world.MarshalBinary()
	if err != nil {
		return err
	}
	fmt.Printf("%d cities: decoded in %s, encoded in %s\n",
		len(world.Cities), milliseconds(decoded.Sub(begin)), milliseconds(time.Since(decoded)))
	return os.WriteFile(out, written, 0o644)
}

// refuse prints one line for each file: how the reader refuses it.
func refuse(files []string) error {
	for _, file := range files {
		buffer, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		_, err = cities.ReadWorld(buffer)
		var refused *halflap.Error
		switch {
		case err == nil:
			fmt.Println("ok")
		case errors.As(err, &refused):
			fmt.Printf("error kind=%s offset=%d path=%s\n", refused.Kind.String(), refused.Offset, refused.Path)
		default:
			return err
		}
	}
	return nil
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
}
