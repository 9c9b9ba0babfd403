package conformance

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/json"
	"github.com/halflap/halflap/go-codec/vectors"
)

// subject is one message, as generated code and as its description have it.
type subject struct {
	message
	described json.Type
}

// subjects are the messages of a package by their full names.
func subjects(t testing.TB, folder string) map[string]subject {
	t.Helper()
	g, ok := registry[folder]
	if !ok {
		t.Fatalf("no generated package %s", folder)
	}
	schema, err := json.ParseSchema([]byte(g.description))
	if err != nil {
		t.Fatalf("%s: %v", folder, err)
	}
	all := make(map[string]subject)
	for _, m := range g.messages {
		// A buffer of nothing but a header is enough to look up a type by its id.
		header := make([]byte, halflap.HeaderSize)
		for i := range 8 {
			header[8+i] = byte(m.id >> (8 * i))
		}
		described, err := schema.TypeOf(header)
		if err != nil {
			t.Fatalf("%s: no message with id %v: run go generate", folder, m.id)
		}
		all[described.Name()] = subject{m, described}
	}
	return all
}

// folder returns the generated package of a schema's file: schemas/v1/evolve.lap is v1/evolve.
func folder(file string) string {
	return strings.TrimSuffix(strings.TrimPrefix(file, "schemas/"), ".lap")
}

// testVectors are the files of golden vectors.
func testVectors(t testing.TB) []*vectors.File {
	t.Helper()
	files, err := vectors.Read(os.DirFS(filepath.Join("..", "..", "..", "vectors")))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// schemaOf is the description of a file's schema.
func schemaOf(t testing.TB, f *vectors.File) *json.Schema {
	t.Helper()
	schema, err := json.ParseSchema([]byte(registry[folder(f.Schema)].description))
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return schema
}

// The registry has every message of every test schema.
func TestRegistryIsComplete(t *testing.T) {
	const root = "../../../schemas"
	messages := 0
	err := filepath.WalkDir(root, func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".lap" {
			return err
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		folder := strings.TrimSuffix(filepath.ToSlash(name), ".lap")
		all := subjects(t, folder)
		schema, err := json.ParseSchema([]byte(registry[folder].description))
		if err != nil {
			return err
		}
		for _, described := range schema.Types() {
			if _, ok := all[described.Name()]; !ok && strings.HasPrefix(described.Name(), path.Base(folder)+".") {
				t.Errorf("%s is not in the registry: run go generate", described.Name())
			}
			messages++
		}
		return nil
	})
	if err != nil || messages == 0 {
		t.Errorf("%d messages, %v", messages, err)
	}
}

// Every golden vector, through generated code.
func TestVectors(t *testing.T) {
	ran, skipped := 0, 0
	files := testVectors(t)
	for _, f := range files {
		schema, all := schemaOf(t, f), subjects(t, folder(f.Schema))
		readers := make(map[int]map[string]subject)
		for version, file := range f.Readers {
			number, err := strconv.Atoi(version)
			if err != nil {
				t.Fatal(err)
			}
			readers[number] = subjects(t, folder(file))
		}
		for i := range f.Tests {
			test := &f.Tests[i]
			if test.Kind == vectors.JSONFailure {
				skipped++ // Generated code knows no JSON.
				continue
			}
			ran++
			t.Run(test.ID, func(t *testing.T) {
				s, ok := all[test.Type]
				if !ok {
					t.Fatalf("no generated code for %s", test.Type)
				}
				buffer, err := f.BufferOf(schema, test)
				if err != nil {
					t.Fatal(err)
				}
				switch test.Kind {
				case vectors.Success:
					success(t, s, test, buffer)
				case vectors.DecodeFailure:
					read := s.read
					if test.Mode == "read_known" {
						read = s.readKnown
					}
					wantError(t, read(buffer), test.Error)
					if test.Mode == "read_known" {
						wantError(t, s.edit(bytes.Clone(buffer)), test.Error)
					}
				case vectors.EncodeFailure:
					encodeFailure(t, s, test)
				case vectors.Edit:
					before, err := f.Before(schema, test)
					if err != nil {
						t.Fatal(err)
					}
					edits(t, s, before, buffer)
					edits(t, s, buffer, before)
					says(t, s, buffer, test.Value)
				case vectors.Evolve:
					for _, sight := range test.Sees {
						sees(t, readers[sight.Reader][test.Type], buffer, sight)
					}
				}
			})
		}
	}
	t.Logf("%d vectors in %d files ran through generated code, %d of JSON did not", ran, len(files), skipped)
}

func success(t *testing.T, s subject, test *vectors.Test, buffer []byte) {
	if err := s.read(buffer); err != nil {
		t.Fatalf("refused: %v", err)
	}
	if err := s.readKnown(buffer); err != nil {
		t.Fatalf("refused as known: %v", err)
	}
	recodes(t, s, buffer)
	says(t, s, buffer, test.Value)
	sameValue(t, s, buffer)
	step := vectors.Stride(buffer, testing.Short())
	for n := 0; n < len(buffer); n += step {
		if s.read(buffer[:n]) == nil {
			t.Errorf("a prefix of %d bytes is accepted", n)
		}
	}
	broken := bytes.Clone(buffer)
	for bit := 0; bit < 8*len(buffer); bit += step {
		broken[bit/8] ^= 1 << (bit % 8)
		agrees(t, s, broken)
		broken[bit/8] ^= 1 << (bit % 8)
	}
}

// says checks what a buffer is as JSON.
func says(t *testing.T, s subject, buffer, want []byte) {
	t.Helper()
	text, err := s.described.AppendJSON(nil, buffer, json.WriteOptions{Reveal: true})
	if err != nil || !bytes.Equal(text, want) {
		t.Errorf("it is\n%s\nwant\n%s (%v)", text, want, err)
	}
}

// recodes checks that a buffer of a known version encodes to itself. (Checksums are not the owned
// value's: they are compared sealed.)
func recodes(t *testing.T, s subject, buffer []byte) {
	t.Helper()
	h, err := halflap.PeekHeader(buffer)
	if err != nil {
		t.Fatal(err)
	}
	back, err := s.recode(buffer, h.Version)
	if h.HasChecksum {
		vectors.Reseal(back)
	}
	if err != nil || !bytes.Equal(back, buffer) {
		t.Errorf("%s: % x comes back as\n% x (%v)", s.described.Name(), buffer, back, err)
	}
}

// agrees checks that generated code and the description say the same of a buffer: its verdict and,
// where it is accepted, its value. What is accepted from a known version encodes to itself.
func agrees(t *testing.T, s subject, buffer []byte) {
	t.Helper()
	err := s.read(buffer)
	same(t, s, buffer, err, s.described.Verify(buffer))
	if err == nil {
		sameValue(t, s, buffer)
	}
	known := s.readKnown(buffer)
	same(t, s, buffer, known, s.described.VerifyKnown(buffer))
	if known == nil && !lossy(buffer) {
		recodes(t, s, buffer)
	}
	opens(t, s, buffer, known)
}

// sameValue checks that what generated code decodes is what the description sees in a buffer.
func sameValue(t *testing.T, s subject, buffer []byte) {
	t.Helper()
	seen, err := s.described.AppendJSON(nil, buffer, json.WriteOptions{Reveal: true})
	if err != nil {
		t.Errorf("%s: % x: %v", s.described.Name(), buffer, err)
		return
	}
	newest, err := s.recode(buffer, 0)
	if errors.Is(err, halflap.ErrUnknownArm) && bytes.Contains(seen, []byte(`{"#`)) {
		return
	}
	if err != nil {
		t.Errorf("%s: % x, which is %s: %v", s.described.Name(), buffer, seen, err)
		return
	}
	says(t, s, newest, seen)
}

// removedAt has, of each package that removed fields, the version that did.
var removedAt = map[string]uint32{"evolve": 3, "removed": 2}

// lossy reports whether a buffer may hold fields that its reader's schema has removed.
func lossy(buffer []byte) bool {
	h, err := halflap.PeekHeader(buffer)
	if err != nil {
		return false
	}
	for folder, version := range removedAt {
		for _, m := range registry[folder].messages {
			if m.id == h.TypeID {
				return h.Version < version
			}
		}
	}
	return false
}

// same checks that two verdicts are the same in kind, offset and path.
func same(t *testing.T, s subject, buffer []byte, fast, precise error) {
	t.Helper()
	var x, y *halflap.Error
	if errors.As(fast, &x) != errors.As(precise, &y) || x != nil && *x != *y {
		t.Errorf("%s: % x: generated code says %v, the description %v", s.described.Name(), buffer, fast, precise)
	}
}

func encodeFailure(t *testing.T, s subject, test *vectors.Test) {
	buffer, err := s.described.AppendBuffer(nil, test.Value, json.ReadOptions{})
	if err != nil {
		return // The value can't be made without code that is written for its type.
	}
	version := s.described.Newest()
	if test.Version != nil {
		version = *test.Version
	}
	if version == 0 {
		return // Which recode takes for the newest.
	}
	_, err = s.recode(buffer, version)
	var got *halflap.Error
	if !errors.As(err, &got) || got.Kind.String() != test.Error.Kind || got.Path != test.Error.Path {
		t.Errorf("got %v, want %+v", err, *test.Error)
	}
}

func sees(t *testing.T, s subject, buffer []byte, sight vectors.Sight) {
	if s.read == nil {
		t.Fatalf("no reader of version %d", sight.Reader)
	}
	agrees(t, s, buffer)
	if sight.Error != nil {
		wantError(t, s.read(buffer), sight.Error)
		return
	}
	if err := s.read(buffer); err != nil {
		t.Errorf("reader %d: %v", sight.Reader, err)
		return
	}
	says(t, s, buffer, sight.Value)
	h, err := halflap.PeekHeader(buffer)
	if err != nil {
		t.Fatal(err)
	}
	if h.Version > s.described.Newest() {
		wantError(t, s.readKnown(buffer), &vectors.Error{Kind: "newer_schema", Offset: 24})
	} else if !sight.Lossy {
		recodes(t, s, buffer)
	}
}

func wantError(t *testing.T, err error, want *vectors.Error) {
	t.Helper()
	var got *halflap.Error
	if !errors.As(err, &got) || got.Kind.String() != want.Kind || got.Offset != want.Offset || got.Path != want.Path {
		t.Errorf("got %v, want %+v", err, *want)
	}
}
