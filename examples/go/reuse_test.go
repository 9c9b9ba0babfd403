package examples

import (
	"fmt"
	"testing"

	"github.com/halflap/halflap/examples/go/weather"
	halflap "github.com/halflap/halflap/go-codec"
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

// And many small ones? A Writer that is kept as well saves each of them the search for one.
func Example_writer() {
	var writer halflap.Writer
	var buffer []byte
	for hour := range uint64(3) {
		report := weather.Report{Station: "Zürich", Taken: hour * 3600}
		var err error
		if buffer, err = report.AppendUsing(&writer, buffer[:0]); err != nil {
			panic(err)
		}
		view, err := weather.ReadReport(buffer)
		if err != nil {
			panic(err)
		}
		fmt.Println(view.Station(), view.Taken())
	}
	// Output:
	// Zürich 0
	// Zürich 3600
	// Zürich 7200
}
