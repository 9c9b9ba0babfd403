package examples

import (
	"fmt"

	"github.com/halflap/halflap/examples/go/weather"
	halflap "github.com/halflap/halflap/go-codec"
)

// handle reads the type from the header, without looking at anything else.
func handle(buffer []byte) (string, error) {
	header, err := halflap.PeekHeader(buffer)
	if err != nil {
		return "", err
	}
	switch header.TypeID {
	case weather.ReportTypeID:
		report, err := weather.ReadReport(buffer)
		if err != nil {
			return "", err
		}
		return fmt.Sprint(report.Station(), ": ", report.Celsius()), nil
	case weather.AlarmTypeID:
		alarm, err := weather.ReadAlarm(buffer)
		if err != nil {
			return "", err
		}
		return fmt.Sprint(alarm.Station(), ": ", alarm.Level(), "!"), nil
	}
	return "", fmt.Errorf("a message of unknown type %v", header.TypeID)
}

// Messages of several types come in: which one is this?
func Example_dispatch() {
	report := weather.Report{Station: "Zürich", Celsius: []float32{4.5, 3.75}}
	alarm := weather.Alarm{Station: "Säntis", Level: weather.LevelWarning}
	for _, message := range []interface{ MarshalBinary() ([]byte, error) }{&report, &alarm} {
		buffer, err := message.MarshalBinary()
		if err != nil {
			panic(err)
		}
		text, err := handle(buffer)
		if err != nil {
			panic(err)
		}
		fmt.Println(text)
	}
	// Output:
	// Zürich: [4.5 3.75]
	// Säntis: warning!
}
