// Command data writes the buffers of the data sets into a folder: logs.halflap and mesh.halflap.
package main

import (
	"encoding"
	"fmt"
	"os"
	"path/filepath"

	bench "github.com/halflap/halflap/benches/go"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: data FOLDER")
	}
	if err := os.MkdirAll(args[0], 0o755); err != nil {
		return err
	}
	for name, message := range map[string]encoding.BinaryMarshaler{
		"logs.halflap": bench.Logs(),
		"mesh.halflap": bench.Mesh(),
	} {
		buffer, err := message.MarshalBinary()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(args[0], name), buffer, 0o644); err != nil {
			return err
		}
	}
	return nil
}
