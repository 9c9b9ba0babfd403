package vet_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/halflap/halflap/tools/vet"
)

// module makes a module of the packages in testdata: they use the real codec, and a glue without cgo.
func module(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err = os.CopyFS(dir, os.DirFS("testdata")); err != nil {
		t.Fatal(err)
	}
	if err = os.MkdirAll(filepath.Join(dir, "ffi"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err = os.Rename(filepath.Join(dir, "native"), filepath.Join(dir, "ffi", "native")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "ffi", "go.mod"), "module github.com/halflap/halflap/ffi\n\ngo 1.24\n")
	write(t, filepath.Join(dir, "go.mod"), `module example

go 1.26

require (
	github.com/halflap/halflap/ffi v0.0.0
	github.com/halflap/halflap/go-codec v0.0.0
)

replace (
	github.com/halflap/halflap/ffi => ./ffi
	github.com/halflap/halflap/go-codec => `+filepath.ToSlash(filepath.Join(root, "go-codec"))+`
)
`)
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestFindings looks at what each analyzer finds in bad code, and does not find in good.
func TestFindings(t *testing.T) {
	dir := module(t)
	for _, analyzer := range vet.Analyzers() {
		t.Run(analyzer.Name, func(t *testing.T) {
			analysistest.Run(t, dir, analyzer, "./"+analyzer.Name)
		})
	}
}
