package halflap_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
)

const LogsTypeID halflap.ID = 1

var description string

var typeLogs = halflap.Type{Name: "log.Logs", ID: 1, SchemaIDs: []uint64{1}, Description: &description, Blocks: []uint32{8}}
var typeLog = halflap.Type{Name: "log.Log", ID: 2, SchemaIDs: []uint64{1}, Description: &description, Blocks: []uint32{48}, Flat: &halflap.Flat{At: 8, Strings: 4, Padding: []halflap.Mask{{At: 40, Bits: 0xffff000000000000}}}}

type Logs struct{ Logs []Log }
type Log struct {
	Address  Address
	Identity string
	Userid   string
	Date     string
	Request  string
	Code     uint16
	Size     uint64
}
type Address struct{ X0, X1, X2, X3 uint8 }

func getAddress(b halflap.Block, at int) Address {
	return Address{X0: b.Uint8(at), X1: b.Uint8(at + 1), X2: b.Uint8(at + 2), X3: b.Uint8(at + 3)}
}

func putAddress(w *halflap.Writer, at int, v Address) {
	w.Uint8(at, v.X0)
	w.Uint8(at+1, v.X1)
	w.Uint8(at+2, v.X2)
	w.Uint8(at+3, v.X3)
}

func (m *Logs) AppendBinary(b []byte) ([]byte, error) {
	return halflap.Append(b, m, &typeLogs, 1, writeLogs)
}

func writeLogs(w *halflap.Writer, at int, m *Logs) {
	halflap.WriteFlats(w, at, "logs", m.Logs, &typeLog, writeLog, layLog)
}

func writeLog(w *halflap.Writer, at int, m *Log) {
	w.Uint64(at, m.Size)
	w.String(at+8, "identity", m.Identity)
	w.String(at+16, "userid", m.Userid)
	w.String(at+24, "date", m.Date)
	w.String(at+32, "request", m.Request)
	w.Uint16(at+40, m.Code)
	putAddress(w, at+42, m.Address)
}

func layLog(w *halflap.Writer, at int, pos uint64, m *Log) uint64 {
	w.Uint64(at, m.Size)
	pos = w.Text(at+8, pos, m.Identity)
	pos = w.Text(at+16, pos, m.Userid)
	pos = w.Text(at+24, pos, m.Date)
	pos = w.Text(at+32, pos, m.Request)
	w.Uint16(at+40, m.Code)
	putAddress(w, at+42, m.Address)
	return pos
}

func checkLogs(c *halflap.Cursor, at int) { c.Messages(at, &typeLog, checkLog) }

func checkLog(c *halflap.Cursor, at int) {
	c.Padding(at+46, 2)
	c.Strings(at+8, 4)
}

type LogsView struct{ b halflap.Block }

func ReadLogs(b []byte) (LogsView, error) {
	block, err := halflap.Read(b, &typeLogs, checkLogs)
	return LogsView{block}, err
}

func (v LogsView) Logs() halflap.List[LogView] { return halflap.MessageList(v.b, 0, viewLog) }

type LogView struct{ b halflap.Block }

func viewLog(b halflap.Block, _ int) LogView { return LogView{b.As(&typeLog)} }

func (v LogView) Size() uint64     { return v.b.Uint64(0) }
func (v LogView) Identity() string { return v.b.String(8) }
func (v LogView) Userid() string   { return v.b.String(16) }
func (v LogView) Date() string     { return v.b.String(24) }
func (v LogView) Request() string  { return v.b.String(32) }
func (v LogView) Code() uint16     { return v.b.Uint16(40) }
func (v LogView) Address() Address { return getAddress(v.b, 42) }

func (v LogView) Decode() Log {
	return Log{
		Address:  v.Address(),
		Identity: v.b.CloneString(8),
		Userid:   v.b.CloneString(16),
		Date:     v.b.CloneString(24),
		Request:  v.b.CloneString(32),
		Code:     v.Code(),
		Size:     v.Size(),
	}
}

func (v LogsView) Decode() Logs { return Logs{halflap.Collect(v.Logs(), LogView.Decode)} }

func makeLogs(n int) *Logs {
	r := rand.New(rand.NewPCG(1, 2))
	m := &Logs{}
	for range n {
		u := "-"
		if r.IntN(4) == 0 {
			u = []string{"alice", "bob", "carol"}[r.IntN(3)]
		}
		m.Logs = append(m.Logs, Log{
			Address{uint8(r.IntN(256)), 2, 3, 4}, "-", u,
			fmt.Sprintf("%02d/Oct/2022:%02d:%02d:%02d", r.IntN(28)+1, r.IntN(24), r.IntN(60), r.IntN(60)),
			fmt.Sprintf("GET /%s/%d HTTP/1.1", []string{"login", "some/path/to/a", "index"}[r.IntN(3)], r.IntN(100000)), 200, r.Uint64N(1e9)})
	}
	return m
}

func BenchmarkLogs(b *testing.B) {
	m := makeLogs(10000)
	buf, err := m.AppendBinary(nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("memcpy", func(b *testing.B) {
		b.SetBytes(int64(len(buf)))
		dst := make([]byte, len(buf))
		for b.Loop() {
			copy(dst, buf)
		}
	})
	b.Run("validate", func(b *testing.B) {
		b.SetBytes(int64(len(buf)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ReadLogs(buf); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encode", func(b *testing.B) {
		b.SetBytes(int64(len(buf)))
		b.ReportAllocs()
		var out []byte
		for b.Loop() {
			out, _ = m.AppendBinary(out[:0])
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(buf)))
		b.ReportAllocs()
		v, _ := ReadLogs(buf)
		total := 0
		for b.Loop() {
			for _, l := range v.Logs().All() {
				total += int(l.Size()) + len(l.Identity()) + len(l.Userid()) + len(l.Date()) + len(l.Request()) + int(l.Code()) + int(l.Address().X0)
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(len(buf)))
		b.ReportAllocs()
		v, _ := ReadLogs(buf)
		for b.Loop() {
			_ = v.Decode()
		}
	})
}

// A write function that uses the Writer for another message gets that one from another Writer.
func TestAWriterAtWorkIsNotUsedForAnother(t *testing.T) {
	var w halflap.Writer
	m := &Log{Identity: "-", Userid: "bob", Date: "today", Request: "GET /"}
	var inner []byte
	outer, err := halflap.AppendUsing(&w, make([]byte, 0, 4096), m, &typeLog, 1, func(w *halflap.Writer, at int, m *Log) {
		var err error
		if inner, err = halflap.AppendUsing(w, nil, m, &typeLog, 1, writeLog); err != nil {
			t.Error(err)
		}
		writeLog(w, at, m)
	})
	if err != nil || !bytes.Equal(outer, inner) {
		t.Errorf("%v: %x inside of %x", err, inner, outer)
	}
}
