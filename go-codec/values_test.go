package halflap

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
)

func TestUUIDText(t *testing.T) {
	for _, s := range []string{
		"", "0", "00112233-4455-6677-8899-aabbccddeef", "00112233-4455-6677-8899-aabbccddeeff0",
		"00112233x4455-6677-8899-aabbccddeeff", "0011223-34455-6677-8899-aabbccddeeff",
		"g0112233-4455-6677-8899-aabbccddeeff", "{0112233-4455-6677-8899-aabbccddeef}",
	} {
		if id, err := ParseUUID(s); err == nil {
			t.Errorf("%q is read as %v", s, id)
		}
	}
	a, _ := ParseUUID("00000000-0000-0000-0000-0000000000ff")
	b, _ := ParseUUID("01000000-0000-0000-0000-000000000000")
	if a.Compare(b) != -1 || b.Compare(a) != 1 || a.Compare(a) != 0 {
		t.Error("not ordered by bytes")
	}
}

func TestWideIntegers(t *testing.T) {
	for _, c := range []struct {
		x    interface{ String() string }
		want string
	}{
		{Uint128{}, "0"},
		{Uint128{math.MaxUint64, math.MaxUint64}, "340282366920938463463374607431768211455"},
		{Int128{math.MaxUint64, -1}, "-1"},
		{Int128{0, math.MinInt64}, "-170141183460469231731687303715884105728"},
		{Int128{math.MaxUint64, math.MaxInt64}, "170141183460469231731687303715884105727"},
	} {
		if got := c.x.String(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	if (Int128{0, -1}).Compare(Int128{math.MaxUint64, -1}) != -1 || (Int128{0, -1}).Compare(Int128{}) != -1 {
		t.Error("signed order")
	}
}

func TestElementsAreOfPlainTypes(t *testing.T) {
	refused := func(name string, make func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s can be laid over a buffer", name)
			}
		}()
		make()
	}
	refused("a string", func() { NewElement[string](nil, nil) })
	refused("a pointer", func() { NewElement[*int32](nil, nil) })
	refused("an int", func() { NewElement[int](nil, nil) })
	refused("padding", func() {
		NewElement[struct {
			A uint8
			B uint32
		}](nil, nil)
	})
	refused("a slice in a struct", func() { NewElement[[2]struct{ A []byte }](nil, nil) })
}

// A check function of a program's own may let anything pass; a slice of bools that are neither true
// nor false is still out of reach.
func TestSlicesHoldNoImpossibleBools(t *testing.T) {
	b := Block{data: []byte{8, 0, 0, 0, 4, 0, 0, 0, 0, 1, 2, 0xff}[:8]}
	for i, got := range Slice(b, 0, Bools) {
		if got != (i > 0) {
			t.Errorf("bool %d is %v", i, got)
		}
	}
	type pair struct {
		On bool
		N  uint8
	}
	pairs := NewElement(
		func(b Block, at int) pair { return pair{b.Bool(at), b.Uint8(at + 1)} },
		func(w *Writer, at int, v pair) { w.Bool(at, v.On); w.Uint8(at+1, v.N) },
	)
	b = Block{data: []byte{8, 0, 0, 0, 2, 0, 0, 0, 3, 9, 0, 8}[:8]}
	if got := CloneSlice(b, 0, pairs); len(got) != 2 || got[0] != (pair{true, 9}) || got[1] != (pair{false, 8}) {
		t.Errorf("%+v", got)
	}
}

func TestElementEquality(t *testing.T) {
	if Float64s.Equal(0, math.Copysign(0, -1)) || !Float64s.Equal(math.NaN(), math.NaN()) {
		t.Error("floats are not compared by their bits")
	}
	if !UUIDs.IsZero(UUID{}) || UUIDs.IsZero(UUID{15: 1}) {
		t.Error("IsZero")
	}
}

func TestNamesOfFlags(t *testing.T) {
	names := []string{0: "read", 15: "own"}
	for bits, want := range map[uint64]string{0: "0x0", 1: "read", 0x8001: "read|own", 0x8002: "own|0x2"} {
		if got := FlagNames(bits, names); got != want {
			t.Errorf("%#x: %s, want %s", bits, got, want)
		}
	}
	if Number(int8(-3)) != "-3" || Number(uint64(math.MaxUint64)) != "18446744073709551615" {
		t.Error("Number")
	}
}

func TestKindsHaveNames(t *testing.T) {
	for k := range 256 {
		kind := Kind(k)
		known := k >= 1 && k <= 22 || k >= 64 && k <= 74 || k == 96 || k == 97 || k == 255
		if known == (kind.String() == "unknown") {
			t.Errorf("kind %d is called %s", k, kind)
		}
	}
	e := &Error{Kind: ErrBadOffset, Offset: 40, Path: "labels[2].key"}
	if e.Error() != "halflap: a slot does not point at where its target has to be (bad_offset at byte 40, in labels[2].key)" {
		t.Error(e)
	}
}

// The texts are those of testdata/errors.json, in every language.
func TestKindsSayWhatTheyMean(t *testing.T) {
	data, err := os.ReadFile("../testdata/errors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Errors, Count int
		Kinds         []struct {
			Number     uint8
			Name, Text string
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if file.Errors != 1 || len(file.Kinds) != file.Count || file.Count < 35 {
		t.Fatalf("%d kinds, not %d", len(file.Kinds), file.Count)
	}
	for _, want := range file.Kinds {
		text := (&Error{Kind: Kind(want.Number)}).Error()
		if !strings.HasPrefix(text, "halflap: "+want.Text) || !strings.Contains(text, "("+want.Name) {
			t.Errorf("kind %d says %q", want.Number, text)
		}
	}
}

// What a hostile slot can make the walk do is bounded by the buffer's length.
func TestVectorsOfMessagesThatDoNotFit(t *testing.T) {
	body := make([]byte, 24)
	body[0], body[4], body[5], body[6], body[7] = 8, 0xff, 0xff, 0xff, 0xff // 2^32-1 elements
	body[8] = 8                                                             // of 8 bytes
	calls := 0
	c := Cursor{buf: body, pos: 8, end: 24, run: 8, version: 1, plain: 64}
	c.Messages(0, &Type{Blocks: []uint32{8}}, func(*Cursor, int) { calls++ })
	if c.pos != failed || calls != 0 {
		t.Errorf("at %d after %d calls", c.pos, calls)
	}
}
