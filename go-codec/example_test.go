package halflap_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	halflap "github.com/halflap/halflap/go-codec"
)

// The examples use Logs, which is written out in log_test.go as generated code would be.

func Example() {
	logs := &Logs{Logs: []Log{{Request: "GET / HTTP/1.1", Code: 200, Size: 5120}}}
	buf, err := logs.AppendBinary(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	view, err := ReadLogs(buf)
	if err != nil {
		fmt.Println(err)
		return
	}
	for log := range view.Logs().Values() {
		fmt.Println(log.Request(), log.Code(), log.Size())
	}
	// Output: GET / HTTP/1.1 200 5120
}

func ExampleError() {
	buf, _ := makeLogs(1).AppendBinary(nil)
	_, err := ReadLogs(buf[:len(buf)-8])

	var e *halflap.Error
	if errors.As(err, &e) {
		fmt.Println(e.Kind.String(), e.Offset)
	}
	fmt.Println(errors.Is(err, halflap.ErrLengthMismatch))
	// Output:
	// length_mismatch 32
	// true
}

func ExamplePeekHeader() {
	buf, _ := makeLogs(1).AppendBinary(nil)
	h, err := halflap.PeekHeader(buf)
	if err != nil {
		fmt.Println(err)
		return
	}
	switch h.TypeID {
	case LogsTypeID:
		fmt.Println("logs, version", h.Version)
	default:
		fmt.Println("unknown type", h.TypeID)
	}
	// Output: logs, version 1
}

func ExampleSeal() {
	buf, _ := makeLogs(1).AppendBinary(nil)
	if err := halflap.Seal(buf); err != nil {
		fmt.Println(err)
	}
	buf[len(buf)-8] ^= 1
	_, err := ReadLogs(buf)
	fmt.Println(err)
	// Output: halflap: the checksum does not fit the bytes (checksum_mismatch at byte 36)
}

func ExampleAppendChecksummed() {
	buf, err := halflap.AppendChecksummed(nil, makeLogs(1))
	h, _ := halflap.PeekHeader(buf)
	fmt.Println(h.HasChecksum, err)
	// Output: true <nil>
}

func ExampleAlign() {
	buf, _ := makeLogs(1).AppendBinary([]byte("behind a prefix"))
	_, err := ReadLogs(halflap.Align(buf[len("behind a prefix"):]))
	fmt.Println(err)
	// Output: <nil>
}

func ExampleFrameReader() {
	var stream bytes.Buffer
	for n := range 3 {
		buf, _ := makeLogs(n).AppendBinary(nil)
		if err := halflap.WriteFrame(&stream, buf); err != nil {
			fmt.Println(err)
		}
	}
	frames := halflap.NewFrameReader(&stream, 1<<20)
	var buf []byte // its memory is used again and again
	for {
		var err error
		if buf, err = frames.Next(buf); err == io.EOF {
			break
		} else if err != nil {
			fmt.Println(err)
			return
		}
		view, err := ReadLogs(buf)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(view.Logs().Len())
	}
	// Output:
	// 0
	// 1
	// 2
}

func ExampleReadFrame() {
	buf, _ := makeLogs(1).AppendBinary(nil)
	_, err := halflap.ReadFrame(bytes.NewReader(buf), nil, 100)
	fmt.Println(err)
	// Output: halflap: the buffer on the stream is longer than is allowed (frame_too_large)
}

func ExampleParseUUID() {
	id, err := halflap.ParseUUID("00112233-4455-6677-8899-AABBCCDDEEFF")
	fmt.Println(id, err)
	// Output: 00112233-4455-6677-8899-aabbccddeeff <nil>
}

func ExampleUint128() {
	x := halflap.Uint128{Hi: 1}
	fmt.Println(x, x.Compare(halflap.Uint128{Lo: 7}))
	// Output: 18446744073709551616 1
}

func ExampleInt128() {
	fmt.Println(halflap.Int128{Lo: 1 << 63, Hi: -1})
	// Output: -9223372036854775808
}

func ExampleSecret() {
	secret := halflap.NewSecret([]byte("hunter2"))
	fmt.Println(secret, secret.Len(), string(secret.Reveal()))
	fmt.Println(secret.Equal(halflap.NewSecret([]byte("hunter3"))))
	secret.Wipe()
	fmt.Println(secret.IsZero())
	// Output:
	// (secret) 7 hunter2
	// false
	// true
}

func ExampleList() {
	buf, _ := (&Logs{Logs: []Log{{Code: 200}, {Code: 404}}}).AppendBinary(nil)
	view, _ := ReadLogs(buf)
	logs := view.Logs()
	fmt.Println(logs.Len(), logs.At(0).Code())
	if _, ok := logs.Get(2); !ok {
		fmt.Println("there is no third")
	}
	for i, log := range logs.All() {
		fmt.Println(i, log.Code())
	}
	// Output:
	// 2 200
	// there is no third
	// 0 200
	// 1 404
}
