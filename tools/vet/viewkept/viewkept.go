// Package viewkept finds views, and what was read from them, that are kept beyond the function that they were
// given to.
package viewkept

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/borrow"
	"github.com/halflap/halflap/tools/vet/internal/flow"
	"github.com/halflap/halflap/tools/vet/internal/keeps"
	"github.com/halflap/halflap/tools/vet/internal/known"
	"github.com/halflap/halflap/tools/vet/internal/report"
)

// Analyzer finds views that are kept too long.
var Analyzer = &analysis.Analyzer{
	Name: "viewkept",
	Doc: `find views that are kept beyond the function they were given to

A view that a function gets from generated code (in GetView, in a callback, in EditOrder, in a method of a host
interface) is good until that function returns: then its memory is used again. So are the strings and slices that
it gives. Keep a copy: strings.Clone, slices.Clone, Decode.`,
	URL:      report.Page + "#viewkept",
	Requires: []*analysis.Analyzer{buildssa.Analyzer, keeps.Analyzer},
	Run:      run,
}

// scope is a function that gets views which are good until it returns.
type scope struct {
	fn    *ssa.Function
	views []int
}

func run(pass *analysis.Pass) (any, error) {
	built := pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA)
	reporter := report.New(pass)
	others := borrow.NewSummaries(pass.ResultOf[keeps.Analyzer].(keeps.Functions))
	for _, s := range scopes(built) {
		if reporter.Generated(s.fn.Pos()) {
			continue
		}
		var views []ssa.Value
		for _, i := range s.views {
			views = append(views, s.fn.Params[i])
		}
		for _, event := range borrow.Follow(s.fn, views, others).Events() {
			what := describe(pass.Pkg, event.Value)
			reporter.Found(event.At, string(event.Kind), what.name+how(event)+", but is good only until this function returns", what.advice)
		}
	}
	return nil, nil
}

func how(event borrow.Event) string {
	by := ""
	if event.By != "" {
		by = " by " + event.By
	}
	switch event.Kind {
	case borrow.Stored:
		return " is kept in " + event.Into + by
	case borrow.Sent:
		return " is sent on a channel" + by
	case borrow.Goroutine:
		return " is given to a goroutine" + by
	case borrow.Returned:
		return " is returned"
	default:
		return " is given" + by + " to " + event.Into + ", which keeps it"
	}
}

// scopes finds the functions of a package that get views, in order of the text.
func scopes(built *buildssa.SSA) []scope {
	found := make(map[*ssa.Function]scope)
	add := func(fn *ssa.Function, sig *types.Signature) {
		if _, ok := found[fn]; ok || fn.Blocks == nil {
			return
		}
		// Those of a function with a receiver stand behind it.
		first := len(fn.Params) - sig.Params().Len()
		var views []int
		for i := range sig.Params().Len() {
			if known.IsBorrowed(sig.Params().At(i).Type()) && first+i < len(fn.Params) {
				views = append(views, first+i)
			}
		}
		if views != nil && first >= 0 {
			found[fn] = scope{fn, views}
		}
	}
	for _, fn := range built.SrcFuncs {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					given(built, call.Common(), add)
				}
			}
		}
		if method, ok := fn.Object().(*types.Func); ok && hosts(method) {
			add(fn, fn.Signature)
		}
	}
	all := make([]scope, 0, len(found))
	for _, s := range found {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b scope) int { return cmp.Compare(a.fn.Pos(), b.fn.Pos()) })
	return all
}

// given finds the functions that are given to a call of generated code.
func given(built *buildssa.SSA, call *ssa.CallCommon, add func(*ssa.Function, *types.Signature)) {
	if !known.IsCall(flow.Callee(call)) {
		return
	}
	for _, arg := range call.Args {
		fn, _ := flow.Closure(arg)
		if fn == nil {
			continue
		}
		if method := flow.Bound(fn); method != nil {
			fn = built.Pkg.Prog.FuncValue(method.Origin())
		}
		if fn != nil {
			add(fn, fn.Signature)
		}
	}
}

// hosts says whether a method implements one of an interface that generated code declares beside the views that
// the method gets.
func hosts(method *types.Func) bool {
	recv := method.Signature().Recv()
	if recv == nil {
		return false
	}
	for param := range method.Signature().Params().Variables() {
		named, ok := types.Unalias(param.Type()).(*types.Named)
		if !ok || !known.IsView(named) || !known.Generated(named.Obj().Pkg()) {
			continue
		}
		scope := named.Obj().Pkg().Scope()
		for _, name := range scope.Names() {
			declared, ok := scope.Lookup(name).(*types.TypeName)
			if !ok {
				continue
			}
			iface, ok := declared.Type().Underlying().(*types.Interface)
			if !ok || iface.NumMethods() == 0 || !has(iface, method.Name()) {
				continue
			}
			if types.Implements(recv.Type(), iface) || types.Implements(types.NewPointer(recv.Type()), iface) {
				return true
			}
		}
	}
	return false
}

func has(iface *types.Interface, name string) bool {
	for method := range iface.Methods() {
		if method.Name() == name {
			return true
		}
	}
	return false
}

// thing is what is kept, and what to do about it.
type thing struct{ name, advice string }

// describe says what a value is: the value behind an interface or in a closure, where that is known.
func describe(here *types.Package, v ssa.Value) thing {
	switch w := v.(type) {
	case *ssa.MakeInterface:
		return describe(here, w.X)
	case *ssa.MakeClosure:
		return thing{"a function that captures what lies in a buffer", "let it capture copies: strings.Clone, slices.Clone, Decode"}
	case *ssa.Slice:
		// The elements behind `...` of append.
		if array, ok := w.X.(*ssa.Alloc); ok {
			for _, user := range *array.Referrers() {
				if at, ok := user.(*ssa.IndexAddr); ok {
					for _, user := range *at.Referrers() {
						if store, ok := user.(*ssa.Store); ok && store.Addr == at && known.Aliases(store.Val.Type()) {
							return describe(here, store.Val)
						}
					}
				}
			}
		}
	case *ssa.Call:
		if builtin, ok := w.Call.Value.(*ssa.Builtin); ok && builtin.Name() == "append" && len(w.Call.Args) == 2 {
			return describe(here, w.Call.Args[1])
		}
	}
	t := v.Type()
	name := types.TypeString(t, func(p *types.Package) string {
		if p == here {
			return ""
		}
		return p.Name()
	})
	switch {
	case known.IsEdit(t):
		return thing{name, "edit the buffer again where it is needed"}
	case known.IsView(t):
		return thing{name, "keep what Decode returns, which owns its memory"}
	case known.IsBorrowed(t):
		return thing{name, "keep copies of its elements"}
	case known.HasClone(t):
		return thing{name, "keep what its Clone returns"}
	case known.IsBytes(t):
		return thing{"a []byte that lies in a buffer", "keep bytes.Clone of it"}
	case isString(t):
		return thing{"a string that lies in a buffer", "keep strings.Clone of it"}
	}
	if s, ok := t.Underlying().(*types.Slice); ok && !known.Aliases(s.Elem()) {
		return thing{"a " + name + " that lies in a buffer", "keep slices.Clone of it"}
	}
	if strings.HasPrefix(name, "*") || !known.Aliases(t) {
		return thing{"a value that leads into a buffer", "let it hold copies: strings.Clone, slices.Clone, Decode"}
	}
	return thing{"a " + name + " that leads into a buffer", "let it hold copies: strings.Clone, slices.Clone, Decode"}
}

func isString(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}
