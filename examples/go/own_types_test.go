package examples

import (
	"fmt"
	"time"

	"github.com/halflap/halflap/examples/go/weather"
)

// station is what this program had before it knew halflap.
type station struct {
	name    string
	from    time.Time
	degrees []float32
}

// report lends what the station holds: strings and slices are shared, nothing is copied before
// it is written to the buffer.
func (s *station) report() weather.Report {
	return weather.Report{Station: s.name, Taken: uint64(s.from.Unix()), Celsius: s.degrees}
}

// How do I write what I have, without copying it first? A generated struct of strings and slices
// is only a form over data that lives elsewhere.
func Example_ownTypes() {
	zurich := station{
		name:    "Zürich",
		from:    time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		degrees: []float32{4.5, 3.75, 3.25},
	}
	report := zurich.report()
	buffer, err := report.AppendBinary(nil)
	if err != nil {
		panic(err)
	}

	view, err := weather.ReadReport(buffer)
	if err != nil {
		panic(err)
	}
	fmt.Println(view.Station(), view.Taken(), view.Celsius())
	// Output: Zürich 1795305600 [4.5 3.75 3.25]
}
