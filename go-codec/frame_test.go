package halflap_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"testing"
	"testing/iotest"

	halflap "github.com/halflap/halflap/go-codec"
)

// stream returns three buffers, and them end to end.
func stream(t *testing.T) ([][]byte, []byte) {
	t.Helper()
	var all [][]byte
	var joined bytes.Buffer
	for _, n := range []int{0, 3, 1} {
		b, err := makeLogs(n).AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := halflap.WriteFrame(&joined, b); err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all, joined.Bytes()
}

func TestFramesByteByByte(t *testing.T) {
	all, joined := stream(t)
	frames := halflap.NewFrameReader(iotest.OneByteReader(bytes.NewReader(joined)), 1<<20)
	var b []byte
	for i, want := range all {
		h, err := frames.Peek()
		if err != nil || h.Size() != int64(len(want)) {
			t.Fatalf("header %d: %+v, %v", i, h, err)
		}
		if b, err = frames.Next(b); err != nil || !bytes.Equal(b, want) {
			t.Fatalf("buffer %d: %v", i, err)
		}
	}
	if _, err := frames.Next(b); err != io.EOF {
		t.Fatalf("at the end: %v", err)
	}
}

func TestFramesThatEndEarly(t *testing.T) {
	all, joined := stream(t)
	ends := map[int]bool{0: true}
	for _, b := range all {
		ends[len(b)+maxKey(ends)] = true
	}
	for n := range joined {
		frames := halflap.NewFrameReader(bytes.NewReader(joined[:n]), 1<<20)
		skips := halflap.NewFrameReader(bytes.NewReader(joined[:n]), 1<<20)
		var err, skipped error
		for err == nil {
			_, err = frames.Next(nil)
			skipped = skips.Skip()
		}
		want := error(halflap.ErrFrameTruncated)
		if ends[n] {
			want = io.EOF
		}
		if !errors.Is(err, want) || !errors.Is(skipped, want) {
			t.Fatalf("%d bytes: %v, %v", n, err, skipped)
		}
	}
}

func maxKey(m map[int]bool) int {
	most := 0
	for k := range m {
		most = max(most, k)
	}
	return most
}

func TestFrameLimit(t *testing.T) {
	all, joined := stream(t)
	size := int64(len(all[0]))
	if _, err := halflap.ReadFrame(bytes.NewReader(joined), nil, size); err != nil {
		t.Error(err)
	}
	if _, err := halflap.ReadFrame(bytes.NewReader(joined), nil, size-1); !errors.Is(err, halflap.ErrFrameTooLarge) {
		t.Error(err)
	}
}

func TestFrameHeaders(t *testing.T) {
	b := stream2(t)
	for _, c := range []struct {
		name string
		at   int
		x    byte
		want halflap.Kind
	}{
		{"magic", 0, 'h', halflap.ErrBadMagic},
		{"format", 4, 2, halflap.ErrUnsupportedFormat},
		{"flags", 6, 2, halflap.ErrUnsupportedFlags},
		{"length", 32, 9, halflap.ErrLengthMismatch},
	} {
		damaged := bytes.Clone(b)
		damaged[c.at] = c.x
		if _, err := halflap.ReadFrame(bytes.NewReader(damaged), nil, 1<<20); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err := halflap.WriteFrame(io.Discard, damaged); !errors.Is(err, c.want) {
			t.Errorf("%s, written: %v", c.name, err)
		}
	}
	ones := bytes.Repeat([]byte{0xff}, 40)
	if _, err := halflap.ReadFrame(bytes.NewReader(ones), nil, 1<<40); !errors.Is(err, halflap.ErrBadMagic) {
		t.Error(err)
	}
	if err := halflap.WriteFrame(io.Discard, b[:len(b)-8]); !errors.Is(err, halflap.ErrLengthMismatch) {
		t.Error(err)
	}
}

func stream2(t *testing.T) []byte {
	all, _ := stream(t)
	return all[1]
}

func TestFrameErrorsOfTheStream(t *testing.T) {
	b := stream2(t)
	broken := errors.New("broken")
	for n := range 60 {
		r := io.MultiReader(bytes.NewReader(b[:n]), iotest.ErrReader(broken))
		if _, err := halflap.ReadFrame(r, nil, 1<<20); !errors.Is(err, broken) {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
}

// What a header promises costs no memory before it comes.
func TestALargePromiseAllocatesLittle(t *testing.T) {
	all, _ := stream(t)
	header := append([]byte(nil), all[0][:halflap.HeaderSize]...)
	binary.LittleEndian.PutUint32(header[32:], 1<<30)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := halflap.ReadFrame(bytes.NewReader(header), nil, 1<<31)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, halflap.ErrFrameTruncated) {
		t.Error(err)
	}
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 1<<20 {
		t.Errorf("%d bytes were taken", taken)
	}
}

// A buffer that comes in several steps is the same as one that comes at once.
func TestLargeFrames(t *testing.T) {
	all, _ := stream(t)
	const step = 64 << 10 // of which the first memory is
	for _, body := range []int{0, 8, step - 48, step - 40, step - 32, step, 5*step + 8} {
		frame := append([]byte(nil), all[0][:halflap.HeaderSize]...)
		binary.LittleEndian.PutUint32(frame[32:], uint32(body))
		for len(frame) < halflap.HeaderSize+body {
			frame = append(frame, byte(len(frame)))
		}
		for _, b := range [][]byte{nil, make([]byte, 100), make([]byte, 0, len(frame))} {
			got, err := halflap.ReadFrame(iotest.HalfReader(bytes.NewReader(frame)), b, 1<<31)
			if err != nil || !bytes.Equal(got, frame) {
				t.Fatalf("a body of %d bytes into %d: %d bytes, %v", body, cap(b), len(got), err)
			}
		}
	}
}
