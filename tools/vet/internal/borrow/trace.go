// Package borrow follows what lies in a buffer through a function: what is read of it, where that is stored, and
// where it leaves the function.
package borrow

import (
	"cmp"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/flow"
	"github.com/halflap/halflap/tools/vet/internal/known"
)

// Trace is what was found out about one function, and the functions within it, from the values that it began
// with.
type Trace struct {
	root *ssa.Function
	// alias are the values that lie in the buffer, or lead to it.
	alias map[ssa.Value]bool
	// fields are those of local variables that do; all of them where -1 is among them.
	fields map[ssa.Value]map[int]bool
	// closures say where functions within the root are made.
	closures map[*ssa.Function]*ssa.MakeClosure
	open     []ssa.Value
	events   map[ssa.Instruction]Event
	returns  bool
	others   *Summaries
}

// Kind is how something leaves a function.
type Kind string

// The kinds.
const (
	Stored    Kind = "stored"
	Sent      Kind = "sent"
	Goroutine Kind = "goroutine"
	Returned  Kind = "returned"
	Handed    Kind = "handed"
)

// Event is one way in which something of the buffer leaves a function.
type Event struct {
	Kind  Kind
	Instr ssa.Instruction
	// At is its place.
	At token.Pos
	// Value is what leaves.
	Value ssa.Value
	// Into says where to, for a message.
	Into string
	// By is the function of another package that does it, empty where it is seen in this one.
	By string
	// param is the parameter of the root whose memory it is stored to, -1 for other places.
	param int
}

// Follow follows values of a function.
func Follow(root *ssa.Function, from []ssa.Value, others *Summaries) *Trace {
	t := &Trace{
		root:     root,
		alias:    make(map[ssa.Value]bool),
		fields:   make(map[ssa.Value]map[int]bool),
		closures: make(map[*ssa.Function]*ssa.MakeClosure),
		events:   make(map[ssa.Instruction]Event),
		others:   others,
	}
	t.findClosures(root)
	for _, v := range from {
		t.mark(v)
	}
	for len(t.open) > 0 {
		v := t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		if referrers := v.Referrers(); referrers != nil {
			for _, user := range *referrers {
				t.flow(v, user)
			}
		}
	}
	return t
}

func (t *Trace) findClosures(fn *ssa.Function) {
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			if made, ok := instr.(*ssa.MakeClosure); ok {
				if inner, ok := made.Fn.(*ssa.Function); ok {
					t.closures[inner] = made
				}
			}
		}
	}
	for _, inner := range fn.AnonFuncs {
		t.findClosures(inner)
	}
}

// Events are the ways in which something leaves, in the order of the text.
func (t *Trace) Events() []Event {
	return slices.SortedFunc(maps.Values(t.events), func(a, b Event) int { return cmp.Compare(a.At, b.At) })
}

// Aliases are the values that lie in the buffer or lead to it.
func (t *Trace) Aliases() map[ssa.Value]bool { return t.alias }

// mark notes that a value lies in the buffer.
func (t *Trace) mark(v ssa.Value) {
	if !t.alias[v] {
		t.alias[v] = true
		t.open = append(t.open, v)
	}
}

// derive does so where its type allows it.
func (t *Trace) derive(v ssa.Value) {
	if known.Aliases(v.Type()) {
		t.mark(v)
	}
}

// markField notes that a field of a local variable lies in the buffer; -1 is all of it.
func (t *Trace) markField(v ssa.Value, field int) {
	if t.fields[v] == nil {
		if t.alias[v] {
			return
		}
		t.fields[v] = make(map[int]bool)
	}
	if !t.fields[v][field] {
		t.fields[v][field] = true
		t.alias[v] = true
		t.open = append(t.open, v)
	}
}

// hasField says whether a field of a value, or of what it points at, lies in the buffer.
func (t *Trace) hasField(v ssa.Value, field int) bool {
	if load, ok := v.(*ssa.UnOp); ok {
		v = load.X
	}
	fields := t.fields[t.object(v)]
	return fields == nil || fields[-1] || fields[field]
}

// object returns the variable that a captured one is.
func (t *Trace) object(v ssa.Value) ssa.Value {
	for {
		free, ok := v.(*ssa.FreeVar)
		if !ok {
			return v
		}
		binding := t.binding(free)
		if binding == nil {
			return v
		}
		v = binding
	}
}

// binding returns what a variable of a function within the root captures, nil for those of the root.
func (t *Trace) binding(free *ssa.FreeVar) ssa.Value {
	fn := free.Parent()
	made := t.closures[fn]
	if fn == t.root || made == nil {
		return nil
	}
	for i, other := range fn.FreeVars {
		if other == free {
			return made.Bindings[i]
		}
	}
	return nil
}

func (t *Trace) event(kind Kind, instr ssa.Instruction, v ssa.Value, into string) {
	t.eventAt(Event{Kind: kind, Instr: instr, At: flow.Pos(instr), Value: v, Into: into, param: -1})
}

func (t *Trace) eventAt(event Event) {
	if _, ok := t.events[event.Instr]; !ok {
		t.events[event.Instr] = event
	}
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}
