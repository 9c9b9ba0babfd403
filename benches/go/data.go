// Package bench measures the Go codec over the data sets of the Rust benches.
package bench

import (
	"encoding/binary"
	"fmt"

	"github.com/halflap/halflap/testdata/generated/go/log"
	"github.com/halflap/halflap/testdata/generated/go/mesh"
)

const (
	entries   = 10_000  // of the log
	triangles = 125_000 // of the mesh
)

var (
	users  = []string{"-", "alice", "bob", "carmen", "dmitri", "eleni", "farid", "grace"}
	months = []string{
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
	}
	methods = []string{"GET", "GET", "GET", "POST"}
	routes  = []string{
		"/favicon.ico",
		"/css/index.css",
		"/css/font-awsome.min.css",
		"/img/logo-full.svg",
		"/img/splash.jpg",
		"/api/login",
		"/api/logout",
		"/articles/read/next",
	}
	codes = []uint16{200, 200, 200, 200, 304, 400, 404, 500}
)

// random is SplitMix64.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e37_79b9_7f4a_7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58_476d_1ce4_e5b9
	z = (z ^ z>>27) * 0x94d0_49bb_1331_11eb
	return z ^ z>>31
}

// below is a number below n, by the upper half of the next number.
func (r *random) below(n uint64) uint64 {
	return r.next() >> 32 * n >> 32
}

func pick[T any](r *random, from []T) T {
	return from[r.below(uint64(len(from)))]
}

// unit is a number in [0, 1), with the 24 bits that a float32 holds exactly.
func (r *random) unit() float32 {
	return float32(r.next()>>40) / 16_777_216
}

// Logs is the log of a web server.
func Logs() *log.Logs { return LogsOf(entries) }

// LogsOf is the same log, with so many entries.
func LogsOf(entries int) *log.Logs {
	r := random(1)
	logs := &log.Logs{Logs: make([]log.Log, entries)}
	for i := range logs.Logs {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], r.next())
		entry := &logs.Logs[i]
		entry.Address = log.Address{X0: b[0], X1: b[1], X2: b[2], X3: b[3]}
		entry.Identity = "-"
		entry.Userid = pick(&r, users)
		day, month := r.below(28)+1, pick(&r, months)
		hour, minute, second := r.below(24), r.below(60), r.below(60)
		entry.Date = fmt.Sprintf("%d/%s/2026:%02d:%02d:%02d +0000", day, month, hour, minute, second)
		method := pick(&r, methods)
		entry.Request = method + " " + pick(&r, routes) + " HTTP/1.1"
		entry.Code = pick(&r, codes)
		entry.Size = r.below(100_000_000)
	}
	return logs
}

// Mesh is a mesh of triangles that have nothing to do with each other.
func Mesh() *mesh.Mesh {
	r := random(2)
	corner := func() mesh.Vec3 {
		x, y := r.unit(), r.unit()
		return mesh.Vec3{X: x, Y: y, Z: r.unit()}
	}
	m := &mesh.Mesh{Triangles: make([]mesh.Triangle, triangles)}
	for i := range m.Triangles {
		t := &m.Triangles[i]
		t.V0, t.V1, t.V2, t.Normal = corner(), corner(), corner(), corner()
	}
	return m
}
