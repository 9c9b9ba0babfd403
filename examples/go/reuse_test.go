package examples

import (
	"fmt"
	"testing"

	"github.com/halflap/halflap/examples/go/weather"
)

// How do I send a million messages without a million allocations? One buffer, written over and
// over: once it has grown to the largest message, nothing is allocated any more, neither by writing
// nor by reading.
func Example_reuse() {
	report := weather.Report{Station: "Zürich", Celsius: make([]float32, 1000)}
	buffer, err := report.AppendBinary(nil)
	if err != nil {
		panic(err)
	}

	allocations := testing.AllocsPerRun(1000, func() {
		report.Taken += 3600
		if buffer, err = report.AppendBinary(buffer[:0]); err != nil { // writes over the last one
			panic(err)
		}
		view, err := weather.ReadReport(buffer)
		if err != nil {
			panic(err)
		}
		if view.Taken() != report.Taken {
			panic("another report")
		}
	}) // no view is used behind the next AppendBinary
	fmt.Println(allocations, "allocations a message")
	// Output: 0 allocations a message
}
