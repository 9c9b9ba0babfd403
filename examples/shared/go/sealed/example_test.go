//go:build linux

package sealed_test

import (
	"fmt"

	"github.com/halflap/halflap/examples/shared/go/scan"
	"github.com/halflap/halflap/examples/shared/go/sealed"
)

func Example() {
	// The writer: straight into the memory, then sealed for good. sealed.Send hands it over.
	f, err := sealed.Write("scan", &scan.Scan{Scanner: "hall", Points: []scan.Point{{X: 3}}})
	if err != nil {
		panic(err)
	}
	defer f.Close()

	// The reader: nothing but sealed memory is mapped, and nothing of it is copied.
	err = sealed.With(f, 1<<20, func(b []byte) error {
		view, err := scan.ReadScan(b)
		if err != nil {
			return err
		}
		fmt.Println(view.Scanner(), view.Points()[0].X) // good until the function returns
		return nil
	})
	if err != nil {
		panic(err)
	}
	// Output: hall 3
}
