//go:build cgo

package native_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/halflap/halflap/ffi"
	"github.com/halflap/halflap/ffi/native"
	"github.com/halflap/halflap/ffi/native/internal/double/double/doubleffi"
	"github.com/halflap/halflap/ffi/native/internal/double/library"
)

func TestALibraryOfAnotherSchemaIsRefused(t *testing.T) {
	good(t, doubleffi.Load())
	const box = 0x6219f563d4a0355d
	other := func(number uint32, name string, fingerprints ...uint64) *native.Package {
		method := native.Method{Number: number, Name: name, Fingerprints: fingerprints}
		return &native.Package{Name: "double", Version: uint32(len(fingerprints)), Interfaces: []native.Interface{
			{ID: box, Name: "double.Box", Methods: []native.Method{method}},
		}}
	}
	for _, c := range []struct {
		known *native.Package
		says  string
	}{
		{&native.Package{Name: "single", Version: 1}, "package double, this client of single"},
		{other(1, "add", 1), "double.Box.add"},
		{other(1, "add", 1, 1), "double.Box.add"},
		{other(1, "add", 1, 1, 1), "version 2"},
		{other(99, "more", 1), ""},
		{other(16, "newer", 0), ""},
	} {
		l := native.NewLibrary(c.known)
		err := library.LoadInto(l)
		if c.says == "" {
			good(t, err)
			continue
		}
		if !errors.Is(err, ffi.ErrABIMismatch) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v does not say %q", err, c.says)
		}
		if again := library.LoadInto(l); again != err {
			t.Errorf("the second time it is %v", again)
		}
	}
	wants(t, native.NewLibrary(&native.Package{Name: "double"}).Load(nil), ffi.ErrABIMismatch)
}
