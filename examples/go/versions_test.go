package examples

import (
	"errors"
	"fmt"

	sensor1 "github.com/halflap/halflap/examples/go/v1/sensor"
	sensor2 "github.com/halflap/halflap/examples/go/v2/sensor"
	halflap "github.com/halflap/halflap/go-codec"
)

// What happens when one side has a newer schema than the other? sensor1 is the code of the first
// release, sensor2 that of the second, which added two fields.
func Example_versions() {
	// Old data, new program: what the writer did not know is absent, or has its default.
	old := sensor1.Reading{Sensor: "north", Celsius: 4.5}
	buffer, err := old.MarshalBinary()
	if err != nil {
		panic(err)
	}
	seen, err := sensor2.ReadReading(buffer)
	if err != nil {
		panic(err)
	}
	_, humid := seen.Humidity()
	fmt.Println(seen.Celsius(), humid, seen.Room())

	// New data, old program: it sees the fields that it knows.
	humidity := 0.61
	newer := sensor2.Reading{Sensor: "north", Celsius: 4.5, Humidity: &humidity, Room: "attic"}
	buffer, err = newer.MarshalBinary()
	if err != nil {
		panic(err)
	}
	known, err := sensor1.ReadReading(buffer)
	if err != nil {
		panic(err)
	}
	fmt.Println(known.Sensor(), known.Celsius())

	// But what it can't see, it can't vouch for: where a buffer is signed, hashed or compared, the
	// old program refuses newer ones.
	_, err = sensor1.ReadKnownReading(buffer)
	fmt.Println(errors.Is(err, halflap.ErrNewerSchema))

	// A new program can write for an old one, as long as nothing gets lost.
	_, err = newer.AppendVersion(nil, 1)
	fmt.Println(errors.Is(err, halflap.ErrNotInVersion))
	// Output:
	// 4.5 false hall
	// north 4.5
	// true
	// true
}
