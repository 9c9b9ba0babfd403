package halflap_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
)

// texts are what fields hold in turn: ASCII, other characters, and halves of one.
var texts = []string{"", "a", "bob", "GET / HTTP/1.1", "é", "日本", "\xc3", "\xa9", "x\xff", "seventeen letters"}

func randomLog(r *rand.Rand) *Log {
	text := func() string { return texts[r.IntN(len(texts))] }
	return &Log{
		Address{uint8(r.IntN(256)), 2, 3, 255}, text(), text(), text(), text(), uint16(r.IntN(1 << 16)), r.Uint64(),
	}
}

// memory is stale memory with n bytes behind the first start ones.
func memory(r *rand.Rand, start, n int) []byte {
	b := make([]byte, start+n)
	for i := range b {
		b[i] = uint8(r.IntN(256))
	}
	return b[:start]
}

// same says whether the short way and the long one agree, on the error as well.
func same(t *testing.T, short, long []byte, shortErr, longErr error) {
	t.Helper()
	var a, b *halflap.Error
	if errors.As(shortErr, &a) != errors.As(longErr, &b) || a != nil && (a.Kind != b.Kind || a.Path != b.Path) {
		t.Fatalf("the short way says %v, the long one %v", shortErr, longErr)
	}
	if !bytes.Equal(short, long) {
		t.Fatalf("the short way writes\n%x, the long one\n%x", short, long)
	}
}

func TestTheShortWayWritesAsTheLongOne(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		m, start := randomLog(r), r.IntN(3)*8
		long, longErr := halflap.Append(memory(rand.New(rand.NewPCG(1, 1)), start, 0), m, &typeLog, 1, writeLog)
		b := memory(rand.New(rand.NewPCG(1, 1)), start, r.IntN(200))
		behind := bytes.Clone(b[:cap(b)])
		short, shortErr := halflap.AppendFlat(b, m, &typeLog, writeLog, layLog)
		same(t, short, long, shortErr, longErr)
		// Nothing is written behind the buffer's end, where something else may live.
		if end := len(short); shortErr == nil && end <= len(behind) && !bytes.Equal(b[end:cap(b)], behind[end:]) {
			t.Fatal("it writes behind its end")
		}
	}
}

func TestTheShortWayWritesVectorsAsTheLongOne(t *testing.T) {
	long := func(w *halflap.Writer, at int, m *Logs) {
		halflap.WriteMessages(w, at, "logs", m.Logs, &typeLog, writeLog)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		m := new(Logs)
		for range r.IntN(4) {
			m.Logs = append(m.Logs, *randomLog(r))
		}
		short, shortErr := halflap.Append(memory(r, 0, r.IntN(400)), m, &typeLogs, 1, writeLogs)
		long, longErr := halflap.Append(nil, m, &typeLogs, 1, long)
		same(t, short, long, shortErr, longErr)
	}
}

// Each of the texts is the shortest that is wrong at its place.
func TestTheShortWaySeesTextThatIsNone(t *testing.T) {
	for _, m := range []*Log{
		{Identity: "\x80"}, {Request: "\xff"}, {Request: "a\xc3"},
		{Identity: "\xc3", Userid: "\xa9"}, {Date: "\xc3", Request: "\xa9"},
		{Identity: "é", Userid: "\xa9"}, {Userid: "abcdefg\xe6\x97", Request: "\xa5"},
	} {
		b := make([]byte, 0, 256)
		_, err := halflap.AppendFlat(b, m, &typeLog, writeLog, layLog)
		if !errors.Is(err, halflap.ErrEncodeBadUTF8) {
			t.Errorf("%q: %v", *m, err)
		}
		if rest := bytes.TrimRight(b[:cap(b)], "\x00"); len(rest) != 0 {
			t.Errorf("%q leaves %x", *m, rest)
		}
		if _, err = (&Logs{[]Log{{Identity: "ok"}, *m}}).AppendBinary(b); !errors.Is(err, halflap.ErrEncodeBadUTF8) {
			t.Errorf("%q in a vector: %v", *m, err)
		}
	}
}

func TestTheShortWayOfNothing(t *testing.T) {
	var w halflap.Writer
	if _, err := halflap.AppendFlatUsing(&w, nil, nil, &typeLog, writeLog, layLog); !errors.Is(err, halflap.ErrMissingRequired) {
		t.Error(err)
	}
	m := &Log{Request: "GET /"}
	short, shortErr := halflap.AppendFlatUsing(nil, nil, m, &typeLog, writeLog, layLog)
	long, longErr := halflap.Append(nil, m, &typeLog, 1, writeLog)
	same(t, short, long, shortErr, longErr)
	// The Writer holds no memory afterwards, and can be used again.
	for range 2 {
		again, err := halflap.AppendFlatUsing(&w, make([]byte, 0, 256), m, &typeLog, writeLog, layLog)
		same(t, again, long, err, nil)
	}
	if allocations := testing.AllocsPerRun(100, func() { short, _ = halflap.AppendFlatUsing(&w, short[:0], m, &typeLog, writeLog, layLog) }); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
