package vet_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
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
	if testing.Short() {
		t.Skip("it looks at what is the same on every machine")
	}
	dir := module(t)
	for _, analyzer := range vet.Analyzers() {
		t.Run(analyzer.Name, func(t *testing.T) {
			analysistest.Run(t, dir, analyzer, "./"+analyzer.Name)
		})
	}
}

// TestCommand runs the command as people do, alone and by go vet.
func TestCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the command")
	}
	program := filepath.Join(t.TempDir(), "halflap-vet")
	if text, err := exec.Command("go", "build", "-o", program, "../cmd/halflap-vet").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	dir := module(t)
	for _, command := range [][]string{{program}, {"go", "vet", "-vettool=" + program}} {
		for _, analyzer := range vet.Analyzers() {
			run := exec.Command(command[0], append(command[1:], "./"+analyzer.Name)...)
			run.Dir = dir
			run.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
			text, err := run.CombinedOutput()
			if exit := new(exec.ExitError); !errors.As(err, &exit) || !bytes.Contains(text, []byte("guide.go:")) {
				t.Errorf("%v: %v: %s", run.Args, err, text)
			}
			// What is known of other packages comes by way of files.
			if analyzer.Name == "viewkept" && !bytes.Contains(text, []byte("by keeper.Remember")) {
				t.Errorf("%v knows nothing of other packages: %s", run.Args, text)
			}
		}
		clean := exec.Command(command[0], append(command[1:], "./store/...")...)
		clean.Dir = dir
		if text, err := clean.CombinedOutput(); err != nil {
			t.Errorf("%v: %v: %s", clean.Args, err, text)
		}
	}
}

// TestPage looks at whether the page describes each analyzer under the address that findings name.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/go-vet.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, analyzer := range vet.Analyzers() {
		if err := analysis.Validate([]*analysis.Analyzer{analyzer}); err != nil {
			t.Error(err)
		}
		if !bytes.Contains(page, []byte("\n## "+analyzer.Name+"\n")) || !strings.HasSuffix(analyzer.URL, "docs/go-vet.md#"+analyzer.Name) {
			t.Errorf("%s: %s leads nowhere", analyzer.Name, analyzer.URL)
		}
	}
}
