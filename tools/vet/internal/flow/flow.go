// Package flow answers questions about the order in which instructions of a function may run.
package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Step says what to do about an instruction on a path.
type Step int

const (
	// Go goes on.
	Go Step = iota
	// Stop leaves the path.
	Stop
)

// After visits what may run after an instruction, each once, until visit says to leave a path. The instruction
// itself is visited where a loop leads back to it. Edges out of a branch are taken where take says so; nil takes
// all.
func After(from ssa.Instruction, take func(branch *ssa.If, then bool) bool, visit func(ssa.Instruction) Step) {
	seen := make(map[*ssa.BasicBlock]bool)
	var open []*ssa.BasicBlock
	run := func(instrs []ssa.Instruction, block *ssa.BasicBlock) {
		for _, instr := range instrs {
			if visit(instr) == Stop {
				return
			}
			branch, ok := instr.(*ssa.If)
			if !ok || take == nil {
				continue
			}
			for i, succ := range block.Succs {
				if take(branch, i == 0) && !seen[succ] {
					seen[succ] = true
					open = append(open, succ)
				}
			}
			return
		}
		for _, succ := range block.Succs {
			if !seen[succ] {
				seen[succ] = true
				open = append(open, succ)
			}
		}
	}
	block := from.Block()
	run(block.Instrs[index(from)+1:], block)
	for len(open) > 0 {
		next := open[len(open)-1]
		open = open[:len(open)-1]
		run(next.Instrs, next)
	}
}

func index(instr ssa.Instruction) int {
	for i, other := range instr.Block().Instrs {
		if other == instr {
			return i
		}
	}
	return -1
}

// Reaches says whether to may run after from, on a path on which nothing is stopped at.
func Reaches(from, to ssa.Instruction, stop func(ssa.Instruction) bool) bool {
	found := false
	After(from, nil, func(instr ssa.Instruction) Step {
		found = found || instr == to
		if found || stop != nil && stop(instr) {
			return Stop
		}
		return Go
	})
	return found
}

// Callee returns the function that a call calls, as far as it is known: of an interface, its method.
func Callee(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method.Origin()
	}
	fn := call.StaticCallee()
	if fn == nil {
		return nil
	}
	if bound := Bound(fn); bound != nil {
		return bound.Origin()
	}
	object, _ := fn.Object().(*types.Func)
	if object == nil {
		return nil
	}
	return object.Origin()
}

// Receiver returns the value whose method a call calls, nil where there is none.
func Receiver(call *ssa.CallCommon) ssa.Value {
	if call.IsInvoke() {
		return call.Value
	}
	if call.Signature().Recv() != nil && len(call.Args) > 0 {
		return call.Args[0]
	}
	return nil
}

// Arguments returns the arguments of a call without the receiver.
func Arguments(call *ssa.CallCommon) []ssa.Value {
	if !call.IsInvoke() && call.Signature().Recv() != nil && len(call.Args) > 0 {
		return call.Args[1:]
	}
	return call.Args
}

// Bound returns the method that a function is made of which has the receiver bound, nil where it is another.
func Bound(fn *ssa.Function) *types.Func {
	if fn.Synthetic == "" || fn.Syntax() != nil || len(fn.FreeVars) != 1 {
		return nil
	}
	method, _ := fn.Object().(*types.Func)
	return method
}

// Pos returns the place of an instruction, or of something close to it.
func Pos(instr ssa.Instruction) token.Pos {
	if pos := instr.Pos(); pos.IsValid() {
		return pos
	}
	if _, ok := instr.(*ssa.Return); ok {
		if syntax := instr.Parent().Syntax(); syntax != nil {
			return syntax.End() - 1 // The brace that ends the function.
		}
	}
	var operands []*ssa.Value
	for _, operand := range instr.Operands(operands) {
		if operand != nil && *operand != nil && (*operand).Pos().IsValid() {
			return (*operand).Pos()
		}
	}
	block := instr.Block()
	for i := index(instr) - 1; i >= 0; i-- {
		if pos := block.Instrs[i].Pos(); pos.IsValid() {
			return pos
		}
	}
	return instr.Parent().Pos()
}

// Uses says whether an instruction has a value among its operands.
func Uses(instr ssa.Instruction, v ssa.Value) bool {
	var operands []*ssa.Value
	for _, operand := range instr.Operands(operands) {
		if operand != nil && *operand == v {
			return true
		}
	}
	return false
}

// Closure returns the function that a value certainly is, and its closure where it has one.
func Closure(v ssa.Value) (*ssa.Function, *ssa.MakeClosure) {
	switch v := v.(type) {
	case *ssa.Function:
		return v, nil
	case *ssa.MakeClosure:
		fn, _ := v.Fn.(*ssa.Function)
		return fn, v
	case *ssa.ChangeType:
		return Closure(v.X)
	}
	return nil, nil
}
