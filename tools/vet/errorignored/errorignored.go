// Package errorignored finds errors of generated calls that nobody looks at.
package errorignored

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/halflap/halflap/tools/vet/internal/known"
	"github.com/halflap/halflap/tools/vet/internal/report"
)

// Analyzer finds ignored errors.
var Analyzer = &analysis.Analyzer{
	Name: "errorignored",
	Doc: `find errors of generated calls that are ignored

A call into a library can fail for reasons that are not the caller's: a panic, a handle that was closed. What it
returns beside an error is nothing. A deferred Close may go unheard; that it may elsewhere, say with _ =.`,
	URL:      report.Page + "#errorignored",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	nodes := []ast.Node{(*ast.ExprStmt)(nil), (*ast.GoStmt)(nil), (*ast.AssignStmt)(nil)}
	in.Preorder(nodes, func(node ast.Node) {
		switch node := node.(type) {
		case *ast.ExprStmt:
			if call, ok := ast.Unparen(node.X).(*ast.CallExpr); ok {
				dropped(pass, reporter, call)
			}
		case *ast.GoStmt:
			dropped(pass, reporter, node.Call)
		case *ast.AssignStmt:
			blank(pass, reporter, node)
		}
	})
	return nil, nil
}

// callee returns the generated function that a call calls, where that returns an error, and its place.
func callee(pass *analysis.Pass, call *ast.CallExpr) (*types.Func, int) {
	fn, ok := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
	if !ok || !known.IsCall(fn.Origin()) {
		return nil, -1
	}
	return fn, known.ErrorAt(fn.Signature())
}

// dropped looks at a call none of whose results is taken.
func dropped(pass *analysis.Pass, reporter *report.Reporter, call *ast.CallExpr) {
	fn, at := callee(pass, call)
	switch {
	case at < 0:
	case known.IsClose(fn):
		reporter.Found(call.Pos(), "close", "the error of Close is ignored", "return or report it; where it makes no difference, write `_ =`")
	default:
		reporter.Found(call.Pos(), "call", "the error of "+fn.Name()+" is ignored", "return or report it: without it nobody learns that the call failed")
	}
}

// blank looks at an assignment that takes a call's results, but not its error.
func blank(pass *analysis.Pass, reporter *report.Reporter, assign *ast.AssignStmt) {
	if len(assign.Rhs) != 1 || len(assign.Lhs) < 2 {
		return
	}
	call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr)
	if !ok {
		return
	}
	fn, at := callee(pass, call)
	if at < 0 || at >= len(assign.Lhs) || !isBlank(assign.Lhs[at]) {
		return
	}
	for i, taken := range assign.Lhs {
		if i != at && !isBlank(taken) {
			reporter.Found(call.Pos(), "result", "what "+fn.Name()+" returns is used, and its error is not", "look at the error first: beside one there is no result")
			return
		}
	}
}

func isBlank(expr ast.Expr) bool {
	ident, ok := expr.(*ast.Ident)
	return ok && ident.Name == "_"
}
