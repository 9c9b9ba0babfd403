// Package keeps finds out what functions do with what they are given, and tells the packages that call them.
package keeps

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"

	"github.com/halflap/halflap/tools/vet/internal/borrow"
	"github.com/halflap/halflap/tools/vet/internal/known"
	"github.com/halflap/halflap/tools/vet/internal/report"
)

// Analyzer finds out which functions of a package keep or return what they are given. Its result, a Functions,
// is what is known of functions of other packages of the same module: those of other modules are trusted, since
// what their authors do with memory can't be told from types, and nobody here can change it.
var Analyzer = &analysis.Analyzer{
	Name: "halflapkeeps",
	Doc: `find out which functions keep or return what they are given

It reports nothing: viewkept and viewstale ask it about the functions of other packages.`,
	URL: report.Page,
	// Not buildssa: most packages need not be built, which is found out first.
	Requires:   []*analysis.Analyzer{ctrlflow.Analyzer},
	FactTypes:  []analysis.Fact{new(borrow.Fact)},
	ResultType: reflect.TypeFor[Functions](),
	Run:        run,
}

// Functions are functions of other packages, with what they do.
type Functions map[*types.Func]*borrow.Fact

func run(pass *analysis.Pass) (any, error) {
	functions := make(Functions)
	module := moduleOf(pass)
	if module == "" || known.Generated(pass.Pkg) || known.IsRuntime(pass.Pkg) {
		return functions, nil // Nobody asks about it, or the analyzers know it by themselves.
	}
	for _, fact := range pass.AllObjectFacts() {
		fn, ok := fact.Object.(*types.Func)
		if ok && known.Within(fn.Pkg(), module) {
			functions[fn] = fact.Fact.(*borrow.Fact)
		}
	}
	built, err := buildssa.Analyzer.Run(pass)
	if err != nil {
		return nil, err
	}
	summaries := borrow.NewSummaries(functions)
	for _, fn := range built.(*buildssa.SSA).SrcFuncs {
		object, ok := fn.Object().(*types.Func)
		if !ok || !object.Exported() || fn.Blocks == nil {
			continue
		}
		if fact := summaries.Fact(fn); fact != nil {
			pass.ExportObjectFact(object, fact)
		}
	}
	return functions, nil
}

// moduleOf is the path of the module that a package is from, where somebody works on that: empty for the standard
// library, and for modules that have a version.
func moduleOf(pass *analysis.Pass) string {
	if pass.Module == nil || pass.Module.Version != "" {
		return ""
	}
	return pass.Module.Path
}
