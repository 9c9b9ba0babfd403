package json

import (
	"bytes"
	"testing"

	"github.com/halflap/halflap/go-codec/internal/desc"
	"github.com/halflap/halflap/go-codec/internal/precise"
)

// manyLogs returns a thousand log entries as JSON and as a buffer.
func manyLogs(b *testing.B) (root Type, text, buffer []byte) {
	b.Helper()
	for _, description := range compiledDescriptions(b) {
		s, err := ParseSchema(description)
		if err != nil {
			b.Fatal(err)
		}
		if t, ok := s.Type("log.Logs"); ok {
			root = t
		}
	}
	const entry = `{"address":{"x0":127,"x1":0,"x2":0,"x3":1},"identity":"-","userid":"ada","date":"22/Nov/2026:16:00:00 +0000",` +
		`"request":"GET /a/page/with/a/name.html HTTP/1.1","code":200,"size":"5316911"}`
	text = []byte(`{"logs":[`)
	text = append(text, bytes.Repeat([]byte(entry+","), 999)...)
	text = append(text, entry+"]}"...)
	buffer, err := root.AppendBuffer(nil, text, ReadOptions{})
	if err != nil {
		b.Fatal(err)
	}
	return root, text, buffer
}

func BenchmarkVerify(b *testing.B) {
	root, _, buffer := manyLogs(b)
	b.SetBytes(int64(len(buffer)))
	b.ReportAllocs()
	for b.Loop() {
		if err := root.Verify(buffer); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	root, text, buffer := manyLogs(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		var err error
		if dst, err = root.AppendJSON(dst[:0], buffer, WriteOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendBuffer(b *testing.B) {
	root, text, _ := manyLogs(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		var err error
		if dst, err = root.AppendBuffer(dst[:0], text, ReadOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	description := compiledDescriptions(b)[0]
	b.SetBytes(int64(len(description)))
	desc.Self()
	for b.Loop() {
		if _, err := precise.Load(description); err != nil {
			b.Fatal(err)
		}
	}
}
