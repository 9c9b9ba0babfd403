package halflap

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func BenchmarkText(b *testing.B) {
	text := []byte(strings.Repeat("GET /index/12345 HTTP/1.1", 600000/25))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if !validText(text) {
			b.Fatal()
		}
	}
}

func FuzzValidText(f *testing.F) {
	f.Add([]byte("plain"))
	f.Add([]byte("gr\xc3\xbc\xc3\x9fe, \xe6\x97\xa5\xe6\x9c\xac, \xf0\x9f\x98\x80"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if validText(b) != utf8.Valid(b) {
			t.Fatalf("%q", b)
		}
	})
}
