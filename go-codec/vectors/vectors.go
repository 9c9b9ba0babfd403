// Package vectors reads the golden vectors of the specification, testdata/vectors: JSON files whose
// bytes were written by hand. It is for whoever tests an implementation of the wire format with
// them; spec/vectors.md says what each key means.
package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// File is one file of vectors.
type File struct {
	// Name is the file's, without .json; the ids of its tests begin with it and a slash.
	Name string `json:"-"`
	// Format is 1.
	Format int `json:"vectors"`
	// Schema is the schema's file, below testdata.
	Schema string `json:"schema"`
	// Readers are, by version, the schema's file as it was then.
	Readers map[string]string `json:"readers"`
	// Count is how many Tests there are.
	Count int `json:"count"`
	// Notes say what the flags of tests mean.
	Notes map[string]Note `json:"notes"`
	Tests []Test          `json:"tests"`
}

// Note says why there are vectors with a flag, and for which rules of the specification.
type Note struct {
	Why  string   `json:"why"`
	Spec []string `json:"spec"`
}

// Test is one vector. Which fields are set depends on Kind.
type Test struct {
	ID    string   `json:"id"`
	Kind  Kind     `json:"kind"`
	Type  string   `json:"type"`
	Flags []string `json:"flags"`

	Value    json.RawMessage `json:"value"`    // without white space between tokens
	Redacted json.RawMessage `json:"redacted"` // Value without its secrets
	JSON     *string         `json:"json"`
	Also     []string        `json:"also"` // other texts for Value

	Bytes  Hex            `json:"bytes"`
	Buffer Hex            `json:"buffer"`
	Base   string         `json:"base"`
	Cut    *int           `json:"cut"`
	Append Hex            `json:"append"`
	Set    map[string]Hex `json:"set"`
	Reseal bool           `json:"reseal"`

	Version   *uint32 `json:"version"` // nil: the newest
	RootBlock *uint32 `json:"root_block"`
	Checksum  bool    `json:"checksum"`

	Mode  string  `json:"mode"`
	Error *Error  `json:"error"`
	Sees  []Sight `json:"sees"`
}

// Hex is bytes as text: lines of hex digits, with counts and comments.
type Hex []string

// UnmarshalJSON takes a list of lines, or one line.
func (h *Hex) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		*h = make(Hex, 1)
		return json.Unmarshal(text, &(*h)[0])
	}
	return json.Unmarshal(text, (*[]string)(h))
}

// Kind is what a vector shows.
type Kind string

// The kinds of vectors.
const (
	Success       Kind = "success"
	DecodeFailure Kind = "decode_failure"
	EncodeFailure Kind = "encode_failure"
	Evolve        Kind = "evolve"
	Edit          Kind = "edit"
	JSONFailure   Kind = "json_failure"
)

// Error is what a failure reports.
type Error struct {
	Kind   string `json:"kind"`
	Offset int64  `json:"offset"`
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Sight is what the reader of one version sees in a buffer of another.
type Sight struct {
	Reader int             `json:"reader"`
	Value  json.RawMessage `json:"value"` // without white space between tokens
	Error  *Error          `json:"error"`
	Lossy  bool            `json:"lossy"`
}

// Read reads all files of a folder and refuses keys it does not know, counts that are wrong, flags
// without a note and ids that are used twice.
func Read(folder fs.FS) ([]*File, error) {
	names, err := fs.Glob(folder, "*.json")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("vectors: no files")
	}
	ids := make(map[string]bool)
	var files []*File
	for _, name := range names {
		f, err := readFile(folder, name, ids)
		if err != nil {
			return nil, fmt.Errorf("vectors: %s: %w", name, err)
		}
		files = append(files, f)
	}
	return files, nil
}

func readFile(folder fs.FS, name string, ids map[string]bool) (*File, error) {
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	f := &File{Name: strings.TrimSuffix(path.Base(name), ".json")}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(f); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("something behind the end")
	}
	if f.Format != 1 {
		return nil, fmt.Errorf("format %d", f.Format)
	}
	if f.Count != len(f.Tests) || f.Count == 0 {
		return nil, fmt.Errorf("count is %d, there are %d tests", f.Count, len(f.Tests))
	}
	for i := range f.Tests {
		if err := f.complete(&f.Tests[i], ids); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Tests[i].ID, err)
		}
	}
	return f, nil
}

// complete checks a test and fills in what it takes over from its base.
func (f *File) complete(t *Test, ids map[string]bool) error {
	if ids[t.ID] || !strings.HasPrefix(t.ID, f.Name+"/") {
		return fmt.Errorf("the id is used twice, or not the file's")
	}
	ids[t.ID] = true
	for _, flag := range t.Flags {
		if _, ok := f.Notes[flag]; !ok {
			return fmt.Errorf("flag %s without a note", flag)
		}
	}
	if t.Base != "" {
		base := f.test(t.Base)
		if base == nil || base.Base != "" || t.Bytes != nil || t.Buffer != nil {
			return fmt.Errorf("base %s", t.Base)
		}
		if t.Type == "" {
			t.Type = base.Type
		}
	} else if t.Cut != nil || t.Append != nil || t.Set != nil || t.Reseal {
		return fmt.Errorf("an edit without a base")
	}
	if t.Type == "" {
		return fmt.Errorf("no type")
	}
	if t.Mode != "" && t.Mode != "read" && t.Mode != "read_known" {
		return fmt.Errorf("mode %s", t.Mode)
	}
	for i := range t.Sees {
		if err := compact(&t.Sees[i].Value); err != nil {
			return err
		}
	}
	if err := compact(&t.Value); err != nil {
		return err
	}
	if err := compact(&t.Redacted); err != nil {
		return err
	}
	return t.wellFormed()
}

// wellFormed checks that what the kind needs is there.
func (t *Test) wellFormed() error {
	hasBytes := t.Bytes != nil || t.Buffer != nil || t.Base != ""
	good := false
	switch t.Kind {
	case Success:
		good = hasBytes && t.Value != nil && t.Error == nil
	case DecodeFailure:
		good = hasBytes && t.Error != nil
	case EncodeFailure:
		good = !hasBytes && t.Value != nil && t.Error != nil
	case Evolve:
		good = hasBytes && t.Error == nil && len(t.Sees) > 0
	case Edit:
		good = t.Base != "" && t.Set != nil && t.Value != nil && t.Error == nil && t.Cut == nil && t.Append == nil
	case JSONFailure:
		good = !hasBytes && t.JSON != nil && t.Error != nil
	}
	if !good || t.Also != nil && t.Kind != Success {
		return fmt.Errorf("not what kind %s needs", t.Kind)
	}
	return nil
}

func compact(value *json.RawMessage) error {
	if *value == nil {
		return nil
	}
	var out bytes.Buffer
	if err := json.Compact(&out, *value); err != nil {
		return err
	}
	*value = out.Bytes()
	return nil
}

func (f *File) test(id string) *Test {
	for i := range f.Tests {
		if f.Tests[i].ID == id {
			return &f.Tests[i]
		}
	}
	return nil
}

// Stride is how far apart the bytes and bits of a buffer are that a test of damage tries: all of them, but of a long
// buffer in short tests each seventh, which come by all places of a word.
func Stride(buffer []byte, short bool) int {
	if short && len(buffer) > 256 {
		return 7
	}
	return 1
}
