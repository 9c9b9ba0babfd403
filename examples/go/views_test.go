package examples

import (
	"fmt"
	"strings"

	"github.com/halflap/halflap/examples/go/weather"
)

// stationOf returns a string that shares the buffer's memory: it keeps the whole buffer alive, and
// is good for as long as nobody writes to it.
func stationOf(buffer []byte) (string, error) {
	view, err := weather.ReadReport(buffer)
	if err != nil {
		return "", err
	}
	return view.Station(), nil
}

// keep returns what may outlive the buffer, or its next use: a copy, of one field or of all.
func keep(buffer []byte) (weather.Report, string, error) {
	view, err := weather.ReadReport(buffer)
	if err != nil {
		return weather.Report{}, "", err
	}
	station := strings.Clone(view.Station()) // one field
	report := view.Decode()                  // all of it
	return report, station, nil
}

// How long does what I read live? As long as the buffer is not written to: a view and all that it
// returns lie over its bytes.
func Example_views() {
	report := weather.Report{Station: "Zürich", Celsius: []float32{4.5, 3.75}}
	buffer, err := report.MarshalBinary()
	if err != nil {
		panic(err)
	}
	alias, err := stationOf(buffer)
	if err != nil {
		panic(err)
	}
	kept, station, err := keep(buffer)
	if err != nil {
		panic(err)
	}
	fmt.Println(alias, station, kept.Station)

	// The buffer is used again. What was copied stays; alias may by now be another station's name,
	// and so is not looked at any more.
	report.Station = "Lugano"
	if _, err = report.AppendBinary(buffer[:0]); err != nil {
		panic(err)
	}
	fmt.Println(station, kept.Station)
	// Output:
	// Zürich Zürich Zürich
	// Zürich Zürich
}
