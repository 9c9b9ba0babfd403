package json

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

func TestMemoryIsClearedWhenItMoves(t *testing.T) {
	for _, secret := range []bool{true, false} {
		m := memory{secret: secret}
		m.append([]byte("secret"))
		before := m.b[:cap(m.b)]
		m.room(1000)
		if string(m.b) != "secret" {
			t.Fatalf("%q after it moved", m.b)
		}
		if cleared := bytes.Count(before, []byte{0}) == len(before); cleared != secret {
			t.Errorf("%q is left", before)
		}
		m.b = m.b[:2]
		if at := m.grow(3); at != 2 || string(m.b) != "se\x00\x00\x00" {
			t.Errorf("%q after it grew at %d", m.b, at)
		}
	}
}

// message returns a message of a test schema.
func message(t *testing.T, file, name string) Type {
	t.Helper()
	description, err := os.ReadFile("../../testdata/descriptors/" + file + ".halflap")
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSchema(description)
	if err != nil {
		t.Fatal(err)
	}
	root, ok := s.Type(name)
	if !ok {
		t.Fatalf("no %s", name)
	}
	return root
}

func TestReadersWipeSecrets(t *testing.T) {
	account := message(t, "secrets", "secrets.Account")
	seed := strings.Repeat("99,", 31) + "99"
	text := `{"name":"","password":"\u0063orrect","key":"Y29ycmVjdA==","seed":[` + seed + `],"pin":"\u0063orrect"}`
	r, good := account.read([]byte(text), offsets)
	if !good {
		t.Fatal(r.problem, r.at)
	}
	for i, m := range []*memory{&r.scratch, &r.done, &r.open} {
		all := m.b[:cap(m.b)]
		if !bytes.Contains(all, []byte("correct")) && !bytes.Contains(all, []byte("ccccc")) {
			t.Errorf("memory %d holds no secret: the test tests nothing", i)
		}
	}
	r.wipe()
	for i, m := range []*memory{&r.scratch, &r.done, &r.open} {
		if all := m.b[:cap(m.b)]; bytes.Count(all, []byte{0}) != len(all) {
			t.Errorf("memory %d keeps %q", i, all)
		}
	}
}

// Where the offsets are few, strings are copied out of the text, and the buffer is the same.
func TestFewOffsets(t *testing.T) {
	logs := message(t, "log", "log.Logs")
	text := []byte(`{"logs":[{"address":{"x0":127,"x1":0,"x2":0,"x3":1},"identity":"-","userid":"\u0061da",` +
		`"date":"","request":"GET /","code":200,"size":"5"}]}`)
	want, err := logs.AppendBuffer(nil, text, ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	copied := 0
	for textAt := uint64(headSize); textAt < 400; textAt += 8 {
		r, good := logs.read(text, textAt)
		if !good {
			t.Fatal(textAt, r.problem, r.at)
		}
		if r.textAt == offsets {
			copied++
		}
		e := &encoder{reader: r, versions: logs.s.Versions(logs.m.Package, 1)}
		if !e.encode(logs.m, 1, false) || !bytes.Equal(e.out, want) {
			t.Errorf("from %d on: % x (%v)", textAt, e.out, e.fault)
		}
		if room := wire.HeaderSize + len(r.done.b) + r.apart; len(e.out) > room {
			t.Errorf("from %d on: %d bytes, room for %d", textAt, len(e.out), room)
		}
	}
	if copied < 5 || copied > 40 {
		t.Errorf("copied %d times", copied)
	}
}

// pieces takes so many pieces, then fails.
type pieces struct {
	lengths []int
	most    int
}

func (p *pieces) Write(b []byte) (int, error) {
	if len(p.lengths) == p.most {
		return 0, io.ErrShortWrite
	}
	p.lengths = append(p.lengths, len(b))
	return len(b), nil
}

func TestWriteJSON(t *testing.T) {
	logs := message(t, "log", "log.Logs")
	entry := `{"address":{"x0":127,"x1":0,"x2":0,"x3":1},"identity":"` + strings.Repeat(`é\u0001\"`, 40_000) +
		`","userid":"","date":"","request":"","code":200,"size":"5"}`
	text := []byte(`{"logs":[` + strings.Repeat(entry+",", 9) + entry + `]}`)
	buffer, err := logs.AppendBuffer(nil, text, ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := logs.AppendJSON(nil, buffer, WriteOptions{}); err != nil || !bytes.Equal(got, text) {
		t.Errorf("AppendJSON: %d bytes (%v)", len(got), err)
	}
	var got bytes.Buffer
	if err := logs.WriteJSON(&got, buffer, WriteOptions{}); err != nil || !bytes.Equal(got.Bytes(), text) {
		t.Errorf("WriteJSON: %d bytes (%v)", got.Len(), err)
	}
	p := &pieces{most: -1}
	if err := logs.WriteJSON(p, buffer, WriteOptions{}); err != nil || len(p.lengths) < len(text)/roomSize {
		t.Errorf("%d pieces (%v)", len(p.lengths), err)
	}
	for _, n := range p.lengths {
		if n > roomSize {
			t.Errorf("a piece of %d bytes", n)
		}
	}
	p = &pieces{most: 1}
	if err := logs.WriteJSON(p, buffer, WriteOptions{}); err != io.ErrShortWrite || len(p.lengths) != 1 {
		t.Errorf("%d pieces (%v)", len(p.lengths), err)
	}
	p = &pieces{}
	var refused *halflap.Error
	if err := logs.WriteJSON(p, buffer[:8], WriteOptions{}); !errors.As(err, &refused) {
		t.Error(err)
	}
}

func TestManyLines(t *testing.T) {
	logs := message(t, "log", "log.Logs")
	_, err := logs.AppendBuffer(nil, []byte(strings.Repeat("\n", 70_000)+"\r\r{x"), ReadOptions{})
	var at *Error
	if !errors.As(err, &at) || at.Line != 70_001 || at.Column != 4 {
		t.Error(err)
	}
	for kind := ErrBadJSON; kind <= ErrTooDeep; kind++ {
		if kind.Sentence() == Kind(0).Sentence() {
			t.Errorf("%v has no sentence", kind)
		}
	}
}
