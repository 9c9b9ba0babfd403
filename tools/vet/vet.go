// Package vet finds in Go code what Rust's compiler would refuse: views that are used for too long, and handles
// that are closed too early, too late, or not at all.
package vet

import (
	"golang.org/x/tools/go/analysis"

	"github.com/halflap/halflap/tools/vet/errorignored"
	"github.com/halflap/halflap/tools/vet/handleclosed"
	"github.com/halflap/halflap/tools/vet/handleopen"
	"github.com/halflap/halflap/tools/vet/viewkept"
	"github.com/halflap/halflap/tools/vet/viewstale"
)

// Analyzers are all of them, for drivers of golang.org/x/tools/go/analysis.
func Analyzers() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		errorignored.Analyzer,
		handleclosed.Analyzer,
		handleopen.Analyzer,
		viewkept.Analyzer,
		viewstale.Analyzer,
	}
}
