package examples

import (
	"fmt"

	"github.com/halflap/halflap/examples/go/weather"
)

// How do I write a message, and read it where it lies?
func Example_first() {
	report := weather.Report{
		Station: "Zürich",
		Taken:   1_795_219_200,
		Celsius: []float32{4.5, 3.75, 3.25},
	}
	buffer, err := report.MarshalBinary() // one allocation, of the exact size
	if err != nil {
		panic(err)
	}

	view, err := weather.ReadReport(buffer) // checked once: afterwards nothing can fail
	if err != nil {
		panic(err)
	}
	celsius := view.Celsius() // the numbers in the buffer itself
	fmt.Println(view.Station(), "measured", celsius)
	// Output: Zürich measured [4.5 3.75 3.25]
}
