package ffi

import (
	"math"

	bench "github.com/halflap/halflap/benches/go"
	"github.com/halflap/halflap/testdata/generated/go/log"
)

// Data is what is sent.
type Data struct {
	// Small takes 64 bytes as protobuf.
	Small *log.Log
	// One, Ten and Many are logs of so many entries; Many has Entries.
	One, Ten, Many *log.Logs
	// Entries is how many to ask for.
	Entries uint32
	// Short and Long are 1 KB and 1 MB.
	Short, Long []float32
	// Numbers are the scalars of a batch.
	Numbers []float64
}

// NewData makes the data.
func NewData() *Data {
	d := &Data{
		Small: &log.Log{
			Address:  log.Address{X0: 192, X1: 168, X2: 178, X3: 201},
			Identity: "-",
			Userid:   "bob",
			Date:     "2026-11-25T10:00Z",
			Request:  "GET /api/login",
			Code:     200,
			Size:     99_999,
		},
		One:     bench.LogsOf(1),
		Ten:     bench.LogsOf(10),
		Many:    bench.LogsOf(manyLogs),
		Entries: manyLogs,
		Long:    make([]float32, 1<<20/4),
		Numbers: make([]float64, 256),
	}
	for i := range d.Long {
		d.Long[i] = float32(i % 1000)
	}
	d.Short = d.Long[:1<<10/4]
	for i := range d.Numbers {
		d.Numbers[i] = float64(i)
	}
	return d
}

// Expected tells what each work must give.
func (d *Data) Expected() map[string]uint64 {
	sum := 0.0
	for _, x := range d.Long {
		sum += float64(x)
	}
	return map[string]uint64{
		Nothing:     0,
		Scalar:      Float(2 * X),
		Cancellable: Float(2 * X),
		Slice1K:     Float(ends(d.Short)),
		Slice1M:     Float(ends(d.Long)),
		Sum1M:       Float(sum),
		Scalars1:    Float(2 * d.Numbers[0]),
		Scalars16:   Float(2 * d.Numbers[15]),
		Scalars256:  Float(2 * d.Numbers[255]),
		Echo:        sumOf(turned([]log.Log{*d.Small})),
		EchoLog:     sumOf(turned(d.Ten.Logs)),
		Take1:       sumOf(d.One.Logs),
		Take10:      sumOf(d.Ten.Logs),
		Take10k:     sumOf(d.Many.Logs),
		Make10k:     sumOf(d.Many.Logs),
		Kept10k:     sumOf(d.Many.Logs),
	}
}

// manyLogs is how many entries Many has.
const manyLogs = 10_000

// X is the argument of a scalar call.
const X = 21.5

func ends(values []float32) float64 {
	return float64(values[0]) + float64(values[len(values)-1]) + float64(len(values))
}

// turned is what Rust answers to an echo.
func turned(logs []log.Log) []log.Log {
	to := make([]log.Log, len(logs))
	for i, l := range logs {
		l.Address = log.Address{X0: l.Address.X3, X1: l.Address.X2, X2: l.Address.X1, X3: l.Address.X0}
		l.Identity, l.Userid = l.Userid, l.Identity
		l.Code ^= 1
		l.Size ^= 1
		to[i] = l
	}
	return to
}

func sumOf(logs []log.Log) (sum uint64) {
	for i := range logs {
		l := &logs[i]
		sum += Octets(l.Address.X0, l.Address.X1, l.Address.X2, l.Address.X3) +
			Texts(l.Identity, l.Userid, l.Date, l.Request) + Numbers(l.Code, l.Size)
	}
	return sum
}

// The sum of an entry is Octets + Texts + Numbers of its fields, which is what Rust sums too.

// Octets is the address's part of an entry's sum.
func Octets(x0, x1, x2, x3 uint8) uint64 {
	return uint64(x0) | uint64(x1)<<8 | uint64(x2)<<16 | uint64(x3)<<24
}

// Texts is the part of an entry's sum that its texts make.
func Texts(identity, userid, date, request string) uint64 {
	return 3*text(identity) + 5*text(userid) + 7*text(date) + 11*text(request)
}

// Numbers is the part of an entry's sum that its numbers make.
func Numbers(code uint16, size uint64) uint64 { return 13*uint64(code) + 17*size }

func text(s string) uint64 {
	if s == "" {
		return 0
	}
	return uint64(len(s)) + uint64(s[len(s)-1])
}

// Float is the sum of an answer that is a number.
func Float(x float64) uint64 { return math.Float64bits(x) }
