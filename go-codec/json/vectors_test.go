package json_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/json"
	"github.com/halflap/halflap/go-codec/vectors"
)

const testdata = "../../testdata"

// describe returns the schema with a file's name below testdata: schemas/v1/evolve.lap.
func describe(t testing.TB, file string) *json.Schema {
	t.Helper()
	name := "descriptors" + strings.TrimSuffix(strings.TrimPrefix(file, "schemas"), ".lap") + ".halflap"
	description, err := os.ReadFile(filepath.Join(testdata, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := json.ParseSchema(description)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

// Every golden vector, through the description of its schema.
func TestVectors(t *testing.T) {
	files, err := vectors.Read(os.DirFS(filepath.Join(testdata, "vectors")))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, f := range files {
		r := &runner{f: f, s: describe(t, f.Schema), readers: make(map[int]*json.Schema)}
		for version, file := range f.Readers {
			number, err := strconv.Atoi(version)
			if err != nil {
				t.Fatal(err)
			}
			r.readers[number] = describe(t, file)
		}
		for i := range f.Tests {
			test := &f.Tests[i]
			ran++
			t.Run(test.ID, func(t *testing.T) { r.run(t, test) })
		}
	}
	t.Logf("%d vectors in %d files ran by description", ran, len(files))
}

type runner struct {
	f       *vectors.File
	s       *json.Schema
	readers map[int]*json.Schema
}

func (r *runner) run(t *testing.T, test *vectors.Test) {
	root, ok := r.s.Type(test.Type)
	if !ok {
		t.Fatalf("no type %s", test.Type)
	}
	buffer, err := r.f.BufferOf(r.s, test)
	if err != nil {
		t.Fatal(err)
	}
	switch test.Kind {
	case vectors.Success:
		success(t, root, test, buffer)
	case vectors.DecodeFailure:
		verify := root.Verify
		if test.Mode == "read_known" {
			verify = root.VerifyKnown
		}
		wantBufferError(t, verify(buffer), test.Error)
	case vectors.EncodeFailure:
		version := root.Newest()
		if test.Version != nil {
			version = *test.Version
		}
		_, err := root.AppendVersion(nil, test.Value, version, json.ReadOptions{})
		wantRefusal(t, err, test.Error)
	case vectors.JSONFailure:
		_, err := root.AppendBuffer(nil, []byte(*test.JSON), json.ReadOptions{})
		var at *json.Error
		if !errors.As(err, &at) {
			wantRefusal(t, err, test.Error)
			return
		}
		if at.Kind.String() != test.Error.Kind || at.Path != test.Error.Path ||
			test.Error.Line != 0 && (at.Line != test.Error.Line || at.Column != test.Error.Column) {
			t.Errorf("got %v, want %+v", err, test.Error)
		}
	case vectors.Edit:
		before, err := r.f.Before(r.s, test)
		if err != nil {
			t.Fatal(err)
		}
		edited(t, root, test, before, buffer)
	case vectors.Evolve:
		for _, sight := range test.Sees {
			r.sees(t, test, buffer, sight)
		}
	}
}

func success(t *testing.T, root json.Type, test *vectors.Test, buffer []byte) {
	if err := root.Verify(buffer); err != nil {
		t.Fatalf("refused: %v", err)
	}
	if err := root.VerifyKnown(buffer); err != nil {
		t.Fatalf("refused as known: %v", err)
	}
	text, err := root.AppendJSON(nil, buffer, json.WriteOptions{Reveal: true})
	if err != nil || !bytes.Equal(text, test.Value) {
		t.Errorf("JSON is\n%s\nwant\n%s (%v)", text, test.Value, err)
	}
	if test.Redacted != nil {
		text, err := root.AppendJSON(nil, buffer, json.WriteOptions{})
		if err != nil || !bytes.Equal(text, test.Redacted) {
			t.Errorf("redacted JSON is\n%s\nwant\n%s (%v)", text, test.Redacted, err)
		}
	}
	back, err := encode(root, test.Value, buffer)
	if err != nil || !bytes.Equal(back, buffer) {
		t.Errorf("the value encodes to\n% x\nwant\n% x (%v)", back, buffer, err)
	}
	for _, text := range test.Also {
		if back, err := encode(root, []byte(text), buffer); err != nil || !bytes.Equal(back, buffer) {
			t.Errorf("%s encodes to\n% x\nwant\n% x (%v)", text, back, buffer, err)
		}
	}
	damaged(t, root, buffer)
}

// edited checks what an edit leaves: of the header all but the checksum, and what its value encodes to.
func edited(t *testing.T, root json.Type, test *vectors.Test, before, after []byte) {
	if len(after) != len(before) || !bytes.Equal(after[:36], before[:36]) {
		t.Error("more than values is edited")
	}
	if err := root.VerifyKnown(after); err != nil {
		t.Fatalf("refused: %v", err)
	}
	text, err := root.AppendJSON(nil, after, json.WriteOptions{Reveal: true})
	if err != nil || !bytes.Equal(text, test.Value) {
		t.Errorf("JSON is\n%s\nwant\n%s (%v)", text, test.Value, err)
	}
	back, err := encode(root, test.Value, before)
	if err != nil || !bytes.Equal(back, after) {
		t.Errorf("the value encodes to\n% x\nwant\n% x (%v)", back, after, err)
	}
}

// damaged refuses every prefix of a good buffer, and takes every flipped bit without harm: what is
// accepted then says the same again.
func damaged(t *testing.T, root json.Type, buffer []byte) {
	step := vectors.Stride(buffer, testing.Short())
	for n := 0; n < len(buffer); n += step {
		if root.Verify(buffer[:n]) == nil {
			t.Errorf("a prefix of %d bytes is accepted", n)
		}
	}
	broken := bytes.Clone(buffer)
	for bit := 0; bit < 8*len(buffer); bit += step {
		broken[bit/8] ^= 1 << (bit % 8)
		if root.VerifyKnown(broken) == nil {
			again(t, root, broken)
		} else {
			text, err := root.AppendJSON(nil, broken, json.WriteOptions{Reveal: true})
			if (err == nil) != (root.Verify(broken) == nil) {
				t.Errorf("bit %d: JSON %s, %v", bit, text, err)
			}
		}
		broken[bit/8] ^= 1 << (bit % 8)
	}
}

// again checks that a buffer of a known version comes back from its JSON, unless it holds what a
// later version removed.
func again(t *testing.T, root json.Type, buffer []byte) {
	text, err := root.AppendJSON(nil, buffer, json.WriteOptions{Reveal: true})
	if err != nil {
		t.Errorf("accepted, but %v", err)
		return
	}
	back, err := encode(root, text, buffer)
	if err != nil || !bytes.Equal(back, buffer) {
		t.Errorf("% x\nis %s and comes back as\n% x (%v)", buffer, text, back, err)
	}
}

// encode makes a buffer of a JSON text, of the version and with the checksum that another one has.
func encode(root json.Type, text, like []byte) ([]byte, error) {
	h, err := halflap.PeekHeader(like)
	if err != nil {
		return nil, err
	}
	return root.AppendVersion(nil, text, h.Version, json.ReadOptions{Checksum: h.HasChecksum})
}

func (r *runner) sees(t *testing.T, test *vectors.Test, buffer []byte, sight vectors.Sight) {
	s, ok := r.readers[sight.Reader]
	if !ok {
		t.Fatalf("no reader of version %d", sight.Reader)
	}
	root, ok := s.Type(test.Type)
	if !ok {
		t.Fatalf("reader %d has no type %s", sight.Reader, test.Type)
	}
	if sight.Error != nil {
		wantBufferError(t, root.Verify(buffer), sight.Error)
		return
	}
	text, err := root.AppendJSON(nil, buffer, json.WriteOptions{Reveal: true})
	if err != nil || !bytes.Equal(text, sight.Value) {
		t.Errorf("reader %d sees\n%s\nwant\n%s (%v)", sight.Reader, text, sight.Value, err)
		return
	}
	if h, err := halflap.PeekHeader(buffer); err != nil || h.Version > root.Newest() {
		wantBufferError(t, root.VerifyKnown(buffer), &vectors.Error{Kind: "newer_schema", Offset: 24})
		return
	}
	back, err := encode(root, sight.Value, buffer)
	if !sight.Lossy && (err != nil || !bytes.Equal(back, buffer)) {
		t.Errorf("reader %d encodes what it sees to\n% x\nwant\n% x (%v)", sight.Reader, back, buffer, err)
	}
}

func wantBufferError(t *testing.T, err error, want *vectors.Error) {
	t.Helper()
	var got *halflap.Error
	if !errors.As(err, &got) || got.Kind.String() != want.Kind || got.Offset != want.Offset || got.Path != want.Path {
		t.Errorf("got %v, want %+v", err, *want)
	}
}

// refusals are the kinds of JSON errors that say the same as a kind of encoding error, where a value
// comes through JSON.
var refusals = map[string][]string{
	"missing_required": {"missing_field", "wrong_type"},
	"unknown_arm":      {"unknown_arm", "unknown_name"},
	"bad_enum":         {"bad_value", "unknown_name"},
}

// wantRefusal checks the error of a value that can't be encoded, or not be read from JSON, at the
// same path.
func wantRefusal(t *testing.T, err error, want *vectors.Error) {
	t.Helper()
	kind, path := "", ""
	var inText *json.Error
	var encoding *halflap.Error
	switch {
	case errors.As(err, &inText):
		kind, path = inText.Kind.String(), inText.Path
	case errors.As(err, &encoding):
		kind, path = encoding.Kind.String(), encoding.Path
	}
	good := kind == want.Kind
	for _, other := range refusals[want.Kind] {
		good = good || kind == other
	}
	if !good || path != want.Path {
		t.Errorf("got %v, want %+v", err, *want)
	}
}
