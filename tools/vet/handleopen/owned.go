package handleopen

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/flow"
	"github.com/halflap/halflap/tools/vet/internal/handle"
	"github.com/halflap/halflap/tools/vet/internal/known"
)

// owned is a handle that a call gave, with all that it is known as.
type owned struct {
	call  *ssa.Call
	errAt int
	// values are the handle, also behind interfaces and variables.
	values map[ssa.Value]bool
	// variables hold it.
	variables map[*ssa.Alloc]bool
	// errors are the error that came with it.
	errors map[ssa.Value]bool
}

// find gathers what the handle, and the error that came with it, are known as.
func (o *owned) find() {
	o.values, o.errors = make(map[ssa.Value]bool), make(map[ssa.Value]bool)
	o.variables = make(map[*ssa.Alloc]bool)
	if o.call.Call.Signature().Results().Len() == 1 {
		o.follow(o.call)
		return
	}
	for _, user := range *o.call.Referrers() {
		part, ok := user.(*ssa.Extract)
		switch {
		case !ok:
		case part.Index == 0:
			o.follow(part)
		case part.Index == o.errAt:
			o.fail(part)
		}
	}
}

// fail gathers what the error is known as: also with that of another call, on another way to the same place.
func (o *owned) fail(v ssa.Value) {
	if o.errors[v] {
		return
	}
	o.errors[v] = true
	for _, user := range *v.Referrers() {
		if phi, ok := user.(*ssa.Phi); ok {
			o.fail(phi)
		}
	}
}

// unused says whether nothing looks at the handle.
func (o *owned) unused() bool {
	for v := range o.values {
		if len(*v.Referrers()) > 0 {
			return false
		}
	}
	return true
}

func (o *owned) follow(v ssa.Value) {
	if o.values[v] {
		return
	}
	o.values[v] = true
	for _, user := range *v.Referrers() {
		switch user := user.(type) {
		case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType:
			o.follow(user.(ssa.Value))
		case *ssa.TypeAssert:
			if !user.CommaOk {
				o.follow(user)
			}
		case *ssa.Store:
			variable, ok := user.Addr.(*ssa.Alloc)
			if ok && user.Val == v && !o.variables[variable] && isPlain(variable) {
				o.variables[variable] = true
				for _, user := range *variable.Referrers() {
					if load, ok := user.(*ssa.UnOp); ok && load.Op == token.MUL {
						o.follow(load)
					}
				}
			}
		}
	}
}

// isPlain says whether a variable holds a handle, rather than an element of an array or the like.
func isPlain(variable *ssa.Alloc) bool {
	return known.IsHandle(known.Pointee(variable.Type()))
}

func (o *owned) is(v ssa.Value) bool { return o.values[handle.Root(v)] || o.values[v] }

// leak walks on from the call: it returns where a path ends, or comes back to the call, with the handle still
// open.
func (o *owned) leak() (end ssa.Instruction, again bool) {
	flow.After(o.call, o.open, func(instr ssa.Instruction) flow.Step {
		switch {
		case end != nil && !again:
			return flow.Stop
		case instr == o.call:
			if end == nil {
				end, again = instr, true
			}
			return flow.Stop
		case o.settles(instr):
			return flow.Stop
		}
		if _, ok := instr.(*ssa.Return); ok {
			end, again = instr, false
		}
		return flow.Go
	})
	return end, again
}

// settles says whether the handle is closed, or handed over, by an instruction.
func (o *owned) settles(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		use := handle.UseOf(instr.Common(), o.is)
		if use == handle.None && !instr.Common().IsInvoke() && o.values[instr.Common().Value] {
			return true
		}
		return use >= handle.Close || o.asserted(instr.Common())
	case *ssa.Return:
		return slices.ContainsFunc(instr.Results, o.is)
	case *ssa.Store:
		variable, ok := instr.Addr.(*ssa.Alloc)
		return o.is(instr.Val) && !(ok && isPlain(variable))
	case *ssa.MapUpdate:
		return o.is(instr.Value) || o.is(instr.Key)
	case *ssa.Send:
		return o.is(instr.X)
	case *ssa.MakeClosure:
		return o.captured(instr, make(map[*ssa.Function]bool))
	case *ssa.Panic:
		return true
	}
	return false
}

// asserted says whether a call, as a test makes it, holds the error against another one and answers with
// nothing: behind it there was an error, and so no handle.
func (o *owned) asserted(call *ssa.CallCommon) bool {
	if call.Signature().Results().Len() > 0 || !slices.ContainsFunc(call.Args, o.isError) {
		return false
	}
	return slices.ContainsFunc(call.Args, func(arg ssa.Value) bool {
		if o.isError(arg) || isNilConst(arg) {
			return false
		}
		return types.Implements(arg.Type(), types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
	})
}

// captured says whether a closure captures the handle and closes it, or gives it away.
func (o *owned) captured(made *ssa.MakeClosure, seen map[*ssa.Function]bool) bool {
	fn, ok := made.Fn.(*ssa.Function)
	if !ok {
		return false
	}
	for i, binding := range made.Bindings {
		variable, isVariable := binding.(*ssa.Alloc)
		if !o.is(binding) && !(isVariable && o.variables[variable]) {
			continue
		}
		if bound := flow.Bound(fn); bound != nil {
			return true // A method value: whoever has it may call it, also Close.
		}
		if settledIn(fn, fn.FreeVars[i], seen) {
			return true
		}
	}
	return false
}

// settledIn says whether a function does more with what it captures than call it.
func settledIn(fn *ssa.Function, free *ssa.FreeVar, seen map[*ssa.Function]bool) bool {
	if seen[fn] {
		return false
	}
	seen[fn] = true
	is := func(v ssa.Value) bool {
		root := handle.Root(v)
		load, ok := root.(*ssa.UnOp)
		return root == free || ok && load.X == free
	}
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				if handle.UseOf(instr.Common(), is) >= handle.Close {
					return true
				}
			case *ssa.Return:
				if slices.ContainsFunc(instr.Results, is) {
					return true
				}
			case *ssa.Store:
				if is(instr.Val) {
					return true
				}
			case *ssa.Send:
				if is(instr.X) {
					return true
				}
			case *ssa.MapUpdate:
				if is(instr.Value) || is(instr.Key) {
					return true
				}
			case *ssa.Phi:
				if slices.ContainsFunc(instr.Edges, is) {
					return true
				}
			case *ssa.MakeClosure:
				for i, binding := range instr.Bindings {
					inner, ok := instr.Fn.(*ssa.Function)
					if binding == free && ok && (flow.Bound(inner) != nil || settledIn(inner, inner.FreeVars[i], seen)) {
						return true
					}
				}
			}
		}
	}
	return false
}

// open says whether the handle can be open behind a branch: not where its error was found not to be nil, nor
// where it is itself nil.
func (o *owned) open(branch *ssa.If, then bool) bool {
	switch cond := branch.Cond.(type) {
	case *ssa.BinOp:
		if cond.Op != token.EQL && cond.Op != token.NEQ {
			return true
		}
		isNil := then == (cond.Op == token.EQL)
		x, y := cond.X, cond.Y
		if isNilConst(x) {
			x, y = y, x
		}
		if !isNilConst(y) {
			return !(o.isError(x) && isNil) // err == io.EOF
		}
		switch {
		case o.isError(x):
			return isNil
		case o.is(x):
			return !isNil
		}
	case *ssa.Call:
		// errors.Is(err, …) and the like say yes to an error only.
		if slices.ContainsFunc(cond.Call.Args, o.isError) {
			return !then
		}
	}
	return true
}

func isNilConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// isError says whether a value is the error that came with the handle: where it lies in a variable, what was
// stored there last.
func (o *owned) isError(v ssa.Value) bool {
	if o.errors[v] {
		return true
	}
	if made, ok := v.(*ssa.ChangeInterface); ok {
		return o.isError(made.X)
	}
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	variable, ok := load.X.(*ssa.Alloc)
	if !ok || !types.Identical(known.Pointee(variable.Type()), types.Universe.Lookup("error").Type()) {
		return false
	}
	block, instrs := load.Block(), load.Block().Instrs
	at := slices.Index(instrs, ssa.Instruction(load))
	for range 64 {
		for i := at - 1; i >= 0; i-- {
			if store, ok := instrs[i].(*ssa.Store); ok && store.Addr == variable {
				return o.errors[store.Val]
			}
		}
		if len(block.Preds) != 1 {
			return false
		}
		block = block.Preds[0]
		instrs, at = block.Instrs, len(block.Instrs)
	}
	return false
}
