// Package handleopen finds handles that are not closed on some path.
package handleopen

import (
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/flow"
	"github.com/halflap/halflap/tools/vet/internal/known"
	"github.com/halflap/halflap/tools/vet/internal/report"
)

// Analyzer finds handles that are not closed.
var Analyzer = &analysis.Analyzer{
	Name: "handleopen",
	Doc: `find handles that are not closed on some path

What OpenStore, Clone, and methods that return an interface give is the caller's to close. A handle that is
returned, stored, or passed to a function of yours counts as handed over; generated methods only borrow it.`,
	URL:      report.Page + "#handleopen",
	Requires: []*analysis.Analyzer{buildssa.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	built := pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA)
	reporter := report.New(pass)
	for _, fn := range built.SrcFuncs {
		if reporter.Generated(fn.Pos()) {
			continue
		}
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				if call, ok := instr.(*ssa.Call); ok {
					check(call, reporter)
				}
			}
		}
	}
	return nil, nil
}

// check looks at one call that may give a handle.
func check(call *ssa.Call, reporter *report.Reporter) {
	fn := flow.Callee(&call.Call)
	if !gives(fn) {
		return
	}
	o := owned{call: call, errAt: known.ErrorAt(fn.Signature())}
	o.find()
	end, again := o.leak()
	if end == nil {
		return
	}
	name := typeName(fn.Signature().Results().At(0).Type())
	const advice = "close it, as with `defer` behind the check of the error"
	if o.unused() {
		reporter.Found(flow.Pos(call), "dropped", "the "+name+" that "+fn.Name()+" returns is dropped without being closed", "keep it and close it")
		return
	}
	way := "on the way to line " + strconv.Itoa(reporter.Line(flow.Pos(end)))
	if again {
		way = "before the loop makes the next one"
	}
	reporter.Found(flow.Pos(call), "open", "the "+name+" that "+fn.Name()+" returns is not closed "+way, advice, analysis.RelatedInformation{
		Pos: flow.Pos(end), Message: "here it is still open",
	})
}

// gives says whether a function gives a handle that the caller has to close.
func gives(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	sig := fn.Signature()
	if sig.Results().Len() == 0 || !known.IsHandle(sig.Results().At(0).Type()) {
		return false
	}
	recv := known.Receiver(fn)
	return recv == nil && known.Client(fn.Pkg()) && strings.HasPrefix(fn.Name(), "Open") ||
		recv != nil && known.IsCall(fn)
}

func typeName(t types.Type) string {
	if named, ok := types.Unalias(known.Pointee(t)).(*types.Named); ok {
		return named.Obj().Name()
	}
	return "handle"
}
