package ffi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"

	"github.com/halflap/halflap/ffi"
)

// missing is a case as generated code has them.
type missing struct{}

func (missing) Error() string               { return "shop.StoreError: missing" }
func (missing) ErrorCase() (string, uint32) { return "shop.StoreError", 1 }

// taken is a case that carries a message.
type taken struct{ payload []byte }

func (taken) Error() string                   { return "somebody has it" }
func (taken) ErrorCase() (string, uint32)     { return "shop.StoreError", 2 }
func (t taken) ErrorPayload() ([]byte, error) { return t.payload, nil }

// crossed is what arrives of an error on the other side.
func crossed(t *testing.T, err error) *ffi.Error {
	t.Helper()
	b, wrong := ffi.From(err).AppendBinary(nil)
	if wrong != nil {
		t.Fatal(wrong)
	}
	return ffi.Parse(b)
}

func TestCasesSurviveTheBoundary(t *testing.T) {
	kind := &halflap.Error{Kind: halflap.ErrBadOffset, Offset: 48, Path: "lines[3]"}
	for _, c := range []struct {
		err    error
		is     []error
		domain string
		code   uint32
	}{
		{missing{}, []error{missing{}}, "shop.StoreError", 1},
		{fmt.Errorf("order 7: %w", missing{}), []error{missing{}}, "shop.StoreError", 1},
		{taken{}, []error{taken{}}, "shop.StoreError", 2},
		{ffi.ErrStaleHandle, []error{ffi.ErrStaleHandle}, "halflap", 4},
		{ffi.New(ffi.ErrPoisoned, "by a panic"), []error{ffi.ErrPoisoned}, "halflap", 7},
		{context.Canceled, []error{ffi.ErrCancelled, context.Canceled}, "halflap", 1},
		{fmt.Errorf("too slow: %w", context.DeadlineExceeded), []error{ffi.ErrDeadlineExceeded, context.DeadlineExceeded}, "halflap", 2},
		{ffi.ErrUnimplemented, []error{errors.ErrUnsupported}, "halflap", 15},
		{kind, []error{halflap.ErrBadOffset}, "halflap", 100 + 13},
		{io.EOF, nil, "go", 0},
	} {
		e := crossed(t, c.err)
		if e.Domain != c.domain || e.Code != c.code {
			t.Errorf("%v arrives as %s %d", c.err, e.Domain, e.Code)
		}
		for _, target := range c.is {
			if !errors.Is(e, target) {
				t.Errorf("%v arrives, but is no longer %v", c.err, target)
			}
		}
		for _, other := range []error{ffi.ErrOutOfMemory, halflap.ErrTruncated, io.ErrUnexpectedEOF, halflap.ErrBadBool} {
			if len(c.is) > 0 && c.is[0] != other && errors.Is(e, other) {
				t.Errorf("%v arrives and is %v", c.err, other)
			}
		}
	}
}

func TestAllOfAnErrorCrosses(t *testing.T) {
	e := crossed(t, &halflap.Error{Kind: halflap.ErrBadBool, Offset: 41, Path: "a.b"})
	var wrong *halflap.Error
	if !errors.As(e, &wrong) || wrong.Offset != 41 || wrong.Path != "a.b" || e.Name != "bad_bool" {
		t.Errorf("%#v", e)
	}
	if e := crossed(t, fmt.Errorf("x: %w", taken{[]byte{1, 2}})); !bytes.Equal(e.Payload, []byte{1, 2}) || e.Message != "x: somebody has it" {
		t.Errorf("%#v", e)
	}
	e = ffi.New(ffi.ErrPanic, "oh\xff")
	e.Location = "a.rs:1:2"
	if e := crossed(t, e); e.Message != "oh\uFFFD" || e.Location != "a.rs:1:2" {
		t.Errorf("%#v", e)
	}
	if got := crossed(t, e).Error(); got != "oh\uFFFD (halflap: panic) at a.rs:1:2" {
		t.Error(got)
	}
}

func TestAPayloadThatCannotBeEncodedIsTheError(t *testing.T) {
	if e := ffi.From(unwritable{}); !errors.Is(e, halflap.ErrTooLarge) {
		t.Error(e)
	}
}

type unwritable struct{ taken }

func (unwritable) ErrorPayload() ([]byte, error) {
	return nil, &halflap.Error{Kind: halflap.ErrTooLarge}
}

func TestWhatIsNoErrorIsABadResponse(t *testing.T) {
	for _, b := range [][]byte{nil, make([]byte, 40), []byte("no buffer")} {
		if e := ffi.Parse(b); !errors.Is(e, ffi.ErrBadResponse) {
			t.Errorf("%x: %v", b, e)
		}
	}
}

// The specification's table of codes, held against this package's.
func TestCodesAreThoseOfTheSpecification(t *testing.T) {
	text, err := os.ReadFile("../spec/abi.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| (\\d+) \\| `(\\w+)` \\|").FindAllSubmatch(text, -1)
	if len(rows) != 16 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		code, _ := strconv.Atoi(string(row[1]))
		if got := ffi.System(code).String(); got != string(row[2]) {
			t.Errorf("%d is %s, not %s", code, got, row[2])
		}
	}
	if got := ffi.System(17).String(); got != "system_17" {
		t.Error(got)
	}
}

// The texts are those of testdata/systems.json, in every language.
func TestSystemsSayWhatTheyMean(t *testing.T) {
	data, err := os.ReadFile("../testdata/systems.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Systems, Count int
		Kinds          []struct {
			Code       uint32
			Name, Text string
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if file.Systems != 1 || file.Count != 16 || len(file.Kinds) != file.Count {
		t.Fatalf("%d kinds, not %d", len(file.Kinds), file.Count)
	}
	for _, want := range file.Kinds {
		s := ffi.System(want.Code)
		if text := s.Error(); s.String() != want.Name || text != "halflap: "+want.Text+" ("+want.Name+")" {
			t.Errorf("%d says %q", want.Code, text)
		}
	}
}
