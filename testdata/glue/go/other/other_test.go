//go:build cgo

// Package other_test has a client and a library of different schemas under one version.
package other_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/halflap/halflap/ffi"
	"github.com/halflap/halflap/testdata/glue/go/other/glue/glueffi"
)

func TestALibraryThatDiffersIsRefusedByName(t *testing.T) {
	err := glueffi.Load()
	if !errors.Is(err, ffi.ErrABIMismatch) || !strings.Contains(err.Error(), "glue.Cursor.position, at version 2") {
		t.Errorf("%v", err)
	}
	// halflap: allow(handleopen): none is opened
	if _, again := glueffi.OpenStore(context.Background(), glueffi.Host{}); again != err {
		t.Errorf("it was opened: %v", again)
	}
	if n := glueffi.Live(); n != 0 {
		t.Errorf("%d objects are open", n)
	}
}
