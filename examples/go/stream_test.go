package examples

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/halflap/halflap/examples/go/weather"
	halflap "github.com/halflap/halflap/go-codec"
)

// limit is more than any report needs: a header that promises more is refused before anything is
// allocated for it.
const limit = 1 << 20

// send writes a day of reports, each into the memory of the one before.
func send(w io.Writer) error {
	report := weather.Report{Station: "Zürich", Celsius: []float32{4.5, 3.75, 3.25}}
	var buffer []byte
	for range 24 {
		var err error
		if buffer, err = report.AppendBinary(buffer[:0]); err != nil {
			return err
		}
		if err := halflap.WriteFrame(w, buffer); err != nil {
			return err
		}
		report.Taken += 3600
	}
	return nil
}

// receive reads reports until the stream ends.
func receive(r io.Reader) (count int, sum float32, err error) {
	frames := halflap.NewFrameReader(bufio.NewReader(r), limit)
	var buffer []byte
	for {
		buffer, err = frames.Next(buffer)
		if errors.Is(err, io.EOF) {
			return count, sum, nil
		}
		if err != nil {
			return count, sum, err
		}
		report, err := weather.ReadReport(buffer)
		if err != nil {
			return count, sum, err
		}
		count++
		for _, celsius := range report.Celsius() {
			sum += celsius
		}
	}
}

// How do I send many messages over one connection? A header says how long its buffer is, so a
// connection carries buffers end to end; nothing goes between them.
func Example_stream() {
	near, far := net.Pipe()
	go func() {
		defer near.Close()
		if err := send(near); err != nil {
			panic(err)
		}
	}()
	count, sum, err := receive(far)
	if err != nil {
		panic(err)
	}
	fmt.Println(count, "reports,", sum, "degrees in all")
	// Output: 24 reports, 276 degrees in all
}
