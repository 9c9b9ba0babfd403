// Package viewstale finds uses of views whose buffer was used again.
package viewstale

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/borrow"
	"github.com/halflap/halflap/tools/vet/internal/flow"
	"github.com/halflap/halflap/tools/vet/internal/keeps"
	"github.com/halflap/halflap/tools/vet/internal/known"
	"github.com/halflap/halflap/tools/vet/internal/report"
)

// Analyzer finds uses of views whose buffer was used again.
var Analyzer = &analysis.Analyzer{
	Name: "viewstale",
	Doc: `find uses of views whose buffer was used again

A view, and the strings and slices that it gives, are good as long as nobody writes to the buffer. After
append(b[:0], ...), AppendBinary(b[:0]), a read into b, or another call of a method ending in Into with the same
native.Buffer, they show other bytes. Use them before that, or keep copies.`,
	URL:      report.Page + "#viewstale",
	Requires: []*analysis.Analyzer{buildssa.Analyzer, keeps.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	built := pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA)
	reporter := report.New(pass)
	others := borrow.NewSummaries(pass.ResultOf[keeps.Analyzer].(keeps.Functions))
	for _, fn := range built.SrcFuncs {
		if !reporter.Generated(fn.Pos()) {
			function(fn, others, reporter)
		}
	}
	return nil, nil
}

// function looks at one function: which views it makes, and what writes to their buffers.
func function(fn *ssa.Function, others *borrow.Summaries, reporter *report.Reporter) {
	var reads []read
	var writes []write
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if found, ok := asRead(call); ok {
					reads = append(reads, found)
				}
			}
			writes = append(writes, asWrites(instr)...)
		}
	}
	for _, read := range reads {
		var found *finding
		units := unitsOf(fn, read, others)
		for _, write := range writes {
			if write.instr == read.call || !write.memory.shares(read.memory) {
				continue
			}
			for _, unit := range units {
				if use := unit.staleUse(read, write); use != nil && (found == nil || flow.Pos(use) < flow.Pos(found.use)) {
					found = &finding{use, write, unit.what}
				}
			}
		}
		if found != nil {
			line := strconv.Itoa(reporter.Line(flow.Pos(found.write.instr)))
			wrong := found.what + " is used after " + found.write.by + " in line " + line + " used its buffer again"
			reporter.Found(flow.Pos(found.use), "stale", wrong, "use it before that, or copy what has to stay", analysis.RelatedInformation{
				Pos: flow.Pos(found.write.instr), Message: "here the buffer is written again",
			})
		}
	}
}

type finding struct {
	use   ssa.Instruction
	write write
	what  string
}

// unit is a value that lies in a buffer, or a variable that holds one: where it gets it, and where it is used.
type unit struct {
	what   string
	made   []ssa.Instruction
	renews func(ssa.Instruction) bool
	uses   func(ssa.Instruction) bool
}

// unitsOf finds what a function gets out of one read.
func unitsOf(fn *ssa.Function, from read, others *borrow.Summaries) []unit {
	var units []unit
	variables := make(map[*ssa.Alloc]bool)
	for v := range borrow.Follow(fn, []ssa.Value{from.view}, others).Aliases() {
		made, ok := v.(ssa.Instruction)
		if !ok || made.Parent() != fn {
			continue
		}
		if variable, ok := v.(*ssa.Alloc); ok {
			variables[variable] = true
			continue
		}
		if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
			if _, ok := load.X.(*ssa.Alloc); ok {
				continue // The variable is a unit of its own.
			}
		}
		units = append(units, unit{
			what:   name(v),
			made:   []ssa.Instruction{made},
			renews: func(instr ssa.Instruction) bool { return instr == made },
			uses:   func(instr ssa.Instruction) bool { return isUse(instr, v) },
		})
	}
	aliases := borrow.Follow(fn, []ssa.Value{from.view}, others).Aliases()
	for variable := range variables {
		units = append(units, ofVariable(fn, variable, aliases))
	}
	return units
}

func ofVariable(fn *ssa.Function, variable *ssa.Alloc, aliases map[ssa.Value]bool) unit {
	u := unit{what: "what " + variable.Comment + " holds"}
	stores := make(map[ssa.Instruction]bool)
	loads := make(map[ssa.Instruction]bool)
	for _, user := range *variable.Referrers() {
		switch user := user.(type) {
		case *ssa.Store:
			stores[user] = user.Addr == variable
			if user.Addr == variable && aliases[user.Val] && user.Parent() == fn {
				u.made = append(u.made, user)
			}
		case *ssa.UnOp:
			loads[user] = true
		}
	}
	u.renews = func(instr ssa.Instruction) bool { return stores[instr] }
	u.uses = func(instr ssa.Instruction) bool { return loads[instr] }
	return u
}

// name says what a value is, for a message.
func name(v ssa.Value) string {
	t := v.Type()
	if known.IsBorrowed(t) {
		if named, ok := types.Unalias(t).(*types.Named); ok {
			return "this " + named.Obj().Name()
		}
	}
	if basic, ok := t.Underlying().(*types.Basic); ok && basic.Info()&types.IsString != 0 {
		return "a string that was read from a view"
	}
	if _, ok := t.Underlying().(*types.Slice); ok {
		return "a slice that was read from a view"
	}
	return "a value that was read from a view"
}

// isUse says whether an instruction looks at a value, rather than merely at whether it is there.
func isUse(instr ssa.Instruction, v ssa.Value) bool {
	switch instr := instr.(type) {
	case *ssa.Phi, *ssa.DebugRef, *ssa.Extract:
		return false
	case *ssa.BinOp:
		if _, ok := instr.X.Type().Underlying().(*types.Basic); !ok {
			return false
		}
	}
	return flow.Uses(instr, v)
}

// staleUse returns the first use of what was made before a write, after it.
func (u unit) staleUse(from read, w write) ssa.Instruction {
	live := slices.ContainsFunc(u.made, func(made ssa.Instruction) bool {
		return made != w.instr && flow.Reaches(made, w.instr, func(instr ssa.Instruction) bool {
			return u.renews(instr) || from.renewed(instr, w)
		})
	})
	if !live {
		return nil
	}
	var uses []ssa.Instruction
	flow.After(w.instr, nil, func(instr ssa.Instruction) flow.Step {
		if u.renews(instr) {
			return flow.Stop
		}
		if u.uses(instr) {
			uses = append(uses, instr)
		}
		return flow.Go
	})
	if len(uses) == 0 {
		return nil
	}
	return slices.MinFunc(uses, func(a, b ssa.Instruction) int { return cmp.Compare(flow.Pos(a), flow.Pos(b)) })
}
