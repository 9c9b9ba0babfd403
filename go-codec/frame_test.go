package halflap_test

import (
	"bytes"
	"errors"
	"io"
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
