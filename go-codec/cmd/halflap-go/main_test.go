package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const descriptions = "../../../testdata/descriptors/"

// ends runs the command and checks how it ends.
func ends(t *testing.T, stdin string, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if code := run(args, strings.NewReader(stdin), &out, &err); code != want {
		t.Errorf("%v ends with %d, want %d: %s%s", args, code, want, out.String(), err.String())
	}
	return out.String(), err.String()
}

func TestThereAndBack(t *testing.T) {
	const text = `{"triangles":[]}`
	folder := t.TempDir()
	buffer := filepath.Join(folder, "mesh.hl")
	describe := []string{"--descriptor", descriptions + "mesh.halflap"}
	ends(t, text, good, append([]string{"from-json", "-", "--type", "mesh.Mesh", "--checksum", "-o", buffer}, describe...)...)

	out, _ := ends(t, "", good, append([]string{"verify", buffer}, describe...)...)
	if out != "ok\n" {
		t.Errorf("verify says %q", out)
	}
	out, _ = ends(t, "", good, append([]string{"to-json", buffer}, describe...)...)
	if out != text+"\n" {
		t.Errorf("to-json says %q", out)
	}
	result := filepath.Join(folder, "mesh.json")
	ends(t, "", good, append([]string{"to-json", "--pretty", "-o=" + result, buffer}, describe...)...)
	if pretty, err := os.ReadFile(result); err != nil || string(pretty) != "{\n  \"triangles\": []\n}\n" {
		t.Errorf("to-json writes %q (%v)", pretty, err)
	}
}

func TestWhatIsWrong(t *testing.T) {
	folder := t.TempDir()
	short := filepath.Join(folder, "short.hl")
	if err := os.WriteFile(short, []byte("HLAP"), 0o666); err != nil {
		t.Fatal(err)
	}
	mesh := descriptions + "mesh.halflap"
	for _, c := range []struct {
		args           []string
		stdin          string
		code           int
		stdout, stderr string
	}{
		{[]string{"verify", "--descriptor", mesh, short}, "", badInput, "error kind=truncated offset=4 path=\n", ""},
		{
			[]string{"verify", "--descriptor", mesh, short, "-"}, "", badInput,
			short + ": error kind=truncated offset=4 path=\n-: error kind=truncated offset=0 path=\n", "",
		},
		{[]string{"to-json", "--descriptor", mesh, short}, "", badInput, "", "error kind=truncated offset=4 path=\n"},
		{
			[]string{"from-json", "--descriptor", mesh, "--type", "mesh.Mesh", "-"}, "\n {}", badInput,
			"", "error kind=missing_field line=2 column=3 path=triangles\n",
		},
		{[]string{"verify", "--descriptor", short, short}, "", badInput, "", "error: " + short + ": halflap: the buffer is shorter than a header (truncated at byte 4)\n"},
		{[]string{"verify", "--descriptor", mesh, "--type", "mesh.Mess", short}, "", badCall, "", "error: the schema has no message \"mesh.Mess\"\n"},
		{[]string{"unknown"}, "", badCall, "", "error: no command \"unknown\"; halflap-go --help lists them\n"},
	} {
		out, err := ends(t, c.stdin, c.code, c.args...)
		if out != c.stdout || err != c.stderr {
			t.Errorf("%v prints %q and %q, want %q and %q", c.args, out, err, c.stdout, c.stderr)
		}
	}
	for _, args := range [][]string{
		{},
		{"verify"},
		{"verify", "--descriptor", mesh},
		{"verify", "--descriptor"},
		{"verify", "--descriptor", mesh, "--descriptor", mesh, short},
		{"verify", "--descriptor", mesh, "--pretty", short},
		{"verify", "--descriptor", mesh, filepath.Join(folder, "nothing")},
		{"verify", "--descriptor", filepath.Join(folder, "nothing"), short},
		{"to-json", "--descriptor", mesh, "--pretty=yes", short},
		{"to-json", "--descriptor", mesh, short, short},
		{"from-json", "--descriptor", mesh, short},
	} {
		if out, err := ends(t, "", badCall, args...); out != "" || err == "" {
			t.Errorf("%v prints %q and %q", args, out, err)
		}
	}
	for _, args := range [][]string{{"--help"}, {"help"}, {"verify", "--help"}, {"from-json", "-h"}} {
		if out, _ := ends(t, "", good, args...); !strings.Contains(out, "--descriptor") {
			t.Errorf("%v prints %q", args, out)
		}
	}
}
