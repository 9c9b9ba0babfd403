package runtime

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/generated/go/enums"
	"github.com/halflap/halflap/testdata/generated/go/evolve"
	"github.com/halflap/halflap/testdata/generated/go/log"
	"github.com/halflap/halflap/testdata/generated/go/optionals"
	"github.com/halflap/halflap/testdata/generated/go/recursion"
	"github.com/halflap/halflap/testdata/generated/go/shop"
	"github.com/halflap/halflap/testdata/generated/go/unions"
)

func order() *shop.Order {
	discount, note := uint32(5), "ring twice"
	return &shop.Order{
		ID:       halflap.UUID{1, 2, 3},
		Customer: "Zoë",
		Lines:    []shop.Line{{Article: "tea", Price: 350, Quantity: 2}, {Article: "茶"}},
		Path:     []shop.Vec3{{X: 1, Y: 2, Z: 3}, {X: -1}},
		Payment:  &shop.Card{Number: "4111", Holder: "Z"},
		Labels:   map[string]string{"b": "2", "a": "1", "": "none"},
		Side:     shop.SideBuy,
		Discount: &discount,
		Token:    halflap.NewSecret([]byte("s3cret")),
		Note:     &note,
	}
}

func encode(t testing.TB, m interface{ MarshalBinary() ([]byte, error) }) []byte {
	t.Helper()
	b, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRoundTrip(t *testing.T) {
	m := order()
	b := encode(t, m)
	got, err := shop.DecodeOrder(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, m) {
		t.Errorf("got %+v", got)
	}
	for i := range b {
		b[i] = 0xff
	}
	if !reflect.DeepEqual(got, m) {
		t.Error("the decoded order keeps something of the buffer")
	}
}

func TestEncodedLen(t *testing.T) {
	m := order()
	n, err := m.EncodedLen()
	if b := encode(t, m); err != nil || n != len(b) || cap(b) != n {
		t.Errorf("%d, %v: %d bytes of %d", n, err, len(b), cap(b))
	}
}

func TestAppendBehindAPrefix(t *testing.T) {
	m := order()
	alone := encode(t, m)
	b, err := m.AppendBinary([]byte("prefix"))
	if err != nil || string(b[:6]) != "prefix" || !bytes.Equal(b[6:], alone) {
		t.Error("a prefix changes the buffer behind it")
	}
	dirty := bytes.Repeat([]byte{0xee}, len(alone)+100)
	if b, err := m.AppendBinary(dirty[:0]); err != nil || !bytes.Equal(b, alone) || &b[0] != &dirty[0] {
		t.Error("what lay in a reused buffer shows, or it was not reused")
	}
}

// Whether the memory that is there suffices or not, the same is written.
func TestAnyRoomWillDo(t *testing.T) {
	m := order()
	alone := encode(t, m)
	for room := range len(alone) + 9 {
		b, err := m.AppendBinary(bytes.Repeat([]byte{0xee}, room)[:0])
		if err != nil || !bytes.Equal(b, alone) {
			t.Errorf("room for %d bytes makes a difference (%v)", room, err)
		}
	}
}

// One Writer, for messages of several types, in memory of every length, and after one that can't be written.
func TestAWriterIsUsedAgain(t *testing.T) {
	var w halflap.Writer
	line := &log.Log{Identity: "-", Userid: "bob", Date: "today", Request: "GET /"}
	for range 3 {
		for _, m := range []interface {
			MarshalBinary() ([]byte, error)
			AppendUsing(*halflap.Writer, []byte) ([]byte, error)
		}{order(), line, &shop.Order{Payment: &shop.Card{}}} {
			want := encode(t, m)
			for room := range len(want) + 16 {
				prefixed := append(make([]byte, 0, room+8), "prefixes"...)
				b, err := m.AppendUsing(&w, prefixed)
				if err != nil || string(b[:8]) != "prefixes" || !bytes.Equal(b[8:], want) {
					t.Fatalf("%d bytes of room: %v, %x, not %x", room, err, b, want)
				}
			}
		}
		b, err := (&log.Log{Identity: "\xff"}).AppendUsing(&w, []byte("before"))
		if !errors.Is(err, halflap.ErrEncodeBadUTF8) || string(b) != "before" {
			t.Errorf("%q, %v", b, err)
		}
		var none *shop.Order
		if _, err := none.AppendUsing(&w, nil); !errors.Is(err, halflap.ErrMissingRequired) {
			t.Errorf("nil: %v", err)
		}
	}
	if b, err := line.AppendUsing(nil, nil); err != nil || !bytes.Equal(b, encode(t, line)) {
		t.Errorf("without a Writer: %x, %v", b, err)
	}
	room := make([]byte, 0, 4096)
	allocations := testing.AllocsPerRun(100, func() {
		if _, err := line.AppendUsing(&w, room); err != nil {
			t.Error(err)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func TestWhatCanNotBeEncoded(t *testing.T) {
	deep := &recursion.Node{}
	deep.Next = deep
	for _, c := range []struct {
		name string
		m    interface {
			AppendBinary([]byte) ([]byte, error)
		}
		kind halflap.Kind
		path string
	}{
		{"nil", (*shop.Order)(nil), halflap.ErrMissingRequired, ""},
		{"no union", &shop.Order{}, halflap.ErrMissingRequired, "payment"},
		{"a nil arm", &shop.Order{Payment: (*shop.Card)(nil)}, halflap.ErrMissingRequired, "payment.card"},
		{"an unknown arm", &shop.Order{Payment: &shop.PaymentUnknown{}}, halflap.ErrUnknownArm, "payment"},
		{"a string", &log.Logs{Logs: []log.Log{{}, {Date: "\xff"}}}, halflap.ErrEncodeBadUTF8, "logs[1].date"},
		{"a character in two strings", &log.Logs{Logs: []log.Log{{Identity: "\xc3", Userid: "\xa9"}}}, halflap.ErrEncodeBadUTF8, "logs[0].identity"},
		{"half a character at the end", &log.Logs{Logs: []log.Log{{Request: "\xc3"}}}, halflap.ErrEncodeBadUTF8, "logs[0].request"},
		{"a string before what is missing", &shop.Order{Customer: "\xff"}, halflap.ErrEncodeBadUTF8, "customer"},
		{"a key", &shop.Order{Payment: &shop.Cash{}, Labels: map[string]string{"\xff": ""}}, halflap.ErrEncodeBadUTF8, "labels[0].key"},
		{"a value", &shop.Order{Payment: &shop.Cash{}, Labels: map[string]string{"a": "", "b": "\xff"}}, halflap.ErrEncodeBadUTF8, "labels[1].value"},
		{"an arm's field", &shop.Order{Payment: &shop.Card{Holder: "\xff"}}, halflap.ErrEncodeBadUTF8, "payment.card.holder"},
		{"an enum", &enums.Enums{Gate: 3}, halflap.ErrEncodeBadEnum, "gate"},
		{"enums", &enums.Lists{Levels: []enums.Level{enums.LevelHigh, 7}}, halflap.ErrEncodeBadEnum, "levels[1]"},
		{"a split's part", &unions.Bill{Payment: &unions.Split{Parts: []unions.Payment{&unions.Cash{}, nil}}}, halflap.ErrMissingRequired, "payment.split.parts[1]"},
		{"an enum in a struct", &optionals.Inline{L: &optionals.Switch{}}, halflap.ErrEncodeBadEnum, "l.gate"},
	} {
		for _, room := range []int{0, 20, 48, 4096} {
			b, err := c.m.AppendBinary(append(make([]byte, 0, 3+room), "abc"...))
			var e *halflap.Error
			if !errors.As(err, &e) || e.Kind != c.kind || e.Path != c.path || string(b) != "abc" {
				t.Errorf("%s, with room for %d bytes: %q, %v", c.name, room, b, err)
			}
			if left := b[3:cap(b)]; !bytes.Equal(left, make([]byte, len(left))) {
				t.Errorf("%s, with room for %d bytes: something is left behind", c.name, room)
			}
		}
	}
	if _, err := deep.MarshalBinary(); !errors.Is(err, halflap.ErrEncodeTooDeep) {
		t.Errorf("a value that contains itself: %v", err)
	}
}

func TestVersions(t *testing.T) {
	for _, version := range []uint32{0, 4, math.MaxUint32} {
		if _, err := new(evolve.Part).AppendVersion(nil, version); !errors.Is(err, halflap.ErrUnknownVersion) {
			t.Errorf("version %d: %v", version, err)
		}
	}
	b, err := (&evolve.Part{Name: "cog"}).AppendVersion(nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	h, err := halflap.PeekHeader(b)
	if err != nil || h.Version != 1 || h.TypeID != evolve.PartTypeID {
		t.Errorf("%+v, %v", h, err)
	}
	v, err := evolve.ReadKnownPart(b)
	if err != nil || v.Name() != "cog" || v.Weight() != 0 || v.Tags().Len() != 0 {
		t.Errorf("%v, %v", v, err)
	}
}

func TestCanonicalMaps(t *testing.T) {
	first := encode(t, order())
	for range 50 {
		if !bytes.Equal(first, encode(t, order())) {
			t.Fatal("the order of a map's keys shows in the bytes")
		}
	}
}
