// Package handleclosed finds uses of handles after they were closed.
package handleclosed

import (
	"cmp"
	"go/token"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/flow"
	"github.com/halflap/halflap/tools/vet/internal/handle"
	"github.com/halflap/halflap/tools/vet/internal/known"
	"github.com/halflap/halflap/tools/vet/internal/report"
)

// Analyzer finds uses of closed handles.
var Analyzer = &analysis.Analyzer{
	Name: "handleclosed",
	Doc: `find uses of handles after Close

Every call of a handle that was closed fails with ffi.ErrStaleHandle. Close it behind its last use, or use a clone.`,
	URL:      report.Page + "#handleclosed",
	Requires: []*analysis.Analyzer{buildssa.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	built := pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA)
	reporter := report.New(pass)
	for _, fn := range built.SrcFuncs {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || !known.IsClose(flow.Callee(&call.Call)) {
					continue
				}
				use := firstUse(call)
				if use == nil {
					continue
				}
				line := strconv.Itoa(reporter.Line(flow.Pos(call)))
				reporter.Found(flow.Pos(use), "closed", "this handle was closed in line "+line, "close it behind its last use", analysis.RelatedInformation{
					Pos: flow.Pos(call), Message: "here it is closed",
				})
			}
		}
	}
	return nil, nil
}

// thing is a value, or the place that it is read from each time.
type thing struct {
	is     func(ssa.Value) bool
	renews func(ssa.Instruction) bool
}

// firstUse returns the first use, in the text, of what a call closes that may run after it.
func firstUse(closed *ssa.Call) ssa.Instruction {
	t, ok := thingOf(handle.Root(flow.Receiver(&closed.Call)), closed.Parent())
	if !ok {
		return nil
	}
	var uses []ssa.Instruction
	flow.After(closed, nil, func(instr ssa.Instruction) flow.Step {
		if t.renews(instr) {
			return flow.Stop
		}
		if t.uses(instr) {
			uses = append(uses, instr)
		}
		return flow.Go
	})
	if len(uses) == 0 {
		return nil
	}
	return slices.MinFunc(uses, func(a, b ssa.Instruction) int { return cmp.Compare(flow.Pos(a), flow.Pos(b)) })
}

func (t thing) uses(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Call:
		use := handle.UseOf(&instr.Call, t.is)
		return use == handle.Call && calls(&instr.Call) && !expected(instr) || use == handle.Hand
	case *ssa.Go:
		return handle.UseOf(&instr.Call, t.is) >= handle.Call
	case *ssa.Defer:
		return handle.UseOf(&instr.Call, t.is) == handle.Call
	case *ssa.Return:
		return slices.ContainsFunc(instr.Results, t.is)
	case *ssa.Send:
		return t.is(instr.X)
	}
	return false
}

// calls says whether a call needs its handle open: to print one does not.
func calls(call *ssa.CallCommon) bool {
	return known.IsCall(flow.Callee(call))
}

// expected says whether the error of a call is compared with ffi.ErrStaleHandle: it is what the call is for.
func expected(call *ssa.Call) bool {
	for _, user := range *call.Referrers() {
		err, ok := user.(*ssa.Extract)
		if !ok {
			continue
		}
		for _, user := range *err.Referrers() {
			compared, ok := user.(ssa.CallInstruction)
			if ok && slices.ContainsFunc(compared.Common().Args, isStaleHandle) {
				return true
			}
		}
	}
	return false
}

func isStaleHandle(v ssa.Value) bool {
	if made, ok := v.(*ssa.MakeInterface); ok {
		v = made.X
	}
	c, ok := v.(*ssa.Const)
	return ok && known.IsStaleHandle(c.Type(), c.Value)
}

// thingOf says what to follow of a handle. Of variables only those are followed that no closure and, for
// fields, no other function can set in between.
func thingOf(root ssa.Value, fn *ssa.Function) (thing, bool) {
	load, ok := root.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		made, _ := root.(ssa.Instruction)
		return thing{
			func(v ssa.Value) bool { return handle.Root(v) == root },
			func(instr ssa.Instruction) bool { return made != nil && instr == made },
		}, true
	}
	same := func(addr ssa.Value) bool { return samePlace(addr, load.X) }
	is := func(v ssa.Value) bool {
		other, ok := handle.Root(v).(*ssa.UnOp)
		return ok && other.Op == token.MUL && same(other.X)
	}
	switch at := load.X.(type) {
	case *ssa.Alloc:
		if setElsewhere(at) {
			return thing{}, false
		}
		return thing{is, func(instr ssa.Instruction) bool {
			store, ok := instr.(*ssa.Store)
			return ok && same(store.Addr)
		}}, true
	case *ssa.FieldAddr:
		base := at.X
		return thing{is, func(instr ssa.Instruction) bool {
			if store, ok := instr.(*ssa.Store); ok {
				return same(store.Addr)
			}
			call, ok := instr.(ssa.CallInstruction)
			return ok && slices.ContainsFunc(call.Common().Args, func(arg ssa.Value) bool { return sameValue(arg, base) })
		}}, true
	}
	return thing{}, false
}

func samePlace(a, b ssa.Value) bool {
	x, ok := a.(*ssa.FieldAddr)
	y, also := b.(*ssa.FieldAddr)
	if ok && also {
		return x.Field == y.Field && sameValue(x.X, y.X)
	}
	return a == b
}

// sameValue says whether two values are the same, or are read from the same place.
func sameValue(a, b ssa.Value) bool {
	x, ok := a.(*ssa.UnOp)
	y, also := b.(*ssa.UnOp)
	if ok && also && x.Op == token.MUL && y.Op == token.MUL {
		return samePlace(x.X, y.X)
	}
	return a == b
}

// setElsewhere says whether a function that captures a variable sets it.
func setElsewhere(variable *ssa.Alloc) bool {
	for _, user := range *variable.Referrers() {
		made, ok := user.(*ssa.MakeClosure)
		if ok && sets(made, variable) {
			return true
		}
	}
	return false
}

func sets(made *ssa.MakeClosure, variable ssa.Value) bool {
	fn, ok := made.Fn.(*ssa.Function)
	if !ok {
		return true
	}
	for i, binding := range made.Bindings {
		if binding != variable {
			continue
		}
		free := fn.FreeVars[i]
		for _, user := range *free.Referrers() {
			switch user := user.(type) {
			case *ssa.Store:
				if user.Addr == free {
					return true
				}
			case *ssa.MakeClosure:
				if sets(user, free) {
					return true
				}
			}
		}
	}
	return false
}
