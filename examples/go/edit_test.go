package examples

import (
	"bytes"
	"fmt"

	"github.com/halflap/halflap/examples/go/weather"
	halflap "github.com/halflap/halflap/go-codec"
)

// How do I change a number in a buffer, without writing it anew?
func Example_edit() {
	report := weather.Report{
		Station: "Zürich",
		Taken:   1_795_219_200,
		Celsius: []float32{4.5, 3.75, 3.25},
	}
	buffer, err := halflap.AppendChecksummed(nil, &report)
	if err != nil {
		panic(err)
	}

	// The station was an hour late, and its sensor is off by a quarter of a degree.
	err = weather.EditReport(buffer, func(edit weather.ReportEdit) error { // checked, as by ReadKnownReport
		edit.SetTaken(1_795_222_800)
		celsius := edit.Celsius()
		for i, c := range celsius.All() {
			celsius.Set(i, c-0.25)
		}
		fmt.Println(edit.View().Station()) // reading goes on
		return nil
	}) // computes the checksum again
	if err != nil {
		panic(err)
	}

	view, err := weather.ReadReport(buffer)
	if err != nil {
		panic(err)
	}
	fmt.Println("measured", view.Celsius())

	// It is the buffer that an encoder would have made of the changed report.
	report.Taken, report.Celsius = 1_795_222_800, []float32{4.25, 3.5, 3}
	anew, err := halflap.AppendChecksummed(nil, &report)
	if err != nil {
		panic(err)
	}
	fmt.Println(bytes.Equal(buffer, anew))
	// Output:
	// Zürich
	// measured [4.25 3.5 3]
	// true
}
